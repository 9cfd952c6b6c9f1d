"""Which results fit a piece of work, and what each asks for besides."""

from dataclasses import dataclass

from recoup.cases.models import Task
from recoup.cases.people.results import FIND, INBOUND, PHONE, QUESTION, VISIT, Result, fitting
from recoup.web import words

_DOES = {
    "promise": "on amount",
    "call_back": "on",
    "appointment": "on",
    "dispute": "amount",
    "found": "contact",
    "generic": "contact",
    "wrong_person": "contact",
    "in_charge": "contact",
    "moved": "contact",
}
_NEEDS = {"on": "on", "amount": "amount", "contact": "contact"}


@dataclass(frozen=True, slots=True)
class Key:
    """One result as a form offers it; `asks` names the parts of the form that go with it."""

    code: str
    words: str
    asks: str


def key_of(result: Result) -> Key:
    """The result with what it asks for."""
    asked = [_DOES[does] for does in result.does if does in _DOES]
    asked += [_NEEDS[need] for need in result.needs if need in _NEEDS]
    return Key(result.code, words.result(result.code), " ".join(dict.fromkeys(" ".join(asked).split())))


FIRST = {
    PHONE: ("no_answer", "voicemail", "spoke_will_pay", "paid_already", "spoke_not_received", "spoke_dispute",
            "spoke_no_money", "call_back_asked", "spoke_will_check"),
    VISIT: ("nobody_there", "promise", "met_decision_maker", "paid_cash_or_cheque", "spoke_dispute",
            "spoke_no_money", "met_other", "appointment_made", "refused_entry"),
    FIND: ("found", "only_generic", "nobody", "refused_to_say"),
    INBOUND: ("read", "answered", "promise", "paid_already", "call_back_asked", "not_me", "hardship",
              "complaint", "legal_representative"),
}  # fmt: skip
"""What comes most often, in the order of the keys 1 to 9."""


def keys(kind: str) -> list[Key]:
    """The results that something of this kind may have: what comes most often first, the note last."""
    order = {code: n for n, code in enumerate(FIRST.get(kind, ()))}
    ranked = sorted(fitting(kind), key=lambda result: order.get(result.code, len(order)))
    return [key_of(result) for result in ranked]


_ANSWERS = {
    "check_payment": ("money_came", "no_money_came", "note"),
    "confirm_insolvency": ("insolvent", "not_insolvent", "note"),
    "limitation": ("looked", "note"),
    "who_approves": ("found", "done", "note"),
    "find_address": ("done", "note"),
    **dict.fromkeys(("approve_demand", "approve_placement", "approve_claim", "approve_let_go"), ("note",)),
}
"""What a question may be answered with; any other is done, or gets a note. A yes or no is said on the page of
what it is about, never ticked off."""


def keys_for(task: Task) -> list[Key]:
    """The results that end this very task, or add a note to it."""
    kind = kind_of(task)
    offered = keys(kind)
    if kind != QUESTION:
        return offered
    fits = _ANSWERS.get(task.kind, ("done", "note"))
    return [key for key in offered if key.code in fits]


def kind_of(task: Task) -> str:
    """What the work on a task is: a call, a visit, an answer that came in, or a question."""
    if task.step is not None:
        return task.step.kind
    if task.kind.startswith("call_back"):
        return PHONE
    if task.kind == "appointment":
        return VISIT
    return INBOUND if task.kind.startswith("read_answer") else QUESTION
