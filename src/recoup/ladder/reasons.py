"""The closed list of reasons, and each as a sentence that an owner understands."""

from collections.abc import Callable
from datetime import date

from recoup.ladder.causes import CAUSES
from recoup.ladder.verdict import Why
from recoup.lib.money import Amount
from recoup.lib.said import Said, say, say_n

Args = dict[str, str | int]
Words = Said | Callable[[Args], Said]

RUNGS: dict[int, str] = {
    1: say("the friendly reminder"),
    2: say("the second contact"),
    3: say("the contact with the person in charge"),
    4: say("the visit or signed letter"),
    5: say("the formal demand"),
    6: say("handing over to professionals"),
    7: say("court"),
    8: say("letting go"),
}

_DEMAND = 5
"""Waits after it count from its deadline."""
_OPEN = {
    "email": say("An email is open as a task for a person"),
    "letter": say("A letter is open as a task for a person"),
    "phone": say("A call is open as a task for a person"),
    "visit": say("A visit is open as a task for a person"),
    "find_contact": say("A search for the person in charge is open as a task for a person"),
}
_NOT_DONE = {
    "email": say("the email was not made in time"),
    "letter": say("the letter was not made in time"),
    "phone": say("the call was not made in time"),
    "visit": say("the visit was not made in time"),
    "find_contact": say("the search for the person in charge was not made in time"),
}
_FAILED = {
    "email": say("the email did not arrive"),
    "letter": say("the letter did not arrive"),
    "phone": say("the call did not arrive"),
    "visit": say("the visit did not arrive"),
    "find_contact": say("the search for the person in charge did not arrive"),
}
NEEDS = {
    "three_attempts_in_two_channels": say("three attempts in two channels"),
    "cause_known_or_asked_twice": say("cause known or asked twice"),
    "account_owner_told": say("account owner told"),
    "legal_identity": say("legal identity"),
    "claim_checklist": say("claim checklist"),
    "law_answers": say("law answers"),
    "demand_deadline_passed": say("demand deadline passed"),
    "nothing_unread": say("nothing unread"),
    "bundle": say("bundle"),
    "means_checked_within_30_days": say("means checked within 30 days"),
    "expected_net_above_zero": say("expected net above zero"),
    "limitation_not_passed": say("limitation not passed"),
    "reason": say("reason"),
}
"""What a rung may need to be documented before."""


def day(iso: str | int) -> str:
    """A date as people write it.

    >>> day("2026-03-03")
    '3 March 2026'
    """
    return say("%(on)s", on=_on(iso))


def _on(iso: str | int) -> date:
    return date.fromisoformat(str(iso))


def _days(count: int) -> Said:
    return say_n("%(n)s day", "%(n)s days", count)


def _rung(args: Args) -> str:
    return RUNGS.get(int(args.get("rung", 0)), say("the next step"))


def _overdue(args: Args) -> Said:
    return say("the oldest invoice was due on %(on)s", on=_on(args["due_on"]))


def _no_answer(args: Args) -> Said:
    if "since" not in args:
        return say("nothing came back so far")
    count, on = int(args["days"]), _on(args["since"])
    days = say_n("%(n)s bank day", "%(n)s bank days", count) if args.get("counts") == "bank" else _days(count)
    if "paid" in args:
        return say(
            "%(days)s after the part payment of %(on)s without further payment or answer", days=days, on=on
        )
    if args.get("after") == _DEMAND:
        return say("%(days)s after the last day of the formal demand, %(on)s, without payment or answer",
                   days=days, on=on)  # fmt: skip
    what = RUNGS.get(int(args.get("after", 0)), say("the last step"))
    return say("%(days)s after %(what)s of %(on)s without payment or answer", days=days, what=what, on=on)


def _held(args: Args) -> Said:
    if args.get("because") != "cause":
        return say("Held")
    cause = CAUSES.get(str(args["cause"]))
    return say(
        "A person settles the cause first: %(cause)s", cause=say(cause.name if cause else str(args["cause"]))
    )


def _waiting(args: Args) -> Said:
    because = str(args.get("because", ""))
    step = _rung(args)
    if because == "by_decision":
        return say("%(step)s is never due by itself: a person decides", step=step).capital()
    if because == "moved_on":
        return say("The case has moved on since this was planned")
    if because == "tell_owner":
        return say("Whoever sold hears two working days before %(step)s", step=step)
    if because in DUE:
        return say("Waits for %(step)s: %(because)s", step=step, because=_say(DUE[because], args))
    return say("Waits for %(step)s", step=step)


def _below_minimum(args: Args) -> Said:
    if "minimum_minor" not in args:
        return say("Too little is open to ask for")
    least = Amount(int(args["minimum_minor"]), str(args["currency"]))
    return say("Less than %(amount)s is open: too little to ask for", amount=least)


def _unmatched(args: Args) -> Said:
    if "unmatched_minor" not in args:
        return say("Money came in that nobody has matched yet and could cover all that is open")
    amount = Amount(int(args["unmatched_minor"]), str(args["currency"]))
    return say(
        "%(amount)s came in that nobody has matched yet and could cover all that is open", amount=amount
    )


def _stale(args: Args) -> Said:
    if "fresh_on" not in args:
        return say("No complete list, payments or bank file was ever read")
    on = _on(args["fresh_on"])
    return say("The newest list, payments or bank file is of %(on)s: older than allowed", on=on)


def _insolvent(args: Args) -> Said:
    if args.get("because") == "new_debt":
        return say("Supplied after the insolvency opened: the office-holder pays it")
    return say("The debtor is insolvent")


def _needs_approval(args: Args) -> Said:
    because = str(args.get("because", ""))
    if because == "ladder_ended":
        return say("The ladder has ended: a person decides how to go on")
    if because == "check_means":
        return say("Court comes next, and nobody has looked up within 30 days whether they can pay")
    if because == "open_again":
        return say(
            "%(step)s was done before in this round: a person says whether once more", step=_rung(args)
        ).capital()
    codes = [code for code in str(args.get("needs", "")).split(", ") if code]
    needs = tuple(NEEDS.get(code) or code.replace("_", " ") for code in codes)
    if "rung" not in args:
        return say("A person has to approve it")
    if needs:
        return say("A person has to approve %(step)s; it needs: %(needs)s", step=_rung(args), needs=needs)
    return say("A person has to approve %(step)s", step=_rung(args))


def _task_open(args: Args) -> Said:
    return _OPEN.get(str(args.get("channel"))) or say("A task for a person is open")


def _in_flight(args: Args) -> Said:
    if args.get("because") == "already_done":
        return say("It has gone out already")
    return say("A message is on its way")


def _automation_off(args: Args) -> Said:
    if "because" in args:
        return say("Only tasks for people: a person sends it")
    return say("Nothing is done by itself for this debtor")


def _formal(args: Args) -> Said:
    if args.get("because") == "claim":
        return say("A claim runs in court")
    return say("Another case of this debtor is in the formal stage")


def _dated(without: Said, template: Said, key: str) -> Callable[[Args], Said]:
    """The sentence with its day, or without where the day is not known."""
    return lambda args: say(template.one, on=_on(args[key])) if key in args else without


DUE: dict[str, Words] = {
    "overdue": _overdue,
    "no_answer": _no_answer,
    "broken_promise": _dated(
        say("a promise was not kept"), say("a promise was not kept, judged on %(on)s"), "on"
    ),
    "further_invoice": _dated(
        say("a further invoice fell overdue"), say("a further invoice fell overdue on %(on)s"), "on"
    ),
    "wrong_contact": say("nobody known there decides on payments"),
    "contact_found": say("the person in charge has been found"),
    "moved_by_person": say("a person moved the case here"),
    "not_done": lambda args: _NOT_DONE.get(str(args["kind"])) or say("the task was not made in time"),
    "failed": lambda args: _FAILED.get(str(args["channel"])) or say("the message did not arrive"),
    "owner_first": say("whoever sold has been told and may still object"),
}
"""Why a step is due (the reason of an Act's steps, and what a `waiting` waits for)."""

REASONS: dict[str, Words] = {
    "paid": say("Nothing is left to ask for"),
    "not_due": say("Nothing is overdue"),
    "waiting": _waiting,
    "disputed": say("All that is open is disputed"),
    "held": _held,
    "promised": _dated(say("Payment is promised"), say("Payment is promised for %(on)s"), "due_on"),
    "planned": _dated(say("Paid in instalments"), say("Paid in instalments, the next on %(on)s"), "due_on"),
    "unread_reply": _dated(say("An answer is unread"), say("An answer is unread since %(on)s"), "since"),
    "callback_owed": _dated(say("We owe them a call"), say("We owe them a call since %(on)s"), "owed_on"),
    "insolvent": _insolvent,
    "represented": say("A lawyer speaks for the debtor"),
    "opted_out": say("The debtor does not want to be reached this way"),
    "data_stale": _stale,
    "unmatched_money": _unmatched,
    "gap": lambda args: say(
        "The last message went out on %(on)s: %(days)s lie between two",
        on=_on(args["last_on"]),
        days=_days(int(args["days"])),
    ),
    "weekly_cap": lambda args: say("%(n)s contacts in any 7 days are enough", n=args["contacts"]),
    "quiet_hours": lambda args: say(
        "Calls and visits from %(from)s to %(until)s there",
        **{"from": args["from"], "until": args["until_hour"]},
    ),
    "holiday": _dated(say("No working day"), say("No working day: %(on)s"), "on"),
    "no_address": say("No address is known that can be used"),
    "below_minimum": _below_minimum,
    "automation_off": _automation_off,
    "not_live": say("Not live yet: nothing leaves"),
    "sending_stopped": say("All sending is stopped"),
    "daily_limit": say("Enough first messages for today"),
    "call_cap": lambda args: say("%(n)s calls in any 7 days are enough", n=args["tries"]),
    "limitation": say("The claim may be barred by time"),
    "assigned": say("The invoice has been sold"),
    "insured": say("The insurer has to agree first"),
    "posting_open": say("A letter is printed and not yet posted"),
    "registration_hit": say("A register says something about this debtor"),
    "needs_approval": _needs_approval,
    "task_open": _task_open,
    "in_flight": _in_flight,
    "unsure": say("A message may or may not have gone out: a person says which"),
    "formal_case_open": _formal,
    "placed": say("The debt is in professional hands"),
    "law_refuses": say("The law of the place does not allow it"),
    "law_unknown": say("The law of the place is not known"),
}
"""Why nothing is done, or not yet. The codes are those that the command line prints."""

QUESTIONS: dict[str, str] = {
    "read_answer": say("Read the answer"),
    "read_answer_late": say("An answer has been unread for too long: a manager reads it"),
    "call_back_late": say("A call back is overdue: a manager sees to it"),
    "formal_case_open": say(
        "Join these invoices to the formal case, run them apart, or propose a supply stop"
    ),
    "limitation": say("Say whether this old debt may still be claimed"),
    "find_address": say("Find an address that can be used"),
    "decide": say("Decide how to go on: no way of this step can be gone"),
    "open_again": say("Say whether this step is done once more"),
    "ladder_ended": say("Decide how to go on: the ladder has ended"),
    "tell_owner": say("Tell whoever sold, two working days ahead"),
    "send_email": say("Write an email"),
    "send_letter": say("Write a letter"),
    "demand": say("Prepare the formal demand"),
    "placement": say("Choose the professionals and hand over"),
    "placement_review": say("Say what comes of the debt in professional hands"),
    "claim": say("Decide on court"),
    "write_off": say("Decide on writing it off"),
    "settle_cause": say("Settle the cause"),
    "send_copy": say("Send a copy of the invoice"),
    "send_proof": say("Send the order or proof, and correct the reference"),
    "who_approves": say("Ask who approves"),
    "portal_status": say("Look up the status in their portal"),
    "resolve_dispute": say("Resolve the dispute"),
    "offer_plan": say("Offer a payment plan"),
    "confirm_insolvency": say("Confirm the insolvency"),
    "check_means": say("Look up whether they can pay, before court"),
    "new_debt": say("Ask the office-holder to pay what was supplied after the opening"),
}
"""What an Ask may ask, and its title as a task."""


def sentence(why: Why) -> Said:
    """The reason as an English sentence that a face can say in another language; an unknown code is said as it is.

    >>> sentence(Why("held", (("until", "2026-03-03"),)))
    'Held until 3 March 2026.'
    """
    return say("%(said)s.", said=_with_day(why))


def clause(why: Why) -> Said:
    """The same without the full stop."""
    return _with_day(why)


def _with_day(why: Why) -> Said:
    args = dict(why.args)
    words = REASONS.get(why.code) or DUE.get(why.code)
    if words is None:
        return say(why.code.replace("_", " "))
    said = _say(words, args).capital()
    if "until" not in args:
        return said
    until = _on(args["until"])
    if why.code == "waiting" and args.get("because") in DUE:
        because = _say(DUE[str(args["because"])], args)
        return say(
            "Waits for %(step)s until %(on)s: %(because)s", step=_rung(args), on=until, because=because
        )
    if why.code == "held":
        return say("%(said)s until %(on)s", said=said, on=until)
    return say("%(said)s; looked at again on %(on)s", said=said, on=until)


def _say(words: Words, args: Args) -> Said:
    return words if isinstance(words, Said) else words(args)
