"""One mail taken in: kept with its exact bytes once, given to its debtor, and what follows from it done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from recoup.archive.deeds import Content, Deed, deed, salted
from recoup.cases.capture.reading import BEGINNING, Read, Us, understood
from recoup.cases.delivered import step_came_back
from recoup.cases.models import StepRun, StepState
from recoup.ledger.models import Debtor
from recoup.lib.hashing import sha256_hex
from recoup.org.models import Creditor
from recoup.outreach.inbound.kinds import Told
from recoup.outreach.models import CapturedMail, Message, MessageState
from recoup.outreach.operations import record_inbound, take_sent

_RFC822 = "message/rfc822"
_ENDED = frozenset((MessageState.RETURNED, MessageState.FAILED, MessageState.CANCELLED))


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one mail. `is_new` is False when these bytes were taken in before. `waits`: for a person."""

    captured: int
    is_new: bool
    direction: str
    kind: str
    debtor: int | None
    matched_by: str
    flags: list[str]
    waits: bool


def capture(
    us: Us, raw: bytes, *, origin: str = "file", is_sent: bool = False, actor: str, moment: datetime
) -> Taken:
    """Takes in one mail: received, or with `is_sent`, or from one of our addresses, sent by us from elsewhere.

    Its bytes are kept once; taken in again nothing changes. A reply makes the debtor's cases wait, a bounce opens the
    steps of its message again, our own mail counts as a contact; what matches nobody waits for a person.
    Never raises for what stands in the mail.
    """
    digest = sha256_hex(raw)
    known = _known(us.creditor, digest)
    if known is not None:
        return known
    what = understood(us, raw, digest, origin, is_sent, moment)
    try:
        return _write(what, actor=actor, moment=moment)
    except IntegrityError:
        # somebody else has just taken in the same bytes, or the same message of our own
        known = _known(us.creditor, digest)
        if known is not None:
            return known
        return _write(understood(us, raw, digest, origin, is_sent, moment), actor=actor, moment=moment)


def _known(creditor: Creditor, digest: str) -> Taken | None:
    row = CapturedMail.objects.of(creditor).filter(digest=digest).first()
    return taken_of(row, is_new=False) if row else None


def taken_of(row: CapturedMail, *, is_new: bool) -> Taken:
    waits = row.debtor_id is None and row.settled_at is None
    return Taken(
        row.pk, is_new, row.direction, row.kind, row.debtor_id, row.matched_by, list(row.flags), waits
    )


def _write(what: Read, *, actor: str, moment: datetime) -> Taken:
    creditor, debtor = what.us.creditor, what.match.debtor
    stream = debtor.stream_key if debtor is not None else creditor.stream_key
    with deed(actor, moment, creditor.key, [stream]) as act:
        row = _row(what, moment)
        if debtor is None:
            _keep(act, stream, row, what, "mail.waiting")
        else:
            follow(act, debtor, row, what, actor, moment)
        row.save(force_insert=True)
    return taken_of(row, is_new=True)


def _row(what: Read, moment: datetime) -> CapturedMail:
    mail = what.mail
    return CapturedMail(
        creditor=what.us.creditor,
        digest=what.digest,
        mail_id=mail.message_id,
        direction=what.direction,
        kind="sent" if what.direction == "out" else what.told.kind,
        debtor=what.match.debtor,
        message=what.match.message,
        matched_by=what.match.by,
        flags=sorted(what.flags),
        from_address=mail.from_address,
        from_name=mail.from_name,
        subject=mail.subject,
        beginning=" ".join(what.own_words.split())[:BEGINNING],
        readings=what.readings,
        until_on=what.told.until_on,
        size=len(what.raw),
        origin=what.origin,
        came_at=what.came_at,
        captured_at=moment,
    )


def follow(act: Deed, debtor: Debtor, row: CapturedMail, what: Read, actor: str, moment: datetime) -> None:
    """What a mail of this debtor leads to."""
    if what.direction == "out":
        _sent(act, debtor, row, what, actor, moment)
    elif _is_copy(what):
        row.kind = "copy"
        _keep(act, debtor.stream_key, row, what, "mail.copy")
    else:
        _received(act, debtor, row, what, actor, moment)


def _is_copy(what: Read) -> bool:
    """The same mail by another way, as when two of our mailboxes got it: same id, sender and subject."""
    mail = what.mail
    if not mail.message_id:
        return False
    same = CapturedMail.objects.of(what.us.creditor).filter(mail_id=mail.message_id, debtor=what.match.debtor)
    words = " ".join(what.own_words.split())[:BEGINNING]
    return bool(
        same.filter(from_address=mail.from_address, subject=mail.subject, beginning=words)
        .exclude(digest=what.digest)
        .exists()
    )


def _keep(act: Deed, stream: str, row: CapturedMail, what: Read, kind: str) -> None:
    """The bytes and what is known of them in the record, and nothing else follows."""
    kept = salted(Content(what.raw, _RFC822))
    row.commitment = kept.commitment
    act.record(
        stream,
        kind,
        direction=what.direction,
        channel="email",
        result=row.kind,
        facts=_facts(what),
        payloads={"message": kept},
    )


def _facts(what: Read) -> dict[str, Any]:
    """No name, address or Message-ID of others: numbers and codes."""
    return {
        "digest": what.digest,
        "matched_by": what.match.by,
        "flags": sorted(what.flags),
        "came_at": what.came_at.isoformat(),
    }


def _sent(act: Deed, debtor: Debtor, row: CapturedMail, what: Read, actor: str, moment: datetime) -> None:
    """Our own mail: a message that went out, unless it is a copy of one that is in the record."""
    mail = what.mail
    message_id = mail.message_id or f"<{what.digest[:32]}@captured.invalid>"
    known = Message.objects.of(debtor.creditor_id).filter(message_id=message_id).first()
    if known is not None:
        row.kind, row.message = "copy", known
        _keep(act, debtor.stream_key, row, what, "mail.copy")
        return
    row.message = take_sent(
        debtor,
        what.raw,
        message_id=message_id,
        to_address=what.match.contact.email if what.match.contact else (mail.to or ("",))[0],
        subject=mail.subject,
        contact=what.match.contact,
        sent_at=what.came_at,
        zone=what.us.settings.timezone,
        actor=actor,
        moment=moment,
    )
    row.commitment = row.message.commitment
    _note(act, debtor, row, what)


def _received(act: Deed, debtor: Debtor, row: CapturedMail, what: Read, actor: str, moment: datetime) -> None:
    told, message = what.told, what.match.message
    bounce = told.bounce
    is_hard = bounce is not None and bounce.outcome != "delayed" and message is not None
    is_hard = is_hard and message is not None and message.state not in _ENDED
    row.inbound = record_inbound(
        debtor,
        _inbound_kind(told),
        what.raw,
        channel="email",
        actor=actor,
        moment=moment,
        message=message,
        media_type=_RFC822,
        received_at=what.came_at,
        is_hard=is_hard,
        is_address_bad=bounce is not None and bounce.outcome == "bad_address",
    )
    row.commitment = row.inbound.commitment
    if is_hard and message is not None:
        _open_again(message)
    _note(act, debtor, row, what)


def _inbound_kind(told: Told) -> str:
    """A complaint through a feedback loop is read by a person, as a reply is."""
    if told.bounce is not None:
        return "bounce"
    return "reply" if told.kind in ("reply", "feedback") else "auto_reply"


def _note(act: Deed, debtor: Debtor, row: CapturedMail, what: Read) -> None:
    """How it was matched and what it is, beside the entry that holds its bytes."""
    facts = _facts(what)
    if row.inbound_id is not None:
        facts["inbound"] = row.inbound_id
    if row.message_id is not None:
        facts["message"] = row.message_id
    if what.told.until_on is not None:
        facts["away_until"] = what.told.until_on.isoformat()
    act.record(
        debtor.stream_key,
        "mail.captured",
        klass="internal",
        direction=what.direction,
        channel="email",
        result=row.kind,
        facts=facts,
    )


def _open_again(message: Message) -> None:
    """The steps of a message that never arrived."""
    states = (StepState.DONE, StepState.UNSURE, StepState.SENDING)
    rows = StepRun.objects.of(message.creditor_id).filter(message=message, state__in=states).order_by("pk")
    for step in rows:
        step_came_back(message.debtor.creditor, step)
