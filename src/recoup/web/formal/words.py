"""What the things beyond asking are called on their pages."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recoup.recourse.models import Demand, DemandState

Words = str | Promise

NEEDS: dict[str, tuple[Words, Words, str]] = {
    "identity": (
        _("Who they are in law, looked up within 30 days"), _("Look up their exact name, form and number."),
        "#identity",
    ),
    "address": (_("An address to serve it at"), _("Note their street and town."), "debtor"),
    "invoices": (
        _("Only invoices that an earlier message named"),
        _("The invoices left out wait until a delivered message has named them."), "debtor",
    ),
    "solvent": (_("They are not insolvent"), _("Insolvent: lodge a proof of debt instead."), "debtor"),
    "unrepresented": (_("No lawyer speaks for them"), _("Write to their lawyer instead."), "debtor"),
    "read": (_("Nothing of theirs is unread"), _("Read their answer first."), "debtor"),
    "questions": (_("No question of law is open"), _("Decide what the law leaves open."), "#questions"),
    "places": (_("Whose law answers is confirmed"), _("Confirm or change what is assumed."), "#law"),
    "figures": (
        _("Each figure of the law is read in its source or confirmed"), _("Compare them with the official text."),
        "#figures",
    ),
    "paper_order": (_("The order or contract"), _("Add it to the invoice."), "invoices"),
    "paper_terms": (_("The terms that were agreed"), _("Add them to the invoice."), "invoices"),
    "paper_delivery": (_("The proof of delivery or acceptance"), _("Add it to the invoice."), "invoices"),
    "paper_invoice": (_("The invoice itself"), _("Add it to the invoice."), "invoices"),
    "cause": (
        _("Why it is unpaid is known, or was asked for twice"), _("Ask them, or note the cause."), "debtor"
    ),
    "attempts": (_("Three attempts in two channels"), _("Call, write or visit, and note it."), "debtor"),
    "owner": (_("Whoever sold was told"), _("Tell them two working days ahead."), "debtor"),
    "enclosures": (
        _("Enclosures that the law asks for and that are not made here"),
        _("Print them, put them into the envelope, and say so."), "",
    ),
}  # fmt: skip
OPEN_NEEDS: tuple[Words, Words, str] = (_("Something else"), "", "")
FACTORS: dict[str, Words] = {
    "contract": _("Interest, compensation, limitation: the law of the contract"),
    "person": _("Calls and visits: the place of the person"),
    "court": _("The letter and its deadline: the law of the court"),
    "seat": _("Insolvency: the debtor's seat"),
    "registration": _("Tax: our own registration"),
}
MARKS: dict[str, Words] = {
    "verified": _("read in its source"),
    "secondary": _("read in a copy that is not official"),
    "derived": _("worked out from a checked series"),
    "unverified": _("general knowledge, not checked"),
}
STATES: dict[str, Words] = {
    "asked": _("Asked for: somebody else has to say yes."),
    "approved": _("Approved: its letter has to be made."),
    "made": _("The letter is made: print it, post it or hand it over, and say when it arrived."),
    "served": _("Served: the time to pay runs."),
    "paid": _("What it demanded of the invoices is paid."),
    "refused": _("Not approved."),
    "withdrawn": _("Withdrawn, or it came back."),
    "expired": _("The time to pay is over, and not all of it is paid."),
}


def demand_state(row: Demand, today: date) -> str:
    """How a demand stands on a day, in a sentence: served and not paid in time, it is as good as expired."""
    is_over = row.state == DemandState.SERVED and row.deadline_on is not None and row.deadline_on < today
    return str(STATES[DemandState.EXPIRED if is_over else row.state])


METHOD_WORDS: dict[str, Words] = {
    "post": _("by post with a tracking number"),
    "courier": _("by courier against signature"),
    "hand": _("handed over by one of us"),
}
CHARGES: dict[str, Words] = {
    "interest": _("Interest"),
    "compensation": _("Fixed compensation"),
    "fee": _("Fee"),
    "cost": _("Costs"),
}
QUESTION_WORDS: dict[str, Words] = {
    "interest.rate": _("Which rate does the law give?"),
    "interest.starts": _("From which day does interest run?"),
    "interest.fixed": _("Is the rate fixed, or does it change?"),
    "interest.compounding": _("Is interest simple or compound?"),
    "interest.day_count": _("By how many days is the year divided?"),
    "interest.rounding": _("How is interest rounded?"),
    "interest.agreed_rate": _("Which rate a year was agreed?"),
    "interest.set_off": _("What does a part payment pay first?"),
    "compensation.fixed": _("Which fixed sum is owed for each invoice?"),
    "demand.form": _("Which form and enclosures must the letter have?"),
    "demand.deadline": _("How long must they have to pay?"),
    "demand.interrupts": _("Does the letter alone interrupt limitation?"),
    "limitation.length": _("After how long can the debt no longer be sued for?"),
}
