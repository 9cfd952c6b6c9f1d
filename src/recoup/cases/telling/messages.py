"""What was written and sent, as sentences."""

from recoup.archive.queries import EntryView
from recoup.cases.telling.known import Known, Say, day_words, rung_words, word
from recoup.cases.telling.words import FAULTS, JUDGED, MATCHED, NO_STEP, SERVICES
from recoup.lib.said import say

DEMAND_RUNG = 5
"""Its letter asks for more than the invoices that it names."""


def _message(t: Known, e: EntryView) -> tuple[str, str]:
    """What the message is, and to whom."""
    pk = int(e.facts["message"])
    whom = t.whom(e.facts.get("contact"), e.seq)
    rung = t.rungs.get(pk)
    if rung is not None:
        return rung_words(rung), whom
    return word(SERVICES, t.services.get(pk, ""), NO_STEP), whom


def _sending(t: Known, e: EntryView) -> str:
    what, whom = _message(t, e)
    asks = t.sums(e.facts["message"]) or say("nothing")
    return say("Email to %(whom)s: %(what)s; it asks for %(sum)s", whom=whom, what=what, sum=asks)


def _sent(t: Known, e: EntryView) -> str:
    whom = t.whom(e.facts.get("contact"), e.seq)
    return say("Handed over to the mail server: the email to %(whom)s", whom=whom)


def _failed(t: Known, e: EntryView) -> str:
    fault = word(FAULTS, str(e.facts.get("fault", "")), "it was not taken")
    whom = t.whom(e.facts.get("contact"), e.seq)
    if e.result == "refused":
        return say(
            "The email to %(whom)s did not go out: %(fault)s; it counts as no contact", whom=whom, fault=fault
        )
    return say(
        "The email to %(whom)s did not go out: %(fault)s; it is tried again later", whom=whom, fault=fault
    )


def _settled(t: Known, e: EntryView) -> str:
    if e.result == "handed":
        return say("A person says that the email went out")
    return say("A person says that the email went out not: it is ready again")


def _service(t: Known, e: EntryView) -> str:
    what = word(SERVICES, str(e.facts.get("wording", "")), NO_STEP)
    return say("Prepared: %(what)s, for %(whom)s", what=what, whom=t.whom(e.facts.get("contact"), e.seq))


def _letter_made(t: Known, e: EntryView) -> str:
    what, _ = _message(t, e)
    asks = t.sums(e.facts["message"]) or say("nothing")
    if t.rungs.get(int(e.facts["message"])) == DEMAND_RUNG:
        return say(
            "Letter written: %(what)s about invoices of %(sum)s; it counts once somebody has posted it",
            what=what,
            sum=asks,
        )
    return say(
        "Letter written: %(what)s; it asks for %(sum)s, and counts once somebody has posted it",
        what=what,
        sum=asks,
    )


def _letter_posted(t: Known, e: EntryView) -> str:
    return say("The letter was posted on %(on)s", on=day_words(e.facts["posted_on"]))


def _mail_captured(t: Known, e: EntryView) -> str:
    """How a mail was known to be theirs, and what is odd about it."""
    how = word(MATCHED, str(e.facts.get("matched_by", "")), "it is known how")
    if "unknown_sender" in e.facts.get("flags", ()):
        return say(
            "The mail was taken for theirs: %(how)s; it came from an address that no contact of theirs has",
            how=how,
        )
    if e.facts.get("away_until"):
        until = day_words(e.facts["away_until"])
        return say("The mail was taken for theirs: %(how)s; away until %(until)s", how=how, until=until)
    return say("The mail was taken for theirs: %(how)s", how=how)


def _mail_judged(t: Known, e: EntryView) -> str:
    return say(word(JUDGED, e.result, "A person has read their mail"))


def _sent_elsewhere(t: Known, e: EntryView) -> str:
    whom = t.whom(e.facts.get("contact"), e.seq)
    return say("Sent from our own mail program: an email to %(whom)s", whom=whom)


SAYS: dict[str, Say] = {
    "message.sending": _sending,
    "message.sent": _sent,
    "message.captured": _sent_elsewhere,
    "mail.captured": _mail_captured,
    "mail.judged": _mail_judged,
    "message.failed": _failed,
    "message.settled": _settled,
    "service.queued": _service,
    "letter.made": _letter_made,
    "letter.posted": _letter_posted,
}
