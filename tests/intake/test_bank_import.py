"""Bank statements through the front door: money on the right invoices, once, and taken back again."""

from datetime import date

import pytest
from tests import builders
from tests.builders import ACTOR, MOMENT
from tests.intake.reading import write
from tests.intake.test_camt import detail, entry, statement
from tests.shared import SHARED

from recoup.intake.operations import import_file
from recoup.ledger.models import Allocation, Freshness, Invoice, Payment

pytestmark = pytest.mark.django_db
WHO = {"actor": ACTOR, "moment": MOMENT}
REAL = SHARED / "data/bank_camt_genkgo/test/data"
DATES = "<BookgDt><Dt>2025-02-27</Dt></BookgDt><ValDt><Dt>2025-02-28</Dt></ValDt>"


@pytest.fixture
def acme():
    return builders.debtor(builders.creditor(), name="Acme GmbH", number="C-1")


def owed(debtor, number, minor=10_000, **more):
    return builders.invoice(debtor, minor, number=number, currency="EUR", **more)


def take(debtor, tmp_path, *entries, name="s.xml"):
    path = write(tmp_path, statement(*entries), name)
    return import_file(debtor.creditor, path, **WHO)


@pytest.mark.parametrize(
    ("number", "text", "reference"),
    [
        ("RE-2025-0017", "Rechnung RE 2025 0017 vielen Dank", ""),
        ("539007547034", "", "RF18539007547034"),
        ("20251001", "", "20251001".zfill(26) + "7"),
        ("INV-7", "", "INV-7"),
        ("RE-2025-0018", "nothing said", ""),
    ],
    ids=[
        "number in the text",
        "RF reference",
        "QR reference",
        "number as reference",
        "exact amount and name",
    ],
)
def test_money_finds_its_invoice(acme, tmp_path, number, text, reference):
    wanted = owed(acme, number)
    other = owed(acme, "OTHER-1", 7_000)
    about = detail(text=text, reference=reference, name="ACME GMBH")
    done = take(acme, tmp_path, entry(details=about, dates=DATES))
    assert (done.refused, done.kind, done.format, done.created.payments) == (None, "bank", "camt.053", 1)
    wanted.refresh_from_db()
    other.refresh_from_db()
    assert (wanted.state, wanted.open_minor, other.open_minor) == ("paid", 0, 7_000)
    part = Allocation.objects.get()
    assert (part.amount_minor, part.allocated_on, part.source) == (10_000, date(2025, 2, 28), "bank")
    assert Freshness.objects.get(kind="bank").as_of_on is not None
    again = take(acme, tmp_path, entry(details=about, dates=DATES))
    assert (again.created.payments, again.unchanged.payments, Payment.objects.count()) == (0, 1, 1)


def test_a_batch_pays_each_of_its_invoices(acme, tmp_path):
    owed(acme, "RE-1001", 1_000)
    owed(acme, "RE-1002", 2_000)
    parts = detail("10.00", text="RE-1001") + detail("20.00", text="RE-1002", end="E2")
    done = take(acme, tmp_path, entry("30.00", details=parts, dates=DATES))
    assert done.created.payments == 2
    assert set(Invoice.objects.values_list("state", "open_minor")) == {("paid", 0)}


def test_a_returned_payment_opens_the_invoice_again(acme, tmp_path):
    wanted = owed(acme, "RE-1001")
    take(acme, tmp_path, entry(details=detail(text="RE-1001"), dates=DATES))
    back = entry(
        side="DBIT", more="<RvslInd>true</RvslInd>", details=detail(text="RE-1001", end="E9"), dates=DATES
    )
    both = statement(entry(details=detail(text="RE-1001"), dates=DATES), back)
    done = import_file(acme.creditor, write(tmp_path, both, "t.xml"), **WHO)
    wanted.refresh_from_db()
    assert (done.refused, wanted.state, wanted.open_minor) == (None, "open", 10_000)
    assert (wanted.due_on, Allocation.objects.filter(is_active=True).count()) == (date(2025, 2, 1), 0)


@pytest.mark.parametrize(
    "name",
    ["camt053.v2.minimal.xml", "camt053.v2.minimal.ultimate.xml", "camt053.v2.with-party-ids.xml"]
    + [f"camt053.v{n}.xml" for n in (3, 4, 8)],
)
@pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")
def test_a_real_statement_pays_the_invoice_of_its_reference(acme, name):
    wanted = owed(acme, "4654654654654654", 885)
    done = import_file(acme.creditor, REAL / name, **WHO)
    wanted.refresh_from_db()
    assert (done.refused, done.created.payments, wanted.state) == (None, 1, "paid")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("camt052.v2.xml", "provisional"),
        ("camt053.v2.wrong.xml", ""),
        ("camt053.v2.multi.statement.xml", None),
        ("camt053.v2.five.decimals.xml", None),
        ("camt053.v2.all-balance-types.xml", None),
        ("camt054.v2.xml", None),
        ("camt054.v8.xml", None),
        ("camt53.only-Dt-with-DtTm.xml", None),
    ],
)
@pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")
def test_other_real_statements_are_taken_or_refused_in_words(acme, name, code):
    done = import_file(acme.creditor, REAL / name, **WHO)
    assert (done.refused is None) == (code is None)
    if done.refused:
        assert done.refused.code == (code or done.refused.code)
        assert done.refused.what and done.refused.how
