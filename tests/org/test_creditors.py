"""Creditors and members: what makes one, who acts, who may."""

import pytest
from tests import builders
from tests.builders import ACTOR, MOMENT

from recoup.archive.queries import entries
from recoup.lib.errors import Refused
from recoup.org.access import ALLOWED, may, refusal
from recoup.org.models import Creditor, Membership, Role, User
from recoup.org.operations import add_member, create_creditor, first_password
from recoup.org.queries import acting_user, creditor_by

pytestmark = pytest.mark.django_db


def test_a_creditor_starts_with_an_owner_and_an_entry() -> None:
    made = create_creditor("Northwind Ltd", "gb", "gbp", moment=MOMENT, is_test=True)
    assert (made.country, made.currency, made.is_test) == ("GB", "GBP", True)
    acting = acting_user(made, None)
    assert acting.role == "owner"
    kinds = [entry.kind for entry in entries(made.key, made.stream_key)]
    assert kinds == ["creditor.created", "member.set"]


def test_a_first_password_is_given_once() -> None:
    acting = acting_user(create_creditor("Northwind Ltd", "GB", "GBP", moment=MOMENT), None)
    password = first_password(acting.user_id)
    assert password is not None and len(password) >= 16
    assert User.objects.get(pk=acting.user_id).check_password(password)
    assert first_password(acting.user_id) is None


@pytest.mark.parametrize(
    ("name", "country", "currency", "code", "how"),
    [
        ("", "GB", "GBP", "bad_name", "legal name"),
        ("A\x07B", "GB", "GBP", "bad_name", "one line"),
        ("A", "UK", "GBP", "unknown_country", "GB"),
        ("A", "Germany", "EUR", "unknown_country", "two letters"),
        ("A", "EU", "EUR", "unknown_country", "two letters"),
        ("A", "GB", "GBX", "unknown_currency", "GBP"),
        ("A", "GB", "£", "unknown_currency", "three letters"),
    ],
)
def test_bad_input_makes_nothing(name: str, country: str, currency: str, code: str, how: str) -> None:
    with pytest.raises(Refused) as refused:
        create_creditor(name, country, currency, moment=MOMENT)
    assert refused.value.code == code
    assert how in refused.value.how
    assert not Creditor.objects.exists()


def test_the_same_name_twice_is_refused() -> None:
    create_creditor("Northwind", "GB", "GBP", moment=MOMENT)
    with pytest.raises(Refused, match="already"):
        create_creditor("NORTHWIND", "GB", "GBP", moment=MOMENT)


def test_the_creditor_meant() -> None:
    with pytest.raises(Refused) as refused:
        creditor_by(None)
    assert refused.value.code == "no_creditor"
    one = builders.creditor("Alpha Ltd")
    assert creditor_by(None) == one
    two = builders.creditor("Beta Ltd")
    for asked in (two.key, str(two.pk), "beta ltd"):
        assert creditor_by(asked) == two
    for asked, code in ((None, "ambiguous_creditor"), ("Beta", "unknown_creditor")):
        with pytest.raises(Refused) as refused:
            creditor_by(asked)
        assert refused.value.code == code
        assert "Beta Ltd" in refused.value.how
    builders.creditor("Beta Ltd")
    with pytest.raises(Refused) as refused:
        creditor_by("Beta Ltd")
    assert two.key in refused.value.how


def test_only_members_act_and_only_for_their_creditor() -> None:
    one = create_creditor("Alpha", "GB", "GBP", moment=MOMENT, owner_email="ann@alpha.example")
    two = create_creditor("Beta", "GB", "GBP", moment=MOMENT, owner_email="bob@beta.example")
    assert acting_user(one, " Ann@alpha.example ").name == ""
    with pytest.raises(Refused) as refused:
        acting_user(two, "ann@alpha.example")
    assert refused.value.code == "unknown_user"


def test_the_last_owner_stays() -> None:
    made = create_creditor("Alpha", "GB", "GBP", moment=MOMENT, owner_email="ann@alpha.example")
    with pytest.raises(Refused) as refused:
        add_member(made, "ann@alpha.example", "field", moment=MOMENT, actor=ACTOR)
    assert refused.value.code == "last_owner"
    add_member(made, "bob@alpha.example", "owner", moment=MOMENT, actor=ACTOR)
    add_member(made, "ann@alpha.example", "field", moment=MOMENT, actor=ACTOR)
    assert Membership.objects.get(user__email="ann@alpha.example").role == "field"


@pytest.mark.parametrize(
    ("role", "deed", "allowed"),
    [
        ("owner", "members", True),
        ("manager", "members", False),
        ("manager", "write_off", True),
        ("controller", "write_off", False),
        ("controller", "send", True),
        ("field", "record", True),
        ("field", "send", False),
        ("auditor", "view", True),
        ("auditor", "record", False),
        ("auditor", "bundle", True),
    ],
)
def test_the_role_table(role: str, deed: str, allowed: bool) -> None:
    assert may(role, deed) is allowed


def test_a_refusal_says_who_may() -> None:
    assert refusal("field", "write_off") == "As field you may not write off a debt; an owner or manager may."
    made = builders.creditor()
    add_member(made, "f@a.example", "field", moment=MOMENT, actor=ACTOR)
    with pytest.raises(Refused) as refused:
        acting_user(made, "f@a.example").require("approve")
    assert refused.value.code == "not_allowed"


def test_an_owner_may_everything_and_every_deed_is_somebodys() -> None:
    assert all(may(Role.OWNER, deed) for deed in ALLOWED)
