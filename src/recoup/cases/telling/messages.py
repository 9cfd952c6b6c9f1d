"""What was written and sent, as sentences."""

from recoup.archive.queries import EntryView
from recoup.cases.telling.known import Known, Say, day_words, rung_words
from recoup.cases.telling.words import FAULTS, MATCHED, SERVICES


def _message(t: Known, e: EntryView) -> tuple[str, str]:
    """What the message is, and to whom."""
    pk = int(e.facts["message"])
    whom = t.whom(e.facts.get("contact"), e.seq)
    rung = t.rungs.get(pk)
    if rung is not None:
        return rung_words(rung), whom
    return SERVICES.get(t.services.get(pk, ""), "a message that only serves"), whom


def _sending(t: Known, e: EntryView) -> str:
    what, whom = _message(t, e)
    asks = t.sums(e.facts["message"])
    return f"Email to {whom}: {what}; it asks for {asks or 'nothing'}"


def _sent(t: Known, e: EntryView) -> str:
    return f"Handed over to the mail server: the email to {t.whom(e.facts.get('contact'), e.seq)}"


def _failed(t: Known, e: EntryView) -> str:
    fault = FAULTS.get(str(e.facts.get("fault", "")), "it was not taken")
    rest = "it counts as no contact" if e.result == "refused" else "it is tried again later"
    return f"The email to {t.whom(e.facts.get('contact'), e.seq)} did not go out: {fault}; {rest}"


def _settled(t: Known, e: EntryView) -> str:
    return (
        f"A person says that the email went {'out' if e.result == 'handed' else 'out not: it is ready again'}"
    )


def _service(t: Known, e: EntryView) -> str:
    what = SERVICES.get(str(e.facts.get("wording", "")), "a message that only serves")
    return f"Prepared: {what}, for {t.whom(e.facts.get('contact'), e.seq)}"


def _letter_made(t: Known, e: EntryView) -> str:
    what, _ = _message(t, e)
    asks = t.sums(e.facts["message"])
    return f"Letter written: {what}; it asks for {asks or 'nothing'}, and counts once somebody has posted it"


def _letter_posted(t: Known, e: EntryView) -> str:
    return f"The letter was posted on {day_words(e.facts['posted_on'])}"


def _mail_captured(t: Known, e: EntryView) -> str:
    """How a mail was known to be theirs, and what is odd about it."""
    said = f"The mail was taken for theirs {MATCHED.get(str(e.facts.get('matched_by')), '')}".rstrip()
    if "unknown_sender" in e.facts.get("flags", ()):
        said += "; it came from an address that no contact of theirs has"
    if e.facts.get("away_until"):
        said += f"; away until {day_words(e.facts['away_until'])}"
    return said


def _sent_elsewhere(t: Known, e: EntryView) -> str:
    return f"Sent from our own mail program: an email to {t.whom(e.facts.get('contact'), e.seq)}"


SAYS: dict[str, Say] = {
    "message.sending": _sending,
    "message.sent": _sent,
    "message.captured": _sent_elsewhere,
    "mail.captured": _mail_captured,
    "message.failed": _failed,
    "message.settled": _settled,
    "service.queued": _service,
    "letter.made": _letter_made,
    "letter.posted": _letter_posted,
}
