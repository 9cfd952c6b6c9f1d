"""The limitation clock of the cases: kept up by the daily run, warned of in time, moved by what people note."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Exists, F, Min, OuterRef, Q

from recoup.archive.deeds import deed
from recoup.cases.facts import Context
from recoup.cases.facts.rows import among, contract_laws
from recoup.cases.models import Case, CaseClaim, CaseInvoice, CaseLimitation, CaseState, Task
from recoup.cases.people.desk import Desk, sit_down
from recoup.cases.people.members import may, require
from recoup.law.limitation import months_on
from recoup.ledger.models import Debtor, Invoice, InvoiceState
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.org.settings import settings_of
from recoup.recourse.claim.rules import RUNNING
from recoup.recourse.limitation import operations
from recoup.recourse.limitation.queries import clocks, debtors_with_facts, seat_of
from recoup.recourse.limitation.rules import LAPSED, WARN_MONTHS, Clock, clock, milestone, quiet_until
from recoup.recourse.models import LimitationFact

NEAR, LAPSED_TASK = "limitation_near", "limitation"
_CHUNK = 500
_FAR = timedelta(days=3)
"""Months end on different days."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The clock of a case: the earliest last day among its invoices, and those of which nobody knows it."""

    ends_on: date | None
    first: Clock | None
    invoice: int | None
    unknown: tuple[tuple[int, Clock], ...]
    by_invoice: tuple[tuple[int, Clock], ...]


def standing(case: Case, moment: datetime) -> Standing:
    """The clock of one case, invoice by invoice, as of now."""
    held = CaseInvoice.objects.of(case.creditor_id).filter(case=case, is_current=True)
    ids = list(
        held.filter(invoice__state=InvoiceState.OPEN).order_by("invoice__due_on", "invoice_id")
        .values_list("invoice_id", flat=True)
    )  # fmt: skip
    creditor = case.creditor
    laws = dict.fromkeys(ids, contract_laws(case.creditor, [case.pk]).get(case.pk, ""))
    return _earliest(clocks(creditor, settings_of(creditor, moment), ids, laws))


def _earliest(found: dict[int, Clock]) -> Standing:
    known = [(one.ends_on, pk) for pk, one in found.items() if one.ends_on is not None]
    first = min(known, default=None)
    return Standing(
        ends_on=first[0] if first else None,
        first=found[first[1]] if first else None,
        invoice=first[1] if first else None,
        unknown=tuple((pk, one) for pk, one in found.items() if one.ends_on is None),
        by_invoice=tuple(found.items()),
    )


_KEEP = """
INSERT INTO cases_caselimitation (creditor_id, case_id, seq, basis, ends_on, due_on, is_unknown)
VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (case_id) DO UPDATE SET seq = excluded.seq, basis = excluded.basis,
ends_on = excluded.ends_on, due_on = excluded.due_on, is_unknown = excluded.is_unknown
"""


def keep_clocks(ctx: Context, actor: str) -> int:
    """Reckons the clocks of the cases whose debtor's record has moved, and warns; how many warnings. Safe to repeat."""
    basis = f"{seat_of(ctx.creditor, ctx.settings)}/{ctx.settings.default_kind}"
    behind = Q(limitation__isnull=True) | Q(limitation__seq__lt=F("seen_seq")) | ~Q(limitation__basis=basis)
    stale = list(
        Case.objects.of(ctx.creditor).filter(behind, state=CaseState.OPEN).order_by("pk")
        .values_list("pk", "seen_seq")
    )  # fmt: skip
    noted = debtors_with_facts(ctx.creditor) if stale else set()
    for start in range(0, len(stale), _CHUNK):
        _reckon(ctx, stale[start : start + _CHUNK], basis, noted)
    if stale:
        moved = CaseLimitation.objects.of(ctx.creditor).filter(warned_ends_on__isnull=False)
        moved.exclude(warned_ends_on=F("ends_on")).update(warned_months=None, warned_ends_on=None)
    return _warn(ctx, actor)


def _reckon(ctx: Context, cases: Sequence[tuple[int, int]], basis: str, noted: set[int]) -> None:
    """Untouched invoices of one law and supply run side by side, so that of those the oldest alone is reckoned."""
    found: dict[int, list[Clock]] = defaultdict(list)
    theirs = among("case_id", [case for case, _ in cases]) & Q(case__creditor=ctx.creditor)
    mine = CaseInvoice.objects.filter(theirs, is_current=True, invoice__state=InvoiceState.OPEN)
    is_plain = Q(invoice__open_minor=F("invoice__amount_minor"))
    if noted:
        is_plain &= ~Q(invoice__debtor__in=noted)
    seat = seat_of(ctx.creditor, ctx.settings)
    law, supply, kind = "invoice__governing_law", "invoice__supply_kind", "invoice__debtor__kind"
    groups = mine.values_list("case_id", law, supply, kind).annotate(
        first=Min("invoice__due_on", filter=is_plain), touched=Count("pk", filter=~is_plain)
    )
    touched, laws = set(), contract_laws(ctx.creditor, [case for case, _ in cases])
    for case, contract, what, who, first, some in groups:
        if first is not None:
            found[case].append(
                clock(seat, laws.get(case) or contract, who or ctx.settings.default_kind, what, first)
            )
        if some:
            touched.add(case)
    others = dict(mine.filter(~is_plain, case__in=touched).values_list("invoice_id", "case_id"))
    chosen = {pk: laws[case] for pk, case in others.items() if case in laws}
    for pk, one in clocks(ctx.creditor, ctx.settings, others, chosen).items():
        found[others[pk]].append(one)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_KEEP, [_row(ctx, case, seq, basis, found[case]) for case, seq in cases])


def _row(
    ctx: Context, case: int, seq: int, basis: str, found: Sequence[Clock]
) -> tuple[int | str | None, ...]:
    known = min(((one.ends_on, one.due_on) for one in found if one.ends_on is not None), default=None)
    ends_on, due_on = (day.isoformat() for day in known) if known else (None, None)
    return (ctx.creditor.pk, case, seq, basis, ends_on, due_on, any(one.ends_on is None for one in found))


def _warn(ctx: Context, actor: str) -> int:
    """Each warning once for each last day; of several that came due together, the nearest. Old ones fall. A claim in
    court has stopped the time."""
    in_court = CaseClaim.objects.filter(case=OuterRef("case"), claim__state__in=RUNNING)
    open_ones = CaseLimitation.objects.of(ctx.creditor).filter(~Exists(in_court), case__state=CaseState.OPEN)
    near = open_ones.filter(ends_on__lte=months_on(ctx.today, WARN_MONTHS[0]) + _FAR)
    told = []
    for row in near.select_related("case__debtor").order_by("pk"):
        assert row.ends_on is not None and row.due_on is not None
        months = milestone(row.ends_on, row.due_on, ctx.today)
        if months is not None and not _is_told(row, months):
            told.append((row, months))
    for start in range(0, len(told), _CHUNK):
        _tell(ctx, actor, told[start : start + _CHUNK])
    _drop_moot(ctx, actor)
    return len(told)


def _is_told(row: CaseLimitation, months: int) -> bool:
    return row.warned_ends_on == row.ends_on and row.warned_months is not None and row.warned_months <= months


def _tell(ctx: Context, actor: str, told: Sequence[tuple[CaseLimitation, int]]) -> None:
    streams = {row.case.debtor.stream_key for row, _ in told}
    due_on = ctx.facts.calendar.on_or_after(ctx.today)
    with deed(actor, ctx.moment, ctx.creditor.key, sorted(streams)) as act:
        for row, months in told:
            assert row.ends_on is not None
            kind = NEAR if months != LAPSED else LAPSED_TASK
            mine = Task.objects.of(ctx.creditor).filter(case=row.case_id, state="open", step__isnull=True)
            if months == LAPSED:
                mine.filter(kind=NEAR).update(state="cancelled", closed_on=ctx.today)
            if not mine.filter(kind=kind).update(due_on=due_on):
                Task.objects.create(
                    creditor=ctx.creditor, debtor_id=row.case.debtor_id, case_id=row.case_id, kind=kind,
                    due_on=due_on, opened_on=ctx.today, role="manager",
                )  # fmt: skip
            facts: dict[str, Any] = {
                "case": row.case_id,
                "months": months,
                "ends_on": row.ends_on.isoformat(),
            }
            act.record(row.case.debtor.stream_key, "limitation.warned", klass="internal", facts=facts)
            row.warned_months, row.warned_ends_on = months, row.ends_on
            row.save(update_fields=["warned_months", "warned_ends_on"])


def _drop_moot(ctx: Context, actor: str) -> None:
    """A last day that has moved away again needs nobody until it comes near anew."""
    open_ones = Task.objects.of(ctx.creditor).filter(kind=NEAR, state="open", case__state=CaseState.OPEN)
    for task in open_ones.select_related("case__limitation", "debtor"):
        row = getattr(task.case, "limitation", None)
        if row is None or row.ends_on is None or row.due_on is None:
            continue
        if milestone(row.ends_on, row.due_on, ctx.today) is None:
            with deed(actor, ctx.moment, ctx.creditor.key, [task.debtor.stream_key]) as act:
                Task.objects.filter(pk=task.pk, state="open").update(state="cancelled", closed_on=ctx.today)
                facts = {"case": task.case_id or 0, "task": NEAR}
                act.record(task.debtor.stream_key, "task.not_needed", klass="internal", facts=facts)


def note(
    creditor: Creditor,
    case: Case,
    what: str,
    on: date,
    *,
    until_on: date | None = None,
    invoice: int | None = None,
    has_form: bool = True,
    reason: str,
    actor: str,
    moment: datetime,
) -> LimitationFact:
    """Notes an acknowledgment, a part payment, a demand, a suspension, or the last day that somebody decided.

    A suspension and a decided day need an approver, since no law answers for them. Raises Refused: `missing` (why and
    from whom it is known), `no_such_invoice`, `not_allowed`, and what `recourse.limitation.operations` refuses.
    """
    with sit_down(creditor, case.debtor, case, actor=actor, moment=moment) as desk:
        require(creditor, actor, "approve" if what in ("suspended", "decided") else "step")
        if not reason.strip():
            how = "Name the letter, the payment or who said it."
            raise Refused("missing", "Say from where it is known.", "reason", how)
        row = None
        if invoice is not None:
            row = Invoice.objects.of(creditor).filter(pk=invoice, debtor=desk.debtor).first()
            if row is None:
                raise Refused(
                    "no_such_invoice", say("There is no invoice %(pk)s.", pk=invoice), "invoice", ""
                )
        made = operations.note_fact(
            creditor, desk.debtor, what, on, today=desk.today, until_on=until_on, invoice=row, has_form=has_form,
            actor=actor, moment=moment,
        )  # fmt: skip
        if made.noted_at == moment:
            facts = {"fact": made.pk, "on": on.isoformat(), "has_form": "yes" if has_form else "no"}
            if until_on is not None:
                facts["until"] = until_on.isoformat()
            if row is not None:
                facts["invoice"] = row.pk
            desk.record("limitation.noted", result=what, facts=facts, note=reason)
    return made


def withdraw(creditor: Creditor, fact: int, *, reason: str, actor: str, moment: datetime) -> LimitationFact:
    """It was noted by mistake. Raises Refused (`no_such_fact`, `missing`); a second time changes nothing."""
    found: LimitationFact | None = (
        LimitationFact.objects.of(creditor).select_related("debtor").filter(pk=fact).first()
    )
    if found is None:
        raise Refused("no_such_fact", say("Nothing was noted under %(pk)s.", pk=fact), "fact", "")
    with sit_down(creditor, found.debtor, None, actor=actor, moment=moment) as desk:
        require(creditor, actor, "approve" if found.what in ("suspended", "decided") else "step")
        if not reason.strip():
            raise Refused("missing", "Say in a few words why.", "reason", "")
        if found.withdrawn_on is None:
            found = operations.withdraw_fact(creditor, fact, today=desk.today)
            desk.record("limitation.withdrawn", result=found.what, facts={"fact": fact}, note=reason)
    return found


def longest_wait(creditor: Creditor, debtor: Debtor, case: Case | None, invoice: Invoice | None,
                 moment: datetime) -> tuple[date, date] | None:  # fmt: skip
    """The last day to which these may wait without an approver, and the last day to sue; None where nobody knows it."""
    if invoice is not None:
        ids = [invoice.pk]
    else:
        held = CaseInvoice.objects.of(creditor).filter(
            case__debtor=debtor, is_current=True, invoice__state=InvoiceState.OPEN
        )
        held = held.filter(case=case) if case is not None else held
        ids = list(held.values_list("invoice_id", flat=True))
    of_case = CaseInvoice.objects.of(creditor).filter(invoice__in=ids, is_current=True)
    pairs = list(of_case.values_list("invoice_id", "case_id"))
    by_case = contract_laws(creditor, [one for _, one in pairs])
    laws = {pk: by_case[one] for pk, one in pairs if one in by_case}
    ends_on = _earliest(clocks(creditor, settings_of(creditor, moment), ids, laws)).ends_on
    return (quiet_until(ends_on), ends_on) if ends_on else None


def check_wait(
    desk: Desk, until_on: date, *, where: str, case: Case | None = None, invoice: Invoice | None = None
) -> None:
    """Raises Refused (`past_limitation`) for a wait that runs past six months before the last day to sue, unless an
    approver does it."""
    if may(desk.creditor, desk.actor, "approve"):
        return
    found = longest_wait(desk.creditor, desk.debtor, case, invoice, desk.moment)
    if found is not None and until_on > found[0]:
        raise Refused(
            "past_limitation",
            say(
                "The last day to sue is %(ends_on)s, and nothing may wait past %(until_on)s without an approver.",
                ends_on=found[1], until_on=found[0],
            ),
            where,
            "Give an earlier day, or let an owner or manager do it.",
        )  # fmt: skip
