"""Writes of letters: printed in batches, done when posting is confirmed, come back or not."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from recoup.archive.deeds import Content, deed, salted
from recoup.archive.queries import read
from recoup.documents.pdf import merge_pdfs
from recoup.lib.clock import day_in
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.org.settings import settings_of
from recoup.outreach.classes import class_of_subject
from recoup.outreach.compose import clean
from recoup.outreach.models import Message, MessageState
from recoup.outreach.operations import Named, facts_of, move, name_invoices

_PDF = "application/pdf"


def mark_made(
    letter: Message,
    pdf: bytes,
    named: Iterable[Named],
    *,
    actor: str,
    moment: datetime,
    rule: str = "",
    dated_on: date | None = None,
) -> None:
    """The letter is written and waits for printing and posting: no contact yet. Its bytes are archived.

    `dated_on` is the day the letter bears; without it, the moment's in the creditor's zone.
    Raises Refused (`message_not_ready`) unless the message was ready.
    """
    kept, day = salted(Content(pdf, _PDF)), dated_on or _today(letter.debtor.creditor, moment)
    items = sorted(named, key=lambda one: one.invoice_id)
    stream = letter.debtor.stream_key
    with deed(actor, moment, letter.debtor.creditor.key, [stream]) as act:
        changes = {"commitment": kept.commitment, "printed_on": day}
        move(letter, [MessageState.READY], state=MessageState.PRINTED, **changes)
        name_invoices(letter, items)
        invoices = [one.invoice_id for one in items]
        act.record(
            stream,
            "letter.made",
            klass=class_of_subject(letter.subject),
            direction="out",
            channel="letter",
            rule=rule,
            facts={**facts_of(letter), "dated_on": day.isoformat(), "invoices": invoices},
            amounts={"asked": sum(one.asked_minor for one in items)},
            payloads={"letter": kept, "to": Content(letter.to_address.encode())},
        )


def print_batch(
    creditor: Creditor, letters: Sequence[Message], *, actor: str, moment: datetime
) -> tuple[str, bytes]:
    """One print file of these letters in this order, out of the archive, and the id of the batch.

    A letter printed once more moves to the new batch. Raises Refused: `no_letters`, `not_a_letter`,
    `message_not_ready` for one that is not made or was posted; then none is printed.
    """
    if not letters:
        raise Refused("no_letters", "There is no letter to print.", "", "Look at what is due: recoup preview")
    for letter in letters:
        _check_letter(creditor, letter)
    merged = merge_pdfs([read(creditor.key, letter.commitment).data for letter in letters])
    batch_id = f"{moment:%Y%m%d}-{secrets.token_hex(3)}"
    with deed(actor, moment, creditor.key, {letter.debtor.stream_key for letter in letters}) as act:
        for letter in letters:
            move(letter, [MessageState.PRINTED], batch=batch_id)
            facts = {**facts_of(letter), "batch": batch_id}
            act.record(
                letter.debtor.stream_key, "letter.printed", direction="out", channel="letter", facts=facts
            )
    return batch_id, merged


def confirm_posted(
    creditor: Creditor,
    letters: Sequence[Message],
    posted_on: date,
    *,
    proofs: Mapping[int, str] | None = None,
    actor: str,
    moment: datetime,
) -> None:
    """A person or print house says that they were posted, and on which day: now each is a contact.

    `proofs` is the post's number of a letter, by the letter's row.

    Raises Refused: `no_letters`, `not_a_letter`, `message_not_ready`, and `bad_posting_day` for a day before
    the letter's date or after today; then none is confirmed.
    """
    if not letters:
        raise Refused("no_letters", "There is no letter to confirm.", "", "Name a batch that was printed.")
    today = _today(creditor, moment)
    for letter in letters:
        _check_letter(creditor, letter)
        _check_posting_day(letter, posted_on, today)
    with deed(actor, moment, creditor.key, {letter.debtor.stream_key for letter in letters}) as act:
        for letter in letters:
            move(
                letter,
                [MessageState.PRINTED],
                state=MessageState.POSTED,
                sent_at=moment,
                sent_on=posted_on,
                proof=clean((proofs or {}).get(letter.pk, ""))[:60],
            )
            facts = {**facts_of(letter), "batch": letter.batch, "posted_on": posted_on.isoformat()}
            act.record(
                letter.debtor.stream_key,
                "letter.posted",
                direction="out",
                channel="letter",
                result="posted",
                facts=facts,
                payloads={"proof": Content(letter.proof.encode())} if letter.proof else None,
            )


def take_back(creditor: Creditor, letter: Message, *, actor: str, moment: datetime) -> None:
    """A printed letter that was not posted is ready again: to be dated, checked and printed anew.

    Raises Refused: `not_a_letter`, `message_not_ready`.
    """
    _check_letter(creditor, letter)
    with deed(actor, moment, creditor.key, [letter.debtor.stream_key]) as act:
        facts = {**facts_of(letter), "batch": letter.batch}
        move(letter, [MessageState.PRINTED], state=MessageState.READY, batch="", printed_on=None)
        act.record(
            letter.debtor.stream_key,
            "letter.taken_back",
            direction="out",
            channel="letter",
            result="not_posted",
            facts=facts,
        )


def mark_returned(
    creditor: Creditor, letter: Message, reason: str, *, returned_at: datetime, actor: str, moment: datetime
) -> None:
    """The post brought it back: it was no contact. `reason` is what the envelope says.

    Raises Refused: `not_a_letter`, `message_not_ready` unless it was posted.
    """
    _check_letter(creditor, letter)
    with deed(actor, moment, creditor.key, [letter.debtor.stream_key]) as act:
        move(letter, [MessageState.POSTED], state=MessageState.RETURNED, returned_at=returned_at)
        act.record(
            letter.debtor.stream_key,
            "letter.returned",
            direction="in",
            channel="letter",
            result="returned",
            facts=facts_of(letter),
            payloads={"reason": Content(reason.encode())} if reason else None,
        )


def _today(creditor: Creditor, moment: datetime) -> date:
    return day_in(moment, settings_of(creditor, moment).timezone)


def _check_letter(creditor: Creditor, letter: Message) -> None:
    if letter.creditor_id != creditor.pk or letter.channel != "letter":
        raise Refused(
            "not_a_letter",
            say("Message %(pk)s is no letter of %(name)s.", pk=letter.pk, name=creditor.name),
            "",
            "Name a letter.",
        )


def _check_posting_day(letter: Message, posted_on: date, today: date) -> None:
    if posted_on > today or (letter.printed_on is not None and posted_on < letter.printed_on):
        raise Refused(
            "bad_posting_day",
            say(
                "Letter %(pk)s of %(printed_on)s cannot have been posted on %(posted_on)s.",
                pk=letter.pk,
                printed_on=letter.printed_on,
                posted_on=posted_on,
            ),
            "--on",
            "Give the day on which it went to the post, today at the latest.",
        )
