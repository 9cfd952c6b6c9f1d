"""What a person says of a mail that matched nobody: whose it is, or that it is nobody's."""

from datetime import datetime

from recoup.archive.deeds import deed
from recoup.archive.queries import read
from recoup.cases.capture.reading import Read, understood, us_of
from recoup.cases.capture.taking import Taken, follow, taken_of
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.outreach.inbound.matching import Match
from recoup.outreach.models import CapturedMail, Message

SET_ASIDE = frozenset(("not_ours", "advertising", "private", "duplicate"))
"""Why a mail belongs to no debtor."""


def assign(creditor: Creditor, captured: int, debtor: Debtor, *, actor: str, moment: datetime) -> Taken:
    """A person says whose mail it is; it is kept in that debtor's record and everything follows as if it had matched.

    Raises Refused: `no_such_mail`, `mail_settled`.
    """
    row = waiting_by(creditor, captured)
    us = us_of(creditor, moment)
    raw = read(creditor.key, row.commitment).data
    with deed(actor, moment, creditor.key, [creditor.stream_key, debtor.stream_key]) as act:
        row = waiting_by(creditor, captured)
        seen = understood(us, raw, row.digest, row.origin, row.direction == "out", moment)
        match = Match(debtor, _message_of(seen.match, debtor), seen.match.contact, "person", True)
        if match.contact is not None and match.contact.debtor_id != debtor.pk:
            match = Match(debtor, match.message, None, "person", True)
        what = Read(
            us=us, mail=seen.mail, raw=raw, digest=row.digest, origin=row.origin, came_at=row.came_at,
            direction=row.direction, told=seen.told, match=match, own_words=seen.own_words,
            readings=list(row.readings), flags=frozenset(row.flags),
        )  # fmt: skip
        row.debtor, row.message, row.matched_by, row.settled_at = debtor, match.message, "person", moment
        follow(act, debtor, row, what, actor, moment)
        row.save()
        act.record(
            creditor.stream_key,
            "mail.assigned",
            klass="internal",
            facts={"digest": row.digest, "mail": row.pk},
        )
    return taken_of(row, is_new=False)


def _message_of(match: Match, debtor: Debtor) -> Message | None:
    return match.message if match.message is not None and match.message.debtor_id == debtor.pk else None


def set_aside(creditor: Creditor, captured: int, why: str, *, actor: str, moment: datetime) -> Taken:
    """A person says that a mail belongs to no debtor; it stays in the record.

    Raises Refused: `no_such_mail`, `mail_settled`, `unknown_reason`.
    """
    if why not in SET_ASIDE:
        raise Refused(
            "unknown_reason",
            say("“%(why)s” is no reason to set a mail aside.", why=why),
            "",
            say("There are: %(names)s.", names=", ".join(sorted(SET_ASIDE))),
        )
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        row = waiting_by(creditor, captured)
        row.settled_at, row.set_aside = moment, why
        row.save(update_fields=["settled_at", "set_aside"])
        act.record(
            creditor.stream_key,
            "mail.set_aside",
            klass="internal",
            result=why,
            facts={"digest": row.digest, "mail": row.pk},
        )
    return taken_of(row, is_new=False)


def waiting_by(creditor: Creditor, captured: int) -> CapturedMail:
    """A mail that waits for a person. Raises Refused (`no_such_mail`, `mail_settled`)."""
    row: CapturedMail | None = CapturedMail.objects.of(creditor).filter(pk=captured).first()
    if row is None:
        raise Refused("no_such_mail", say("There is no mail %(pk)s.", pk=captured), "", "See the inbox.")
    if row.debtor_id is not None or row.settled_at is not None:
        raise Refused(
            "mail_settled",
            say("Of mail %(pk)s it is known already whose it is.", pk=captured),
            "",
            "Look at the inbox again: somebody else has acted on it.",
        )
    return row
