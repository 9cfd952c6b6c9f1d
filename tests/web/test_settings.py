"""Settings: each part saved whole, the account by two people, tests before going live, wording behind the guard."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests import builders
from tests.web.firms import Firm, client_of

from recoup.documents.queries import wording
from recoup.org.bank import open_changes
from recoup.org.models import AccountChange, Logo
from recoup.org.settings import set_setting, settings_of
from recoup.outreach.models import Trial

LATER = builders.MOMENT + timedelta(days=400)
NEW = "DE89370400440532013000"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="red"/></svg>'
BOMB = b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'


@pytest.fixture
def owner(north: Firm) -> Client:
    return client_of(north.users["owner"])


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize(
    "path",
    ("", "firm/", "bank/", "mail/", "sending/", "calendar/", "wording/", "people/", "roles/", "history/", "data/"),
)  # fmt: skip
@pytest.mark.parametrize("role", ("owner", "auditor"))
def test_every_part_opens_and_keeps_small(north: Firm, role: str, path: str) -> None:
    answer = client_of(north.users[role]).get(north.url(f"settings/{path}"))
    assert answer.status_code == 200 and len(answer.content) < 60_000


def test_what_was_typed_survives_a_refusal(north: Firm, owner: Client) -> None:
    form = {"calendar.worked": "mon someday", "calendar.region": "SCT"}
    answer = owner.post(north.url("settings/calendar/"), form)
    assert answer.status_code == 422 and "mon someday" in text(answer)
    assert (
        owner.post(north.url("settings/calendar/"), form | {"calendar.worked": "thu,mon"}).status_code == 302
    )
    assert settings_of(north.creditor, LATER).calendar_worked == "mon thu"


def test_the_mail_server_is_typed_in_parts_and_its_password_kept(north: Firm, owner: Client) -> None:
    form = {
        "smtp_host": "8.8.8.8",
        "smtp_security": "smtps",
        "smtp_user": "a@b.example",
        "smtp_password": "p:/w",
    }
    assert owner.post(north.url("settings/mail/"), form).status_code == 302
    url = settings_of(north.creditor, LATER).mail_url
    assert url == "smtps://a%40b.example:p%3A%2Fw@8.8.8.8:465"
    page = text(owner.get(north.url("settings/mail/")))
    assert "8.8.8.8" in page and "p:/w" not in page and "p%3A" not in page
    owner.post(north.url("settings/mail/"), form | {"smtp_password": "", "smtp_port": "2465"})
    assert settings_of(north.creditor, LATER).mail_url.endswith("p%3A%2Fw@8.8.8.8:2465")
    owner.post(north.url("settings/mail/"), form | {"smtp_password": "", "smtp_user": "other"})
    assert "p%3A" not in settings_of(north.creditor, LATER).mail_url, "another login has another password"


def test_the_tests_show_what_was_said(north: Firm, owner: Client) -> None:
    assert owner.post(north.url("settings/mail/test/")).status_code == 302
    owner.post(north.url("settings/mail/domain/"))
    page = text(owner.get(north.url("settings/mail/")))
    assert "It took a test mail." in page and "_dmarc.northwind.example" in page
    assert set(Trial.objects.values_list("kind", flat=True)) == {"mail", "domain"}


def test_an_account_is_asked_for_approved_and_called_off(north: Firm, owner: Client) -> None:
    set_setting(north.creditor, "iban", "GB33BUKB20201555555555", actor="system", moment=builders.MOMENT)
    assert owner.post(north.url("settings/bank/ask/"), {"iban": "DE00"}).status_code == 422
    assert owner.post(north.url("settings/bank/ask/"), {"iban": NEW}).status_code == 302
    change = AccountChange.objects.get()
    manager = client_of(north.users["manager"])
    assert "Approve this account" in text(manager.get(north.url("settings/bank/")))
    assert "Approve this account" not in text(owner.get(north.url("settings/bank/")))
    assert owner.post(north.url(f"settings/bank/{change.pk}/approve/")).status_code == 422
    manager.post(north.url(f"settings/bank/{change.pk}/approve/"))
    change.refresh_from_db()
    assert change.effective_at is not None and "Call it off" in text(owner.get(north.url("settings/bank/")))
    owner.post(north.url(f"settings/bank/{change.pk}/cancel/"))
    assert open_changes(north.creditor, builders.MOMENT) == []
    assert settings_of(north.creditor, LATER).iban == "GB33BUKB20201555555555"


@pytest.mark.parametrize("kind", ("png", "svg"))
def test_a_logo_is_drawn_anew_and_stands_on_the_letter(north: Firm, owner: Client, kind: str) -> None:
    data = SVG
    if kind == "png":
        out = io.BytesIO()
        Image.new("RGB", (2000, 800), "blue").save(out, "PNG")
        data = out.getvalue()
    before = owner.get(north.url("settings/firm/letter/")).content
    answer = owner.post(north.url("settings/firm/logo/"), {"logo": SimpleUploadedFile(f"l.{kind}", data)})
    assert answer.status_code == 302
    png = bytes(Logo.objects.get().png)
    assert png.startswith(b"\x89PNG") and png != data
    assert owner.get(north.url("settings/firm/letter/")).content != before
    assert owner.get(north.url("settings/firm/letter/?file=pdf")).content.startswith(b"%PDF-")
    owner.post(north.url("settings/firm/logo/"), {"off": "1"})
    assert owner.get(north.url("settings/firm/letter/")).content == before


@pytest.mark.parametrize("data", (b"GIF89a", b"<svg", BOMB, b""))
def test_what_is_no_picture_is_refused(north: Firm, owner: Client, data: bytes) -> None:
    answer = owner.post(north.url("settings/firm/logo/"), {"logo": SimpleUploadedFile("l.svg", data)})
    assert answer.status_code in (302, 422) and not Logo.objects.exists()


def test_the_letter_shows_what_is_only_typed(north: Firm, owner: Client) -> None:
    one, two = (
        text(owner.post(north.url("settings/firm/letter/"), {"phone": p})) for p in ("+44 20 1", "+44 20 2")
    )
    assert one.startswith("<img") and "data:image/png;base64," in one and one != two


def test_wording_is_saved_behind_the_guard_compared_and_taken_back(north: Firm, owner: Client) -> None:
    at = north.url("settings/wording/reminder/neutral/en/")
    shipped = wording(north.creditor, "reminder", "neutral", "en")
    bad = {"subject": shipped.subject, "body": shipped.body + "\n\nWe will call the police."}
    answer = owner.post(f"{at}save/", bad)
    assert answer.status_code == 422 and "speaks of the police" in text(answer)
    assert "We will call the police." in text(answer), "what was typed survives"
    assert "speaks of the police" in text(
        owner.post(f"{at}look/", bad | {"debtor": str(north.world.debtor.pk)})
    )
    good = {"subject": "Our invoice {reference}", "body": shipped.body}
    assert owner.post(f"{at}save/", good).status_code == 302
    assert wording(north.creditor, "reminder", "neutral", "en").subject == "Our invoice {reference}"
    assert "What differs" in text(owner.get(f"{at}?version=1"))
    owner.post(f"{at}shipped/")
    assert wording(north.creditor, "reminder", "neutral", "en") == shipped
    assert "back to the shipped words" in text(owner.get(at))
    assert owner.post(f"{at}save/", bad | {"override": "agreed with our lawyer"}).status_code == 302


def test_what_a_formal_demand_owes_to_the_law_is_shown_with_why_and_stays(north: Firm, owner: Client) -> None:
    at = north.url("settings/wording/demand_plain/neutral/en/")
    page = text(owner.get(at))
    assert "What has to stay" in page and "and not one more reminder" in page and "fixed words" in page
    assert "This letter is a formal demand for payment." in page
    shipped = wording(north.creditor, "demand_plain", "neutral", "en")
    body = shipped.body.replace("{law_rights}", "Please.")
    form = {"subject": shipped.subject, "body": body, "override": "counsel agrees"}
    answer = owner.post(at + "save/", form)
    assert answer.status_code == 422 and "{law_rights}" in text(answer) and "Please." in text(answer)
    assert wording(north.creditor, "demand_plain", "neutral", "en") == shipped
    form["body"] = shipped.body.replace("{greeting}", "{greeting}\n\nWe have asked often enough.")
    assert owner.post(at + "save/", form).status_code == 302
    assert wording(north.creditor, "demand_plain", "neutral", "en").version == 1
    assert "We have asked often enough." in text(owner.get(at))


def test_every_shipped_wording_can_be_looked_at(north: Firm, owner: Client) -> None:
    from recoup.documents.shipped import frames, tones

    for key in frames():
        for tone in tones(key, "en"):
            page = text(owner.get(north.url(f"settings/wording/{key}/{tone}/en/")))
            assert 'class="paper small"' in page, (key, tone)


def test_everything_comes_as_one_file_without_secrets(north: Firm, south: Firm, owner: Client) -> None:
    set_setting(
        north.creditor, "mail.url", "smtp://u:swordfish@8.8.8.8", actor="system", moment=builders.MOMENT
    )
    answer = owner.post(north.url("settings/data/everything/"))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as made:  # type: ignore[attr-defined]
        names = made.namelist()
        assert {"about.json", "record.jsonl", "tables/ledger.invoice.csv"} <= set(names)
        whole = b"".join(made.read(name) for name in names)
    assert north.world.invoice.number.encode() in whole and any(one.startswith("originals/") for one in names)
    assert (
        south.world.invoice.number.encode() not in whole
        and b"swordfish" not in whole
        and b"sealed:" not in whole
    )


def test_who_stopped_sending_and_why_is_on_every_page(north: Firm, owner: Client) -> None:
    owner.post(north.url("stop/"))
    page = text(owner.get(north.url("debtors/")))
    assert "Stopped by owner@north.example" in page and "Why it was stopped" in page
    owner.post(north.url("stop/why/"), {"why": "wrong file"})
    assert "wrong file" in text(client_of(north.users["auditor"]).get(north.url("invoices/")))
