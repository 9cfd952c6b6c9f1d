"""Letting go through cases: nobody decides alone, nothing twice, the rest is chased, and late money is a recovery."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from tests import builders
from tests.cases.people.worlds import MONDAY, World, at, world

from recoup.archive.queries import Narrow, entries, read
from recoup.cases.check import books
from recoup.cases.daily import refresh
from recoup.cases.formal import letgo, recovery
from recoup.cases.models import CaseState, Task
from recoup.cases.story import case_story
from recoup.ledger.models import Invoice, InvoiceState, Payment
from recoup.ledger.operations import (
    ChargeFacts,
    open_charges,
    post_charges,
    record_payments,
    reverse_payment,
)
from recoup.lib.errors import Refused
from recoup.org.models import Membership, Role
from recoup.org.operations import add_member
from recoup.org.queries import actor_of
from recoup.org.settings import set_setting
from recoup.recourse.letgo.queries import lost_with
from recoup.recourse.models import JournalLine, LetGo, LetGoPart

pytestmark = pytest.mark.django_db


@dataclass
class Scene:
    """A debtor with a case, and what people do to it."""

    world: World

    @property
    def invoice(self) -> Invoice:
        return Invoice.objects.get(pk=self.world.invoice.pk)

    def ask(self, minor: int | None = None, **by: Any) -> LetGo:
        parts = None if minor is None else {self.world.invoice.pk: minor}
        by = by or self.world.by
        return letgo.ask_write_off(
            self.world.creditor, self.world.case.pk, parts, "no_means", "Nothing to be had.", **by
        )

    def grant(self, asked: LetGo, **by: Any) -> LetGo:
        return letgo.decide_on(self.world.creditor, asked.pk, is_granted=True, **(by or self.world.by_owner))

    def pay(self, minor: int, days: int = 1, **more: Any) -> Payment:
        row = builders.payment_facts(
            minor,
            debtor_number=self.world.debtor.number,
            received_on=self.world.day + timedelta(days),
            **more,
        )
        record_payments(self.world.creditor, [row], source="bank", **self.world.by)
        return Payment.objects.get(external_id=row.external_id)

    def sound(self) -> None:
        """Every check of the books holds."""
        for look in (books.invoices_add_up, books.payments_add_up, books.let_go_adds_up, books.apart):
            assert look(self.world.creditor)[1] == [], look.__name__


@pytest.fixture
def scene() -> Scene:
    made = world()
    made.run()
    return Scene(made)


def refused(code: str) -> Any:
    return pytest.raises(Refused, check=lambda odd: odd.code == code)


def test_written_off_whole_the_case_is_closed(scene: Scene) -> None:
    asked = scene.ask()
    assert scene.world.case.state == CaseState.OPEN and scene.invoice.open_minor == 500_000
    assert Task.objects.get(kind="approve_let_go").state == "open"
    done = scene.grant(asked)
    assert (done.state, scene.invoice.open_minor, scene.invoice.state) == (
        "done",
        0,
        InvoiceState.WRITTEN_OFF,
    )
    assert scene.world.case.state == CaseState.CLOSED_WRITTEN_OFF
    line = JournalLine.objects.get()
    assert (line.debit, line.credit, line.amount_minor) == ("bad_debts", "receivables", 500_000)
    assert lost_with(scene.world.creditor, [scene.world.debtor.pk]) == {
        scene.world.debtor.pk: {"GBP": 500_000}
    }
    assert not Task.objects.filter(state="open", kind="approve_let_go").exists()
    scene.sound()


def test_interest_and_costs_go_with_the_whole_and_stay_with_a_part(scene: Scene) -> None:
    of, invoice = scene.world, scene.invoice
    fact = ChargeFacts("interest", 9_900, "GBP", "the Act", "GB-EAW", invoice.pk)
    post_charges(of.creditor, of.debtor, [fact], origin="demand:1", on=of.day, **of.by)
    scene.grant(scene.ask(120_000))
    assert [one.open_minor for one in open_charges(of.creditor, of.debtor)] == [9_900]
    scene.grant(scene.ask())
    assert open_charges(of.creditor, of.debtor) == []
    assert not Task.objects.filter(state="open", kind="charges_left").exists()


def test_nobody_approves_their_own(scene: Scene) -> None:
    asked = scene.ask(**scene.world.by_owner)
    with refused("own_request"):
        scene.grant(asked)
    with refused("not_allowed"):
        scene.grant(asked, **scene.world.by)
    assert scene.invoice.open_minor == 500_000
    scene.sound()


def test_an_only_user_may_after_a_day_and_it_is_recorded(scene: Scene) -> None:
    Membership.objects.filter(creditor=scene.world.creditor, role=Role.CONTROLLER).delete()
    asked = scene.ask(**scene.world.by_owner)
    with refused("own_request_too_early"):
        scene.grant(asked, actor=scene.world.owner, moment=at(MONDAY, 18))
    done = scene.grant(asked, actor=scene.world.owner, moment=at(MONDAY + timedelta(days=1), 11))
    assert done.is_alone and scene.invoice.state == InvoiceState.WRITTEN_OFF


def test_a_manager_stays_within_the_limit(scene: Scene) -> None:
    by = {"moment": builders.MOMENT, "actor": "system"}
    set_setting(scene.world.creditor, "write_off.limit_manager", "4999 GBP", **by)
    manager = add_member(scene.world.creditor, "manager@northwind.example", Role.MANAGER, **by)
    asked = scene.ask()
    who = {"actor": actor_of(manager.user_id), "moment": at(MONDAY)}
    with refused("over_limit"):
        scene.grant(asked, **who)
    assert scene.grant(asked).state == "done"


def test_the_limit_counts_what_was_let_go_of_the_same_debtor_before(scene: Scene) -> None:
    by = {"moment": builders.MOMENT, "actor": "system"}
    set_setting(scene.world.creditor, "write_off.limit_manager", "3000 GBP", **by)
    manager = add_member(scene.world.creditor, "manager@northwind.example", Role.MANAGER, **by)
    who = {"actor": actor_of(manager.user_id), "moment": at(MONDAY)}
    assert scene.grant(scene.ask(200_000), **who).state == "done"
    again = scene.ask(150_000)
    with refused("over_limit"):
        scene.grant(again, **who)
    assert scene.grant(again).state == "done"


def test_a_limit_in_another_currency_alone_means_nothing_here(scene: Scene) -> None:
    set_setting(
        scene.world.creditor, "write_off.limit_owner", "9000 EUR", actor="system", moment=builders.MOMENT
    )
    with refused("over_limit"):
        scene.grant(scene.ask())


def test_part_written_off_leaves_the_rest_chased(scene: Scene) -> None:
    scene.grant(scene.ask(120_000))
    assert (scene.invoice.open_minor, scene.invoice.state) == (380_000, InvoiceState.OPEN)
    assert scene.world.case.state == CaseState.OPEN
    refresh(scene.world.creditor, moment=at(MONDAY), actor="system")
    assert scene.world.case.open_minor == 380_000
    scene.sound()


def test_a_second_yes_writes_off_nothing_more(scene: Scene) -> None:
    asked = scene.ask(100_000)
    scene.grant(asked)
    scene.grant(asked)
    assert scene.invoice.open_minor == 400_000 and JournalLine.objects.count() == 1


def test_one_at_a_time(scene: Scene) -> None:
    scene.ask(100_000)
    with refused("let_go_under_way"):
        scene.ask(100_000)


def test_an_insured_debt_waits_for_the_insurer(scene: Scene) -> None:
    Invoice.objects.filter(pk=scene.world.invoice.pk).update(insured=True)
    asked = scene.ask()
    with refused("needs_consent"):
        scene.grant(asked)
    letgo.note_consent(scene.world.creditor, asked.pk, MONDAY, "POL-7/2", **scene.world.by)
    assert scene.grant(asked).state == "done"


def test_money_that_came_meanwhile_is_not_written_off(scene: Scene) -> None:
    asked = scene.ask()
    scene.pay(200_000, 0, purpose=scene.world.invoice.number)
    scene.grant(asked)
    part = LetGoPart.objects.get()
    assert (part.off_minor, scene.invoice.open_minor) == (300_000, 0)
    scene.sound()


def test_a_recovery_is_booked_against_the_write_off(scene: Scene) -> None:
    scene.grant(scene.ask())
    money = scene.pay(200_000, purpose=f"invoice {scene.world.invoice.number}")
    assert (money.state, scene.invoice.open_minor) == ("on_account", 0)
    scene.world.run(MONDAY + timedelta(days=1))
    assert scene.world.task("book_recovery") is not None
    case = scene.world.case.pk
    recovery.recover(scene.world.creditor, case, scene.world.invoice.pk, money.pk, None, **scene.world.by)
    row, part = scene.invoice, LetGoPart.objects.get()
    assert (row.open_minor, row.state, part.recovered_minor) == (0, InvoiceState.WRITTEN_OFF, 200_000)
    assert scene.world.case.state == CaseState.CLOSED_WRITTEN_OFF
    assert list(JournalLine.objects.order_by("pk").values_list("kind", "amount_minor")) == [
        ("write_off", 500_000), ("recovery", 200_000),
    ]  # fmt: skip
    with refused("payment_gone"):
        recovery.recover(scene.world.creditor, case, scene.world.invoice.pk, money.pk, 1, **scene.world.by)
    scene.world.run(MONDAY + timedelta(days=2))
    assert scene.world.task("book_recovery") is None
    scene.sound()


def test_more_than_was_written_off_is_never_recovered(scene: Scene) -> None:
    scene.grant(scene.ask())
    money = scene.pay(600_000)
    case = scene.world.case.pk
    with refused("over_recovered"):
        recovery.recover(
            scene.world.creditor, case, scene.world.invoice.pk, money.pk, 500_001, **scene.world.by
        )
    recovery.recover(scene.world.creditor, case, scene.world.invoice.pk, money.pk, None, **scene.world.by)
    assert scene.invoice.state == InvoiceState.PAID
    assert Payment.objects.get(pk=money.pk).state == "on_account"
    scene.sound()


def test_a_recovery_that_goes_back_opens_that_part_again(scene: Scene) -> None:
    scene.grant(scene.ask())
    money = scene.pay(200_000)
    recovery.recover(
        scene.world.creditor, scene.world.case.pk, scene.world.invoice.pk, money.pk, None, **scene.world.by
    )
    reverse_payment(scene.world.creditor, money, **scene.world.by)
    assert scene.invoice.open_minor == 200_000
    scene.sound()


def test_refused_or_taken_back_the_case_goes_on(scene: Scene) -> None:
    asked = scene.ask()
    with refused("missing"):
        letgo.decide_on(scene.world.creditor, asked.pk, is_granted=False, **scene.world.by_owner)
    letgo.decide_on(
        scene.world.creditor, asked.pk, is_granted=False, reason="Ask once more.", **scene.world.by_owner
    )
    again = scene.ask()
    letgo.withdraw(scene.world.creditor, again.pk, "They paid a bit.", **scene.world.by)
    with refused("decided_already"):
        scene.grant(again)
    assert not scene.world.case.holds.filter(released_on__isnull=True).exists()
    assert scene.invoice.open_minor == 500_000


def test_another_creditors_rows_are_never_touched(scene: Scene) -> None:
    other = Scene(world())
    other.world.run()
    asked = other.ask()
    with refused("no_such_let_go"):
        letgo.decide_on(scene.world.creditor, asked.pk, is_granted=True, **scene.world.by_owner)
    with refused("nothing_open"):
        letgo.ask_write_off(
            scene.world.creditor,
            scene.world.case.pk,
            {other.world.invoice.pk: 1},
            "small",
            "x",
            **scene.world.by,
        )
    with refused("no_such_case"):
        letgo.ask_write_off(scene.world.creditor, other.world.case.pk, None, "small", "x", **scene.world.by)
    assert other.invoice.open_minor == 500_000


def test_the_timeline_says_it_in_words(scene: Scene) -> None:
    scene.grant(scene.ask())
    said = " ".join(
        line["text"] for line in case_story(scene.world.creditor, scene.world.case.pk)["timeline"]
    )
    assert "Asked for: to write off £5,000.00" in said
    assert "The write-off was approved" in said and "In all, £5,000.00 of the debt was written off" in said
    assert "Case closed: written off" in said


def settle(scene: Scene, minor: int = 300_000, days: int = 10) -> LetGo:
    """An offer that stands: so much by that day."""
    on = scene.world.day + timedelta(days=days)
    asked = letgo.ask_settlement(
        scene.world.creditor, scene.world.case.pk, minor, on, "Rather this than nothing.", **scene.world.by
    )
    return scene.grant(asked)


def test_a_settlement_that_is_paid_in_time_ends_the_debt(scene: Scene) -> None:
    found = settle(scene)
    assert (found.state, scene.invoice.open_minor) == ("offered", 500_000)
    scene.pay(300_000, 3, purpose=scene.world.invoice.number)
    scene.world.run(MONDAY + timedelta(days=4))
    found.refresh_from_db()
    assert (found.state, scene.invoice.open_minor) == ("done", 0)
    assert LetGoPart.objects.get().off_minor == 200_000
    assert scene.world.case.state == CaseState.CLOSED_WRITTEN_OFF
    scene.sound()


def test_money_on_account_pays_a_settlement(scene: Scene) -> None:
    found = settle(scene)
    scene.pay(300_000, 3)
    assert Payment.objects.get().state == "on_account"
    scene.world.run(MONDAY + timedelta(days=4))
    found.refresh_from_db()
    assert (found.state, Payment.objects.get().state) == ("done", "allocated")
    scene.sound()


def test_a_settlement_lapses_when_the_books_show_that_nothing_came(scene: Scene) -> None:
    found = settle(scene)
    scene.pay(100_000, 3, purpose=scene.world.invoice.number)
    for days, state in ((10, "offered"), (11, "offered"), (14, "lapsed")):
        scene.world.run(MONDAY + timedelta(days=days))
        found.refresh_from_db()
        assert found.state == state, days
    assert scene.invoice.open_minor == 400_000 and scene.world.case.state == CaseState.OPEN
    assert not scene.world.case.holds.filter(released_on__isnull=True, note=letgo.offer_note()).exists()
    scene.sound()


def test_a_settlement_paid_a_day_late_has_lapsed(scene: Scene) -> None:
    found = settle(scene)
    scene.pay(300_000, 11, purpose=scene.world.invoice.number)
    scene.world.run(MONDAY + timedelta(days=14))
    found.refresh_from_db()
    assert (found.state, scene.invoice.open_minor) == ("lapsed", 200_000)


def test_money_marked_full_and_final_keeps_the_offer_from_lapsing(scene: Scene) -> None:
    found = settle(scene)
    scene.pay(300_000, 9, purpose="full and final settlement")
    assert Payment.objects.get().state == "unmatched"
    scene.world.run(MONDAY + timedelta(days=14))
    found.refresh_from_db()
    assert found.state == "offered"


def test_nothing_goes_out_while_an_offer_stands(scene: Scene) -> None:
    settle(scene)
    before = scene.world.case.steps.count()
    for days in range(1, 10):
        scene.world.run(MONDAY + timedelta(days=days))
    assert scene.world.case.steps.count() == before


def test_the_offer_is_a_letter_without_prejudice(scene: Scene) -> None:
    found = settle(scene)
    stream = scene.world.debtor.stream_key
    (entry,) = entries(scene.world.creditor.key, stream, which=Narrow(kinds=("settlement.offered",)))
    assert (entry.klass, entry.payloads["letter"]) == ("without_prejudice", found.letter)
    assert read(scene.world.creditor.key, found.letter).data.startswith(b"%PDF")
    letgo.note_posted(scene.world.creditor, found.pk, MONDAY, **scene.world.by)
    letgo.note_posted(scene.world.creditor, found.pk, MONDAY, **scene.world.by)
    posted = entries(scene.world.creditor.key, stream, which=Narrow(kinds=("let_go.posted",)))
    assert [one.klass for one in posted] == ["without_prejudice"]


def test_a_debt_that_is_sold_leaves_the_books(scene: Scene) -> None:
    asked = letgo.ask_sale(
        scene.world.creditor,
        scene.world.case.pk,
        75_000,
        "Debt Buyers Ltd",
        "Nothing else works.",
        **scene.world.by,
    )
    done = scene.grant(asked)
    assert (scene.invoice.state, scene.world.case.state) == (InvoiceState.SOLD, CaseState.CLOSED_OTHER)
    assert sorted(JournalLine.objects.values_list("debit", "credit", "amount_minor")) == [
        ("bad_debts", "receivables", 425_000), ("buyer", "receivables", 75_000),
    ]  # fmt: skip
    assert done.letter and read(scene.world.creditor.key, done.letter).data.startswith(b"%PDF")
    assert lost_with(scene.world.creditor, [scene.world.debtor.pk]) == {
        scene.world.debtor.pk: {"GBP": 425_000}
    }
    scene.sound()


def test_an_offer_needs_a_day_and_a_sum_that_make_sense(scene: Scene) -> None:
    case, later = scene.world.case.pk, MONDAY + timedelta(days=9)
    for minor, on, code in (
        (0, later, "bad_amount"),
        (500_000, later, "bad_amount"),
        (1, MONDAY, "date_in_past"),
        (1, MONDAY + timedelta(days=93), "offer_too_long"),
    ):
        with refused(code):
            letgo.ask_settlement(scene.world.creditor, case, minor, on, "x", **scene.world.by)
    with refused("missing"):
        letgo.ask_sale(scene.world.creditor, case, 1, " ", "x", **scene.world.by)
