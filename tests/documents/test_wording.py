"""A creditor's own wording: versions kept, behind the guard, apart from other creditors."""

import pytest
from tests import builders

from recoup.documents import queries
from recoup.documents.operations import save_wording
from recoup.documents.shipped import shipped
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
