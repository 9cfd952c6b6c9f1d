"""The inbox: one press makes a reading a deed, once; what matches nobody finds its debtor; originals only as files."""

from pathlib import Path
from typing import Any

import pytest
from tests import builders
from tests.cases.people.worlds import World
from tests.cases.test_capture import mail, take
from tests.web.firms import Firm, client_of, firm

from recoup.archive.models import Entry
from recoup.cases.models import Promise
from recoup.outreach.models import CapturedMail, Inbound, Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def north() -> Firm:
    return firm("north", ("owner", "auditor"))


def answer(w: World, text: str, n: int = 1) -> CapturedMail:
    """Their answer to our message."""
    ours = Message.objects.filter(debtor=w.debtor).order_by("pk")[0].message_id
    raw = mail(text, sender=w.contact.email, Message_ID=f"<a{n}@debtor.example>", In_Reply_To=ours)
    return CapturedMail.objects.get(pk=take(w, raw).captured)


def stranger(w: World, text: str = "Hello", sender: str = "ann@nowhere.example", n: int = 1) -> CapturedMail:
    raw = mail(
        text, sender=f"Ann Stranger <{sender}>", subject="Question", Message_ID=f"<s{n}@nowhere.example>"
    )
    return CapturedMail.objects.get(pk=take(w, raw).captured)


def page(north: Firm, path: str = "inbox/", role: str = "owner") -> str:
    return client_of(north.users[role]).get(north.url(path)).content.decode()


def send(north: Firm, row: CapturedMail, deed: str, form: dict[str, str], **more: Any) -> Any:
    return client_of(north.users["owner"]).post(north.url(f"inbox/{row.pk}/{deed}/"), form, **more)


def test_an_empty_inbox_says_what_to_do(north: Firm) -> None:
    said = page(north)
    assert "Every answer is read." in said and "No mailbox is read yet." in said
    assert "Every mail has found its debtor." in page(north, "inbox/?tab=whose")
    assert "No mail was taken in yet." in page(north, "inbox/?tab=all")


def test_a_reading_is_confirmed_by_one_press_and_once(north: Firm) -> None:
    row = answer(north.world, "We will pay 300.00 GBP on 14 March 2025.")
    said = page(north)
    assert "We will pay 300.00 GBP on 14 March 2025." in said and 'data-press="1"' in said
    assert "Promise: £300.00 by 14 Mar 2025" in said
    for _ in range(2):
        assert send(north, row, "confirm", {"reading": "0", "once": "same"}).status_code == 302
    assert Promise.objects.filter(amount_minor=30000).count() == 1
    assert Inbound.objects.get(kind="reply").read_at is not None
    assert "Every answer is read." in page(north)


def test_in_place_the_row_goes_and_can_be_undone(north: Firm) -> None:
    row = answer(north.world, "We will pay 300.00 GBP on 14 March 2025.")
    said = send(north, row, "confirm", {"reading": "0"}, headers={"HX-Request": "true"}).content.decode()
    assert "data-undo" in said and "<article" not in said
    seq = Entry.objects.filter(kind="mail.judged").get().seq
    client_of(north.users["owner"]).post(
        north.url(f"today/undo/{north.world.debtor.pk}/"), {"entry": seq}, headers={"HX-Request": "true"}
    )
    assert not Promise.objects.filter(state="open").exists() and "data-press" in page(north)


def test_a_reading_that_lacks_a_day_is_said_by_hand(north: Firm) -> None:
    row = answer(north.world, "We will pay soon.")
    assert "It names no day" in page(north)
    assert send(north, row, "confirm", {"reading": "0"}).status_code == 422
    form = page(north, f"inbox/{row.pk}/?reading=0")
    assert 'value="promise"' in form and "checked" in form
    assert send(north, row, "result", {"code": "promise", "reading": "0"}).status_code == 422
    done = send(north, row, "result", {"code": "promise", "reading": "0", "on": "2025-03-20"})
    assert done.status_code == 302 and Promise.objects.get().due_on.isoformat() == "2025-03-20"


def test_not_so_leaves_it_to_be_read_and_read_ends_it(north: Firm) -> None:
    row = answer(north.world, "We will pay 300.00 GBP on 14 March 2025.")
    send(north, row, "reject", {"reading": "0"})
    assert not Promise.objects.exists() and "Promise: " not in page(north)
    assert Inbound.objects.get(kind="reply").read_at is None
    send(north, row, "result", {"code": "read"})
    assert Inbound.objects.get(kind="reply").read_at is not None


def test_mail_of_nobody_is_found_a_debtor(north: Firm) -> None:
    row = stranger(north.world, "We will pay on 14 March 2025.")
    said = page(north, "inbox/?tab=whose")
    assert "Ann Stranger" in said and "nobody has this address" in said
    assert "1 mail matches no debtor." in page(north, "")
    found = page(north, f"inbox/{row.pk}/?q={north.world.debtor.name[:6]}")
    assert f"It is from {north.world.debtor.name}" in found
    for _ in range(2):
        send(north, row, "assign", {"debtor": str(north.world.debtor.pk), "once": "same"})
    row.refresh_from_db()
    assert row.debtor == north.world.debtor and Inbound.objects.filter(kind="reply").count() == 1
    assert "Promise: all of it by 14 Mar 2025" in page(north)


def test_who_shares_the_domain_is_offered_first(north: Firm) -> None:
    at = north.world.contact.email.partition("@")[2]
    second = builders.debtor(north.creditor, name="Same House Ltd")
    builders.contact(second, email=f"desk@{at}")
    stranger(north.world, sender=f"new.person@{at}")
    said = page(north, "inbox/?tab=whose")
    assert "It is from Same House Ltd" in said and "others of the same domain are known" in said


def test_mail_is_set_aside_with_its_reason(north: Firm) -> None:
    row = stranger(north.world)
    assert send(north, row, "aside", {"why": "because"}).status_code == 422
    assert send(north, row, "aside", {"why": "advertising"}).status_code == 302
    row.refresh_from_db()
    assert row.set_aside == "advertising" and "Ann Stranger" not in page(north, "inbox/?tab=whose")
    assert "set aside:" in page(north, "inbox/?tab=all")


def test_what_is_odd_is_said_and_nothing_foreign_runs(north: Firm) -> None:
    row = stranger(north.world, "<script>alert(1)</script> look <img src=x onerror=alert(1)>")
    CapturedMail.objects.filter(pk=row.pk).update(flags=["dangerous_attachment"])
    for path in ("inbox/?tab=whose", f"inbox/{row.pk}/", "inbox/?tab=all&odd=1"):
        said = page(north, path)
        assert (
            "An attachment can run a program" in said and "<script>alert" not in said and "<img" not in said
        )
    CapturedMail.objects.filter(pk=row.pk).update(flags=[])
    assert "Ann Stranger" not in page(north, "inbox/?tab=all&odd=1")


def test_the_original_is_a_file_and_who_took_it_is_recorded(north: Firm) -> None:
    row = stranger(north.world)
    answer_ = client_of(north.users["auditor"]).get(north.url(f"inbox/{row.pk}/original/"))
    assert answer_["Content-Disposition"].startswith("attachment")
    assert answer_["Content-Type"] == "application/octet-stream" and b"Ann Stranger" in answer_.content
    seen = Entry.objects.filter(kind="original.seen").get()
    assert seen.actor == f"user:{north.users['auditor'].pk}"


def test_who_may_only_look_sees_no_buttons(north: Firm) -> None:
    answer(north.world, "We will pay 300.00 GBP on 14 March 2025.")
    stranger(north.world)
    assert "data-press" not in page(north, role="auditor")
    assert "data-press" not in page(north, "inbox/?tab=whose", role="auditor")


def test_many_are_paged_and_found(north: Firm) -> None:
    for n in range(23):
        stranger(north.world, n=n)
    first = page(north, "inbox/?tab=whose")
    assert first.count("<article") == 20 and "1 to 20 of 23" in first and len(first) < 60_000
    assert page(north, "inbox/?tab=whose&page=2").count("<article") == 3
    assert "No such mail." in page(north, "inbox/?tab=all&q=nothing")
