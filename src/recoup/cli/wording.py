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
    "unsure": "say whether it went out",
    "call_back": "call them back",
    "await_call": "they were to call back",
    "check_payment": "look whether their payment came",
    "appointment": "appointment",
    "answer_dispute": "answer a dispute",
    "issue_credit_note": "issue the credit note",
    "hold_ended": "a hold has ended: say how to go on",
    "confirm_in_writing": "confirm in writing what was said",
    "complaint": "answer a complaint",
    "tell_sales": "tell whoever sold",
    "approve_promise": "say yes or no to a late promise",
    "approve_plan": "say yes or no to a plan",
    "approve_supply_stop": "decide on a supply stop",
    "promise": "late promise",
    "plan": "plan of instalments",
}
GENERAL = {
    "promised": "Payment is promised",
    "planned": "Paid in instalments",
    "data_stale": "The newest list, payments or bank file is too old",
    "unmatched_money": "Money that is not matched yet may cover it",
    "gap": "The last message is too recent",
    "weekly_cap": "Enough contacts for one week",
    "call_cap": "Enough calls for one week",
    "quiet_hours": "Outside the hours for calls and visits there",
    "holiday": "No working day there",
    "below_minimum": "Too little to be worth a message",
    "overdue": "An invoice is overdue",
    "no_answer": "Nothing came back",
    "broken_promise": "A promise was not kept",
    "further_invoice": "A further invoice fell overdue",
    "not_done": "The task before was not done in time",
    "failed": "The message before did not arrive",
}
"""Reasons that are said with the facts of a case, said without them."""

STATES = {
    "open": "open",
    "closed_paid": "closed: paid",
    "closed_written_off": "closed: written off",
    "closed_other": "closed for another reason",
}


def kind(code: str | None) -> str:
    """A kind of step or task in words.

    >>> kind("find_contact"), kind("call_back_late")
    ('find the person in charge', 'A call back is overdue: a manager sees to it')
    """
    if not code:
        return ""
    from recoup.cases.telling.words import ASKED
    from recoup.ladder.reasons import QUESTIONS

    said = KINDS.get(code) or QUESTIONS.get(code)
    if said is None and code in ASKED:
        said = ASKED[code][:1].lower() + ASKED[code][1:]
    return said or code.replace("_", " ")


def reason(code: str) -> str:
    """A reason code in words, without what is particular to one case.

    >>> reason("not_live"), reason("weekly_cap")
    ('Not live yet: nothing leaves', 'Enough contacts for one week')
    """
    from recoup.ladder.reasons import sentence
    from recoup.ladder.verdict import Why

    return GENERAL.get(code) or sentence(Why(code)).rstrip(".")


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
    person = task["speak_to"] or {}
    whom = ", ".join(part for part in (person.get("name"), person.get("phone")) if part)
    owed = amount(task["open_minor"], task["currency"]) if task["currency"] else ""
    return task["id"], task["case"], task["due_on"], kind(task["kind"]), name_of(task["debtor"]), whom, owed


def tell_case(story: dict[str, Any], screen: Screen) -> None:
    """A case from its state to all that happened."""
    screen.line(f"Case {story['id']}: {name_of(story['debtor'])}")
    rung = f", rung {story['rung']}" if story["rung"] else ""
    state = STATES.get(story["state"], story["state"])
    screen.line(f"{state}{rung}, {amount(story['open_minor'], story['currency'])} open.")
    _tell_next(story["next"], screen)
    _tell_invoices(story["invoices"], story["currency"], screen)
    _tell_timeline(story["timeline"], screen)


def tell_debtor(story: dict[str, Any], screen: Screen) -> None:
    """A debtor, its cases and all that happened."""
    screen.line(name_of(story))
    for case in story["cases"]:
        state, owed = STATES.get(case["state"], case["state"]), amount(case["open_minor"], case["currency"])
        screen.line(f"Case {case['id']}: {state}, rung {case['rung']}, {owed} open.")
        _tell_next(case["next"], screen)
    for hold in story["holds"]:
        screen.line(f"On hold until {hold['until']}: {reason(hold['reason'])}")
    if story["contacts"]:
        screen.line()
        screen.table(
            ["Contact", "Role", "Email", "Phone"],
            [
                (one["name"], one["role"].replace("_", " "), _address(one, "email"), _address(one, "phone"))
                for one in story["contacts"]
            ],
        )
    _tell_timeline(story["timeline"], screen)


def _address(contact: dict[str, Any], what: str) -> str:
    """An email address or number, with what is wrong with it.

    >>> _address({"email": "a@b.example", "email_state": "bounced"}, "email")
    'a@b.example (bounced)'
    """
    address, state = contact[what], contact[f"{what}_state"]
    return f"{address} ({state})" if address and state != "ok" else str(address)


def _tell_next(next_: dict[str, Any] | None, screen: Screen) -> None:
    if next_:
        screen.line(f"Next: {kind(next_['kind']) or 'looked at again'} on {next_['on']}. {why(next_['why'])}")


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
    rows = [(str(entry["moment"])[:16].replace("T", " "), entry["text"]) for entry in timeline]
    if rows:
        screen.line()
        screen.line("What happened:")
        screen.table(["When", "What"], rows)
