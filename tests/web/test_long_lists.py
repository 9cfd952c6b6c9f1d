"""The lists over all debtors when they are long: the last row is reached, a page stays small, long names fit."""

from tests import builders
from tests.cases.formal.placements import agency
from tests.web.firms import Firm, client_of

from recoup.ledger.models import Debtor
from recoup.ledger.names import fold
from recoup.recourse.models import Professional, Watch

MANY = 10_000
LONG = "Very Long Name of a Company That Never Ends " * 6


def test_the_ten_thousandth_debtor_is_reached(north: Firm) -> None:
    of = north.creditor
    names = [f"Zz {n:05} {LONG}".strip() for n in range(MANY)]
    Debtor.objects.bulk_create(
        [
            Debtor(creditor=of, number=f"Z{n:05}", name=name, name_key=fold(name))
            for n, name in enumerate(names)
        ],
        batch_size=2_000,
    )
    every = Debtor.objects.of(of).filter(number__startswith="Z")
    Watch.objects.bulk_create(
        [Watch(creditor=of, debtor=one, since_on=builders.TODAY) for one in every], batch_size=2_000
    )
    client = client_of(north.users["owner"])
    for path in ("watch/", "credit/"):
        last = client.get(north.url(path + "?page=99999")).content.decode()
        assert f"Zz {MANY - 1:05}" in last and len(last.encode()) < 60_000, path
        found = client.get(north.url(f"{path}?find=Z{MANY - 1:05}")).content.decode()
        assert f"Zz {MANY - 1:05}" in found and f"Zz {MANY - 2:05}" not in found, path
        assert len(client.get(north.url(path)).content) < 60_000, path


def test_many_professionals_are_paged_and_found(north: Firm) -> None:
    client = client_of(north.users["owner"])
    assert "Nobody is entered yet" in client.get(north.url("settings/professionals/")).content.decode()
    first = agency(north.world)
    for n in range(60):
        first.pk, first.name = None, f"Agency {n:03} {LONG}"[:200]
        first.save(force_insert=True)
    page = client.get(north.url("settings/professionals/")).content.decode()
    assert "of 61" in page and "Agency 059" not in page and len(page.encode()) < 60_000
    assert "Agency 059" in client.get(north.url("settings/professionals/?page=3")).content.decode()
    found = client.get(north.url("settings/professionals/?find=agency 059")).content.decode()
    assert "Agency 059" in found and "Agency 001" not in found
    assert (
        "Nobody of that name." in client.get(north.url("settings/professionals/?find=zzz")).content.decode()
    )
    assert Professional.objects.of(north.creditor).count() == 61
