"""The limitation clock at work: warned once each, kept from lapsing quietly, and no automatic word once lapsed."""

from datetime import date, timedelta

import pytest
from tests import builders
from tests.cases.people.worlds import MONDAY, World, at, world

from recoup.archive.queries import entries
from recoup.cases.daily import run
from recoup.cases.formal.limitation import note, standing, withdraw
from recoup.cases.models import Case, CaseLimitation, StepRun, Task
from recoup.cases.people import holds, promises
from recoup.lib.errors import Refused

pytestmark = pytest.mark.django_db
SIX_YEARS = (date(2025, 3, 3) - date(2019, 3, 3)).days


def warned(w: World) -> list[int]:
    """The months of all warnings so far."""
    found = entries(w.creditor.key, w.debtor.stream_key)
    return [e.facts["months"] for e in found if e.kind == "limitation.warned"]


def old(days_left: int) -> World:
    """A debt of Great Britain that can be sued for so many days more on Monday, held so that nothing else happens."""
    w = world(overdue=SIX_YEARS - days_left)
    w.run()
    return w


def test_each_warning_comes_once_also_when_days_are_missed() -> None:
    w = old(380)
    end = standing(w.case, at(MONDAY)).ends_on
    assert end is not None
    seen: list[list[int]] = [warned(w)]
    for left in (360, 350, 185, 160, 20, 10, 0, -1, -30):
        w.day = end - timedelta(days=left)
        w.run()
        w.run()
        seen.append(warned(w))
    assert seen == [
        [], [12], [12], [12], [12, 6], [12, 6, 1], [12, 6, 1], [12, 6, 1], [12, 6, 1, 0], [12, 6, 1, 0],
    ]  # fmt: skip
    assert w.task("limitation_near") is None and w.task("limitation") is not None


def test_a_warning_is_one_task_with_a_date_for_whoever_decides() -> None:
    w = old(200)
    task = w.task("limitation_near")
    assert task is not None and task.due_on == MONDAY and task.role == "manager" and warned(w) == [12]


def test_the_clock_of_a_case_is_that_of_its_oldest_invoice() -> None:
    w = world()
    builders.invoice(w.debtor, due_on=date(2020, 1, 31))
    w.run()
    assert CaseLimitation.objects.get().ends_on == date(2026, 1, 31) == standing(w.case, at(w.day)).ends_on


def test_a_claim_that_has_lapsed_is_asked_for_by_nobody_until_a_person_has_looked() -> None:
    w = old(-10)
    assert not StepRun.objects.exists() and w.case.why_code == "limitation"
    w.record("looked", task=w.task("limitation"))
    w.run()
    assert StepRun.objects.exists()


def test_an_old_debt_that_the_law_still_allows_waits_for_nobody() -> None:
    w = world(overdue=400)
    w.run()
    assert w.step().kind == "email" and w.task("limitation") is None


def test_while_first_messages_are_limited_an_old_debt_is_a_draft() -> None:
    from recoup.org.settings import set_setting

    w = world(overdue=400)
    set_setting(w.creditor, "import.daily_limit", "50", actor="system", moment=builders.MOMENT)
    w.run()
    assert w.step().state == "planned" and w.step().reason == "needs_approval"


def test_nobody_but_an_approver_holds_past_six_months_before_the_end() -> None:
    w = old(200)
    with pytest.raises(Refused) as refused:
        holds.hold(w.creditor, w.debtor, MONDAY + timedelta(days=30), "wait", **w.by)
    assert refused.value.code == "past_limitation"
    assert holds.hold(w.creditor, w.debtor, MONDAY + timedelta(days=10), "wait", **w.by)
    assert holds.hold(w.creditor, w.debtor, MONDAY + timedelta(days=30), "wait", **w.by_owner)


def test_a_promise_past_that_day_asks_for_approval() -> None:
    w = old(185)
    made = promises.promise(w.creditor, w.case.pk, 1_000, MONDAY + timedelta(days=10), **w.by)
    assert made.state == "asked"


def test_an_acknowledgment_starts_it_anew_and_drops_the_warning() -> None:
    w = old(100)
    assert w.task("limitation_near") is not None
    fact = note(w.creditor, w.case, "acknowledgment", MONDAY, reason="letter of 3 March", **w.by)
    w.run(MONDAY + timedelta(days=1))
    assert CaseLimitation.objects.get().ends_on == date(2031, 3, 3) and w.task("limitation_near") is None
    again = note(w.creditor, w.case, "acknowledgment", MONDAY, reason="letter of 3 March", **w.by)
    assert again.pk == fact.pk
    withdraw(w.creditor, fact.pk, reason="not signed", **w.by)
    w.run(MONDAY + timedelta(days=2))
    assert warned(w) == [6, 6] and w.task("limitation_near") is not None


def test_a_part_payment_starts_it_anew_where_the_law_has_it_so() -> None:
    from recoup.ledger.operations import record_payments

    w = old(200)
    record_payments(w.creditor, [builders.payment_facts(100_000, received_on=MONDAY, references=(w.invoice.number,))],
                    source="bank", as_of_on=MONDAY, **w.by)  # fmt: skip
    assert standing(w.case, at(MONDAY)).ends_on == date(2031, 3, 3)


@pytest.mark.parametrize(("what", "by_owner"), [("decided", False), ("suspended", False), ("decided", True)])
def test_what_no_law_answers_an_approver_decides(what: str, by_owner: bool) -> None:
    w = world()
    w.run()
    by = w.by_owner if by_owner else w.by
    if not by_owner:
        with pytest.raises(Refused) as refused:
            note(w.creditor, w.case, what, MONDAY, until_on=date(2026, 1, 1), reason="counsel", **by)
        assert refused.value.code == "not_allowed"
        return
    note(w.creditor, w.case, what, MONDAY, until_on=date(2026, 1, 1), reason="counsel", **by)
    assert standing(w.case, at(MONDAY)).ends_on == date(2026, 1, 1)


def test_a_place_without_an_answer_is_not_warned_of_and_keeps_its_question() -> None:
    w = world(overdue=400)
    w.invoice.governing_law = "GB-NIR"
    w.invoice.save()
    w.run()
    row = CaseLimitation.objects.get()
    assert row.ends_on is None and row.is_unknown and w.task("limitation") is not None and warned(w) == []


def test_another_creditors_day_is_not_read() -> None:
    w, other = old(100), world()
    run(other.creditor, moment=at(MONDAY), actor="system")
    assert Task.objects.of(other.creditor).filter(kind="limitation_near").count() == 0
    assert CaseLimitation.objects.of(other.creditor).count() == 1 and w.task("limitation_near") is not None


def test_the_law_that_a_person_chose_for_the_contract_says_until_when() -> None:
    """Due on 29 January 2021: six years in England, three to the end of the year in Germany, which is over."""
    from recoup.cases.formal.law import choose_place

    w = world()
    builders.invoice(w.debtor, due_on=date(2021, 1, 29))
    w.run()
    assert CaseLimitation.objects.get().ends_on == date(2027, 1, 29)
    choose_place(w.creditor, w.case.pk, "contract", "DE", "clause 14 of our terms", **w.by)
    case = Case.objects.get(pk=w.case.pk)
    assert standing(case, at(w.day)).ends_on == date(2024, 12, 31)
    w.run(MONDAY + timedelta(days=1))
    assert CaseLimitation.objects.get().ends_on == date(2024, 12, 31)
    assert w.task("limitation") is not None and w.case.why_code == "limitation"
