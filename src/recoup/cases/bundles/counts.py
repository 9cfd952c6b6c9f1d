"""How often a debtor was tried, counted from the entries shown, so that whoever has the file counts the same. Pure."""

from collections.abc import Sequence

from recoup.archive.queries import EntryView
from recoup.cases.people.results import RESULTS
from recoup.documents.evidence.facts import Counts, Tally

_REPLIES = frozenset(("inbound.reply", "answer.noted"))
_NO_ANSWER = frozenset(("bounce", "soft_bounce", "auto_reply", "read", "answered", "looked"))
_MADE = frozenset(("message.sending", "message.captured", "letter.made"))
_TRIES = frozenset(("message.sending", "message.captured", "letter.made", "call.made", "visit.made"))


def count(entries: Sequence[EntryView], corrected: frozenset[int], mailboxes: tuple[str, ...]) -> Counts:
    """The counts of these entries, in the order of the record.

    Definitions: practice, archive. Made: set on its way, or tried. Handed over: the server's 250, or the posting
    confirmed. Returned: came back after that. Reached: somebody there answered, replied or signed. What was taken back
    as a mistake is not counted, and neither is what asks for nothing.
    """
    mine = [one for one in entries if one.seq not in corrected]
    asking = [one for one in mine if one.facts.get("service") != "yes"]
    emails, letters = _Mail(asking, "email"), _Mail(asking, "letter")
    return Counts(
        tallies=(emails.tally(), letters.tally(), _talks(mine, "phone"), _talks(mine, "visit")),
        services=len(
            {one.facts["message"] for one in mine if one.facts.get("service") == "yes" and one.kind in _MADE}
        ),
        unanswered_emails=_unanswered(asking, emails),
        replies=_replies(mine),
        mailboxes=mailboxes,
        voicemails=sum(1 for one in mine if one.kind == "call.made" and one.result == "voicemail"),
        call_backs_promised=len(_promised(mine)),
        call_backs_missed=sum(1 for one in _promised(mine) if not _came_before_our_next(mine, one)),
    )


class _Mail:
    """What became of the messages of one channel, by the number of the message."""

    def __init__(self, entries: Sequence[EntryView], channel: str) -> None:
        self.channel = channel
        mine = [one for one in entries if one.channel == channel and "message" in one.facts]
        self.made = self._named(mine, *_MADE)
        self.handed = self._named(mine, "message.sent", "message.captured", "letter.posted")
        settled = [one for one in mine if one.kind == "message.settled" and one.result == "handed"]
        self.handed |= {one.facts["message"] for one in settled}
        returned = [one for one in mine if one.kind == "inbound.bounce" and one.result == "hard"]
        self.returned = self._named(mine, "letter.returned") | {one.facts["message"] for one in returned}
        self.answered = self._named(mine, "inbound.reply")

    @staticmethod
    def _named(entries: Sequence[EntryView], *kinds: str) -> set[int]:
        return {one.facts["message"] for one in entries if one.kind in kinds}

    def tally(self) -> Tally:
        """The line of the channel."""
        reached = len(self.answered & self.made)
        handed = self.handed & self.made
        return Tally(self.channel, len(self.made), len(handed), len(self.returned & handed), reached)


def _talks(entries: Sequence[EntryView], channel: str) -> Tally:
    kind = {"phone": "call.made", "visit": "visit.made"}[channel]
    tried = [one for one in entries if one.kind == kind]
    reached = sum(1 for one in tried if one.result in RESULTS and RESULTS[one.result].reached)
    return Tally(channel, len(tried), None, None, reached)


def _is_answer(entry: EntryView) -> bool:
    return entry.kind in _REPLIES and entry.direction == "in" and entry.result not in _NO_ANSWER


def _replies(entries: Sequence[EntryView]) -> int:
    """Answers that came in; what a person noted on reading one is no second answer."""
    found, unread = 0, False
    for entry in entries:
        if not _is_answer(entry):
            continue
        is_new = entry.kind == "inbound.reply"
        found += is_new or not unread
        unread = is_new
    return found


def _spoke(entry: EntryView) -> bool:
    """Whether they were heard in any way."""
    said = entry.result in RESULTS and RESULTS[entry.result].reached
    return _is_answer(entry) or (entry.kind in ("call.made", "visit.made") and said)


def _unanswered(entries: Sequence[EntryView], emails: _Mail) -> int:
    """Emails handed over after which nothing was heard before the next try on a later day."""
    reckoned = emails.handed - emails.returned - emails.answered
    waiting: set[int] = set()
    silent, day = 0, None
    for entry in entries:
        if _spoke(entry):
            waiting.clear()
        elif entry.kind in _TRIES:
            if entry.moment.date() != day:  # email and letter of one day are one contact
                silent, waiting = silent + len(waiting), set()
            message, day = entry.facts.get("message"), entry.moment.date()
            if entry.kind in ("message.sending", "message.captured") and message in reckoned:
                waiting.add(message)
    return silent + len(waiting)


def _promised(entries: Sequence[EntryView]) -> list[EntryView]:
    return [one for one in entries if one.kind == "call.made" and one.result == "call_back_promised"]


def _came_before_our_next(entries: Sequence[EntryView], promised: EntryView) -> bool:
    for entry in entries:
        if entry.seq > promised.seq and _is_answer(entry):
            return True
        if entry.seq > promised.seq and entry.kind in ("call.made", "visit.made"):
            return False
    return False
