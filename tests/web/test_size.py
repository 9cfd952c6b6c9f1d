"""Pages stay small and ask the database a fixed number of questions, however much is in the books."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import builders
from tests.web.firms import Firm, client_of

PATHS = {
    "": 36, "outbox/": 32, "outbox/?tab=not": 16, "outbox/?tab=gone": 16, "outbox/?tab=letters": 16, "debtors/": 20,
    "debtors/?show=all": 20, "invoices/": 20, "import/": 15, "settings/": 15,
    "overview/": 45, "overview/proof/": 25,
}  # fmt: skip
"""Page: most queries."""


def fill(north: Firm, debtors: int) -> None:
    for n in range(debtors):
        debtor = builders.debtor(north.creditor, name=f"Late Payer number {n:04} of the long list Ltd")
        builders.contact(debtor)
        builders.invoice(debtor, 10_000 + n, due_on=north.world.day - timedelta(days=3 + n % 40))
    north.world.run()


@pytest.fixture
def busy(north: Firm) -> Firm:
    fill(north, 220)
    return north


def test_every_page_of_a_few_hundred_debtors_is_small_and_asks_little(busy: Firm) -> None:
    client = client_of(busy.users["owner"])
    asked, sizes = {}, {}
    for path in [*PATHS, f"debtors/{busy.world.debtor.pk}/"]:
        client.get(busy.url(path))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(busy.url(path))
        asked[path], sizes[path] = len(queries), len(page.content)
    assert {path: size for path, size in sizes.items() if size >= 60_000} == {}
    assert {path: n for path, n in asked.items() if n > PATHS.get(path, 40)} == {}
