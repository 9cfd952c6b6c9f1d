"""The gate: the same facts allow what was planned, changed facts refuse or delay it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.ladder.facts import (
    ACCOUNTS,
    TODAY,
    ago,
    at_rung,
    case,
    creditor,
    invoice,
    position,
    step,
    steps_of,
)

from recoup.ladder.gate import gate
from recoup.ladder.position import HoldFacts, Position, PromiseFacts, RecentContact
from recoup.ladder.verdict import Allowed, GateAnswer, Later, Refused

pytestmark = pytest.mark.anydb

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=BERLIN)


def says(answer: GateAnswer) -> str:
    match answer:
        case Allowed():
            return "allowed"
        case Later(_, why):
            return f"later:{why.code}"
        case Refused(why):
            return f"refused:{why.code}"


def changed(**more: object) -> Position:
    """The email of rung 1 is ready; then this changed in the case."""
    return position(case(**{"steps": (step(1, state="ready"),), **more}))


EMAIL = steps_of(position())[0]
CALL = steps_of(position(at_rung(1, 7)))[0]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (changed(), "allowed"),
        (changed(invoices=(invoice(open_minor=0, asked_minor=0),)), "refused:paid"),
        (changed(invoices=(invoice(asked_minor=0, disputed_minor=100_000),)), "refused:disputed"),
        (changed(invoices=(invoice(minor=900),)), "refused:below_minimum"),
        (changed(on_account_minor=100_000), "refused:paid"),
        (changed(unmatched_minor=100_000), "refused:unmatched_money"),
        (changed(holds=(HoldFacts("held", ago(-5)),)), "refused:held"),
        (changed(promises=(PromiseFacts(ago(-3), "open"),)), "refused:promised"),
        (changed(promises=(PromiseFacts(ago(-3), "open", is_plan=True),)), "refused:planned"),
        (changed(round=2), "refused:waiting"),
        (changed(advance_to=4), "refused:waiting"),
        (changed(cause="insolvent"), "refused:held"),
        (changed(needs_look=True), "refused:limitation"),
        (changed(steps=(step(1),)), "refused:in_flight"),
        (changed(steps=(step(1, state="failed"),)), "refused:in_flight"),
        (changed(steps=(step(1, state="unsure"),)), "refused:unsure"),
        (replace(changed(), cases=()), "refused:paid"),
        (replace(changed(), insolvent_on=TODAY), "refused:insolvent"),
        (replace(changed(), is_represented=True), "refused:represented"),
        (replace(changed(), is_placed=True), "refused:placed"),
        (replace(changed(), unread_since_on=TODAY), "refused:unread_reply"),
        (replace(changed(), callback_owed_on=TODAY), "refused:callback_owed"),
        (replace(changed(), automation="never"), "refused:automation_off"),
        (replace(changed(), automation="tasks"), "refused:automation_off"),
        (replace(changed(), automation="draft"), "refused:needs_approval"),
        (replace(changed(), opted_out=frozenset({"email"})), "refused:opted_out"),
        (replace(changed(), contacts=()), "refused:no_address"),
        (replace(changed(), contacts=(replace(ACCOUNTS, has_email=False),)), "refused:no_address"),
        (replace(changed(), creditor=creditor(fresh_on=ago(2))), "refused:data_stale"),
        (replace(changed(), creditor=creditor(is_sending_on=False)), "refused:sending_stopped"),
        (replace(changed(), creditor=creditor(is_live=False)), "refused:not_live"),
        (replace(changed(), recent=(RecentContact(ago(1), "letter", True),)), "later:gap"),
        (replace(changed(), recent=(RecentContact(ago(0), "email", True),)), "later:gap"),
        (
            replace(changed(), recent=tuple(RecentContact(ago(n), "phone", False) for n in (0, 1))),
            "later:weekly_cap",
        ),
    ],
)
def test_what_changed_after_planning(now: Position, expected: str) -> None:
    assert says(gate(EMAIL, now, NOON)) == expected


@pytest.mark.parametrize(
    ("moment", "expected", "until"),
    [
        (datetime(2026, 3, 4, 9, 0, tzinfo=BERLIN), "allowed", None),
        (datetime(2026, 3, 4, 17, 29, tzinfo=BERLIN), "allowed", None),
        (
            datetime(2026, 3, 4, 8, 59, tzinfo=BERLIN),
            "later:quiet_hours",
            datetime(2026, 3, 4, 9, tzinfo=BERLIN),
        ),
        (
            datetime(2026, 3, 4, 17, 30, tzinfo=BERLIN),
            "later:quiet_hours",
            datetime(2026, 3, 5, 9, tzinfo=BERLIN),
        ),
        (
            datetime(2026, 3, 4, 16, 45, tzinfo=UTC),
            "later:quiet_hours",
            datetime(2026, 3, 5, 9, tzinfo=BERLIN),
        ),
        (
            datetime(2026, 3, 6, 18, 0, tzinfo=BERLIN),
            "later:quiet_hours",
            datetime(2026, 3, 9, 9, tzinfo=BERLIN),
        ),
    ],
)
def test_calls_keep_the_hours_of_the_place(moment: datetime, expected: str, until: datetime | None) -> None:
    where = replace(position(at_rung(1, 7)), creditor=creditor(fresh_on=date(2026, 3, 6)))
    answer = gate(CALL, where, moment)
    assert says(answer) == expected
    if isinstance(answer, Later):
        assert answer.moment == until


def test_emails_know_no_hours_but_the_weekend_of_the_place() -> None:
    """Friday evening here is Saturday in Auckland."""
    where = replace(
        position(),
        zone="Pacific/Auckland",
        creditor=creditor(fresh_on=date(2026, 3, 6), zone="Europe/London"),
    )
    friday = datetime(2026, 3, 6, 14, 0, tzinfo=ZoneInfo("Europe/London"))
    answer = gate(EMAIL, where, friday)
    assert says(answer) == "later:holiday"
    assert isinstance(answer, Later)
    assert answer.moment == datetime(2026, 3, 9, 9, 0, tzinfo=ZoneInfo("Pacific/Auckland"))
    assert says(gate(EMAIL, position(), datetime(2026, 3, 4, 3, 0, tzinfo=BERLIN))) == "allowed"


def test_the_second_of_a_pair_follows_the_first_on_the_same_day() -> None:
    fallen = at_rung(1, 14, steps=(step(2, "phone", 0, "fallen_back"),))
    email, letter = steps_of(position(fallen))
    sent = replace(
        fallen,
        invoices=(invoice(earned=2),),
        steps=(*fallen.steps, step(2, "email"), step(2, "letter", state="ready")),
    )
    where = position(sent, recent=(RecentContact(TODAY, "email", True),))
    assert says(gate(email, where, NOON)) == "refused:in_flight"
    assert says(gate(letter, where, NOON)) == "allowed"


def test_a_part_payment_leaves_an_open_call_alone() -> None:
    smaller = at_rung(
        1, 7, restarted_on=TODAY, invoices=(invoice(earned=1, asked_minor=70_000, open_minor=70_000),)
    )
    assert says(gate(CALL, position(smaller), NOON)) == "allowed"


def test_a_draft_goes_once_a_person_said_yes() -> None:
    where = position(automation="draft")
    (draft,) = steps_of(where)
    assert says(gate(draft, where, NOON)) == "refused:needs_approval"
    yes = replace(where, cases=(replace(where.cases[0], approvals=frozenset({(1, 1)})),))
    assert says(gate(draft, yes, NOON)) == "allowed"
