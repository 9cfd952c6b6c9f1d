"""What kinds, states and stories are called when a person reads them."""

from collections.abc import Iterable
from typing import Any

from recoup.cli.screen import Screen, amount, count

KINDS = {
    "email": "email",
    "letter": "letter",
    "phone": "telephone call",
    "sms": "text message",
    "find_contact": "find the person in charge",
    "visit": "visit",
    "statement": "statement of account",
    "demand": "formal demand",
    "placement": "hand over to professionals",
    "claim": "court claim",
    "write_off": "write off",
    "read_answer": "read the answer",
    "unsure": "say whether it went out",
}
STATES = {
    "open": "open",
    "closed_paid": "closed: paid",
    "closed_written_off": "closed: written off",
    "closed_other": "closed for another reason",
}


def kind(code: str | None) -> str:
    """A kind of step or task in words.

    >>> kind("find_contact"), kind("look_at_import")
    ('find the person in charge', 'look at import')
    """
    return KINDS.get(code or "", (code or "").replace("_", " "))


def reason(code: str) -> str:
    """A reason code in words."""
    from recoup.ladder.reasons import words

    return words(code)


def why(given: Any) -> str:
    """A reason as an answer holds it: {"code", "text"}, or a bare code."""
    if isinstance(given, dict):
        return str(given.get("text") or reason(str(given.get("code", ""))))
    return reason(str(given)) if given else ""


def name_of(debtor: Any) -> str:
    """A debtor with the number that the books give it.

    >>> name_of({"id": 7, "number": "C-1", "name": "Acme Ltd"})
    'Acme Ltd (C-1)'
    """
    if not isinstance(debtor, dict):
        return str(debtor)
    number = debtor.get("number")
    return f"{debtor['name']} ({number})" if number else str(debtor["name"])


def task_row(task: dict[str, Any]) -> tuple[str | int | None, ...]:
    """A task of the worklist as a row."""
    minor = task.get("open_minor")
    return (
        task["id"],
        task.get("case"),
        str(task["due_on"]),
        kind(task["kind"]),
        name_of(task["debtor"]),
        "" if minor is None else amount(minor, task["currency"]),
    )


def tell_case(story: dict[str, Any], screen: Screen) -> None:
    """A case from its state to all that happened."""
    screen.line(f"Case {story['id']}: {name_of(story['debtor'])}")
    rung = f", rung {story['rung']}" if story["rung"] else ""
    state = STATES.get(story["state"], story["state"])
    screen.line(f"{state}{rung}, {amount(story['open_minor'], story['currency'])} open.")
    next_ = story["next"]
    if next_:
        what = kind(next_["kind"]) or "looked at again"
        screen.line(f"Next: {what} on {next_['on']}. {why(next_['why'])}".rstrip())
    _tell_invoices(story["invoices"], story["currency"], screen)
    _tell_timeline(story["timeline"], screen)


def tell_debtor(story: dict[str, Any], screen: Screen) -> None:
    """A debtor, its cases and all that happened."""
    debtor = story.get("debtor", story)
    screen.line(name_of(debtor))
    for case in story.get("cases", ()):
        state, asked = STATES.get(case["state"], case["state"]), amount(case["open_minor"], case["currency"])
        screen.line(f"Case {case['id']}: {state}, rung {case['rung']}, {asked} open.")
    _tell_invoices(story.get("invoices", ()), "", screen)
    _tell_timeline(story.get("timeline", ()), screen)


def _tell_invoices(invoices: Iterable[dict[str, Any]], currency: str, screen: Screen) -> None:
    rows = [
        (one["number"], str(one["due_on"]), amount(one["open_minor"], one.get("currency", currency)))
        for one in invoices
    ]
    if rows:
        screen.line()
        screen.line(f"{count(len(rows), 'invoice')}:")
        screen.table(["Invoice", "Due", "Open"], rows, right=["Open"])


def _tell_timeline(timeline: Iterable[dict[str, Any]], screen: Screen) -> None:
    rows = [
        (
            str(entry["moment"])[:16].replace("T", " "),
            kind(entry.get("channel")) or "",
            {"in": "from them", "out": "to them"}.get(entry.get("direction", ""), ""),
            str(entry.get("result") or "").replace("_", " "),
            entry["text"],
        )
        for entry in timeline
    ]
    if rows:
        screen.line()
        screen.line("What happened:")
        screen.table(["When", "How", "Way", "Result", "What"], rows)
