"""Mailboxes over a real IMAP server: read on from where reading stopped, once, and nothing in them changed."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.cases.people.worlds import World, at, world
from tests.cases.test_capture import OURS, mail
from tests.imap import ImapServer, imap_server, tls_server

from recoup.archive.queries import entries
from recoup.cases.capture import ReadTally, mailboxes, read_mailboxes
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.outreach.mailboxes import imap, operations
from recoup.outreach.models import CapturedMail, Mailbox, MailboxFolder, Message

__all__ = ["imap_server", "tls_server"]
pytestmark = pytest.mark.django_db
LONG_AGO = date(2020, 1, 1)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def w() -> World:
    made = world()
    made.run()
    return made


def read(w: World) -> ReadTally:
    return read_mailboxes(w.creditor, at_once=True, **w.by)


def add(w: World, server: ImapServer, name: str = "accounts", **more: Any) -> Mailbox:
    return operations.add_mailbox(w.creditor, name, server.url, since=LONG_AGO, **w.by, **more)


def numbered(w: World, n: int, text: str = "Hello") -> bytes:
    return mail(f"{text} {n}", sender=w.contact.email, Message_ID=f"<m{n}@debtor.example>")


def test_new_mail_is_taken_in_and_the_mailbox_stays_as_it_was(w: World, imap_server: ImapServer) -> None:
    add(w, imap_server)
    imap_server.put(*(numbered(w, n) for n in range(3)))
    before = imap_server.flags()
    tally = read(w)
    assert (tally.read, tally.new, tally.failed) == (3, 3, 0)
    assert CapturedMail.objects.filter(kind="reply", debtor=w.debtor).count() == 3
    imap_server.put(numbered(w, 7))
    assert read(w).read == 1
    assert imap_server.flags()[:3] == before
    assert b"Seen" not in b"".join(imap_server.flags())
    assert read(w).read == 0


def test_the_folder_of_sent_mail_counts_as_contacts(w: World, imap_server: ImapServer) -> None:
    add(w, imap_server)
    imap_server.put(
        mail(sender=OURS, to=w.contact.email, Message_ID="<s1@northwind.example>"), folder="Sent Items"
    )
    assert read(w).new == 1
    row = CapturedMail.objects.get()
    assert (row.direction, row.flags, row.origin.endswith(":Sent Items")) == ("out", [], True)
    assert Message.objects.filter(message_id="<s1@northwind.example>", state="sent").exists()


def test_several_mailboxes_with_the_same_mail(w: World, imap_server: ImapServer) -> None:
    add(w, imap_server)
    add(w, imap_server, "second")
    imap_server.put(numbered(w, 1))
    tally = read(w)
    assert (tally.read, tally.new) == (2, 1)


def test_numbers_given_anew_lose_and_double_nothing(w: World, imap_server: ImapServer) -> None:
    add(w, imap_server)
    imap_server.put(numbered(w, 1), numbered(w, 2))
    read(w)
    MailboxFolder.objects.update(uid_validity=1, last_uid=10_000)
    imap_server.put(numbered(w, 3))
    tally = read(w)
    assert (tally.read, tally.new) == (3, 1)
    assert MailboxFolder.objects.get().uid_validity != 1


def test_a_folder_that_is_gone_is_said_and_the_others_are_read(w: World, imap_server: ImapServer) -> None:
    add(w, imap_server, folders=["Old", "INBOX"])
    imap_server.put(numbered(w, 1))
    imap_server.put(numbered(w, 2), folder="Old")
    assert read(w).new == 2
    imap_server.drop("Old")
    imap_server.put(numbered(w, 3))
    tally = read(w)
    assert (tally.new, tally.failed) == (1, 1)
    assert Mailbox.objects.get().said.startswith("Old: ")


def test_a_server_that_vanishes_half_way_goes_on_where_it_stopped(
    w: World, imap_server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(w, imap_server)
    imap_server.put(*(numbered(w, n) for n in range(6)))
    monkeypatch.setattr(imap, "_BATCH_MAILS", 2)
    plain = imap.Imap._bodies
    calls = []

    def cut(self: imap.Imap, uids: list[int], what: str) -> Any:
        calls.append(uids)
        if len(calls) == 2:
            self._imap.shutdown()
        return plain(self, uids, what)

    monkeypatch.setattr(imap.Imap, "_bodies", cut)
    assert (read(w).new, read(w).new) == (2, 4)
    assert CapturedMail.objects.count() == 6
    assert Mailbox.objects.get().said == ""


def test_a_server_that_does_not_answer_is_tried_later_and_later(w: World, imap_server: ImapServer) -> None:
    box = add(w, imap_server)
    imap_server.stop()
    waits = []
    for _ in range(3):
        assert read(w).failed == 1
        box.refresh_from_db()
        assert box.tried_at is not None and box.next_try_at is not None
        waits.append((box.next_try_at - box.tried_at) // timedelta(seconds=60))
    assert waits == [2, 4, 8]
    assert box.said
    assert read_mailboxes(w.creditor, **w.by) == ReadTally()


def test_old_mail_is_left_alone(w: World, imap_server: ImapServer) -> None:
    operations.add_mailbox(w.creditor, "accounts", imap_server.url, since=date(2999, 1, 1), **w.by)
    imap_server.put(numbered(w, 1))
    assert read(w).read == 0


def test_a_large_mail_comes_alone(w: World, imap_server: ImapServer) -> None:
    add(w, imap_server)
    large = numbered(w, 1) + b"x" * 76 * 1
    large += (b"y" * 76 + b"\r\n") * 130_000
    imap_server.put(large, numbered(w, 2))
    assert read(w).new == 2
    assert CapturedMail.objects.filter(size__gt=10_000_000).get().flags == ["huge"]


def test_the_password_is_kept_encrypted_and_stands_in_no_entry(w: World, imap_server: ImapServer) -> None:
    box = add(w, imap_server)
    assert "secret" not in box.url
    assert operations.server_for(box, at(w.day)).password == "secret word"
    said = [str(one.facts) for one in entries(w.creditor.key, w.creditor.stream_key) if "mailbox" in one.kind]
    assert said == [f"{{'mailbox': {box.pk}}}"]
    operations.remove_mailbox(w.creditor, "accounts", **w.by)
    assert not Mailbox.objects.exists()


def test_a_wrong_password_is_said(w: World, imap_server: ImapServer) -> None:
    url = imap_server.url.replace("secret", "wrong")
    box = operations.add_mailbox(w.creditor, "accounts", url, **w.by)
    assert operations.try_mailbox(box, at(w.day))
    assert operations.try_mailbox(add(w, imap_server), at(w.day)) == ""


def _over_tls(server: ImapServer, scheme: str) -> str:
    port = server.tls_port if scheme == "imaps" else server.port
    return server.url.replace("imap://", f"{scheme}://").replace(f":{server.port}", f":{port}")


@pytest.mark.parametrize("scheme", ["imaps", "imap+starttls"])
def test_over_tls_a_certificate_is_trusted_only_when_it_is_said_so(
    w: World, tls_server: ImapServer, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls_server.put(numbered(w, 1))
    url = _over_tls(tls_server, scheme)
    box = operations.add_mailbox(w.creditor, "accounts", url, since=LONG_AGO, **w.by)
    assert read(w).failed == 1 and not CapturedMail.objects.exists()
    box.refresh_from_db()
    assert "certificate is not to be trusted" in box.said
    monkeypatch.setenv("SSL_CERT_FILE", str(tls_server.certificate))
    assert read(w).new == 1
    box.refresh_from_db()
    assert box.said == ""


def test_a_certificate_for_another_name_is_not_trusted(
    w: World, tls_server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tls_server.certificate))
    url = _over_tls(tls_server, "imaps").replace("127.0.0.1", "localhost")
    box = operations.add_mailbox(w.creditor, "accounts", url, **w.by)
    assert "certificate is not to be trusted" in operations.try_mailbox(box, at(w.day))


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://mail.example", "bad_mailbox"),
        ("imaps://host-without-user.example", "bad_mailbox"),
        ("imap://ann:x@mail.example", "bad_mailbox"),
        ("imaps://ann:a%0d%0ab@mail.example", "bad_mailbox"),
        ("imaps://ann:x@127.0.0.1", "private_host"),
    ],
)
def test_what_is_no_mailbox_is_refused(w: World, url: str, code: str) -> None:
    Creditor.objects.filter(pk=w.creditor.pk).update(is_test=False)
    real = Creditor.objects.get(pk=w.creditor.pk)
    with pytest.raises(Refused) as why:
        operations.add_mailbox(real, "accounts", url, **w.by)
    assert why.value.code == code


def test_two_workers_do_not_read_at_once(w: World, imap_server: ImapServer) -> None:
    box = add(w, imap_server)
    same = Mailbox.objects.get(pk=box.pk)
    assert operations.claim(box)
    assert not operations.claim(same)


def test_a_mail_that_cannot_be_taken_in_is_said_and_stops_no_other_mailbox(
    w: World, imap_server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = add(w, imap_server)
    second = operations.add_mailbox(w.creditor, "second", imap_server.url, since=LONG_AGO, **w.by)
    imap_server.put(numbered(w, 1))
    plain, calls = mailboxes.capture, []

    def failing(*args: Any, **more: Any) -> Any:
        calls.append(args)
        if len(calls) == 1:
            raise KeyError("a bug")
        return plain(*args, **more)

    monkeypatch.setattr(mailboxes, "capture", failing)
    tally = read(w)
    assert (tally.new, tally.failed) == (1, 1)
    first.refresh_from_db()
    second.refresh_from_db()
    assert "could not be taken in" in first.said and not second.said
    assert read(w).failed == 0
