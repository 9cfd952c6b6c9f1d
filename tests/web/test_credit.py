"""The credit check as a page and a file, from the creditor's own books alone."""

from datetime import timedelta

from tests import builders
from tests.web.firms import Firm, client_of

from recoup.cases.formal.solvency.credit import check
from recoup.ledger.models import Allocation


def test_what_they_paid_makes_the_limit(north: Firm, south: Firm) -> None:
    payer = builders.debtor(north.creditor, name="Good Payer Ltd")
    for n in range(3):
        on = north.world.day - timedelta(days=60 + n)
        paid = builders.invoice(payer, 400_000, open_minor=0, state="paid", due_on=on)
        Allocation.objects.create(
            creditor=north.creditor,
            invoice=paid,
            source="bank",
            amount_minor=400_000,
            allocated_on=on + timedelta(days=5),
        )
    (found,) = check(north.creditor, [payer], north.world.day)
    assert (found.history.paid_minor, found.history.late_days) == (1_200_000, 5)
    assert (found.advice.limit_minor, found.free_minor, found.advice.terms_days) == (200_000, 200_000, 30)
    client = client_of(north.users["controller"])
    page = client.get(north.url("credit/?find=Good")).content.decode()
    assert "£2,000.00" in page and "two months of it" in page
    assert south.world.debtor.name not in client.get(north.url("credit/")).content.decode()
    got = client.get(north.url("credit/export/?format=csv"))
    text = b"".join(got.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Good Payer Ltd" in text and "2000.00" in text


def test_who_is_badly_late_gets_nothing_more(north: Firm) -> None:
    (found,) = check(north.creditor, [north.world.debtor], north.world.day + timedelta(days=90))
    assert found.advice.stops and found.free_minor == 0


def test_nobody_found_is_said(north: Firm) -> None:
    page = client_of(north.users["owner"]).get(north.url("credit/?find=zzz")).content.decode()
    assert "Nobody of that name or number" in page
