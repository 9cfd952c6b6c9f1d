"""Whose law answers for a case: from the books, by assumption, and by a person's word."""

import pytest
from tests.cases.people.worlds import World, world

from recoup.cases.formal.law import (
    choose_place,
    confirm_figure,
    connections_of,
    decide,
    is_answered,
    told_of,
)
from recoup.cases.story import case_story
from recoup.law.questions import Factor
from recoup.lib.errors import Refused
from recoup.org.settings import set_setting
from recoup.recourse.confirm import decisions, figure_of, unconfirmed

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    """A debtor with a case."""
    made = world(country="GB", region="SCT")
    made.run()
    return made


def test_the_contract_is_assumed_to_be_under_our_law_until_a_person_says_so(w: World) -> None:
    set_setting(w.creditor, "calendar.region", "ENG", actor="system", moment=w.by["moment"])
    law = connections_of(w.case, w.by["moment"])
    assert law.of(Factor.CONTRACT).key == "GB-ENG" and law.of(Factor.CONTRACT).needs_confirming
    assert law.of(Factor.SEAT).key == "GB-SCT" and not law.of(Factor.SEAT).needs_confirming
    assert [one.factor for one in law.to_confirm()] == [Factor.CONTRACT, Factor.COURT]
    choose_place(w.creditor, w.case.pk, "contract", "de", "Clause 12 of our terms", **w.by)
    again = choose_place(w.creditor, w.case.pk, "contract", "DE", "Clause 12 of our terms", **w.by)
    law = connections_of(w.case, w.by["moment"])
    assert law.of(Factor.CONTRACT).key == "DE" and law.of(Factor.CONTRACT).chosen == again
    assert again.case.places.count() == 1
    assert law.place("interest.rate").key == "DE" and law.place("demand.form").key == "GB-ENG"


def test_what_all_invoices_name_is_stated(w: World) -> None:
    w.invoice.governing_law = "FR"
    w.invoice.save()
    choice = connections_of(w.case, w.by["moment"]).of(Factor.CONTRACT)
    assert choice.key == "FR" and not choice.needs_confirming
    w.invoice.governing_law = "whatever"
    w.invoice.save()
    assert connections_of(w.case, w.by["moment"]).of(Factor.CONTRACT).needs_confirming


def test_nonsense_is_refused(w: World) -> None:
    for factor, key, reason, code in (
        ("moon", "DE", "So", "no_such_factor"),
        ("contract", "XX", "So", "unknown_country"),
        ("contract", "DE", " ", "missing"),
    ):
        with pytest.raises(Refused) as odd:
            choose_place(w.creditor, w.case.pk, factor, key, reason, **w.by)
        assert odd.value.code == code


def test_what_was_confirmed_and_decided_is_told(w: World) -> None:
    law = connections_of(w.case, w.by["moment"])
    told = told_of(w.case, law, ["demand.deadline", "court.procedure"], w.day)
    figure = figure_of(told["demand.deadline"])
    assert figure is not None and figure in unconfirmed(w.creditor, [figure], w.day)
    confirm_figure(w.creditor, w.case.pk, figure, seen_in="justice.gov.uk", reason="Same", **w.by)
    assert unconfirmed(w.creditor, [figure], w.day) == []
    assert not is_answered(told["court.procedure"], {})
    with pytest.raises(Refused) as odd:
        decide(w.creditor, w.case.pk, "court.procedure", "Form N1", "Our lawyer", **w.by)
    assert odd.value.code == "not_allowed"
    decide(w.creditor, w.case.pk, "court.procedure", "Form N1", "Our lawyer", **w.by_owner)
    assert is_answered(told["court.procedure"], decisions(w.creditor, w.debtor))
    said = " ".join(line["text"] for line in case_story(w.creditor, w.case.pk)["timeline"])
    assert (
        "A figure of the law was compared with the official text (justice.gov.uk): "
        "“Which deadline must the demand give?”. “Same”" in said
    )
    assert "What the law leaves open was decided. “Our lawyer”" in said
