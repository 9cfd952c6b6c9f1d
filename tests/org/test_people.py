"""People: a link that works once, roles, and what ends when somebody goes."""

from datetime import timedelta
from typing import Any

import pytest
from tests import builders
from tests.builders import ACTOR, MOMENT

from recoup.archive.queries import entries
from recoup.lib.errors import Refused
from recoup.org.models import Creditor, Invitation, Membership, User
from recoup.org.operations import add_member
from recoup.org.people import (
    accept,
    change_role,
    invitation_of,
    invite,
    needs_password,
    open_invitations,
    remove_member,
    take_back,
)

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"actor": ACTOR, "moment": MOMENT}
PASSWORD = "a long enough phrase"


@pytest.fixture
def creditor() -> Creditor:
    made = builders.creditor()
    add_member(made, "owner@firm.example", "owner", **BY)
    return made


def code_of(work: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refusal:
        work(*args, **more)
    return refusal.value.code


def test_an_invitation_is_accepted_once(creditor: Creditor) -> None:
    made, token = invite(creditor, "Ann@Firm.example", "controller", **BY)
    assert token not in str(vars(made))
    member = accept(token, moment=MOMENT, name="Ann", password=PASSWORD)
    assert (member.role, member.user.email, member.user.name) == ("controller", "ann@firm.example", "Ann")
    assert member.user.check_password(PASSWORD)
    assert code_of(accept, token, moment=MOMENT, password=PASSWORD) == "no_such_invitation"
    kinds = [one.kind for one in entries(creditor.key, creditor.stream_key)]
    assert kinds[-3:] == ["member.invited", "member.set", "member.joined"]


def test_a_weak_password_leaves_the_link_as_it_was(creditor: Creditor) -> None:
    token = invite(creditor, "ann@firm.example", "field", **BY)[1]
    assert code_of(accept, token, moment=MOMENT, password="short") == "weak_password"
    assert not User.objects.filter(email="ann@firm.example").exists()
    assert accept(token, moment=MOMENT, password=PASSWORD).role == "field"


def test_a_link_runs_out_is_taken_back_or_replaced(creditor: Creditor) -> None:
    old = invite(creditor, "ann@firm.example", "field", **BY)[1]
    new_row, new = invite(creditor, "ann@firm.example", "manager", **BY)
    assert invitation_of(old) is None and invitation_of(new) == new_row
    assert len(open_invitations(creditor)) == 1
    Invitation.objects.filter(pk=new_row.pk).update(expires_at=new_row.invited_at - timedelta(seconds=1))
    assert invitation_of(new) is None
    take_back(creditor, new_row.pk, **BY)
    assert open_invitations(creditor) == []
    assert code_of(take_back, creditor, new_row.pk, **BY) == "no_such_invitation"


def test_who_has_a_login_must_use_it(creditor: Creditor) -> None:
    elsewhere = builders.creditor("Other Ltd")
    ann = add_member(elsewhere, "ann@firm.example", "owner", **BY).user
    ann.set_password(PASSWORD)
    ann.save()
    made, token = invite(creditor, "ann@firm.example", "field", **BY)
    assert not needs_password(made)
    assert code_of(accept, token, moment=MOMENT, password="another long phrase") == "other_login"
    stranger = User.objects.get(email="owner@firm.example")
    assert code_of(accept, token, moment=MOMENT, user=stranger) == "other_login"
    assert accept(token, moment=MOMENT, user=ann).creditor == creditor
    ann.refresh_from_db()
    assert ann.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("email", "role", "code"),
    [
        ("nobody", "field", "bad_email"),
        ("ann@firm.example", "king", "unknown_role"),
        ("owner@firm.example", "field", "member_already"),
    ],
)
def test_what_cannot_be_an_invitation_is_refused(
    creditor: Creditor, email: str, role: str, code: str
) -> None:
    assert code_of(invite, creditor, email, role, **BY) == code
    assert not Invitation.objects.exists()


def test_the_last_owner_stays(creditor: Creditor) -> None:
    owner = User.objects.get(email="owner@firm.example")
    assert code_of(remove_member, creditor, owner.pk, **BY) == "last_owner"
    assert code_of(change_role, creditor, owner.pk, "field", **BY) == "last_owner"
    add_member(creditor, "two@firm.example", "owner", **BY)
    remove_member(creditor, owner.pk, **BY)
    owner.refresh_from_db()
    assert not owner.is_active


def test_who_works_elsewhere_too_keeps_the_login(creditor: Creditor) -> None:
    ann = add_member(creditor, "ann@firm.example", "field", **BY).user
    add_member(builders.creditor("Other Ltd"), "ann@firm.example", "field", **BY)
    remove_member(creditor, ann.pk, **BY)
    ann.refresh_from_db()
    assert ann.is_active and Membership.objects.filter(user=ann).count() == 1
    assert code_of(remove_member, creditor, ann.pk, **BY) == "no_such_member"


def test_who_was_removed_comes_back_with_a_new_password(creditor: Creditor) -> None:
    ann = add_member(creditor, "ann@firm.example", "field", **BY).user
    ann.set_password(PASSWORD)
    ann.save()
    remove_member(creditor, ann.pk, **BY)
    token = invite(creditor, "ann@firm.example", "field", **BY)[1]
    assert accept(token, moment=MOMENT, password="quite another phrase").user.is_active
