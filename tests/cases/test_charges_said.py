"""Charges in what is sent: listed one by one the totals adding up, and asked by no reminder."""

from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import builders
from tests.cases.people.worlds import World, at, world
from tests.documents.contexts import line, message

from recoup.cases.people import statements
from recoup.cases.service import send_services
from recoup.documents.facts import LANGUAGES, Ask, Line
from recoup.documents.pdf_text import text_of_pdf
from recoup.documents.shipped import labels
from recoup.documents.values import rows
from recoup.ledger.models import Invoice
from recoup.ledger.operations import ChargeFacts, post_charges
from recoup.ledger.operations.charges import void, waive
from recoup.lib.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def charged(w: World) -> list[int]:
    """100.00 of interest and 70.00 fixed on the invoice of 5,000.00, 35.00 of costs on none."""
    posted = [
        ChargeFacts("interest", 10_000, "GBP", "the Act", "GB-EAW", w.invoice.pk, w.day),
        ChargeFacts("compensation", 7_000, "GBP", "the Act", "GB-EAW", w.invoice.pk),
        ChargeFacts("cost", 3_500, "GBP", "the court"),
    ]
    made = post_charges(w.creditor, w.debtor, posted, origin="demand:1", on=w.day, **w.by)
    return [one.pk for one in made]


def said(w: World) -> str:
    _, pdf = statements.statement(w.creditor, w.debtor, moment=at(w.day))
    return " ".join(text_of_pdf(pdf).split())


def test_the_statement_lists_each_charge_and_adds_up() -> None:
    w = world()
    assert "£5,000.00" in said(w) and "Interest" not in said(w)
    interest, fixed, _cost = charged(w)
    text = said(w)
    for words in (
        f"Interest {w.invoice.number}",
        f"Fixed compensation {w.invoice.number}",
        "Costs",
        "£5,205.00",
    ):
        assert words in text, words
    waive(w.creditor, w.debtor, [fixed], "goodwill", on=w.day, **w.by)
    assert "Fixed compensation" not in said(w) and "£5,135.00" in said(w)
    void(w.creditor, w.debtor, "demand:1", **w.by)
    assert "Interest" not in said(w) and "£5,000.00" in said(w)
    assert interest


def test_charges_alone_are_an_account_too() -> None:
    w = world()
    Invoice.objects.update(open_minor=0, state="paid")
    with pytest.raises(Refused) as refused:
        statements.statement(w.creditor, w.debtor, moment=at(w.day))
    assert refused.value.code == "nothing_open"
    charged(w)
    assert "£205.00" in said(w)


def test_the_statement_by_email_says_the_same_in_its_text(home: Path) -> None:
    w = world()
    charged(w)
    statements.send_statement(w.creditor, w.debtor, **w.by)
    assert send_services(w.creditor, **w.by) == 1
    mail = _mail(home)
    body = mail.get_body(("plain",)).get_content()
    assert "Fixed compensation" in body and "£5,205.00" in body


def test_a_reminder_asks_for_the_principal_and_its_account_shows_the_rest(home: Path) -> None:
    w = world()
    charged(w)
    w.run()
    mail = _mail(home)
    body = mail.get_body(("plain",)).get_content()
    assert "£5,000.00" in body and "5,205" not in body and "compensation" not in body.lower()
    (pdf,) = [part for part in mail.iter_attachments() if part.get_content_type() == "application/pdf"]
    account = text_of_pdf(pdf.get_content())
    assert "Fixed compensation" in account and "£5,205.00" in account


def _mail(home: Path) -> Any:
    (path,) = home.rglob("*.eml")
    return message_from_bytes(path.read_bytes(), policy=policy.default)


MINOR = st.integers(1, 10**9)
LINES = st.lists(st.integers(-(10**9), 10**9).filter(bool), min_size=1, max_size=6)


@pytest.mark.anydb
@given(LINES, st.lists(MINOR, max_size=5), st.integers(0, 10**9))
def test_lines_beside_add_up(opens: list[int], charges: list[int], on_account: int) -> None:
    ask = Ask.of("EUR", [line(f"R-{n}", minor) for n, minor in enumerate(opens)], on_account)
    with_charges = ask.beside([_charge(minor) for minor in charges])
    assert with_charges.overdue_minor == ask.overdue_minor + sum(charges)
    assert with_charges.on_account_minor == ask.on_account_minor
    assert with_charges.disputed_minor == ask.disputed_minor
    assert len(with_charges.lines) == len(ask.lines) + len(charges)


def _charge(minor: int, kind: str = "interest") -> Line:
    return Line("R-1", "charge", builders.TODAY, None, 0, "EUR", minor, minor, 0, minor, charge=kind)


@pytest.mark.anydb
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_a_name_in_every_language(language: str) -> None:
    kinds = ("interest", "compensation", "fee", "cost")
    found = rows(message("statement", *(_charge(100, kind) for kind in kinds), language=language))
    names = [row.item.removesuffix(" R-1") for row in found]
    assert names == [labels(language)[f"charge_{kind}"] for kind in kinds]
    assert len(set(names)) == 4
