"""What needs a person, of every sort, in one order: most money at risk per minute of work first. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Concat

from recoup.cases.models import Approval, CaseState, StepRun, StepState, Task
from recoup.cases.policies import in_force
from recoup.ladder.policy import Policy
from recoup.org.models import Creditor
from recoup.outreach.models import Message, MessageState

MINUTES = {
    "phone": 8, "find_contact": 10, "visit": 90, "read_answer": 3, "call_back": 8,
    "approve_step": 3, "approve_promise": 2, "approve_plan": 3, "unsure": 2,
}  # fmt: skip
OTHER_MINUTES = 5
MINUTES_A_LETTER = 1
MINUTES_A_DRAFT = 0.5
TASK, STEP, REQUEST, LETTERS, DRAFTS = "task", "step", "request", "letters", "drafts"
WRITTEN = ("email", "letter")
_ASKED = Q(kind__in=("approve_demand", "approve_placement", "approve_claim", "approve_let_go"))
"""Somebody waits for a yes or no: it is shown at once, whenever it has to be said."""
_PREPARED = ("demand", "placement", "claim")
"""What is prepared by one and decided by another: meanwhile there is nothing to prepare."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do; `pk` is that of its task, step or request, 0 for the letters and drafts that go as a heap.

    `rank` is money at risk per minute, in calls' worth: the amount from which a call pays measures each currency.
    """

    source: str
    pk: int
    kind: str
    due_on: date
    rank: float
    assigned_to: int | None = None
    count: int = 1


def doable(creditor: Creditor) -> QuerySet[Task]:
    """The open tasks on which somebody can work: not the preparing of what waits for a yes or no already."""
    decided = Task.objects.filter(
        case=OuterRef("case"), state="open", kind=Concat(Value("approve_"), OuterRef("kind"))
    )
    rows: QuerySet[Task] = Task.objects.of(creditor).filter(state="open")
    return rows.exclude(Q(kind__in=_PREPARED) & Q(Exists(decided)))


def items(creditor: Creditor, today: date) -> tuple[list[Item], int]:
    """All that is due on or before today or waits for a yes, ranked; and how many tasks are due later.

    A fixed number of queries.
    """
    known, _ = in_force(creditor)
    later = doable(creditor).filter(due_on__gt=today).exclude(_ASKED).count()
    found = [
        *_tasks(creditor, today, known),
        *_steps(creditor, known),
        *_requests(creditor, known),
        *_letters(creditor, known),
        *_drafts(creditor, known),
    ]
    return sorted(found, key=lambda one: (-one.rank, one.due_on, one.source, one.pk)), later


def rank(
    known: Mapping[int, Policy], policy: int | None, currency: str | None, minor: int | None, minutes: float
) -> float:
    """Money per minute of work; 0 where no case says how much is at risk."""
    if policy is None or currency is None:
        return 0.0
    return (minor or 0) / (known[policy].amount(currency, "call") or 1) / minutes


def _tasks(creditor: Creditor, today: date, known: Mapping[int, Policy]) -> list[Item]:
    rows = doable(creditor).filter(Q(due_on__lte=today) | _ASKED)
    return [
        Item(TASK, pk, kind, due, rank(known, policy, currency, minor, _minutes(kind)), owner)
        for pk, kind, due, owner, policy, currency, minor in rows.values_list(
            "pk", "kind", "due_on", "assigned_to_id", "case__policy_id", "case__currency", "case__open_minor"
        )
    ]


def _minutes(kind: str) -> float:
    return MINUTES.get(kind, OTHER_MINUTES)


def formal(known: Mapping[int, Policy]) -> Q:
    """Steps that need an approver's own look: of a rung that asks for it, or no mere text."""
    asks = [Q(case__policy=pk, rung=one.number) for pk, ladder in known.items() for one in ladder.rungs
            if one.needs_approval]  # fmt: skip
    either = ~Q(channel__in=WRITTEN)
    for one in asks:
        either |= one
    return either


def _steps(creditor: Creditor, known: Mapping[int, Policy]) -> list[Item]:
    planned = Q(state=StepState.PLANNED) & formal(known)
    rows = StepRun.objects.of(creditor).filter(planned | Q(state=StepState.UNSURE))
    found = []
    for pk, state, due, policy, currency, minor in rows.values_list(
        "pk", "state", "planned_on", "case__policy_id", "case__currency", "case__open_minor"
    ):
        kind = "unsure" if state == StepState.UNSURE else "approve_step"
        found.append(Item(STEP, pk, kind, due, rank(known, policy, currency, minor, _minutes(kind))))
    return found


def _requests(creditor: Creditor, known: Mapping[int, Policy]) -> list[Item]:
    rows = Approval.objects.of(creditor).filter(decided_on__isnull=True, case__state=CaseState.OPEN)
    return [
        Item(REQUEST, pk, f"approve_{kind}", on, rank(known, policy, currency, minor, _minutes(kind)))
        for pk, kind, on, policy, currency, minor in rows.exclude(kind="step").values_list(
            "pk", "kind", "asked_on", "case__policy_id", "case__currency", "case__open_minor"
        )
    ]


def _letters(creditor: Creditor, known: Mapping[int, Policy]) -> list[Item]:
    """The printed letters as one heap: whoever goes to the post takes all of them."""
    waiting = Message.objects.of(creditor).filter(channel="letter", state=MessageState.PRINTED)
    rows = waiting.values_list("steps__case__policy_id", "steps__case__currency").annotate(
        Count("pk", distinct=True), Min("printed_on"), Sum("steps__case__open_minor")
    )
    return _heap(LETTERS, "post_letters", list(rows), known, MINUTES_A_LETTER)


def _drafts(creditor: Creditor, known: Mapping[int, Policy]) -> list[Item]:
    """Mere drafts as one heap: the Outbox shows them, and one deed lets all of them go."""
    waiting = StepRun.objects.of(creditor).filter(state=StepState.PLANNED).exclude(formal(known))
    rows = waiting.values_list("case__policy_id", "case__currency").annotate(
        Count("pk"), Min("planned_on"), Sum("case__open_minor")
    )
    return _heap(DRAFTS, "approve_drafts", list(rows), known, MINUTES_A_DRAFT)


def _heap(
    source: str,
    kind: str,
    rows: list[tuple[int | None, str | None, int, date | None, int | None]],
    known: Mapping[int, Policy],
    each: float,
) -> list[Item]:
    if not rows:
        return []
    count = sum(n for _p, _c, n, _on, _m in rows)
    worth = sum(rank(known, policy, currency, minor, 1) for policy, currency, _n, _on, minor in rows)
    since = min((on for *_some, on, _m in rows if on), default=date.max)
    return [Item(source, 0, kind, since, worth / (OTHER_MINUTES + each * count), count=count)]
