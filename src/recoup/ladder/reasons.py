"""The closed list of reasons, and each as a sentence that an owner understands."""

from collections.abc import Callable
from datetime import date

from recoup.ladder.causes import CAUSES
from recoup.ladder.verdict import Why
from recoup.lib.money import text as money

Args = dict[str, str | int]
Words = str | Callable[[Args], str]

RUNGS = {
    1: "the friendly reminder",
    2: "the second contact",
    3: "the contact with the person in charge",
    4: "the visit or signed letter",
    5: "the formal demand",
    6: "handing over to professionals",
    7: "court",
    8: "letting go",
}

_CHANNELS = {
    "email": "email",
    "letter": "letter",
    "phone": "call",
    "visit": "visit",
    "find_contact": "search for the person in charge",
}


def day(iso: str | int) -> str:
    """A date as people write it.

    >>> day("2026-03-03")
    '3 March 2026'
    """
    on = date.fromisoformat(str(iso))
    return f"{on.day} {on:%B} {on.year}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _rung(args: Args) -> str:
    return RUNGS.get(int(args.get("rung", 0)), "the next step")


def _overdue(args: Args) -> str:
    return f"the oldest invoice was due on {day(args['due_on'])}"


def _no_answer(args: Args) -> str:
    if "since" not in args:
        return "nothing came back so far"
    more = "further payment" if "paid" in args else "payment"
    return f"{_days(int(args['days']))} after {_since(args)} of {day(args['since'])} without {more} or answer"


def _since(args: Args) -> str:
    if "paid" in args:
        return "the part payment"
    return RUNGS.get(int(args.get("after", 0)), "the last step")


def _held(args: Args) -> str:
    if args.get("because") != "cause":
        return "Held"
    cause = CAUSES.get(str(args["cause"]))
    return f"A person settles the cause first: {cause.name if cause else args['cause']}"


def _waiting(args: Args) -> str:
    because = str(args.get("because", ""))
    if because == "by_decision":
        return f"{_upper(_rung(args))} is never due by itself: a person decides"
    if because == "moved_on":
        return "The case has moved on since this was planned"
    if because == "tell_owner":
        return f"Whoever sold hears two working days before {_rung(args)}"
    if because in DUE:
        return f"Waits for {_rung(args)}: {_say(DUE[because], args)}"
    return f"Waits for {_rung(args)}"


def _below_minimum(args: Args) -> str:
    if "minimum_minor" not in args:
        return "Too little is open to ask for"
    return (
        f"Less than {money(int(args['minimum_minor']), str(args['currency']))} is open: too little to ask for"
    )


def _unmatched(args: Args) -> str:
    amount = "Money"
    if "unmatched_minor" in args:
        amount = money(int(args["unmatched_minor"]), str(args["currency"]))
    return f"{amount} came in that nobody has matched yet and could cover all that is open"


def _stale(args: Args) -> str:
    if "fresh_on" not in args:
        return "No complete list, payments or bank file was ever read"
    return f"The newest list, payments or bank file is of {day(args['fresh_on'])}: older than allowed"


def _needs_approval(args: Args) -> str:
    because = str(args.get("because", ""))
    if because == "ladder_ended":
        return "The ladder has ended: a person decides how to go on"
    if because == "open_again":
        return f"{_upper(_rung(args))} was done before in this round: a person says whether once more"
    said = f"A person has to approve {_rung(args)}" if "rung" in args else "A person has to approve it"
    needs = str(args.get("needs", "")).replace("_", " ")
    return f"{said}; it needs: {needs}" if needs else said


def _task_open(args: Args) -> str:
    what = _CHANNELS.get(str(args.get("channel")))
    return f"A {what} is open as a task for a person" if what else "A task for a person is open"


def _in_flight(args: Args) -> str:
    return "It has gone out already" if args.get("because") == "already_done" else "A message is on its way"


def _automation_off(args: Args) -> str:
    if "because" in args:
        return "Only tasks for people: a person sends it"
    return "Nothing is done by itself for this debtor"


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _since_words(words: str, key: str) -> Callable[[Args], str]:
    return lambda args: f"{words} since {day(args[key])}" if key in args else words


def _on_words(words: str, key: str) -> Callable[[Args], str]:
    return lambda args: f"{words} {day(args[key])}" if key in args else words


DUE: dict[str, Words] = {
    "overdue": _overdue,
    "no_answer": _no_answer,
    "broken_promise": _on_words("a promise was not kept, judged on", "on"),
    "further_invoice": _on_words("a further invoice fell overdue on", "on"),
    "wrong_contact": "nobody known there decides on payments",
    "contact_found": "the person in charge has been found",
    "moved_by_person": "a person moved the case here",
    "not_done": lambda args: f"the {_CHANNELS.get(str(args['kind']), 'task')} was not made in time",
    "failed": lambda args: f"the {_CHANNELS.get(str(args['channel']), 'message')} did not arrive",
    "owner_first": "whoever sold has been told and may still object",
}
"""Why a step is due (the reason of an Act's steps, and what a `waiting` waits for)."""

REASONS: dict[str, Words] = {
    "paid": "Nothing is left to ask for",
    "not_due": "Nothing is overdue",
    "waiting": _waiting,
    "disputed": "All that is open is disputed",
    "held": _held,
    "promised": _on_words("Payment is promised for", "due_on"),
    "planned": _on_words("Paid in instalments, the next on", "due_on"),
    "unread_reply": _since_words("An answer is unread", "since"),
    "callback_owed": _since_words("We owe them a call", "owed_on"),
    "insolvent": "The debtor is insolvent",
    "represented": "A lawyer speaks for the debtor",
    "opted_out": "The debtor does not want to be reached this way",
    "data_stale": _stale,
    "unmatched_money": _unmatched,
    "gap": lambda args: (
        f"The last message went out on {day(args['last_on'])}: {_days(int(args['days']))} lie between two"
    ),
    "weekly_cap": lambda args: f"{args['contacts']} contacts in any 7 days are enough",
    "quiet_hours": lambda args: f"Calls and visits from {args['from']} to {args['until_hour']} there",
    "holiday": _on_words("No working day:", "on"),
    "no_address": "No address is known that can be used",
    "below_minimum": _below_minimum,
    "automation_off": _automation_off,
    "not_live": "Not live yet: nothing leaves",
    "sending_stopped": "All sending is stopped",
    "daily_limit": "Enough first messages for today",
    "call_cap": lambda args: f"{args['tries']} calls in any 7 days are enough",
    "limitation": "The claim may be barred by time",
    "assigned": "The invoice has been sold",
    "insured": "The insurer has to agree first",
    "posting_open": "A letter is printed and not yet posted",
    "registration_hit": "A register says something about this debtor",
    "needs_approval": _needs_approval,
    "task_open": _task_open,
    "in_flight": _in_flight,
    "unsure": "A message may or may not have gone out: a person says which",
    "formal_case_open": "Another case of this debtor is in the formal stage",
    "placed": "The debt is in professional hands",
    "law_refuses": "The law of the place does not allow it",
    "law_unknown": "The law of the place is not known",
}
"""Why nothing is done, or not yet. The codes are those that the command line prints."""

QUESTIONS: dict[str, str] = {
    "read_answer": "Read the answer",
    "read_answer_late": "An answer has been unread for too long: a manager reads it",
    "call_back_late": "A call back is overdue: a manager sees to it",
    "formal_case_open": "Join these invoices to the formal case, run them apart, or propose a supply stop",
    "limitation": "Say whether this old debt may still be claimed",
    "find_address": "Find an address that can be used",
    "decide": "Decide how to go on: no way of this step can be gone",
    "open_again": "Say whether this step is done once more",
    "ladder_ended": "Decide how to go on: the ladder has ended",
    "tell_owner": "Tell whoever sold, two working days ahead",
    "send_email": "Write an email",
    "send_letter": "Write a letter",
    "demand": "Prepare the formal demand",
    "placement": "Choose the professionals and hand over",
    "claim": "Decide on court",
    "write_off": "Decide on writing it off",
    "settle_cause": "Settle the cause",
    "send_copy": "Send a copy of the invoice",
    "send_proof": "Send the order or proof, and correct the reference",
    "who_approves": "Ask who approves",
    "portal_status": "Look up the status in their portal",
    "resolve_dispute": "Resolve the dispute",
    "offer_plan": "Offer a payment plan",
    "confirm_insolvency": "Confirm the insolvency",
}
"""What an Ask may ask, and its title as a task."""


def sentence(why: Why) -> str:
    """The reason as an English sentence; an unknown code is said as it is.

    >>> sentence(Why("held", (("until", "2026-03-03"),)))
    'Held until 3 March 2026.'
    """
    args = dict(why.args)
    words = REASONS.get(why.code) or DUE.get(why.code)
    said = _upper(_say(words, args)) if words is not None else why.code.replace("_", " ")
    if "until" not in args:
        return f"{said}."
    until = day(args["until"])
    if why.code == "waiting" and ":" in said:
        head, tail = said.split(":", 1)
        return f"{head} until {until}:{tail}."
    return f"{said} until {until}." if why.code == "held" else f"{said}; looked at again on {until}."


def _say(words: Words, args: Args) -> str:
    return words if isinstance(words, str) else words(args)
