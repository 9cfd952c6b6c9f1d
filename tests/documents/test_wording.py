"""A creditor's own wording: versions kept, behind the guard, apart from other creditors."""

import pytest
from tests import builders
from tests.documents.contexts import message

from recoup.documents import queries
from recoup.documents.facts import LANGUAGES
from recoup.documents.fill import STATEMENTS, placeholders
from recoup.documents.operations import save_wording
from recoup.documents.render import email_text
from recoup.documents.rules import lock_of
from recoup.documents.shipped import shipped
from recoup.documents.values import inline_values
from recoup.lib.errors import Refused

pytestmark = pytest.mark.django_db
BODY = "{greeting}\n\nPlease pay {net}.\n\n{invoices}\n\n{payment}\n\n{signer}\n\n{identity}"


def save(of: object, body: str = BODY, subject: str = "Reminder {reference}", **more: object) -> object:
    given = {"key": "reminder", "tone": "neutral", "language": "en", **more}
    return save_wording(
        of,
        given.pop("key"),
        given.pop("tone"),
        given.pop("language"),
        subject,
        body,
        actor=builders.ACTOR,
        moment=builders.MOMENT,
        **given,
    )


def test_own_newest_then_shipped_then_english() -> None:
    alice, bob = builders.creditor("Alice"), builders.creditor("Bob")
    save(alice)
    save(alice, BODY.replace("Please pay", "Kindly pay"))
    own = queries.wording(alice, "reminder", "neutral", "en-GB")
    assert (own.version, "Kindly pay" in own.body) == (2, True)
    assert [text.version for text in queries.versions(alice, "reminder", "neutral", "en")] == [2, 1]
    assert queries.wording(bob, "reminder", "neutral", "en") == shipped("reminder", "neutral", "en")
    assert queries.wording(alice, "reminder", "neutral", "de") == shipped("reminder", "neutral", "de")
    assert queries.wording(bob, "reminder", "neutral", "pl") == shipped("reminder", "neutral", "en")
    many = queries.wordings(alice, {("reminder", "neutral", "en"), ("second", "firm", "fr")})
    assert many[("reminder", "neutral", "en")] == own
    assert many[("second", "firm", "fr")] == shipped("second", "firm", "fr")


def test_english_of_ones_own_stands_for_languages_that_do_not_ship() -> None:
    alice = builders.creditor()
    own = save(alice)
    assert queries.wording(alice, "reminder", "neutral", "pl") == own


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"body": BODY + "\n\nOr we go to court."}, "wording_guard"),
        ({"body": BODY + "\n\nPay EUR 500."}, "wording_guard"),
        ({"body": BODY.replace("{net}", "it")}, "wording_guard"),
        ({"body": BODY + "\n\n{nonsense}"}, "unknown_placeholder"),
        ({"body": BODY + "\n\n{"}, "stray_brace"),
        ({"body": BODY + "\n\nsee {sums} there"}, "block_in_sentence"),
        ({"subject": "{invoices}"}, "block_in_sentence"),
        ({"subject": " "}, "bad_wording"),
        ({"tone": "rude"}, "bad_wording"),
        ({"key": "No Key"}, "bad_wording"),
        ({"body": "x" * 30_000}, "bad_wording"),
    ],
)
def test_what_may_not_be_kept_is_refused_and_nothing_written(change: dict[str, str], code: str) -> None:
    alice = builders.creditor()
    with pytest.raises(Refused) as refused:
        save(alice, **change)
    assert refused.value.code == code
    assert queries.versions(alice, "reminder", "neutral", "en") == []


def test_an_approver_may_override_the_guard_with_a_reason_but_not_the_list() -> None:
    alice = builders.creditor()
    saved = save(alice, BODY + "\n\nOr we go to court.", override="agreed with counsel")
    assert saved.version == 1
    with pytest.raises(Refused):
        save(alice, BODY + "\n\n{nonsense}", override="please")
    with pytest.raises(Refused):
        save(alice, BODY + "\n\nOr we go to court.", override="  ")


DEMANDS = ("demand", "demand_plain", "demand_person")


@pytest.mark.parametrize("key", DEMANDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_formal_demand_ships_with_all_that_is_locked_and_says_it_word_for_word(
    key: str, language: str
) -> None:
    words = shipped(key, "neutral", language)
    assert words is not None and lock_of(key) <= placeholders(words.body)
    said = email_text(message(key, language=language), words)
    sentences = [
        inline_values(message(key, language=language))[name] for name in STATEMENTS if name in lock_of(key)
    ]
    assert len(sentences) >= 3 and all(one and "{" not in one for one in sentences)
    plain = " ".join(said.split())
    assert all(" ".join(one.split()) in plain for one in sentences)


@pytest.mark.parametrize("key", DEMANDS)
def test_nobody_saves_a_formal_demand_without_what_the_law_asks_of_it(key: str) -> None:
    alice = builders.creditor()
    words = shipped(key, "neutral", "en")
    assert words is not None
    for name in sorted(lock_of(key)):
        without = words.body.replace(f"{{{name}}}", "as you know")
        for reason in (None, "counsel says so"):
            with pytest.raises(Refused) as refused:
                save(alice, without, key=key, override=reason)
            assert refused.value.code == "locked_words" and f"{{{name}}}" in refused.value.what
    assert queries.versions(alice, key, "neutral", "en") == []
    moved = words.body.replace("{greeting}", "{greeting}\n\nThis is our last letter before the next step.")
    assert save(alice, moved, key=key).version == 1


def test_the_words_of_a_locked_sentence_cannot_be_edited_only_placed() -> None:
    alice = builders.creditor()
    words = shipped("demand_plain", "neutral", "en")
    assert words is not None
    own = save(alice, words.body.replace("{law_rights}", "{law_rights} So it is."), key="demand_plain")
    said = email_text(message("demand_plain"), own)
    assert "This letter is a formal demand for payment." in said and "So it is." in said
