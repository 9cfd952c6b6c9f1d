"""The lines of Today: what is known of the few things on one page, read set by set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Max, Min, Sum
from django.utils.translation import gettext as _

from recoup.cases.decide import why_of
from recoup.cases.models import Approval, Case, CaseInvoice, Promise, StepRun, StepState, Task
from recoup.cases.work import DRAFTS, LETTERS, REQUEST, STEP, TASK, Item
from recoup.ladder.reasons import sentence
from recoup.ledger.models import Contact, Debtor
from recoup.outreach.models import Message, MessageState
from recoup.web import tongue, words
from recoup.web.here import Here
from recoup.web.templatetags.recoup import day, money

CALLS = frozenset({"phone", "call_back", "call_back_late", "await_call", "find_contact"})
VISITS = frozenset({"visit", "appointment"})
_SAYS_NOTHING = frozenset({"", "task_open", "needs_approval", "unsure", "in_flight"})


@dataclass(slots=True)
class Line:
    """One thing to do, as the list shows it."""

    item: Item
    name: str
    debtor: Debtor | None = None
    case: Case | None = None
    owner: Any = None
    tries: int = 0
    contact: Contact | None = None
    why: str = ""
    late_since: date | None = None
    sums: list[tuple[str, int]] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What the line is called on the page."""
        return f"{self.item.source}-{self.item.pk}"


def group_of(kind: str) -> str:
    """Under which heading a kind of work stands.

    >>> group_of("call_back"), group_of("approve_plan"), group_of("limitation")
    ('calls', 'yes', 'questions')
    """
    if kind in CALLS:
        return "calls"
    if kind in VISITS:
        return "visits"
    if kind.startswith("read_answer"):
        return "answers"
    if kind.startswith("approve_"):
        return "yes"
    return "post" if kind == "post_letters" else "questions"


def grouped(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """By group; the group of the most pressing line first, and within it the order as it was."""
    first: dict[str, int] = {}
    for n, line in enumerate(lines):
        first.setdefault(group_of(line.item.kind), n)
    ranked = sorted(lines, key=lambda line: first[group_of(line.item.kind)])
    return [(code, list(some)) for code, some in groupby(ranked, key=lambda line: group_of(line.item.kind))]


def lines(here: Here, items: Sequence[Item]) -> list[Line]:
    """The items with all that their lines say; a fixed number of queries for any number of items."""
    made = [_line(here, item, rows) for rows in [_rows(here, items)] for item in items]
    cases = {line.case.pk: line.case for line in made if line.case}
    _give_contacts(here, made)
    oldest = oldest_due(cases)
    reasons = Reasons(here, cases)
    for line in made:
        if line.case:
            line.sums = [(line.case.currency, line.case.open_minor)]
            line.late_since = oldest.get(line.case.pk)
            line.why = reasons.of(line)
    return made


def _rows(here: Here, items: Sequence[Item]) -> dict[str, dict[int, Any]]:
    ids: dict[str, list[int]] = {}
    for item in items:
        ids.setdefault(item.source, []).append(item.pk)
    tasks = Task.objects.of(here.creditor).select_related("debtor", "case", "step__contact", "assigned_to")
    steps = StepRun.objects.of(here.creditor).select_related("debtor", "case", "contact")
    asked = Approval.objects.of(here.creditor).select_related("case__debtor", "promise")
    return {
        TASK: tasks.in_bulk(ids.get(TASK, [])),
        STEP: steps.in_bulk(ids.get(STEP, [])),
        REQUEST: asked.in_bulk(ids.get(REQUEST, [])),
    }


def _line(here: Here, item: Item, rows: dict[str, dict[int, Any]]) -> Line:
    if item.source in (LETTERS, DRAFTS):
        line = Line(item, str(words.kind(item.kind)))
        line.sums = heap_sums(here, item.source)
        return line
    row = rows[item.source][item.pk]
    if item.source == REQUEST:
        return Line(item, row.case.debtor.name, row.case.debtor, row.case)
    line = Line(item, row.debtor.name, row.debtor, row.case)
    if item.source == TASK:
        line.owner, line.tries = row.assigned_to, row.tries
        line.contact = row.step.contact if row.step else None
    else:
        line.contact = row.contact
    return line


def heap_sums(here: Here, source: str) -> list[tuple[str, int]]:
    """What the letters to post, or the drafts, ask for by currency."""
    if source == LETTERS:
        letters = Message.objects.of(here.creditor).filter(channel="letter", state=MessageState.PRINTED)
        named = letters.values_list("named__invoice__currency").annotate(minor=Sum("named__asked_minor"))
        return [(currency, minor) for currency, minor in named.order_by("-minor") if currency and minor]
    steps = StepRun.objects.of(here.creditor).filter(state=StepState.PLANNED, channel__in=("email", "letter"))
    rows = steps.values_list("case__currency").annotate(minor=Sum("case__open_minor")).order_by("-minor")
    return list(rows)


def _give_contacts(here: Here, made: Iterable[Line]) -> None:
    """Whoever is in charge where the step names nobody."""
    wanting = [line for line in made if line.contact is None and line.debtor is not None]
    known = Contact.objects.of(here.creditor).filter(
        debtor__in={line.debtor.pk for line in wanting if line.debtor}, ended_on__isnull=True
    )
    best: dict[int, Contact] = {}
    for contact in known.order_by("-is_in_charge", "pk"):
        best.setdefault(contact.debtor_id, contact)
    for line in wanting:
        line.contact = best.get(line.debtor.pk) if line.debtor else None


def oldest_due(cases: Iterable[int]) -> dict[int, date]:
    """Since when each of these cases is late."""
    held = CaseInvoice.objects.filter(case__in=list(cases), is_current=True, invoice__state="open")
    return dict(held.values_list("case").annotate(due=Min("invoice__due_on")))


class Reasons:
    """Why each of some cases needs somebody now, in one sentence. Two queries."""

    def __init__(self, here: Here, cases: Iterable[int]) -> None:
        ids = list(cases)
        self._today = here.today
        done = StepRun.objects.of(here.creditor).filter(
            case__in=ids, state=StepState.DONE, kind__in=("email", "letter", "phone", "visit")
        )
        self._done: dict[int, tuple[date, str]] = {}
        for case, kind, on in done.values_list("case", "kind").annotate(on=Max("done_on")):
            if on and on > self._done.get(case, (date.min, ""))[0]:
                self._done[case] = (on, kind)
        broken = Promise.objects.of(here.creditor).filter(case__in=ids, state__in=("broken", "part"))
        self._broken = {one.case_id: one for one in broken.order_by("due_on", "pk")}

    def of(self, line: Line) -> str:
        """The sentence."""
        case, kind = line.case, line.item.kind
        assert case is not None
        if kind == "unsure":
            return _("Nobody knows whether it left.")
        if kind.startswith("read_answer"):
            return _("They wrote, and nothing goes out until it is read.")
        if group_of(kind) in ("yes", "questions"):
            on = {"day": day(line.item.due_on)}
            when = _("By %(day)s") % on if line.item.due_on > self._today else _("Since %(day)s") % on
            return f"{words.kind(kind)}. {when}."
        broken = self._broken.get(case.pk)
        if broken is not None:
            told = {"sum": money(broken.amount_minor, case.currency), "day": day(broken.due_on)}
            return _("%(sum)s was promised by %(day)s and did not come.") % told
        if case.why_code not in _SAYS_NOTHING:
            return tongue.told(sentence(why_of(case.why_code, case.why_args)))
        return self._unanswered(case)

    def _unanswered(self, case: Case) -> str:
        if case.pk not in self._done:
            return ""
        on, kind = self._done[case.pk]
        said = {
            "email": _("No payment or answer since the email of %(day)s."),
            "letter": _("No payment or answer since the letter of %(day)s."),
            "phone": _("No payment since the call of %(day)s."),
            "visit": _("No payment since the visit of %(day)s."),
        }
        return said[kind] % {"day": day(on)}
