"""The conformance suite: what every pack has to be, and what does not load."""

import csv
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from recoup.law.interest import rates
from recoup.law.loader import FOLDER, agree, packs, read_pack, read_sources
from recoup.law.pack import Pack
from recoup.law.places import place_of
from recoup.law.questions import QUESTIONS
from recoup.law.values import KINDS, Answer, Mark, Unknown
from recoup.lib.errors import Refused

pytestmark = pytest.mark.anydb

PACKS = list(packs().values())
HERE = Path(__file__).parent
every_pack = pytest.mark.parametrize("pack", PACKS, ids=lambda one: one.key)


def test_the_places_that_have_a_pack() -> None:
    europe = {"GB-EAW", "GB-SCT", "GB-NIR", "DE", "FR", "ES", "IT", "NL", "BE", "AT", "IE", "PL", "CH", "EU"}
    assert set(packs()) == europe | {"US", "US-CA", "US-NY", "US-TX", "CA", "AU"}


@every_pack
def test_every_question_is_answered_or_unknown_with_a_reason(pack: Pack) -> None:
    assert set(pack.answers) == set(QUESTIONS)
    for question in QUESTIONS:
        for kind in KINDS:
            found = pack.answer(question, kind, date(2026, 11, 22))
            assert found.words if isinstance(found, Answer) else found.why


@every_pack
def test_every_value_has_mark_source_and_the_day_it_was_checked(pack: Pack) -> None:
    answers = [one for held in pack.answers.values() for one in held if isinstance(one, Answer)]
    rows = [row for table in (*pack.rates.values(), *pack.fees.values()) for row in table]
    assert answers
    for one in (*answers, *rows):
        assert isinstance(one.mark, Mark)
        assert one.sources and all(source.title for source in one.sources)
        assert date(2026, 1, 1) <= one.checked_on <= date(2026, 11, 22)
        is_general = all(source.key == "GK" for source in one.sources)
        assert not is_general or one.mark is Mark.UNVERIFIED, one


@every_pack
def test_no_gap_and_no_overlap_in_days(pack: Pack) -> None:
    for question, held in pack.answers.items():
        for kind in KINDS:
            spans = sorted(
                (one.from_on or date.min, one.until_on or date.max) for one in held if kind in one.kinds
            )
            assert spans and spans[-1][1] == date.max, question
            assert all(after == before + timedelta(days=1) for (_, before), (after, _) in pairwise(spans))
    for table in pack.rates.values():
        assert all(two.from_on == one.until_on + timedelta(days=1) for one, two in pairwise(table))
        assert table[-1].until_on == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("column", "key"),
    [
        ("EU_min_IE_IT_ES", "EU"), ("EU_min_IE_IT_ES", "ES"), ("EU_min_IE_IT_ES", "IT"), ("EU_min_IE_IT_ES", "IE"),
        ("FR_ecb_plus_10", "FR"), ("DE_base_plus_9", "DE"), ("AT_base_plus_9_2", "AT"), ("NL", "NL"),
        ("BE_rounded_up_half_point", "BE"), ("UK_for_debts_starting_in_half", "GB-EAW"), ("PL", "PL"),
    ],
)  # fmt: skip
def test_the_rates_are_those_that_were_worked_out_side_by_side(column: str, key: str) -> None:
    pack = packs()[key]
    seen = 0
    with (HERE / "halfyear_rates.csv").open() as lines:
        for row in csv.DictReader(lines):
            day = date.fromisoformat(row["half_start"])
            if not row[column]:
                continue
            claim = date(2020, 1, 1) if key == "PL" and day.year >= 2020 else day
            rule = pack.answer("interest.rate", "company", claim)
            assert isinstance(rule, Answer)
            (rate,) = rates.statutory(rule, pack, "never", day, day, day)
            if key == "DE" and day < date(2014, 7, 29):
                assert rate.percent in (Decimal(row[column]), Decimal(row[column]) + 1)
            else:
                assert rate.percent == Decimal(row[column]), day
            seen += 1
    assert seen >= 22


def test_marks_are_kept_where_the_figures_are_weak() -> None:
    by_day = {one.from_on: one for one in packs()["PL"].rates["rates.csv"]}
    assert by_day[date(2025, 7, 1)].mark is Mark.UNVERIFIED and "15.10" in by_day[date(2025, 7, 1)].note
    assert packs()["DE"].rates["rates.csv"][-1].mark is Mark.SECONDARY
    assert packs()["GB-EAW"].rates["rates.csv"][-1].mark is Mark.DERIVED
    assert {mark for mark in Mark if mark.needs_confirming} == {Mark.SECONDARY, Mark.UNVERIFIED}


# ---- what does not load


@pytest.fixture
def load(tmp_path: Path) -> Callable[[str, str, str, str], Pack]:
    """A shipped pack with one piece of one of its files replaced, read anew."""

    def call(key: str, file: str, old: str, new: str) -> Pack:
        folder = tmp_path / key
        shutil.copytree(FOLDER / key, folder)
        text = (folder / file).read_text()
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1))
        return read_pack(folder, read_sources(FOLDER / "sources.toml"))

    return call


@pytest.mark.parametrize(
    ("key", "file", "old", "new", "says"),
    [
        ("DE", "rates.csv", "2020-01-01,2020-06-30,-0.88,verified,S43 D-HLEDGER,2026-11-22,\n", "", "a gap"),
        ("DE", "rates.csv", "2020-01-01,2020-06-30", "2019-12-31,2020-06-30", "an overlap"),
        ("DE", "rates.csv", "2.70,verified,S43 D-HLEDGER", "2.70,verified,", "needs a source"),
        ("DE", "rates.csv", "2.70,verified", "2.70,sure", "one of the marks"),
        ("DE", "rates.csv", "2.70", "2,70", "columns"),
        ("DE", "rates.csv", "2.70", "nan", "no figure"),
        ("DE", "rates.csv", "S43 D-HLEDGER,2026-11-22", "S43 D-HLEDGER,", "was checked"),
        ("DE", "fees.csv", "2025-06-01,,any,1000,1500", "2025-06-01,,any,1200,1500", "gap or overlap"),
        ("DE", "pack.toml", "from_on = 2014-07-29", "from_on = 2014-08-29", "gap or overlap"),
        ("DE", "pack.toml", "until_on = 2014-07-28", "until_on = 2014-08-28", "gap or overlap"),
        ("DE", "pack.toml", 'source = "S14 S15"\n', "", "needs a source"),
        ("DE", "pack.toml", 'source = "S14 S15"', 'source = "S14 S999"', "no source S999"),
        ("DE", "pack.toml", 'margin = "9"', "margin = 9", "no figure written as text"),
        ("DE", "pack.toml", 'method = "simple"', 'method = "daily"', "not what stands there"),
        ("DE", "pack.toml", "basis = 365\n", "", "needs basis"),
        ("DE", "pack.toml", "basis = 365", "basis = 365\ncolour = 3", "does not know colour"),
        ("DE", "pack.toml", "[contact.hours]", "[contact.weather]", "has no answer"),
        (
            "AU",
            "pack.toml",
            "[contact.hours]",
            '[contact.weather]\nunknown = "x"\n[contact.hours]',
            "no such question",
        ),
        (
            "AU",
            "pack.toml",
            "[contact.hours]\nunknown = ",
            "[contact.hours]\nopens = 8\nunknown = ",
            "no value",
        ),
    ],
)
def test_a_pack_that_is_not_whole_does_not_load(
    load, key: str, file: str, old: str, new: str, says: str
) -> None:
    with pytest.raises(Refused, match=says) as odd:
        load(key, file, old, new)
    assert odd.value.code == "law_pack" and odd.value.where and odd.value.how


def test_two_packs_that_contradict_each_other_do_not_load() -> None:
    agree(PACKS)
    spain = packs()["ES"]
    table = spain.rates["rates.csv"]
    wrong = (*table[:-1], replace(table[-1], percent=table[-1].percent + 1))
    with pytest.raises(Refused, match=r"is 3\.40 here and 2\.40 in"):
        agree([*PACKS, replace(spain, rates={"rates.csv": wrong})])


# ---- whose pack


def test_a_region_asks_its_own_pack_then_the_country() -> None:
    assert [one.key for one in place_of("US-NY").packs] == ["US-NY", "US"]
    assert [one.key for one in place_of("DE-BY").packs] == ["DE"]
    assert [one.key for one in place_of("GB-WLS").packs] == ["GB-EAW"]
    assert place_of("GB").key == "GB-EAW" and place_of("GB").assumptions[0].code == "region"
    assert [one.key for one in place_of("FI").packs] == ["EU"]
    answer = place_of("US-NY").ask("insolvency.proof", "company", date(2026, 1, 1))
    assert isinstance(answer, Answer) and answer.key == "US"


def test_scotland_does_not_get_the_courts_of_england() -> None:
    for question in ("court.fees", "court.small_claims", "demand.deadline", "court.statutory_demand"):
        assert isinstance(place_of("GB-SCT").ask(question, "company", date(2026, 1, 1)), Unknown)


def test_outside_the_euro_the_reference_is_not_known() -> None:
    for country in ("SE", "CZ", "DK"):
        found = place_of(country).ask("interest.rate", "company", date(2026, 1, 1))
        assert isinstance(found, Unknown) and "central bank" in found.why


def test_a_country_without_a_pack_answers_nothing() -> None:
    found = place_of("JP").ask("interest.rate", "company", date(2026, 1, 1))
    assert isinstance(found, Unknown) and "JP" in found.why


@pytest.mark.parametrize("key", ["UK", "XX", "EU", "", "DEU", "D", "12"])
def test_what_is_no_country_is_refused(key: str) -> None:
    with pytest.raises(Refused) as odd:
        place_of(key)
    assert odd.value.code == "unknown_country"
