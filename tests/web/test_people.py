"""People on the pages: invited, joined, changed, removed, and what they see at once."""

import re

import pytest
from django.test import Client
from tests import builders
from tests.web.firms import Firm, client_of

from recoup.org.models import Membership, User
from recoup.org.settings import set_setting

PASSWORD = "a long enough phrase"


@pytest.fixture
def owner(north: Firm) -> Client:
    return client_of(north.users["owner"])


def invite(north: Firm, owner: Client, role: str = "manager") -> str:
    """The link as it is shown once."""
    page = owner.post(
        north.url("settings/people/invite/"), {"email": "new@north.example", "role": role}
    ).content.decode()
    link = re.search(r"/account/invited/[\w-]+/", page)
    assert link is not None
    return link[0]


def test_without_a_mail_server_the_link_is_shown_once(north: Firm, owner: Client) -> None:
    link = invite(north, owner)
    assert link not in owner.get(north.url("settings/people/")).content.decode()
    assert "new@north.example" in owner.get(north.url("settings/people/")).content.decode()


def test_who_is_invited_joins_and_is_asked_for_a_second_factor(north: Firm, owner: Client) -> None:
    link, guest = invite(north, owner), Client()
    assert "Manager" in guest.get(link).content.decode()
    assert guest.post(link, {"password": PASSWORD, "again": "another"}).status_code == 422
    assert guest.post(link, {"password": "short", "again": "short"}).status_code == 422
    answer = guest.post(link, {"name": "New", "password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 302 and answer["Location"] == "/account/second-factor/"
    assert guest.get(north.url()).status_code == 200
    assert Client().get(link).status_code == 404, "used up"


def test_a_failing_mail_server_still_leaves_the_link(north: Firm, owner: Client) -> None:
    set_setting(north.creditor, "mail.allow_private", "yes", actor="system", moment=builders.MOMENT)
    set_setting(north.creditor, "mail.url", "smtp://127.0.0.1:1", actor="system", moment=builders.MOMENT)
    form = {"email": "new@north.example", "role": "field"}
    page = owner.post(north.url("settings/people/invite/"), form).content.decode()
    assert "/account/invited/" in page and "did not take it" in page


def test_who_is_removed_is_out_at_once(north: Firm, owner: Client) -> None:
    user = north.users["controller"]
    theirs = client_of(user)
    assert theirs.get(north.url()).status_code == 200
    owner.post(north.url(f"settings/people/{user.pk}/remove/"))
    assert theirs.get(north.url()).status_code == 302
    assert not Membership.objects.filter(user=user).exists()


def test_a_role_changes_at_once_and_the_last_owner_stays(north: Firm, owner: Client) -> None:
    user = north.users["controller"]
    theirs = client_of(user)
    owner.post(north.url(f"settings/people/{user.pk}/role/"), {"role": "auditor"})
    assert theirs.post(north.url("stop/")).status_code == 403
    mine = north.users["owner"].pk
    Membership.objects.of(north.creditor).filter(role="owner").exclude(user_id=mine).delete()
    answer = owner.post(north.url(f"settings/people/{mine}/role/"), {"role": "field"})
    assert answer.status_code == 422 and "only owner" in answer.content.decode()


def test_a_bad_address_is_said_at_its_field(north: Firm, owner: Client) -> None:
    answer = owner.post(north.url("settings/people/invite/"), {"email": "nobody", "role": "field"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="nobody"' in page and "is no email address" in page


def test_a_member_of_two_keeps_the_other(north: Firm, south: Firm, owner: Client) -> None:
    south.join("controller@north.example", "field")
    user = User.objects.get(email="controller@north.example")
    owner.post(north.url(f"settings/people/{user.pk}/remove/"))
    client = client_of(user)
    assert (client.get(north.url()).status_code, client.get(south.url()).status_code) == (404, 200)
