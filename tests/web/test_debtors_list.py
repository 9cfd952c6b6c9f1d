"""The list of debtors: its filters combine, its sums are of what is filtered, and one deed reaches many."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests import builders
from tests.web.firms import Firm, client_of

from recoup.cases.models import Hold, Task
from recoup.ledger.models import Debtor, Freshness


@pytest.fixture
def client(north: Firm) -> Client:
    return client_of(north.users["controller"])


def owes(north: Firm, name: str, minor: int, days: int, **debtor: Any) -> Debtor:
    made = builders.debtor(north.creditor, name=name, **debtor)
    builders.contact(made)
    builders.invoice(made, minor, due_on=north.world.day - timedelta(days=days))
    return made


@pytest.fixture
def three(north: Firm) -> list[Debtor]:
    made = [
        owes(north, "Alder Ltd", 10_000, 5, account_owner="Kim"),
        owes(north, "Birch Ltd", 90_000, 100, account_owner="Kim"),
        owes(north, "Cedar Ltd", 90_000, 5, account_owner="Lou"),
    ]
    Freshness.objects.update(as_of_on=north.world.day)
    north.world.run()
    return made


def names(client: Client, north: Firm, query: str) -> set[str]:
    page = client.get(north.url(f"debtors/?{query}")).content.decode()
    return {name for name in ("Alder Ltd", "Birch Ltd", "Cedar Ltd") if f">{name}</a>" in page}


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("", {"Alder Ltd", "Birch Ltd", "Cedar Ltd"}),
        ("owner=Kim", {"Alder Ltd", "Birch Ltd"}),
        ("owner=Kim&late=60", {"Birch Ltd"}),
        ("least=500", {"Birch Ltd", "Cedar Ltd"}),
        ("least=500&late=60&owner=Lou", set()),
        ("q=cedar", {"Cedar Ltd"}),
        ("currency=EUR", set()),
        ("only=nobody", {"Alder Ltd", "Birch Ltd", "Cedar Ltd"}),
        ("only=broken", set()),
        ("late=nonsense&rung=%C2%B2&least=much", {"Alder Ltd", "Birch Ltd", "Cedar Ltd"}),
    ],
)
def test_filters_combine(
    north: Firm, client: Client, three: list[Debtor], query: str, left: set[str]
) -> None:
    assert names(client, north, query) == left


def test_sums_are_of_what_is_filtered(north: Firm, client: Client, three: list[Debtor]) -> None:
    page = client.get(north.url("debtors/?owner=Kim")).content.decode()
    assert "£1,000.00" in page


def test_many_are_held_with_one_press_after_being_told_how_many(
    north: Firm, client: Client, three: list[Debtor]
) -> None:
    asked = client.get(north.url("debtors/bulk/?all=1&owner=Kim")).content.decode()
    assert "Hold 2 debtors" in asked and "Cedar" not in asked
    until = (north.world.day + timedelta(days=9)).isoformat()
    form = {"deed": "hold", "ids": f"{three[0].pk},{three[1].pk}", "once": "one", "reason": "they merge"}
    refused = client.post(north.url("debtors/bulk/"), {**form, "until": "2020-01-01"})
    assert (
        refused.status_code == 422 and "they merge" in refused.content.decode() and not Hold.objects.exists()
    )
    for _ in range(2):
        assert client.post(north.url("debtors/bulk/"), {**form, "until": until}).status_code == 302
    assert set(Hold.objects.values_list("debtor", flat=True)) == {three[0].pk, three[1].pk}


def test_tasks_are_given_to_one_of_ours_alone(north: Firm, south: Firm, client: Client) -> None:
    mine = north.world.debtor.pk
    form = {"deed": "give", "ids": str(mine), "user": north.users["field"].pk}
    assert client.post(north.url("debtors/bulk/"), form).status_code == 302
    assert Task.objects.filter(debtor=mine, state="open")[0].assigned_to == north.users["field"]
    stranger = client.post(north.url("debtors/bulk/"), {**form, "user": south.users["owner"].pk})
    assert stranger.status_code == 422


def test_nobody_of_another_creditor_is_held(north: Firm, south: Firm, client: Client) -> None:
    until = (north.world.day + timedelta(days=9)).isoformat()
    form = {"deed": "hold", "ids": str(south.world.debtor.pk), "until": until, "reason": "x"}
    client.post(north.url("debtors/bulk/"), form)
    assert not Hold.objects.exists()


def test_the_list_goes_out_as_it_is_filtered(north: Firm, client: Client, three: list[Debtor]) -> None:
    answer = client.get(north.url("debtors/export/?owner=Lou&format=csv"))
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Cedar Ltd" in text and "Birch" not in text
