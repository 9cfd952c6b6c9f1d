"""What kinds of mail, oddities and readings are called on the pages of the inbox."""

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from recoup.cases.capture import Offer
from recoup.web.templatetags.recoup import day, money
from recoup.web.words import Words

KINDS: dict[str, Words] = {
    "reply": _("Answer"),
    "bounce": _("Came back"),
    "delay": _("Delayed"),
    "away": _("Out of office"),
    "auto_reply": _("Automatic answer"),
    "left": _("Somebody is no longer there"),
    "receipt": _("Receipt"),
    "feedback": _("Complaint of a mail service"),
    "copy": _("Copy"),
    "sent": _("Sent by us"),
}
FLAGS: dict[str, Words] = {
    "dangerous_attachment": _("An attachment can run a program: do not open it"),
    "unknown_sender": _("From an address that no contact of theirs has"),
    "sent_unproven": _("Says that it is from us, but did not come from our Sent folder"),
    "bounce_unproven": _("Says that an email came back, but names nothing that only we and they can know"),
    "huge": _("Very large: only its beginning was read"),
    "nested": _("Built to be hard to read: only its headers were read"),
    "unreadable": _("Could not be read: look at the original"),
    "truncated": _("Cut off"),
    "injected": _("Its headers hold what does not belong there"),
    "bad_headers": _("Its headers are broken"),
    "bad_charset": _("Its characters had to be guessed"),
    "empty": _("Empty"),
    "no_date": _("Without a date"),
    "no_message_id": _("Without a number of its own"),
}
GRAVE = frozenset(
    (
        "dangerous_attachment",
        "unknown_sender",
        "sent_unproven",
        "nested",
        "injected",
        "unreadable",
        "bounce_unproven",
    )
)
"""What a person should be wary of; the others are mere defects."""
ASIDE: dict[str, Words] = {
    "not_ours": _("Not about our invoices"),
    "advertising": _("Advertising"),
    "private": _("Private"),
    "duplicate": _("Known already"),
}
MATCHED: dict[str, Words] = {
    "token": _("It came to the answer address of our message"),
    "reference": _("It answers our message"),
    "address": _("It has their address"),
    "invoice": _("It names their invoice"),
    "person": _("A person said so"),
}
READINGS: dict[str, Words] = {
    "promise": _("They will pay"),
    "paid": _("They say it is paid"),
    "disputed": _("They contest it"),
    "wrong_person": _("Not the right person"),
    "left_company": _("That person has left"),
    "not_received": _("They have not got the invoice"),
    "no_money": _("Short of money"),
    "insolvent": _("They speak of insolvency"),
    "represented": _("A lawyer speaks for them"),
    "call_back": _("They want a call"),
    "no_emails": _("They want no emails"),
    "away": _("Out of the office"),
}
_DOES: dict[str, Words] = {
    "paid": _("Hold it and look whether the money comes"),
    "wrong_person": _("Not in charge of payments"),
    "left_company": _("No longer there"),
    "not_received": _("Send copies of the invoices"),
    "no_money": _("Note: short of money"),
    "insolvent": _("Hold everything and look it up"),
    "represented": _("Write to nobody but their lawyer"),
    "no_emails": _("No more emails to them"),
}
_LACKS: dict[str, Words] = {
    "day": _("It names no day, or one that is over."),
    "sum": _("It names another currency than what is open."),
    "long": _("They are away for more than two weeks: wait, or write to somebody else?"),
    "case": _("Nothing of theirs is late, so there is nothing to note it on."),
}


def does(offer: Offer) -> str:
    """What pressing its key does."""
    given, on = offer.given, day(offer.given.on) if offer.given.on else ""
    if offer.code == "promise":
        if given.amount_minor is None:
            return say("Promise: all of it by %(day)s") % {"day": on}
        return say("Promise: %(sum)s by %(day)s") % {
            "sum": money(given.amount_minor, offer.currency),
            "day": on,
        }
    if offer.code == "disputed":
        if offer.invoices:
            return say("Contested: %(numbers)s") % {"numbers": ", ".join(offer.invoices)}
        return say("Contested: all that is asked")
    if offer.code == "call_back":
        return say("Call them on %(day)s") % {"day": on}
    if offer.code == "away":
        return say("Wait until they are back, after %(day)s") % {"day": on}
    return str(_DOES[offer.code])


def lacks(offer: Offer) -> str:
    """Why it cannot be noted just as they wrote it; empty when it can."""
    return str(_LACKS[offer.lacks]) if offer.lacks else ""
