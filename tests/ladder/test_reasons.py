"""Reasons and questions are closed lists, each with words."""

import pytest

from recoup.ladder.causes import CAUSES
from recoup.ladder.reasons import DUE, QUESTIONS, REASONS, sentence
from recoup.ladder.verdict import Why

pytestmark = pytest.mark.anydb

CODES = {
    "holiday",
    "below_minimum",
    "data_stale",
    "no_address",
    "automation_off",
    "unsure",
    "law_unknown",
    "needs_approval",
    "planned",
    "assigned",
    "waiting",
    "law_refuses",
    "daily_limit",
    "registration_hit",
    "posting_open",
    "opted_out",
    "in_flight",
    "not_due",
    "held",
    "callback_owed",
    "unread_reply",
    "gap",
    "limitation",
    "insolvent",
    "represented",
    "disputed",
    "task_open",
    "not_live",
    "unmatched_money",
    "formal_case_open",
    "sending_stopped",
    "insured",
    "promised",
    "call_cap",
    "quiet_hours",
    "placed",
    "weekly_cap",
    "paid",
}


def test_the_codes_are_those_the_command_line_prints() -> None:
    assert set(REASONS) == CODES
    assert not set(REASONS) & set(DUE)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (Why("paid"), "Nothing is left to ask for."),
        (Why("held", (("until", "2026-03-03"),)), "Held until 3 March 2026."),
        (
            Why(
                "waiting",
                (
                    ("until", "2026-03-03"),
                    ("rung", 2),
                    ("because", "no_answer"),
                    ("after", 1),
                    ("days", 7),
                    ("since", "2026-02-24"),
                ),
            ),
            "Waits for the second contact until 3 March 2026: 7 days after the friendly reminder of "
            "24 February 2026 without payment or answer.",
        ),
        (
            Why("overdue", (("days", 3), ("due_on", "2026-02-01"))),
            "The oldest invoice was due on 1 February 2026.",
        ),
        (
            Why("gap", (("days", 5), ("last_on", "2026-03-01"))),
            "The last message went out on 1 March 2026: 5 days lie between two.",
        ),
        (
            Why("promised", (("until", "2026-03-07"), ("due_on", "2026-03-04"))),
            "Payment is promised for 4 March 2026; looked at again on 7 March 2026.",
        ),
        (
            Why("below_minimum", (("minimum_minor", 1000), ("currency", "EUR"))),
            "Less than €10.00 is open: too little to ask for.",
        ),
        (Why("something_new"), "something new."),
    ],
)
def test_sentences(why: Why, words: str) -> None:
    assert sentence(why) == words


@pytest.mark.parametrize("code", [*REASONS, *DUE])
def test_a_reason_without_its_arguments_is_a_sentence_where_it_needs_none(code: str) -> None:
    try:
        said = sentence(Why(code))
    except KeyError:
        return
    assert said[0].isupper()
    assert said.endswith(".")
    assert "_" not in said


def test_every_question_of_a_cause_has_a_title() -> None:
    assert {cause.question for cause in CAUSES.values()} - {""} <= set(QUESTIONS)
    assert all(len(question) <= 30 for question in QUESTIONS)
