"""The first run: begun by a secret link, five steps from what is there, nothing sent before going live."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests import builders
from tests.smtp import MailServer, smtp_server  # noqa: F401
from tests.web.firms import client_of

from recoup.archive.models import Entry
from recoup.cases.models import Case, PolicyVersion
from recoup.cases.policies import publish_default_policies
from recoup.intake.models import ImportFile
from recoup.ledger.models import Freshness
from recoup.lib.clock import machine_now
from recoup.org import first_link
from recoup.org.models import Creditor, User
from recoup.org.operations import add_member
from recoup.org.readers import split_mail_url
from recoup.org.settings import Settings, set_setting, settings_of
from recoup.outreach.models import Message, Trial
from recoup.web.models import FirstStep

pytestmark = pytest.mark.django_db
FORM = {
    "firm": "Northwind Traders Ltd", "country": "GB", "currency": "gbp", "name": "Eve",
    "email": "Eve@northwind.example",
    "password": "a long enough phrase", "again": "a long enough phrase",
}  # fmt: skip
MAIL = {
    "sender": "ar@northwind.example",
    "server": "smtp.mail.example",
    "security": "smtp+starttls",
    "login": "ar",
}


@pytest.fixture
def young() -> Creditor:
    """A creditor that was made just now, with an owner and a controller."""
    made = builders.creditor("Young Ltd", created_at=machine_now())
    by = {"moment": machine_now(), "actor": "system"}
    publish_default_policies(made, **by)
    add_member(made, "eve@young.example", "owner", **by)
    add_member(made, "carl@young.example", "controller", **by)
    return made


@pytest.fixture
def client(young: Creditor) -> Client:
    return client_of(User.objects.get(email="eve@young.example"))


def now(creditor: Creditor) -> Settings:
    return settings_of(creditor, machine_now())


def step(client: Client, of: Creditor, name: str, **form: Any) -> Any:
    url = f"/{of.pk}/first/{name}/"
    return client.post(url, form) if form else client.get(url)


def test_the_link_makes_the_first_user_and_works_once() -> None:
    old, token = first_link.new(), first_link.new()
    assert old and token and old != token
    client = Client()
    for wrong in (old, "guess"):
        assert client.get(f"/welcome/{wrong}/").status_code == 404
        assert client.post(f"/welcome/{wrong}/", FORM).status_code == 404
    assert client.get(f"/welcome/{token}/").status_code == 200
    answer = client.post(f"/welcome/{token}/", FORM)
    creditor = Creditor.objects.get()
    assert answer["Location"] == f"/{creditor.pk}/first/firm/"
    assert client.get(answer["Location"]).status_code == 200
    assert (creditor.name, creditor.currency, creditor.is_test) == ("Northwind Traders Ltd", "GBP", False)
    assert PolicyVersion.objects.of(creditor).exists() and not now(creditor).live
    user = User.objects.get()
    assert (user.email, user.name) == ("eve@northwind.example", "Eve") and user.check_password(
        FORM["password"]
    )
    assert client.get(f"/welcome/{token}/").status_code == 404 and first_link.new() is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "1234567890", "again": "1234567890"}, "entirely numeric"),
        ({"password": "short", "again": "short"}, "too short"),
        ({"password": "eve@northwind.example", "again": "eve@northwind.example"}, "too similar"),
        ({"again": "another long phrase"}, "The two passwords differ."),
        ({"currency": "XQX"}, "no currency"),
        ({"country": ""}, "no country"),
        ({"email": "eve"}, "no email address"),
        ({"firm": " "}, "empty or too long"),
    ],
)
def test_what_is_refused_makes_nothing_and_loses_nothing(wrong: dict[str, str], said: str) -> None:
    answer = Client().post(f"/welcome/{first_link.new()}/", FORM | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page
    assert all((FORM | wrong)[name] in page for name in ("firm", "currency", "email", "name"))
    assert FORM["password"] not in page
    assert not Creditor.objects.exists() and not User.objects.exists()


def test_where_somebody_is_follows_from_what_is_there(young: Creditor, client: Client) -> None:
    def following() -> str:
        return str(client.get(f"/{young.pk}/first/")["Location"]).split("/")[-2]

    assert following() == "firm"
    form = {
        "address": "1 Dock Road\r\nE1 6AN London",
        "iban": "GB29 NWBK 6016 1331 9268 19",
        "language": "en",
    }
    assert step(client, young, "firm", **form)["Location"].endswith("/first/file/")
    assert now(young).address_lines == ("1 Dock Road", "E1 6AN London") and following() == "file"
    client.post(f"/{young.pk}/first/file/skip/")
    assert following() == "look"
    assert step(client, young, "look", once="x")["Location"].endswith("/first/mail/")
    client.post(f"/{young.pk}/first/look/skip/")
    assert FirstStep.objects.get(step="look").state == "done" and following() == "mail"
    client.post(f"/{young.pk}/first/mail/skip/")
    assert following() == "live"
    client.post(f"/{young.pk}/first/live/skip/")
    assert following() == "file"  # what was skipped is offered again
    ImportFile.objects.create(
        creditor=young,
        sha256="a" * 64,
        name="x.csv",
        kind="invoices",
        imported_at=machine_now(),
        counts="{}",
        as_of_on=machine_now().date(),
    )
    assert following() == "mail"
    assert client.get(f"/{young.pk}/first/nonsense/").status_code == 404


def test_today_leads_on_until_it_is_put_away(young: Creditor, client: Client) -> None:
    page = client.get(f"/{young.pk}/").content.decode()
    assert "First steps: 0 of 5 done." in page and f"/{young.pk}/first/firm/" in page
    other = client_of(User.objects.get(email="carl@young.example"))
    assert "First steps:" not in other.get(f"/{young.pk}/").content.decode()
    client.post(f"/{young.pk}/first/put-away/")
    assert "First steps:" not in client.get(f"/{young.pk}/").content.decode()


def test_an_account_that_cannot_be_is_refused_and_the_rest_is_kept(young: Creditor, client: Client) -> None:
    answer = step(client, young, "firm", address="1 Dock Road, London", iban="GB00 1234", language="en")
    page = answer.content.decode()
    assert answer.status_code == 422 and "1 Dock Road, London" in page and "GB00 1234" in page
    assert 'id="iban-wrong"' in page and not now(young).address


def test_looking_writes_nothing(young: Creditor, client: Client) -> None:
    debtor = builders.debtor(young, name="Late & Sons Ltd")
    builders.contact(debtor)
    builders.invoice(debtor, due_on=machine_now().date() - timedelta(days=20))
    Freshness.objects.create(creditor=young, kind="list", as_of_on=machine_now().date())
    before = Entry.objects.count()
    page = step(client, young, "look").content.decode()
    assert "Late &amp; Sons Ltd" in page and "were you live" in page
    assert not Case.objects.exists() and Entry.objects.count() == before


def test_the_mail_server_is_kept_from_its_parts(young: Creditor, client: Client) -> None:
    set_setting(young, "mail.allow_private", "yes", actor="system", moment=machine_now())
    odd = "p@ss:w/rd#?"
    form = MAIL | {
        "server": "127.0.0.1",
        "port": "1",
        "private": "yes",
        "login": "a@b.example",
        "secret": odd,
    }
    assert step(client, young, "mail", **form).status_code == 302
    url, port, login, password = split_mail_url(now(young).mail_url)
    assert (url.scheme, url.hostname, port, login, password) == (
        "smtp+starttls",
        "127.0.0.1",
        1,
        "a@b.example",
        odd,
    )
    page = step(client, young, "mail").content.decode()
    assert odd not in page and "p%40ss" not in page and "did not take the test mail" in page
    assert not Trial.objects.get().is_good
    step(client, young, "mail", **form | {"secret": "", "port": "2"})
    assert split_mail_url(now(young).mail_url)[1:] == (2, "a@b.example", odd)
    step(client, young, "mail", **form | {"secret": "", "login": "other", "port": "2"})
    assert split_mail_url(now(young).mail_url)[2:] == ("other", "")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"server": ""}, "server"), ({"port": "70000"}, "port"), ({"sender": "nobody"}, "sender")],
)
def test_a_mail_server_that_cannot_be_is_refused_by_its_field(
    young: Creditor, client: Client, wrong: dict[str, str], field: str
) -> None:
    answer = step(client, young, "mail", **MAIL | wrong)
    assert answer.status_code == 422 and f'id="{field}-wrong"' in answer.content.decode()
    assert not now(young).mail_url and not Trial.objects.exists()


def test_going_live_waits_for_what_is_missing_and_asks_once(
    young: Creditor,
    client: Client,
    smtp_server: MailServer,  # noqa: F811
) -> None:
    page = step(client, young, "live").content.decode()
    assert "Our address is missing" in page and "Going live waits" in page
    assert step(client, young, "live", sure="yes").status_code == 422 and not now(young).live
    step(client, young, "firm", address="1 Dock Road, London", iban="GB29 NWBK 6016 1331 9268 19")
    parts = {"server": smtp_server.host, "port": str(smtp_server.port), "security": "smtp", "login": ""}
    step(client, young, "mail", **MAIL | parts | {"private": "yes"})
    assert [one.to for one in smtp_server.messages] == ["eve@young.example"]
    kept = {"kind": "domain", "subject": "northwind.example", "tried_at": machine_now(), "tried_by": "user:1"}
    Trial.objects.create(
        creditor=young,
        is_good=True,
        said=[{"about": "spf", "state": "good", "code": "spf_good", "add": None}],
        **kept,
    )
    page = step(client, young, "live").content.decode()
    assert "Nobody has looked at the first messages yet." in page and "Going live waits" not in page
    assert step(client, young, "live", once="1").status_code == 422 and not now(young).live
    assert step(client, young, "live", once="1", sure="yes")["Location"] == f"/{young.pk}/outbox/"
    assert now(young).live and not Message.objects.exists() and len(smtp_server.messages) == 1
    assert "First steps:" not in client.get(f"/{young.pk}/").content.decode()
