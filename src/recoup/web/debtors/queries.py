"""What the debtors' pages read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from recoup.archive.queries import EntryView, entries, read_many
from recoup.cases.decide import why_of
from recoup.cases.models import (
    Approval,
    Case,
    CaseInvoice,
    Hold,
    Promise,
    StepRun,
    StepState,
    Task,
)
from recoup.cases.telling import Telling
from recoup.ladder.reasons import sentence
from recoup.ledger.models import Contact, Debtor, Dispute, Invoice
from recoup.ledger.queries import on_account
from recoup.org.models import User
from recoup.web.here import Here

NOTES = ("note", "text", "reason")
CHANNEL_ICONS = {"email": "mail", "letter": "file-text", "phone": "phone", "visit": "map-pin"}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the record, as a person reads it."""

    moment: datetime
    words: str
    said: str
    direction: str
    by: str
    icon: str
    message: int | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Newest first; `before` is where the earlier ones go on, None at the beginning."""

    lines: list[Line]
    before: int | None


def timeline(here: Here, debtor: Debtor, *, limit: int, before: int | None = None) -> Timeline:
    """What was done, said, sent, received, refused and paid, each as a sentence."""
    every = entries(here.creditor.key, debtor.stream_key)
    older = every if before is None else [entry for entry in every if entry.seq < before]
    found = list(reversed(older[-limit:]))
    said = read_many(
        here.creditor.key,
        [c for entry in found for name, c in entry.payloads.items() if name in NOTES],
    )
    people = _people(entry.actor for entry in found)
    telling = Telling(here.creditor, debtor, every)
    lines = [
        _line(entry, telling, said, people)
        for entry in found
        # the sentence before the wire says to whom and what it asks; that it was handed over is its result
        if not (entry.kind == "message.sent" and _is_told(entry, found))
    ]
    return Timeline(lines, found[-1].seq if len(older) > len(found) else None)


def _is_told(sent: EntryView, found: list[EntryView]) -> bool:
    """Whether the line that says what went out stands there too."""
    return any(
        e.kind == "message.sending" and e.facts.get("message") == sent.facts.get("message") for e in found
    )


def _people(actors: Iterable[str]) -> dict[str, str]:
    ids = {actor.partition(":")[2] for actor in actors if actor.startswith("user:")}
    users = User.objects.in_bulk([int(pk) for pk in ids if pk.isdigit()])
    return {f"user:{pk}": str(user) for pk, user in users.items()}


def _line(entry: EntryView, telling: Telling, said: dict[str, str], people: dict[str, str]) -> Line:
    message = entry.facts.get("message")
    texts = [said.get(c, "") for name, c in entry.payloads.items() if name in NOTES]
    return Line(
        moment=entry.moment,
        words=telling.tell(replace(entry, payloads={})),
        said="\n".join(text for text in texts if text),
        direction=entry.direction,
        by=people.get(entry.actor, ""),
        icon=CHANNEL_ICONS.get(entry.channel, "circle-dot"),
        message=message if isinstance(message, int) else None,
    )


def contacts_of(here: Here, debtor: Debtor) -> list[Contact]:
    """Who is there, whoever is in charge first."""
    rows = Contact.objects.of(here.creditor).filter(debtor=debtor, ended_on__isnull=True)
    return list(rows.order_by("-is_in_charge", "pk")[:20])


def whole(here: Here, debtor: Debtor) -> dict[str, Any]:
    """Everything of one debtor, in a fixed number of queries."""
    creditor = here.creditor
    cases = list(Case.objects.of(creditor).filter(debtor=debtor).order_by("-state", "-open_minor", "pk"))
    open_cases = [case for case in cases if case.state == "open"]
    invoices = list(
        Invoice.objects.of(creditor).filter(debtor=debtor, state="open").order_by("due_on", "pk")[:200]
    )
    disputes = list(
        Dispute.objects.of(creditor)
        .filter(invoice__debtor=debtor, closed_on__isnull=True)
        .select_related("invoice")
    )
    disputed = {dispute.invoice_id: dispute for dispute in disputes}
    earned = dict(
        CaseInvoice.objects.of(creditor)
        .filter(case__debtor=debtor, is_current=True)
        .values_list("invoice_id", "earned")
    )
    sums: dict[str, int] = {}
    late: dict[str, int] = {}
    for invoice in invoices:
        signed = -invoice.open_minor if invoice.kind == "credit_note" else invoice.open_minor
        sums[invoice.currency] = sums.get(invoice.currency, 0) + signed
        if invoice.due_on < here.today and invoice.kind == "invoice":
            late[invoice.currency] = late.get(invoice.currency, 0) + invoice.open_minor
    for case in open_cases:
        why = why_of(case.why_code, case.why_args)
        case.reason = sentence(why) if case.why_code else ""
    return {
        "cases": cases,
        "open_cases": open_cases,
        "invoices": [{"row": i, "dispute": disputed.get(i.pk), "rung": earned.get(i.pk)} for i in invoices],
        "disputes": disputes,
        "sums": sorted(sums.items()),
        "late": sorted(late.items()),
        "on_account": [
            (currency, minor) for (_, currency), minor in sorted(on_account(creditor, [debtor.pk]).items())
        ],
        "contacts": contacts_of(here, debtor),
        "holds": list(
            Hold.objects.of(creditor)
            .filter(debtor=debtor, released_on__isnull=True)
            .select_related("invoice")
            .order_by("until_on")
        ),
        "promises": list(
            Promise.objects.of(creditor)
            .filter(case__debtor=debtor)
            .exclude(state="replaced")
            .select_related("case")
            .order_by("-due_on")[:12]
        ),
        "tasks": list(Task.objects.of(creditor).filter(debtor=debtor, state="open").order_by("due_on", "pk")),
        "steps": list(
            StepRun.objects.of(creditor)
            .filter(debtor=debtor, state__in=(StepState.PLANNED, StepState.READY, StepState.UNSURE))
            .select_related("contact")
        ),
        "requests": list(
            Approval.objects.of(creditor)
            .filter(case__debtor=debtor, decided_on__isnull=True)
            .select_related("promise", "case")
        ),
    }
