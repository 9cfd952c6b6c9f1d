"""The ladders' pages: changed in place, refused in words with what was typed kept, published, compared, moved."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests import builders
from tests.web.firms import Firm, client_of

from recoup.cases.models import PolicyDraft, PolicyUse, PolicyVersion
from recoup.cases.policies import policy_of
from recoup.cases.policies.drafts import data_of

RUNG = {
    "number": "2", "name": "second contact", "wait_days": "9", "counts": "calendar", "tone": "neutral",
    "kind-0": "email", "wording-0": "second", "revision": "0", "cause-insolvent": "stop",
}  # fmt: skip


@pytest.fixture
def client(north: Firm) -> Client:
    return client_of(north.users["manager"])


def do(client: Client, north: Firm, deed: str, ladder: str = "company", /, **form: Any) -> Any:
    return client.post(north.url(f"policies/{ladder}/{deed}/"), form)


def text(client: Client, north: Firm, path: str) -> str:
    answer = client.get(north.url(path))
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_rung_is_changed_in_the_draft_and_published_as_the_next_version(
    north: Firm, client: Client
) -> None:
    assert do(client, north, "rung", **RUNG).status_code == 302
    page = text(client, north, "policies/company/")
    assert "9 days after rung 1" in page and "Draft of version 2" in page and "1 running case stays" in page
    answer = do(client, north, "publish", revision="1")
    assert answer.status_code == 302
    page = text(client, north, "policies/company/")
    assert "1 running case stays on its old version" in page and "is not on version 2 yet" in page
    assert do(client, north, "move", below="").status_code == 302
    assert north.world.case.policy.version == 2
    history = text(client, north, "policies/company/versions/?a=1&b=2")
    assert (
        "From version 1 to version 2" in history and "wait in days" in history and "manager@north" in history
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"wait_days": "soon"}, "is no number of days"),
        ({"kind-0": ""}, "no way to be done"),
        ({"wording-0": ""}, "without a wording"),
        ({"kind-1": "email", "wording-1": "second"}, "names a channel twice"),
        ({"name": ""}, "is missing"),
    ],
)
def test_a_refused_rung_says_why_and_keeps_what_was_typed(
    north: Firm, client: Client, wrong: dict[str, str], said: str
) -> None:
    answer = do(client, north, "rung", **{**RUNG, "tone": "firm", "needs": "bundle", **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page
    assert re.search(r'value="firm" selected', page) and re.search(r'value="bundle" checked', page)
    if "wait_days" in wrong:
        assert 'value="soon"' in page
    assert not PolicyDraft.objects.exists()


def test_a_demand_always_asks_for_a_yes(north: Firm, client: Client) -> None:
    form = {**RUNG, "number": "5", "name": "formal demand"}
    assert "without approval" in do(client, north, "rung", **form).content.decode()


def test_rungs_change_places_by_button_and_by_dragging(north: Firm, client: Client) -> None:
    assert do(client, north, "order", revision="0", up="3").status_code == 302
    assert [rung["name"] for rung in data_of(north.creditor, "company")["rungs"]][1:3] == [
        "person in charge",
        "second contact",
    ]
    assert do(client, north, "order", revision="1", order="1,3,2,4,5,6,7,8").status_code == 302
    assert data_of(north.creditor, "company")["rungs"][1]["name"] == "second contact"
    answer = do(client, north, "order", revision="2", order="1,2,3,5,4,6,7,8")
    assert answer.status_code == 422 and "keep their places" in answer.content.decode()


def test_what_is_left_out_is_told_where_it_belongs_and_can_be_added_again(
    north: Firm, client: Client
) -> None:
    do(client, north, "remove", revision="0", number="5")
    page = text(client, north, "policies/company/")
    assert "without a formal demand" in page and "Publish version" not in page
    assert do(client, north, "publish", revision="1").status_code == 422
    do(client, north, "add", revision="1", number="5")
    assert "does the same as the version in force" in text(client, north, "policies/company/")
    do(client, north, "discard")
    assert not PolicyDraft.objects.exists()


def test_the_later_of_two_people_is_told(north: Firm, client: Client) -> None:
    do(client, north, "order", revision="0", up="3")
    answer = do(client_of(north.users["owner"]), north, "rung", **RUNG)
    assert answer.status_code == 422 and "nothing of theirs is overwritten" in answer.content.decode()
    assert 'value="9"' in answer.content.decode()


def test_amounts_and_limits(north: Firm, client: Client) -> None:
    amounts = {
        "call-GBP": "300",
        "visit-GBP": "2,500.00",
        "net-GBP": "10",
        "top-GBP": "20000",
        "tolerance-GBP": "2",
    }
    caps = {
        "gap_days": "6", "contacts_in_7_days": "2", "call_tries_in_7_days": "3", "from_hour": "10:00",
        "until_hour": "17:00",
    }  # fmt: skip
    assert do(client, north, "limits", revision="0", **amounts, **caps).status_code == 302
    page = text(client, north, "policies/company/")
    assert "Call from £300.00" in page and "Days between written messages" in page
    odd = do(client, north, "limits", revision="1", **amounts, **{**caps, "until_hour": "09:00"})
    assert odd.status_code == 422 and "end before they begin" in odd.content.decode()


def test_a_ladder_of_its_own_for_a_segment(north: Firm, client: Client) -> None:
    answer = client.post(north.url("policies/-/new/"), {"name": "Key accounts", "like": "company"})
    assert answer.status_code == 302
    assert "Not published yet" in text(client, north, "policies/Key accounts/")
    assert do(client, north, "publish", "Key accounts", revision="1").status_code == 302
    use = {"group": "company", "segment": "Key", "ladder": "Key accounts"}
    assert client.post(north.url("policies/-/use/"), use).status_code == 302
    assert PolicyUse.objects.get().name == "Key accounts"
    assert "Key accounts" in text(client, north, "policies/")
    bad = client.post(north.url("policies/-/use/"), {"group": "individual", "ladder": "company"})
    assert bad.status_code == 422 and "Private persons are not called" in bad.content.decode()


def test_the_shipped_ladder_is_taken_over_again(north: Firm, client: Client) -> None:
    do(client, north, "rung", **RUNG)
    do(client, north, "publish", revision="1")
    do(client, north, "shipped", revision="0", shipped="company")
    do(client, north, "publish", revision="1")
    newest = PolicyVersion.objects.of(north.creditor).filter(name="company").latest("version")
    rung = policy_of(newest).rung(2)
    assert newest.version == 3 and rung is not None and rung.wait_days == 7


def test_the_outlook_says_what_a_draft_changes(north: Firm, client: Client) -> None:
    for _ in range(3):
        debtor = builders.debtor(north.creditor, city="London")
        builders.contact(debtor)
        builders.invoice(debtor, due_on=north.world.day - timedelta(days=40))
    assert "Next 14" in text(client, north, "policies/company/outlook/")
    do(
        client,
        north,
        "rung",
        **{**RUNG, "number": "1", "name": "later", "wait_days": "13", "wording-0": "reminder"},
    )
    page = text(client, north, "policies/company/outlook/")
    assert "Against the version in force" in page and "later</strong>" in page
    part = client.get(north.url("policies/company/outlook/"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "Against the version in force" in part


def test_who_may_only_look_sees_no_deed(north: Firm) -> None:
    page = text(client_of(north.users["controller"]), north, "policies/company/?rung=2")
    assert "Publish" not in page and "Leave out" not in page and "As controller you may not" in page


def test_the_page_stays_small(north: Firm, client: Client) -> None:
    assert len(client.get(north.url("policies/company/?rung=2")).content) < 60_000
    assert client.get(north.url("policies/nothing/")).status_code == 404


def test_another_creditors_ladders_stay_theirs(north: Firm, south: Firm, client: Client) -> None:
    PolicyDraft.objects.create(
        creditor=south.creditor, name="Theirs", data="{}", changed_at=builders.MOMENT, changed_by="x"
    )
    assert "Theirs" not in text(client, north, "policies/")
    assert client.get(north.url("policies/Theirs/")).status_code == 404
    assert do(client, north, "rung", "Theirs", **RUNG).status_code == 404


def test_each_rung_leads_to_its_words_the_formal_demand_to_all_three(north: Firm) -> None:
    client = client_of(north.users["owner"])
    page = client.get(north.url("policies/company/")).content.decode()
    for key in ("reminder", "signed_letter", "demand", "demand_plain", "demand_person"):
        link = re.search(rf'href="([^"]*wording/{key}/\w+/en/)"', page)
        assert link, key
        assert client.get(link[1]).status_code == 200
