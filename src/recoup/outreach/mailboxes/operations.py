"""Which mailboxes are read: added, changed and taken away by a person, each in the record without its password."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from recoup.archive.chain import Fact
from recoup.archive.deeds import deed
from recoup.lib.clock import day_in, machine_now
from recoup.lib.errors import Refused
from recoup.lib.hosts import PrivateHostError, addresses
from recoup.lib.said import say
from recoup.org.keys import decrypt, encrypt
from recoup.org.models import Creditor
from recoup.org.settings import settings_of
from recoup.outreach.compose import clean
from recoup.outreach.mailboxes.imap import Imap, ImapError, Server, server_of, url_of
from recoup.outreach.models import Mailbox, MailboxFolder

LEASE = timedelta(minutes=10)
EVERY = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=1)
MOST = 20


def add_mailbox(
    creditor: Creditor,
    name: str,
    url: str,
    *,
    sent_folder: str = "",
    folders: Sequence[str] = (),
    since: date | None = None,
    actor: str,
    moment: datetime,
) -> Mailbox:
    """A mailbox that is read from now on, or the one of that name changed. Mail from before `since` is left alone.

    Raises Refused: `bad_mailbox`, `private_host`, `too_many`.
    """
    name = clean(name)[:60]
    if not name:
        raise Refused("bad_mailbox", "The mailbox has no name.", "NAME", "Call it, for example, accounts.")
    _check(creditor, url, moment)
    known = Mailbox.objects.of(creditor).filter(name=name).first()
    if known is None and Mailbox.objects.of(creditor).count() >= MOST:
        raise Refused(
            "too_many", say("There are %(most)s mailboxes already.", most=MOST), "NAME", "Take one away."
        )
    zone = settings_of(creditor, moment).timezone
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        box, is_new = Mailbox.objects.update_or_create(
            creditor=creditor,
            name=name,
            defaults={
                "url": encrypt(url.strip()),
                "sent_folder": clean(sent_folder)[:200],
                "folders": [clean(one)[:200] for one in folders if clean(one)],
                "since_on": since or (known.since_on if known else day_in(moment, zone)),
                "is_on": known.is_on if known else True,
                "failures": 0,
                "said": "",
                "next_try_at": None,
            },
        )
        kind = "mailbox.added" if is_new else "mailbox.changed"
        act.record(creditor.stream_key, kind, klass="internal", facts={"mailbox": box.pk})
    return box


def _check(creditor: Creditor, url: str, moment: datetime) -> None:
    allow = creditor.is_test or settings_of(creditor, moment).mail_allow_private
    try:
        server = server_of(url, allow_private=allow)
        if server.security == "none" and not allow:
            raise ValueError(
                "Without TLS the password could be read on the way; use imaps:// or imap+starttls://."
            )
    except ValueError as odd:
        raise Refused(
            "bad_mailbox", say("The mailbox cannot be taken: %(odd)s", odd=odd), "URL",
            "Write it like imaps://accounts%40firm.example:password@imap.firm.example:993",
        ) from odd  # fmt: skip
    try:
        addresses(server.host, server.port, allow_private=allow)
    except PrivateHostError:
        raise Refused(
            "private_host",
            say("%(hostname)s is an address of a private network.", hostname=server.host),
            "URL",
            "If that is your own mail server, first: recoup set mail.allow_private yes",
        ) from None
    except OSError:
        return


def change_mailbox(
    creditor: Creditor,
    pk: int | None,
    name: str,
    url: str,
    *,
    sent_folder: str = "",
    folders: Sequence[str] = (),
    since: date | None = None,
    actor: str,
    moment: datetime,
) -> Mailbox:
    """The mailbox of that row as it is from now on, or without a row a new one; no two have one name.

    Without a password in `url` the known one stays, as long as server and user do; then reading goes on where it stood.
    Raises Refused: `no_such_mailbox`, `name_taken`, `bad_mailbox`, `private_host`, `too_many`.
    """
    with deed(actor, moment, creditor.key, [creditor.stream_key]):
        known = mailbox_at(creditor, pk) if pk is not None else None
        if known is not None:
            url = _with_password(url, known, moment)
        same = Mailbox.objects.of(creditor).filter(name=clean(name)[:60])
        if same.exclude(pk=pk).exists():
            raise Refused(
                "name_taken", say("There is a mailbox called %(name)s already.", name=clean(name)), "name",
                "Change that one, or give this one another name.",
            )  # fmt: skip
        _check(creditor, url, moment)
        if known is not None:
            if not _is_same_place(url, known, moment):
                MailboxFolder.objects.of(creditor).filter(mailbox=known).delete()
            Mailbox.objects.of(creditor).filter(pk=known.pk).update(name=clean(name)[:60] or known.name)
        return add_mailbox(
            creditor,
            name,
            url,
            sent_folder=sent_folder,
            folders=folders,
            since=since,
            actor=actor,
            moment=moment,
        )


def _with_password(url: str, known: Mailbox, moment: datetime) -> str:
    if not _is_same_place(url, known, moment):
        return url
    new = server_of(url, allow_private=True)
    if new.password:
        return url
    password = server_for(known, moment).password
    return url_of(urlsplit(url.strip()).scheme, new.host, str(new.port), new.user, password)


def _is_same_place(url: str, known: Mailbox, moment: datetime) -> bool:
    try:
        new, old = server_of(url, allow_private=True), server_for(known, moment)
    except (ValueError, Refused):
        return False
    return (new.host, new.user) == (old.host, old.user)


def pause_mailbox(creditor: Creditor, pk: int, is_on: bool, *, actor: str, moment: datetime) -> Mailbox:
    """It is not read until it is switched on again, where reading goes on; asked again nothing changes.

    Raises Refused (`no_such_mailbox`).
    """
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        box = mailbox_at(creditor, pk)
        if box.is_on == is_on:
            return box
        box.is_on = is_on
        changes = {"is_on": is_on, "failures": 0, "said": "", "next_try_at": None}
        Mailbox.objects.of(creditor).filter(pk=pk).update(**changes)
        facts: dict[str, Fact] = {"mailbox": pk}
        act.record(
            creditor.stream_key,
            "mailbox.resumed" if is_on else "mailbox.paused",
            klass="internal",
            facts=facts,
        )
    return box


def remove_mailbox(creditor: Creditor, name: str, *, actor: str, moment: datetime) -> None:
    """It is not read any more; what was taken in stays. Raises Refused (`no_such_mailbox`)."""
    box = mailbox_by(creditor, name)
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        act.record(creditor.stream_key, "mailbox.removed", klass="internal", facts={"mailbox": box.pk})
        box.delete()


def mailbox_by(creditor: Creditor, name: str) -> Mailbox:
    """The mailbox of that name. Raises Refused (`no_such_mailbox`)."""
    box: Mailbox | None = Mailbox.objects.of(creditor).filter(name=name).first()
    if box is None:
        raise Refused(
            "no_such_mailbox",
            say("There is no mailbox called %(name)s.", name=name),
            "NAME",
            "See recoup mailbox.",
        )
    return box


def mailbox_at(creditor: Creditor, pk: int) -> Mailbox:
    """The mailbox of that row. Raises Refused (`no_such_mailbox`)."""
    box: Mailbox | None = Mailbox.objects.of(creditor).select_related("creditor").filter(pk=pk).first()
    if box is None:
        raise Refused(
            "no_such_mailbox", say("There is no mailbox %(pk)s.", pk=pk), "", "See Settings, Mailboxes."
        )
    return box


def server_for(box: Mailbox, moment: datetime) -> Server:
    """Where it is, with its password. Raises Refused (`settings_key`)."""
    creditor = box.creditor
    allow = creditor.is_test or settings_of(creditor, moment).mail_allow_private
    return server_of(decrypt(box.url), allow_private=allow)


def try_mailbox(box: Mailbox, moment: datetime) -> str:
    """What the server says to a log-in and to opening the folders; empty when all is well. Changes nothing."""
    try:
        with Imap(server_for(box, moment)) as imap:
            for folder in box.folders or ["INBOX"]:
                imap.open(folder)
            if box.sent_folder:
                imap.open(box.sent_folder)
    except ImapError as odd:
        return str(odd)
    except Refused as odd:
        return str(odd.what)
    return ""


def claim(box: Mailbox) -> bool:
    """Makes the reading of it this worker's own for a while; False when another is at it."""
    now = machine_now()
    mine = Mailbox.objects.of(box.creditor_id).filter(pk=box.pk, is_on=True, next_try_at=box.next_try_at)
    return bool(mine.update(next_try_at=now + LEASE, tried_at=now))


def note_read(box: Mailbox, said: str) -> None:
    """How the reading went; after a failure the next try waits longer each time."""
    now = machine_now()
    failures = box.failures + 1 if said else 0
    wait = min(EVERY * 2 ** min(failures, 10), LONGEST_WAIT) if said else EVERY
    Mailbox.objects.of(box.creditor_id).filter(pk=box.pk).update(
        failures=failures, said=clean(said)[:300], next_try_at=now + wait
    )
