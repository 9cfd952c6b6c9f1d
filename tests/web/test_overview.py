"""Overview: one currency at a time, every figure of a chart in a table too, and the proof behind the line."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from tests import builders
from tests.web.firms import Firm, client_of

from recoup.cases.models import Case
from recoup.insight import kept as keeping
from recoup.org.operations import add_member


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, what moved is counted anew before the page answers."""
    monkeypatch.setattr(keeping, "QUICK", 600.0)


@pytest.fixture
def client(north: Firm) -> Client:
    return client_of(north.users["auditor"])


def test_the_owners_figures_stand_in_charts_and_in_tables(north: Firm, client: Client) -> None:
    page = client.get(north.url("overview/")).content.decode()
    assert page.count("£5,000.00") >= 3 and "Nothing is neglected." in page
    assert page.count('<svg class="chart"') == 2
    assert re.search(r'<a class="chart-link" href="[^"]*age=d1_30&amp;currency=GBP"', page)
    assert north.world.debtor.name in page and "Second contact" not in page
    assert "Friendly reminder" in page and "nobody can say that it came because of it" in page
    assert "style=" not in page


def test_behind_a_column_are_its_debtors(north: Firm, client: Client) -> None:
    name = north.world.debtor.name
    late = (north.world.day - north.world.invoice.due_on).days
    own = "d1_30" if late <= 30 else "d31_60"
    for age in ("d1_30", "d31_60", "d61_90", "d90_plus"):
        page = client.get(north.url(f"debtors/?age={age}&currency=GBP")).content.decode()
        assert (name in page) == (age == own), age


def test_numbers_in_drawings_are_written_as_browsers_read_them(north: Firm, client: Client) -> None:
    page = client.get(north.url("overview/"), headers={"Accept-Language": "de"}).content.decode()
    for value in re.findall(r' (?:x|y|x1|x2|y1|y2|width|height)="([^"]*)"', page):
        assert re.fullmatch(r"-?\d+(\.\d+)?%?", value), value


def test_each_currency_has_its_own_page(north: Firm, client: Client) -> None:
    debtor = builders.debtor(north.creditor, name="Zürich Räder AG")
    builders.invoice(debtor, 123_400, currency="CHF", due_on=north.world.day - timedelta(days=70))
    north.world.run()
    pounds = client.get(north.url("overview/")).content.decode()
    francs = client.get(north.url("overview/?currency=CHF")).content.decode()
    assert "1,234.00" not in pounds and "5,000.00" not in francs and "1,234.00" in francs
    assert "?currency=CHF" in pounds and "Zürich Räder AG" in francs and "Zürich Räder AG" not in pounds
    assert client.get(north.url("overview/?currency=nonsense")).content.decode().count("£5,000.00") >= 3


def test_the_proof_names_what_has_fallen_through(north: Firm, client: Client) -> None:
    good = client.get(north.url("overview/proof/")).content.decode()
    assert "<h1>Nothing is neglected</h1>" in good and "1 open cases looked at" in good
    Case.objects.update(next_on=None)
    north.join("new@north.example", "field")  # an entry, so that it is looked at anew
    bad = client.get(north.url("overview/proof/")).content.decode()
    assert "<h1>Something has fallen through</h1>" in bad and "has no next step with a date" in bad
    assert "has fallen through" in client.get(north.url("overview/")).content.decode()


def test_empty_books_have_a_page_that_says_so(db: None) -> None:
    empty = builders.creditor("Nobody Owes Ltd")
    user = add_member(empty, "new@empty.example", "owner", moment=builders.MOMENT, actor="system").user
    page = client_of(user).get(f"/{empty.pk}/overview/").content.decode()
    assert "£0.00" in page and "Nobody is late in this currency." in page and "not known yet" in page
