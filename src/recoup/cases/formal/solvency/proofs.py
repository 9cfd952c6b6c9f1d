"""Our claim in an insolvency: worked out, drafted, lodged, admitted, and the end of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from recoup.archive.deeds import Content, salted
from recoup.cases.formal.law import connections_of, has_agreed
from recoup.cases.formal.solvency import insolvency
from recoup.cases.models import Case
from recoup.cases.people.desk import Desk, case_by, sit_down
from recoup.cases.texts import sender_of
from recoup.documents.court.facts import Paid
from recoup.documents.court.proof import ClaimForm, ClaimLine, claim_form
from recoup.documents.facts import Stretch
from recoup.law.interest.debt import Debt, Event, Reckoning
from recoup.law.interest.reckon import reckon
from recoup.law.interest.words import by_hand
from recoup.law.places import Place
from recoup.ledger.models import Allocation, Contact, Invoice
from recoup.lib.errors import Refused
from recoup.lib.said import Said, say
from recoup.org import places
from recoup.org.models import Creditor
from recoup.org.settings import Settings
from recoup.recourse.claim.reckoning import events_of, fixed_left, given_up
from recoup.recourse.confirm import Figure, decisions, figures_of, rate_of, unconfirmed
from recoup.recourse.models import Dividend, Insolvency, Proof
from recoup.recourse.solvency import operations, queries

MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Worked:
    """The claim on the opening day. `interest` is the part of the law, None where something stands in its way."""

    lines: tuple[ClaimLine, ...]
    has_interest: bool
    why_not: Said | None
    to_confirm: tuple[Figure, ...]
    words: tuple[str, ...]

    @property
    def principal_minor(self) -> int:
        """What was open of the invoices."""
        return sum(one.principal_minor for one in self.lines)

    @property
    def interest_minor(self) -> int:
        """Interest to the opening day."""
        return sum(one.interest_minor for one in self.lines)

    @property
    def compensation_minor(self) -> int:
        """The fixed sums."""
        return sum(one.compensation_minor for one in self.lines)


def worked(case: Case, row: Insolvency, moment: datetime, today: date) -> Worked:
    """What was owed in the case's currency on the opening day, by invoice; what was supplied after it is left out.

    Interest is that of the law up to and including that day. It is left out whole, and said why, where a question is
    open or a figure waits for a person to confirm it.
    """
    invoices = provable(case, row)
    happened = events_of(case.creditor, [one.pk for one in invoices], row.opened_on)
    off = _taken_off(case.creditor, [one.pk for one in invoices], row.opened_on)
    law = connections_of(case, moment)
    place = law.place("interest.rate")
    decided = decisions(case.creditor, case.debtor)
    basis, rate = "agreed" if has_agreed(decided, law) else "unknown", rate_of(decided)
    plain, full, words = [], [], []
    used: list[Reckoning] = []
    why: Said | None = None
    for invoice in invoices:
        events = happened.get(invoice.pk, [])
        left = invoice.amount_minor - off.get(invoice.pk, 0)
        if left <= 0:
            continue
        line = ClaimLine(
            invoice.number or f"#{invoice.pk}", issued_on=invoice.issued_on, due_on=invoice.due_on,
            principal_minor=left,
        )  # fmt: skip
        plain.append(line)
        done, fault = _reckoned(invoice, events, case, basis, rate, place, row.opened_on)
        why = why or fault
        if done is not None:
            used.append(done[1])
            full.append(_with(line, done[1], events))
            words += [f"{line.number}:", *by_hand(done[0], done[1])]
    figures = [figure for one in used for figure in figures_of(one)]
    to_confirm = tuple(unconfirmed(case.creditor, figures, today))
    if to_confirm and why is None:
        why = say("Interest rests on figures that nobody has compared with the official text yet.")
    if why is not None:
        return Worked(tuple(plain), False, why, to_confirm, ())
    return Worked(tuple(full), True, None, (), tuple(words[:400]))


def provable(case: Case, row: Insolvency) -> list[Invoice]:
    """The invoices that can be claimed in the insolvency, the oldest first."""
    rows = Invoice.objects.of(case.creditor).filter(
        debtor=case.debtor_id, currency=case.currency, kind="invoice"
    )
    rows = rows.exclude(state="cancelled").order_by("due_on", "pk")
    return [one for one in rows[:MOST_LINES] if not is_after(one, row.opened_on)]


def is_after(invoice: Invoice, opened_on: date) -> bool:
    """Whether it is for a supply after the opening, which is no claim in the insolvency."""
    supplied = invoice.supplied_on or invoice.issued_on
    return supplied is not None and supplied > opened_on


def _taken_off(creditor: Creditor, invoices: list[int], until: date) -> dict[int, int]:
    """What the books had taken off each invoice by a day, in minor units."""
    rows = Allocation.objects.of(creditor).filter(
        invoice__in=invoices, is_active=True, allocated_on__lte=until, amount_minor__gt=0
    )
    return dict(rows.values_list("invoice_id").annotate(Sum("amount_minor")))


def _reckoned(
    invoice: Invoice,
    events: list[Event],
    case: Case,
    basis: str,
    rate: Decimal | None,
    place: Place,
    until: date,
) -> tuple[tuple[Debt, Reckoning] | None, Said | None]:
    known = basis if invoice.due_basis in ("", "unknown") else invoice.due_basis
    debt = Debt(
        invoice.amount_minor, invoice.currency, invoice.due_on, case.debtor.kind or "unknown",
        known, invoice.received_on, invoice.supplied_on, arose_on=invoice.contract_on,
        contract_rate=rate, events=tuple(events),
    )  # fmt: skip
    try:
        done = reckon(debt, place, until)
    except Refused as refused:
        return None, say("Interest cannot be worked out: %(why)s", why=refused.what)
    if done.unknown or done.interest_minor is None or done.total_minor is None:
        why = done.unknown[0].why if done.unknown else ""
        return None, say("The law does not answer what interest needs: %(why)s", why=why)
    return (debt, done), None


def _with(line: ClaimLine, done: Reckoning, events: list[Event]) -> ClaimLine:
    """The books take payments off the principal, the law may take them off interest first: the total is the law's."""
    fixed = fixed_left(done, events)
    interest = max(0, (done.total_minor or 0) - line.principal_minor - fixed)
    stretches = (
        Stretch(line.number, o.from_on, o.until_on, o.days, o.principal_minor, o.rate, o.basis, o.interest)
        for o in done.segments
    )
    paid = (
        Paid(o.on, o.amount_minor, o.costs_minor, o.interest_minor, o.principal_minor) for o in done.set_offs
    )
    return replace(
        line, interest_minor=interest, compensation_minor=fixed, stretches=tuple(stretches), paid=tuple(paid),
        waived_minor=given_up(events),
    )  # fmt: skip


def set_holder(
    creditor: Creditor,
    case: int,
    name: str,
    *,
    email: str = "",
    phone: str = "",
    address: str = "",
    court: str = "",
    reference: str = "",
    proof_by_on: date | None = None,
    actor: str,
    moment: datetime,
) -> Insolvency:
    """Who the office-holder is, and what the notice says; the last day that a person gives goes before the law's.

    Raises Refused: `no_such_case`, `not_insolvent`, `missing`.
    """
    with at_desk(creditor, case, actor, moment) as (desk, row):
        if not name.strip():
            raise Refused("missing", "The office-holder has no name.", "name", "Give a person or firm.")
        row.holder = insolvency.holder_contact(
            desk, name.strip(), email=email, phone=phone, source="typed in"
        )
        row.holder_address = address.strip()[:1_000] or row.holder_address
        row.court, row.reference = court.strip()[:200] or row.court, reference.strip()[:120] or row.reference
        if proof_by_on is not None and proof_by_on != row.proof_by_on:
            row.proof_by_on, row.proof_by = proof_by_on, "person"
        row.save()
        insolvency.set_dates(desk, row)
        facts: dict[str, int | str] = {"insolvency": row.pk, "contact": row.holder.pk}
        if row.proof_by_on:
            facts["until"] = row.proof_by_on.isoformat()
        desk.record("insolvency.noted", klass="open", facts=facts)
    return row


def draft(
    creditor: Creditor, case: int, *, with_interest: bool, language: str = "", actor: str, moment: datetime
) -> Proof:
    """The claim form as PDF, to be checked and signed by a person; drafted anew it takes the place of the earlier.

    It is in the language of the court, unless a person says which.

    Raises Refused: `no_such_case`, `not_insolvent`, `already_filed`, `nothing_to_claim`, `interest_not_known`.
    """
    with at_desk(creditor, case, actor, moment) as (desk, row):
        assert desk.case is not None
        found = proof_of(creditor, row, desk.case.currency)
        if found is not None and found.filed_on is not None:
            raise Refused("already_filed", say("The claim was lodged on %(on)s.", on=found.filed_on), "")
        claim = worked(desk.case, row, moment, desk.today)
        if not claim.principal_minor:
            raise Refused("nothing_to_claim", "Nothing was open on the day the insolvency opened.", "")
        if with_interest and not claim.has_interest:
            raise Refused("interest_not_known", claim.why_not or "", "interest", "Claim the principal alone.")
        lines = claim.lines if with_interest else tuple(
            replace(o, interest_minor=0, compensation_minor=0, stretches=(), paid=()) for o in claim.lines
        )  # fmt: skip
        kept = salted(Content(_pdf(desk, row, lines, language), "application/pdf"))
        sums = {
            "principal_minor": sum(o.principal_minor for o in lines),
            "interest_minor": sum(o.interest_minor for o in lines),
            "compensation_minor": sum(o.compensation_minor for o in lines),
        }
        made, _ = Proof.objects.update_or_create(
            creditor=creditor, insolvency=row, currency=desk.case.currency,
            defaults={**sums, "drafted_on": desk.today, "form": kept.commitment},
        )  # fmt: skip
        desk.act.record(
            desk.debtor.stream_key, "proof.drafted", klass="internal",
            facts={"case": desk.case.pk, "proof": made.pk}, amounts={"claimed": made.claimed_minor},
            payloads={"form": kept},
        )  # fmt: skip
    return made


def filed(creditor: Creditor, case: int, on: date, *, actor: str, moment: datetime) -> Proof:
    """A person has signed and lodged the claim.

    Raises Refused: `not_insolvent`, `no_proof`, `already_filed`, `date_ahead`.
    """
    with at_desk(creditor, case, actor, moment) as (desk, row):
        found = _proof(desk, row)
        if found.filed_on is not None:
            raise Refused("already_filed", say("The claim was lodged on %(on)s.", on=found.filed_on), "on")
        not_ahead(desk, on)
        found.filed_on = on
        found.save(update_fields=["filed_on"])
        desk.close_kind(insolvency.TASK, result="done")
        desk.record("proof.filed", klass="open", direction="out", facts={"proof": found.pk, "on": on.isoformat()},
                    amounts={"claimed": found.claimed_minor})  # fmt: skip
    return found


def admitted(creditor: Creditor, case: int, minor: int, on: date, *, actor: str, moment: datetime) -> Proof:
    """The office-holder admits so much of the claim, nothing or all. Raises Refused: `not_insolvent`, `no_proof`,
    `not_filed`, `bad_amount`, `date_ahead`."""
    with at_desk(creditor, case, actor, moment) as (desk, row):
        found = lodged(desk, row)
        not_ahead(desk, on)
        if not 0 <= minor <= found.claimed_minor:
            raise Refused(
                "bad_amount", "No more can be admitted than was claimed.", "amount", "Give the sum admitted."
            )
        found.admitted_on, found.admitted_minor = on, minor
        found.save(update_fields=["admitted_on", "admitted_minor"])
        desk.record("proof.admitted", klass="open", direction="in", facts={"proof": found.pk, "on": on.isoformat()},
                    amounts={"admitted": minor, "claimed": found.claimed_minor})  # fmt: skip
    return found


def end(creditor: Creditor, case: int, *, note: str = "", actor: str, moment: datetime) -> Insolvency:
    """The proceeding is closed and nothing more comes: what is left of the case goes to letting go, as a task.

    The debtor stays insolvent. Raises Refused (`not_insolvent`).
    """
    with at_desk(creditor, case, actor, moment) as (desk, row):
        operations.end_insolvency(row, "closed", desk.today)
        got = sum(
            Dividend.objects.of(creditor).filter(proof__insolvency=row).values_list("amount_minor", flat=True)
        )
        desk.close_kind(insolvency.TASK, result="done")
        facts = {"insolvency": row.pk}
        desk.record("insolvency.closed", klass="open", facts=facts, amounts={"received": got}, note=note)
        if desk.case is not None and desk.case.state == "open":
            desk.ask("write_off", desk.working_day())
    return row


def proof_of(creditor: Creditor, row: Insolvency, currency: str) -> Proof | None:
    """The claim in that currency."""
    found: Proof | None = Proof.objects.of(creditor).filter(insolvency=row, currency=currency).first()
    return found


def holders(creditor: Creditor, case: Case) -> list[Contact]:
    """With whom contact goes on: office-holder, guarantor, insurer."""
    rows = Contact.objects.of(creditor).filter(debtor=case.debtor_id, ended_on__isnull=True)
    return list(rows.filter(role__in=("office_holder", "guarantor", "insurer")).order_by("pk"))


@contextmanager
def at_desk(creditor: Creditor, case: int, actor: str, moment: datetime) -> Iterator[tuple[Desk, Insolvency]]:
    """The desk of a deed on a running insolvency. Raises Refused (`not_insolvent`) when there is none."""
    found = case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        row = queries.running(creditor, desk.debtor)
        if row is None:
            raise Refused(
                "not_insolvent", "No insolvency of theirs is running.", "", "Confirm the insolvency first."
            )
        yield desk, row


def _proof(desk: Desk, row: Insolvency) -> Proof:
    assert desk.case is not None
    found = proof_of(desk.creditor, row, desk.case.currency)
    if found is None:
        raise Refused(
            "no_proof", "No claim form is drafted yet.", "", "Draft it, check it and sign it first."
        )
    return found


def lodged(desk: Desk, row: Insolvency) -> Proof:
    """The claim in the case's currency. Raises Refused (`no_proof`, `not_filed`)."""
    found = _proof(desk, row)
    if found.filed_on is None:
        raise Refused("not_filed", "The claim is not lodged yet.", "", "Say first on which day it was.")
    return found


def not_ahead(desk: Desk, on: date) -> None:
    """Raises Refused (`date_ahead`)."""
    if on > desk.today:
        raise Refused("date_ahead", say("%(on)s is still to come.", on=on), "on", "Give the day it happened.")


def language_of(case: Case, settings: Settings) -> str:
    """The language of a form for the court of an insolvency: that of the debtor's country, else the creditor's own."""
    country = case.debtor.country
    return places.language_of(country) if country else settings.language


def _pdf(desk: Desk, row: Insolvency, lines: tuple[ClaimLine, ...], language: str) -> bytes:
    assert desk.case is not None
    settings = desk.ctx.settings
    sender = sender_of(desk.creditor, settings)
    ours = (sender.name, *sender.address_lines, sender.register, sender.email)
    holder = (row.holder.name if row.holder else "", *row.holder_address.split("\n"))
    return claim_form(
        ClaimForm(
            language=language if language in places.LANGUAGES else language_of(desk.case, settings),
            country=desk.debtor.country or desk.creditor.country,
            zone=settings.timezone,
            creditor=tuple(line for line in ours if line),
            debtor=desk.debtor.name,
            debtor_number=desk.debtor.register_number,
            proceeding=row.proceeding,
            court=row.court,
            reference=row.reference,
            holder=tuple(line for line in holder if line),
            opened_on=row.opened_on,
            proof_by_on=row.proof_by_on,
            currency=desk.case.currency,
            lines=lines,
            signer=settings.signer,
            moment=desk.moment,
        )
    )
