"""Settings, Mailboxes: added and tried over the wire, changed, paused and taken away; no password is ever shown."""

from pathlib import Path
from typing import Any

import pytest
from tests.imap import PASSWORD, USER, ImapServer, imap_server
from tests.web.firms import Firm, client_of, firm

from recoup.cases.capture import read_mailboxes
from recoup.org.keys import decrypt
from recoup.outreach.models import Mailbox, MailboxFolder

__all__ = ["imap_server"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def north() -> Firm:
    return firm("north", ("owner", "auditor"))


def form(to: int, **more: str) -> dict[str, str]:
    return {
        "name": "accounts", "host": "127.0.0.1", "security": "imap", "port": str(to), "user": USER,
        "password": PASSWORD, "since": "2020-01-01", **more,
    }  # fmt: skip


def send(north: Firm, path: str, given: dict[str, str]) -> tuple[int, str]:
    answer = client_of(north.users["owner"]).post(north.url(f"settings/mailboxes/{path}"), given, follow=True)
    return answer.status_code, answer.content.decode()


def page(north: Firm, path: str = "", role: str = "owner") -> str:
    return client_of(north.users[role]).get(north.url(f"settings/mailboxes/{path}")).content.decode()


def test_a_mailbox_is_added_tried_and_read(north: Firm, imap_server: ImapServer) -> None:
    assert "No mailbox is read yet." in page(north)
    status, said = send(north, "add/", form(imap_server.port))
    assert status == 200 and "accounts can be read." in said and "Not looked at yet" in said
    read_mailboxes(north.creditor, at_once=True, **north.world.by)
    said = page(north)
    assert "reads well" in said and "INBOX: read up to number" in said
    for text in (said, page(north, f"{Mailbox.objects.get().pk}/")):
        assert PASSWORD not in text and "secret%20word" not in text


def test_without_a_password_the_known_one_stays_but_not_for_another_server(
    north: Firm, imap_server: ImapServer
) -> None:
    send(north, "add/", form(imap_server.port))
    box = Mailbox.objects.get()
    assert PASSWORD not in box.url
    status, said = send(north, f"{box.pk}/save/", form(imap_server.port, name="money", password=""))
    assert status == 200 and "money can be read." in said
    box.refresh_from_db()
    assert box.name == "money" and "secret%20word" in decrypt(box.url)
    read_mailboxes(north.creditor, at_once=True, **north.world.by)
    assert MailboxFolder.objects.exists()
    send(north, f"{box.pk}/save/", form(imap_server.port, host="localhost", password=""))
    box.refresh_from_db()
    assert "secret" not in decrypt(box.url) and not MailboxFolder.objects.exists()


def test_two_mailboxes_have_two_names_and_typed_words_stay(north: Firm, imap_server: ImapServer) -> None:
    send(north, "add/", form(imap_server.port))
    status, said = send(north, "add/", form(imap_server.port, user="other"))
    assert status == 422 and "There is a mailbox called accounts already." in said and 'value="other"' in said
    assert Mailbox.objects.get().name == "accounts" and PASSWORD not in said
    status, said = send(north, "add/", form(imap_server.port, name="second", port="many"))
    assert status == 422 and "Its port is no number" in said


def test_what_keeps_it_from_being_read_is_said(north: Firm, imap_server: ImapServer) -> None:
    status, said = send(north, "add/", form(imap_server.port, password="wrong"))
    assert status == 200 and "accounts cannot be read. The server said:" in said
    read_mailboxes(north.creditor, at_once=True, **north.world.by)
    said = page(north)
    assert "cannot be read" in said and "Tried again at" in said


def test_paused_nothing_is_read_until_it_is_switched_on(north: Firm, imap_server: ImapServer) -> None:
    send(north, "add/", form(imap_server.port))
    box = Mailbox.objects.get()
    imap_server.put(b"From: a@b.example\r\nSubject: hello\r\n\r\nhello\r\n")
    for _ in range(2):
        _, said = send(north, f"{box.pk}/pause/", {"once": "same"})
    assert "paused" in said
    assert read_mailboxes(north.creditor, at_once=True, **north.world.by).read == 0
    send(north, f"{box.pk}/pause/", {"on": "yes"})
    assert read_mailboxes(north.creditor, at_once=True, **north.world.by).read == 1


def test_it_is_taken_away(north: Firm, imap_server: ImapServer) -> None:
    send(north, "add/", form(imap_server.port))
    send(north, f"{Mailbox.objects.get().pk}/remove/", {})
    assert not Mailbox.objects.exists()


def test_who_may_not_sees_no_forms(north: Firm) -> None:
    assert '<form class="form"' not in page(north, role="auditor")
