"""Logging in and out, the second factor, lock-out, a new password, and what every answer carries."""

import re
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from tests.web.firms import Firm, client_of

from recoup.org.models import User

PASSWORD = "a long enough phrase"


@pytest.fixture
def owner(north: Firm) -> User:
    user = north.users["owner"]
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(client: Client, email: str, password: str) -> int:
    return client.post("/account/login/", {"login": email, "password": password}).status_code


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_login_leads_to_today_and_logout_out(owner: User, north: Firm) -> None:
    client = Client()
    answer = client.post("/account/login/", {"login": owner.email, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == north.url()
    client.post("/account/logout/")
    assert client.get(north.url()).status_code == 302


def test_a_wrong_password_is_refused_and_five_lock_out(owner: User) -> None:
    client = Client()
    answers = [log_in(client, owner.email, "wrong") for _ in range(5)]
    assert answers[:4] == [200] * 4
    assert log_in(client, owner.email, PASSWORD) == 429
    assert log_in(Client(), "owner@elsewhere.example", "wrong") == 200, "another address is not locked"


def test_nobody_signs_up(db: None) -> None:
    assert Client().get("/account/signup/").status_code == 404


def test_a_second_factor_is_asked_for_and_its_secret_lies_encrypted(owner: User, north: Firm) -> None:
    client = Client()
    log_in(client, owner.email, PASSWORD)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/second-factor/totp/activate/")
    assert page.status_code == 200 and b"data:image/svg+xml" in page.content
    secret = page.context["form"].secret
    done = client.post("/account/second-factor/totp/activate/", {"code": code_of(secret)})
    assert done.status_code == 302, done.content.decode()[-800:]
    stored = owner.authenticator_set.get(type="totp")
    assert secret not in str(stored.data) and TOTP(stored)
    assert client.get("/account/second-factor/recovery-codes/").status_code == 200
    fresh = Client()
    answer = fresh.post("/account/login/", {"login": owner.email, "password": PASSWORD})
    assert answer["Location"].startswith("/account/second-factor/authenticate/")
    assert fresh.get(north.url()).status_code == 302, "the password alone opens nothing"
    assert fresh.get(answer["Location"]).status_code == 200


def test_a_new_password_comes_by_mail_of_the_creditor(owner: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "recoup.web.accounts.mail.CreditorMail"
    outbox = Path(settings.HOME) / "outbox"
    before = set(outbox.glob("*.eml")) if outbox.is_dir() else set()
    assert Client().post("/account/password/reset/", {"email": owner.email}).status_code == 302
    (mail,) = set(outbox.glob("*.eml")) - before
    text = mail.read_text().replace("=\n", "").replace("=3D", "=")
    assert "From: ar@northwind.example" in text and f"To: {owner.email}" in text
    link = re.search(r"/account/password/reset/key/\S+/", text)
    assert link is not None
    client = Client()
    form = client.get(link[0], follow=True)
    new = "quite another phrase"
    done = client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert done.status_code == 302
    owner.refresh_from_db()
    assert owner.check_password(new)


@pytest.mark.parametrize("path", ("password/", "second-factor/", "reauthenticate/"))
def test_the_pages_of_ones_own_login_answer(owner: User, path: str) -> None:
    assert client_of(owner).get(f"/account/{path}").status_code == 200


@pytest.mark.parametrize("path", ("/account/login/", "/account/password/reset/", "/nowhere/", "/"))
def test_every_answer_forbids_foreign_and_inline_code(north: Firm, path: str) -> None:
    client = client_of(north.users["owner"]) if path == "/" else Client()
    answer = client.get(path, follow=True)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY" and answer["X-Content-Type-Options"] == "nosniff"
    text = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text) and "style=" not in text and " onclick" not in text
    assert not re.search(r'(src|href)="(https?:)?//', text)


def test_a_form_without_its_token_is_refused(north: Firm) -> None:
    client = client_of(north.users["owner"], strict=True)
    assert client.post(north.url("stop/")).status_code == 403


def test_a_foreign_host_name_is_refused(north: Firm) -> None:
    assert Client(headers={"host": "evil.example"}).get("/").status_code == 400
