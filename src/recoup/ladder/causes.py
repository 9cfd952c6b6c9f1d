"""Why a debt is unpaid: the closed list of causes, and what each changes on the ladder."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """`effect` says in words what the ladder does.

    `question` is what a person is asked where a rung stops for it.
    """

    code: str
    name: str
    effect: str
    question: str = ""


CAUSES: dict[str, Cause] = {
    cause.code: cause
    for cause in (
        Cause("unknown", "not known yet", "Rung 2 asks for it."),
        Cause("forgotten", "forgotten", "The ladder goes on."),
        Cause("badly_organised", "badly organised", "The ladder goes on."),
        Cause("not_received", "invoice not received", "A copy is sent; the ladder goes on.", "send_copy"),
        Cause(
            "order_missing", "order or proof missing", "It is sent, the reference corrected.", "send_proof"
        ),
        Cause("waiting_approval", "waiting for approval", "Who approves is asked.", "who_approves"),
        Cause("payment_run", "in a payment run on a date", "The date is taken as a promise."),
        Cause("portal", "stuck in their supplier portal", "Its status is looked up.", "portal_status"),
        Cause("deduction", "discount or deduction taken", "That part is disputed."),
        Cause("wrong_person", "wrong person", "Rung 3 at once: the person in charge is found."),
        Cause("disputed", "disputed", "What is disputed is left out and resolved first.", "resolve_dispute"),
        Cause(
            "short_of_money", "short of money", "A plan is offered before the formal demand.", "offer_plan"
        ),
        Cause("hardship", "hardship", "A plan is offered before the formal demand.", "offer_plan"),
        Cause("unwilling", "unwilling", "Our own waits are halved, never a legal one."),
        Cause("indifferent", "indifferent", "The ladder goes on."),
        Cause(
            "insolvent",
            "insolvent",
            "Everything stops until a person has confirmed it.",
            "confirm_insolvency",
        ),
    )
}

PLAN_FIRST = frozenset(("short_of_money", "hardship"))
