"""What is due next and why not the others, a page at a time, from the rows that every case keeps of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet

from recoup.cases.decide import why_of
from recoup.cases.models import Approval, Case, CaseState, StepRun, StepState
from recoup.ladder.reasons import DUE, sentence
from recoup.ledger.models import Contact, Debtor
from recoup.org.models import Creditor
from recoup.outreach.models import Message, MessageState

KINDS = ("email", "letter", "phone", "find_contact", "visit", "sms", "portal")
BY_TIME = (*DUE, "waiting", "gap", "weekly_cap", "call_cap", "quiet_hours", "holiday", "daily_limit")
"""Reasons that end by themselves on a day: what waits for them goes out then."""
WRITTEN = ("email", "letter")


@dataclass(frozen=True, slots=True)
class Coming:
    """How many of a kind a rung brings, until the end of what is looked at."""

    rung: int | None
    kind: str
    count: int


def coming(creditor: Creditor, until_on: date) -> QuerySet[Case]:
    """The cases that act by themselves by that day, as things stand; what is prepared already is in `prepared`."""
    return (
        Case.objects.of(creditor)
        .filter(state=CaseState.OPEN, next_on__lte=until_on, next_kind__in=KINDS, why_code__in=BY_TIME)
        .order_by("next_on", "next_rung", "id")
    )


def counted(rows: QuerySet[Case]) -> list[Coming]:
    """How many of each rung and kind."""
    found = rows.order_by("next_rung", "next_kind").values_list("next_rung", "next_kind")
    return [Coming(rung, kind, n) for rung, kind, n in found.annotate(n=Count("id"))]


def resting(creditor: Creditor, until_on: date) -> QuerySet[Case]:
    """The open cases that do nothing by themselves by that day."""
    acts = Q(next_on__lte=until_on, next_kind__in=KINDS, why_code__in=BY_TIME)
    return Case.objects.of(creditor).filter(state=CaseState.OPEN).exclude(acts).order_by("next_on", "id")


def reasons(rows: QuerySet[Case]) -> list[tuple[str, int]]:
    """How many for each reason, the most first."""
    found = rows.order_by().values_list("why_code").annotate(n=Count("id"))
    return sorted(found, key=lambda one: (-one[1], one[0]))


def said(case: Case) -> str:
    """The case's reason as a sentence."""
    return sentence(why_of(case.why_code, case.why_args))


def prepared(creditor: Creditor) -> QuerySet[StepRun]:
    """The messages and tasks that are made ready and have not left: those that wait for a yes, and the queue."""
    states = (StepState.PLANNED, StepState.READY)
    return StepRun.objects.of(creditor).filter(state__in=states, case__state=CaseState.OPEN)


def unsure_steps(creditor: Creditor) -> QuerySet[StepRun]:
    """The steps of which somebody has to say whether their message went out."""
    return StepRun.objects.of(creditor).filter(state=StepState.UNSURE).order_by("pk")


def unsure_services(creditor: Creditor) -> QuerySet[Message]:
    """The same for messages that only serve, which have no step."""
    return Message.objects.of(creditor).filter(state=MessageState.UNSURE, is_service=True).order_by("pk")


def requests(creditor: Creditor) -> QuerySet[Approval]:
    """The promises and plans that wait for a yes or no."""
    return Approval.objects.of(creditor).filter(decided_on__isnull=True, case__state=CaseState.OPEN)


def letters(creditor: Creditor) -> QuerySet[Message]:
    """Letters that are made and not yet confirmed as posted, unprinted ones first."""
    rows = Message.objects.of(creditor).filter(channel="letter", state=MessageState.PRINTED)
    return rows.order_by("batch", "pk")


def batches(creditor: Creditor) -> list[tuple[str, int, date | None]]:
    """The print files whose letters are not confirmed as posted: name, letters, oldest date."""
    rows = letters(creditor).exclude(batch="").order_by("batch").values_list("batch")
    return [(name, n, first) for name, n, first in rows.annotate(n=Count("id"), first_on=Min("printed_on"))]


def gone(creditor: Creditor, text: str = "", state: str = "") -> QuerySet[Message]:
    """What went out or was tried, the newest first; `text` is a debtor's name or number, or an invoice's number."""
    rows = Message.objects.of(creditor).order_by("-pk")
    rows = (
        rows.filter(state=state) if state in MessageState.values else rows.exclude(state=MessageState.READY)
    )
    if text:
        rows = rows.filter(_about(creditor, text))
    return rows


def _about(creditor: Creditor, text: str) -> Q:
    debtors = Debtor.objects.of(creditor).filter(Q(name__icontains=text) | Q(number__iexact=text))
    ids = list(debtors.order_by("pk").values_list("pk", flat=True)[:300])
    return Q(debtor_id__in=ids) | Q(named__invoice__number__iexact=text)


def results(creditor: Creditor) -> list[tuple[str, int]]:
    """How many messages stand in each state, those that wait to go left out."""
    rows = Message.objects.of(creditor).exclude(state=MessageState.READY).order_by()
    return sorted(rows.values_list("state").annotate(n=Count("id")), key=lambda one: -one[1])


def contacts_of(creditor: Creditor, debtors: Iterable[int]) -> dict[int, Contact]:
    """Per debtor the person in charge, else whoever is known first: whom a coming message is likely for."""
    rows = Contact.objects.of(creditor).filter(debtor_id__in=list(debtors), ended_on__isnull=True)
    found: dict[int, Contact] = {}
    for contact in rows.order_by("-is_in_charge", "pk"):
        found.setdefault(contact.debtor_id, contact)
    return found
