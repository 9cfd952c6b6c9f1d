"""The account that debtors pay to: two people, a day's wait, everybody told, the old one until then."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests import builders
from tests.builders import MOMENT

from recoup.archive.queries import entries
from recoup.lib.errors import Refused
from recoup.org.bank import approve_change, cancel_change, change_account, open_changes
from recoup.org.models import AccountChange, Creditor, Notice, Role
from recoup.org.operations import add_member
from recoup.org.queries import actor_of
from recoup.org.settings import set_setting, settings_of

pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)
OLD, NEW, THIRD = "GB33BUKB20201555555555", "DE89370400440532013000", "FR1420041010050500013M02606"


class Firm:
    """A creditor that is live with the old account, and its people."""

    def __init__(self, *roles: str) -> None:
        self.creditor: Creditor = builders.creditor(is_test=True)
        set_setting(self.creditor, "iban", OLD, actor="system", moment=MOMENT - 9 * DAY)
        self.actors = [
            actor_of(
                add_member(
                    self.creditor, f"{role}{n}@firm.example", role, moment=MOMENT, actor="system"
                ).user_id
            )
            for n, role in enumerate(roles)
        ]

    def ask(self, who: int, moment: datetime = MOMENT, **values: str) -> AccountChange | None:
        return change_account(self.creditor, values or {"iban": NEW}, actor=self.actors[who], moment=moment)

    def iban(self, moment: datetime) -> str:
        return settings_of(self.creditor, moment).iban

    def by(self, who: int, moment: datetime = MOMENT) -> dict[str, Any]:
        return {"actor": self.actors[who], "moment": moment}

    def kinds(self) -> list[str]:
        return [one.kind for one in entries(self.creditor.key, self.creditor.stream_key)]


def test_without_a_second_yes_it_never_holds() -> None:
    firm = Firm(Role.OWNER, Role.MANAGER)
    change = firm.ask(0)
    assert change is not None and change.effective_at is None
    assert firm.iban(MOMENT + 99 * DAY) == OLD
    with pytest.raises(Refused) as refusal:
        approve_change(firm.creditor, change.pk, **firm.by(0))
    assert refusal.value.code == "own_request"


def test_it_holds_a_day_after_the_yes_and_never_before() -> None:
    firm = Firm(Role.OWNER, Role.MANAGER)
    change = firm.ask(0)
    assert change is not None
    approve_change(firm.creditor, change.pk, **firm.by(1, MOMENT + DAY))
    assert firm.iban(MOMENT + 2 * DAY - timedelta(seconds=1)) == OLD
    assert firm.iban(MOMENT + 2 * DAY) == NEW
    assert open_changes(firm.creditor, MOMENT + 2 * DAY) == []
    assert {"account.asked", "account.approved", "setting.changed"} <= set(firm.kinds())
    with pytest.raises(Refused):
        approve_change(firm.creditor, change.pk, **firm.by(1, MOMENT + DAY))


def test_a_second_person_who_asks_for_the_same_approves() -> None:
    firm = Firm(Role.OWNER, Role.OWNER)
    first = firm.ask(0)
    assert firm.ask(0) == first, "asking twice is not two people"
    second = firm.ask(1)
    assert second is not None and second.approved_by == firm.actors[1]


def test_the_only_user_approves_by_asking_which_is_recorded() -> None:
    firm = Firm(Role.OWNER)
    change = firm.ask(0)
    assert change is not None and change.is_alone and change.effective_at == MOMENT + DAY
    facts = [one.facts for one in entries(firm.creditor.key, firm.creditor.stream_key)]
    assert {"change": change.pk, "alone": "yes"} in facts


def test_where_nobody_else_may_approve_it_is_said_so() -> None:
    firm = Firm(Role.OWNER, Role.CONTROLLER)
    with pytest.raises(Refused) as refusal:
        firm.ask(0)
    assert refusal.value.code == "no_approver" and not AccountChange.objects.exists()


@pytest.mark.parametrize("is_approved", [False, True])
def test_it_can_be_called_off_until_it_holds(is_approved: bool) -> None:
    firm = Firm(Role.OWNER, Role.MANAGER)
    change = firm.ask(0)
    assert change is not None
    if is_approved:
        approve_change(firm.creditor, change.pk, **firm.by(1))
    cancel_change(firm.creditor, change.pk, **firm.by(1, MOMENT + DAY / 2))
    assert firm.iban(MOMENT + 9 * DAY) == OLD
    assert not Notice.objects.filter(sent_at=None, is_off=False).exists()
    with pytest.raises(Refused):
        cancel_change(firm.creditor, change.pk, **firm.by(1))


def test_what_holds_cannot_be_called_off() -> None:
    firm = Firm(Role.OWNER)
    change = firm.ask(0)
    assert change is not None
    with pytest.raises(Refused) as refusal:
        cancel_change(firm.creditor, change.pk, **firm.by(0, MOMENT + DAY))
    assert refusal.value.code == "not_open" and firm.iban(MOMENT + DAY) == NEW


def test_a_second_change_waits_its_own_day_and_takes_the_place_of_the_first() -> None:
    firm = Firm(Role.OWNER)
    firm.ask(0)
    firm.ask(0, MOMENT + DAY / 2, iban=THIRD)
    assert firm.iban(MOMENT + DAY) == OLD
    assert firm.iban(MOMENT + 3 * DAY / 2) == THIRD
    assert len(open_changes(firm.creditor, MOMENT + DAY / 2)) == 1


def test_owners_and_managers_are_told_at_once_and_when_it_holds() -> None:
    firm = Firm(Role.OWNER, Role.MANAGER, Role.CONTROLLER)
    change = firm.ask(0)
    assert change is not None
    told = ["owner0@firm.example", "manager1@firm.example"]
    assert list(Notice.objects.order_by("pk").values_list("to_address", flat=True)) == told
    approve_change(firm.creditor, change.pk, **firm.by(1))
    rows = Notice.objects.order_by("pk").values_list("to_address", "due_at")
    assert list(rows[4:]) == [(one, MOMENT + DAY) for one in told]
    assert all(OLD in text and NEW in text for text in Notice.objects.values_list("text", flat=True))


def test_another_creditors_change_is_not_there() -> None:
    change = Firm(Role.OWNER, Role.OWNER).ask(0)
    assert change is not None
    other = builders.creditor("Other Ltd")
    with pytest.raises(Refused) as refusal:
        approve_change(other, change.pk, actor="user:9", moment=MOMENT)
    assert refusal.value.code == "no_such_change"
