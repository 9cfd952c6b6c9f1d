"""Two people on one case: the later is told what came between, keeps what was typed, and goes on by pressing again."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.web.firms import Firm, client_of

from recoup.cases.models import Hold


@pytest.fixture
def anna(north: Firm) -> Client:
    return client_of(north.users["controller"])


@pytest.fixture
def ben(north: Firm) -> Client:
    return client_of(north.users["manager"])


def seen(client: Client, north: Firm) -> str:
    page = client.get(north.url(f"debtors/{north.world.debtor.pk}/")).content.decode()
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found is not None
    return found.group(1)


def hold(client: Client, north: Firm, days: int, **form: Any) -> Any:
    until = (north.world.day + timedelta(days=days)).isoformat()
    return client.post(
        north.url(f"debtors/{north.world.debtor.pk}/hold/"),
        {"until": until, "reason": "they asked us", **form},
    )


def test_the_later_person_is_told_and_goes_on_with_a_second_press(
    north: Firm, anna: Client, ben: Client
) -> None:
    before = seen(anna, north)
    ben.post(north.url(f"debtors/{north.world.debtor.pk}/cause/"), {"cause": "hardship"})
    answer = hold(anna, north, 9, seen=before)
    text = answer.content.decode()
    assert answer.status_code == 422 and not Hold.objects.exists()
    assert "Changed by manager@north.example" in text and "a moment ago" in text and "they asked us" in text
    new = re.search(r'name="seen" value="(\d+)"', text)
    assert new is not None and new.group(1) != before
    assert hold(anna, north, 9, seen=new.group(1)).status_code == 302
    assert Hold.objects.get().note == "they asked us"


def test_ones_own_deed_in_another_window_holds_nobody_up(north: Firm, anna: Client) -> None:
    before = seen(anna, north)
    assert hold(anna, north, 9, seen=before).status_code == 302
    assert hold(anna, north, 12, seen=before).status_code == 302


def test_without_a_change_nobody_is_asked(north: Firm, anna: Client, ben: Client) -> None:
    assert hold(ben, north, 9).status_code == 302
    assert hold(anna, north, 9, seen=seen(anna, north)).status_code == 302


def test_nonsense_in_the_field_is_no_fault(north: Firm, anna: Client) -> None:
    assert hold(anna, north, 9, seen="²").status_code == 302
