"""Mailboxes read by the worker: what is new in their folders is taken in, and where reading stopped is kept."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from recoup.cases.capture.reading import Us, us_of
from recoup.cases.capture.taking import capture
from recoup.lib.clock import machine_now
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.outreach.mailboxes.imap import Imap, ImapError
from recoup.outreach.mailboxes.operations import claim, note_read, server_for
from recoup.outreach.models import Mailbox, MailboxFolder

_log = logging.getLogger(__name__)
MOST_AT_ONCE = 500
"""So many mails of a folder in one turn; the rest in the next, so that sending does not wait."""


@dataclass
class ReadTally:
    """What one turn took in. `failed`: mailboxes that could not be read."""

    read: int = 0
    new: int = 0
    waiting: int = 0
    failed: int = 0


def read_mailboxes(
    creditor: Creditor,
    *,
    actor: str,
    moment: datetime,
    stopping: threading.Event | None = None,
    at_once: bool = False,
) -> ReadTally:
    """Reads the mailboxes that are due, or all with `at_once`. Any number of workers may.

    Nothing in a mailbox is changed. A mail is passed over only once it is taken in, so after a crash or a lost
    connection it goes on where it stopped.
    """
    tally = ReadTally()
    now = machine_now()
    boxes = Mailbox.objects.of(creditor).filter(is_on=True).select_related("creditor").order_by("pk")
    for box in boxes:
        if not at_once and box.next_try_at is not None and box.next_try_at > now:
            continue
        if stopping is not None and stopping.is_set():
            break
        if claim(box):
            said = _read(box, tally, actor, moment, stopping)
            tally.failed += bool(said)
            note_read(box, said)
    return tally


def _read(
    box: Mailbox, tally: ReadTally, actor: str, moment: datetime, stopping: threading.Event | None
) -> str:
    """Reads one mailbox; what went wrong, in words, or nothing."""
    said = ""
    us = us_of(box.creditor, moment)
    try:
        with Imap(server_for(box, moment)) as imap:
            for folder, is_sent in _folders(box, imap):
                try:
                    _read_folder(box, imap, folder, is_sent, us, tally, actor, moment, stopping)
                except ImapError as odd:
                    said = said or f"{folder}: {odd}"
    except ImapError as odd:
        said = said or str(odd)
    except (Refused, ValueError) as odd:
        said = odd.what if isinstance(odd, Refused) else str(odd)
    except Exception as odd:  # one mailbox stops no other, and its page says that it is not read
        _log.exception("mailbox %d was not read to its end", box.pk)
        said = say("A mail could not be taken in (%(odd)s); reading goes on there.", odd=type(odd).__name__)
    return said


def _folders(box: Mailbox, imap: Imap) -> Iterator[tuple[str, bool]]:
    for name in box.folders or ["INBOX"]:
        yield name, False
    sent = box.sent_folder or imap.sent_folder()
    if sent:
        yield sent, True


def _read_folder(
    box: Mailbox,
    imap: Imap,
    folder: str,
    is_sent: bool,
    us: Us,
    tally: ReadTally,
    actor: str,
    moment: datetime,
    stopping: threading.Event | None,
) -> None:
    validity = imap.open(folder)
    place, _ = MailboxFolder.objects.get_or_create(
        creditor_id=box.creditor_id, mailbox=box, name=folder[:200], defaults={"uid_validity": validity}
    )
    if place.uid_validity != validity:
        # its numbers mean other mails now; what is known already is not taken in again
        place.uid_validity, place.last_uid = validity, 0
    origin = f"mailbox:{box.pk}:{folder}"[:60]
    for mail in imap.fetch(imap.uids_after(place.last_uid, box.since_on)[:MOST_AT_ONCE]):
        taken = capture(us, mail.raw, origin=origin, is_sent=is_sent, actor=actor, moment=moment)
        place.last_uid = mail.uid
        place.save(update_fields=["uid_validity", "last_uid"])
        tally.read += 1
        tally.new += taken.is_new
        tally.waiting += taken.is_new and taken.waits
        if stopping is not None and stopping.is_set():
            return
