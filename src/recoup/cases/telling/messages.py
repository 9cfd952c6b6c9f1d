"""What was written and sent, as sentences."""

from recoup.archive.queries import EntryView
from recoup.cases.telling.known import Known, Say, day_words, rung_words, word
from recoup.cases.telling.words import FAULTS, NO_STEP, SERVICES
from recoup.lib.said import say


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
    return say(
        "Letter written: %(what)s; it asks for %(sum)s, and counts once somebody has posted it",
        what=what,
        sum=asks,
    )


def _letter_posted(t: Known, e: EntryView) -> str:
    return say("The letter was posted on %(on)s", on=day_words(e.facts["posted_on"]))


SAYS: dict[str, Say] = {
    "message.sending": _sending,
    "message.sent": _sent,
    "message.failed": _failed,
    "message.settled": _settled,
    "service.queued": _service,
    "letter.made": _letter_made,
    "letter.posted": _letter_posted,
}
