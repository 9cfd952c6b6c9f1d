"""The credit check as a page and a file, from the creditor's own books alone."""

from datetime import timedelta

from tests import builders
from tests.web.firms import Firm, client_of

from recoup.cases.formal.solvency.credit import check
from recoup.ledger.models import Allocation
from recoup.recourse.models import MeansCheck


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


def test_a_report_on_somebody_new_gives_half_its_limit_once(north: Firm, south: Firm) -> None:
    new = builders.debtor(north.creditor, name="New Buyer Ltd")
    client = client_of(north.users["controller"])
    for _ in range(2):
        given = {"limit": "9,000.00", "result": "sound", "currency": "GBP"}
        assert client.post(north.url(f"credit/{new.pk}/report/"), given).status_code == 302
    row = MeansCheck.objects.get()
    assert (row.debtor, row.item, row.limit_minor, row.currency) == (new, "report", 900_000, "GBP")
    (found,) = check(north.creditor, [new], north.world.day)
    assert found.advice.limit_minor == 450_000
    client.post(north.url(f"credit/{new.pk}/report/"), {"limit": "8,000.00", "result": "sound"})
    (found,) = check(north.creditor, [new], north.world.day)
    assert found.advice.limit_minor == 400_000, "a report mended on the same day counts"
    empty = client.post(north.url(f"credit/{new.pk}/report/?find=New"), {"result": "nothing_found"})
    assert empty.status_code == 422 and "says nothing" in empty.content.decode()
    theirs = client_of(south.users["owner"]).post(south.url(f"credit/{new.pk}/report/"), {"limit": "1"})
    assert theirs.status_code == 404 and MeansCheck.objects.count() == 2
    told = client.get(north.url(f"debtors/{new.pk}/")).content.decode()
    assert "Looked up on" in told


def test_nobody_found_is_said(north: Firm) -> None:
    page = client_of(north.users["owner"]).get(north.url("credit/?find=zzz")).content.decode()
    assert "Nobody of that name or number" in page
