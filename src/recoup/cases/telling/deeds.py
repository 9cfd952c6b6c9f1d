"""What was planned, asked, done and learnt, as sentences."""

from recoup.archive.queries import EntryView
from recoup.cases.people.results import RESULTS
from recoup.cases.telling.known import Known, Say, count, day_words, rung_words, upper
from recoup.cases.telling.words import ASKED, BECAUSE, ENDS, PROMISES, TREATED
from recoup.ladder.causes import CAUSES
from recoup.ladder.reasons import QUESTIONS, sentence
from recoup.ladder.verdict import Why
from recoup.lib import money


def _opened(t: Known, e: EntryView) -> str:
    open_ = money.text(e.amounts["open_minor"], str(e.facts["currency"]))
    return f"Case opened: {count(e.facts['invoices'], 'invoice')} overdue, {open_} open"


def _joined(t: Known, e: EntryView) -> str:
    open_ = t.sum_of(e.amounts["open_minor"], e.facts["case"])
    return f"Joined by {count(e.facts['invoices'], 'further invoice')} that fell overdue: {open_} is open now"


def _planned(t: Known, e: EntryView) -> str:
    step = t.steps[e.facts["step"]]
    to = f" for {t.whom(step.contact_id, e.seq)}" if step.kind in ("email", "phone") else ""
    because = BECAUSE.get(str(e.facts["why"]), str(e.facts["why"]).replace("_", " "))
    draft = "; a person looks at it first" if e.facts.get("draft") else ""
    return f"Planned: {t.doing(step)}{to}, because {because}{draft}"


def _refused(t: Known, e: EntryView) -> str:
    step = t.steps[e.facts["step"]]
    why = sentence(Why(e.result)).rstrip(".")
    return f"Not done after all: {t.doing(step)}. {why}"


def _cancelled(t: Known, e: EntryView) -> str:
    step = t.steps[e.facts["step"]]
    return f"Withdrawn before it went out: {t.doing(step)}"


def _approved(t: Known, e: EntryView) -> str:
    step = t.steps.get(e.facts.get("step", 0))
    what = f"{t.doing(step)}" if step else "it"
    return f"Decided on {what}: {e.result.replace('_', ' ')}"


def _task(t: Known, e: EntryView) -> str:
    kind = str(e.facts["task"])
    by = f", by {day_words(e.facts['due_on'])}" if "due_on" in e.facts else ""
    return f"A person is asked: {_question(kind)}{by}"


def _question(kind: str) -> str:
    return ASKED.get(kind) or QUESTIONS.get(kind) or kind.replace("_", " ")


def _fell_back(t: Known, e: EntryView) -> str:
    step = t.steps[e.facts["step"]]
    return f"Nobody did {t.doing(step)} in time: the case goes on another way"


def _task_done(t: Known, e: EntryView) -> str:
    task = t.tasks.get(e.facts.get("task", 0))
    result = RESULTS[e.result].words if e.result in RESULTS else e.result
    return f"{_question(task.kind)}: {result}" if task else f"A person answered: {result}"


def _assigned(t: Known, e: EntryView) -> str:
    task = t.tasks.get(e.facts.get("task", 0))
    what = _question(task.kind) if task else "A task"
    return (
        f"{what}: given to one of us" if e.facts.get("user") else f"{what}: laid back for whoever comes first"
    )


def _talk(doing: str) -> Say:
    def say(t: Known, e: EntryView) -> str:
        to = f" to {t.whom(e.facts['contact'], e.seq)}" if doing == "Call" and "contact" in e.facts else ""
        again = f", try {e.facts['try']}" if e.facts.get("try", 1) > 1 else ""
        return f"{doing}{to}{again}: {_result(t, e)}"

    return say


def _result(t: Known, e: EntryView) -> str:
    words = RESULTS[e.result].words if e.result in RESULTS else e.result.replace("_", " ")
    step = t.steps.get(e.facts.get("step", 0))
    more = []
    if "said" in e.amounts and step is not None:
        more.append(t.sum_of(e.amounts["said"], step.case_id))
    if "on" in e.facts:
        more.append(day_words(e.facts["on"]))
    return f"{words} ({', '.join(more)})" if more else words


def _heard(t: Known, e: EntryView) -> str:
    if "away_until" in e.facts:
        return f"They are away until {day_words(e.facts['away_until'])}"
    return f"Heard from them: {_result(t, e)}"


def _promise_made(t: Known, e: EntryView) -> str:
    row = t.promises[e.facts["promise"]]
    who = f"{t.whom(row.contact_id, e.seq)} promises" if row.contact_id else "They promise"
    waits = "; it waits for approval" if e.result == "asked" else ""
    said = f"{who} {t.sum_of(row.amount_minor, row.case_id)} by {day_words(row.due_on)}{waits}"
    return upper(said)


def _promise_judged(t: Known, e: EntryView) -> str:
    row = t.promises[e.facts["promise"]]
    sum_ = t.sum_of(row.amount_minor, row.case_id)
    return f"The promise of {sum_} by {day_words(row.due_on)} {PROMISES.get(e.result, e.result)}"


def _cause(t: Known, e: EntryView) -> str:
    return f"Why it is unpaid: {CAUSES[e.result].name if e.result in CAUSES else e.result}"


def _held(t: Known, e: EntryView) -> str:
    what = f"{upper(t.number(e.facts['invoice']))} is held" if "invoice" in e.facts else "Nothing goes out"
    return f"{what} until {day_words(e.facts['until'])}"


def _moved(t: Known, e: EntryView) -> str:
    return f"A person moved the case to {rung_words(e.facts['rung'])}{', once more' if e.result == 'again' else ''}"


def _visit_planned(t: Known, e: EntryView) -> str:
    return f"A visit is planned for {day_words(e.facts['on'])}"


def _closed(t: Known, e: EntryView) -> str:
    return f"Case closed: {ENDS.get(e.result, e.result)}"


def _opted(words: str) -> Say:
    def say(t: Known, e: EntryView) -> str:
        return words.format(
            {"phone": "calls", "visit": "visits", "email": "emails"}.get(e.channel, e.channel)
        )

    return say


def _treated(t: Known, e: EntryView) -> str:
    said = [
        f"{TREATED.get(name, name)} {value or 'as for all'}"
        for name, value in e.facts.items()
        if name in TREATED
    ]
    return f"How they are worked: {', '.join(said)}"


def _insolvent(t: Known, e: EntryView) -> str:
    return f"Insolvent{' since ' + day_words(e.facts['on']) if 'on' in e.facts else ''}: everything stops"


def _reopened(t: Known, e: EntryView) -> str:
    return "Case opened again, on the rung where it stood"


SAYS: dict[str, Say] = {
    "case.opened": _opened,
    "case.reopened": _reopened,
    "case.joined": _joined,
    "case.closed": _closed,
    "case.moved": _moved,
    "visit.planned": _visit_planned,
    "step.planned": _planned,
    "step.refused": _refused,
    "step.cancelled": _cancelled,
    "step.approved": _approved,
    "task.opened": _task,
    "task.fallen_back": _fell_back,
    "task.done": _task_done,
    "task.assigned": _assigned,
    "call.made": _talk("Call"),
    "visit.made": _talk("Visit"),
    "contact.sought": _talk("Search for the person in charge"),
    "answer.noted": _heard,
    "promise.made": _promise_made,
    "promise.judged": _promise_judged,
    "cause.noted": _cause,
    "hold.placed": _held,
    "debtor.opted_out": _opted("They want no {}"),
    "debtor.opted_in": _opted("They may be reached by {} again"),
    "debtor.treated": _treated,
    "debtor.insolvent": _insolvent,
}
