"""Erasing a person: nothing of them is found any more, anywhere; what must be kept is kept; the chain holds."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pytest_django import DjangoCaptureOnCommitCallbacks
from tests import builders
from tests.cases.people.worlds import World, world
from tests.fresh import Env, run_python

from recoup.archive import shredding
from recoup.archive.models import PayloadKey
from recoup.archive.queries import entries
from recoup.archive.shredding import KIND
from recoup.archive.verify import verify_streams
from recoup.cases.erasure import holds, operations, retention
from recoup.cases.erasure.subject import write_subject
from recoup.cases.models import Erasure, SearchLine
from recoup.cases.searching.find import Asked, find
from recoup.cases.searching.index import catch_up
from recoup.ledger.facts import ContactFacts, DebtorFacts
from recoup.ledger.models import Contact, Debtor
from recoup.ledger.operations.contacts import merge_contacts
from recoup.ledger.operations.invoices import merge_invoices
from recoup.lib.errors import Refused
from recoup.org.models import Membership, Role
from recoup.org.operations import add_member
from recoup.org.queries import actor_of
from recoup.outreach.models import Message

WHY: dict[str, Any] = {"ground": "objection", "wanted_by": "person"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    return tmp_path


@pytest.fixture
def written(db: None, home: Path) -> World:
    """A debtor whose contact was written to."""
    made = world()
    Contact.objects.filter(pk=made.contact.pk).update(name="Maren Zwick", email="maren.zwick@debtor.example")
    made.run_until("phone")
    made.record("note", text="Ms Zwick is on leave")
    catch_up(made.creditor)
    return made


def second(made: World) -> str:
    """A manager, who may approve what the owner asks."""
    by = {"moment": builders.MOMENT, "actor": "system"}
    return actor_of(add_member(made.creditor, "manager@northwind.example", Role.MANAGER, **by).user_id)


def alone(made: World) -> None:
    Membership.objects.of(made.creditor).exclude(role=Role.OWNER).delete()


def test_a_person_is_erased_everywhere_and_the_chain_holds(
    written: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    alone(written)
    assert find(written.creditor, Asked(words="zwick"))[0]
    with django_capture_on_commit_callbacks(execute=True):
        operations.ask(
            written.creditor, written.debtor, written.contact.pk, is_decided=True, **WHY, **written.by_owner
        )
    contact = Contact.objects.get(pk=written.contact.pk)
    assert (contact.name, contact.email, contact.phone) == ("erased", "", "") and contact.ended_on
    assert not Message.objects.filter(to_address__icontains="zwick").exists()
    assert not SearchLine.objects.filter(folded__contains="zwick").exists()
    assert not find(written.creditor, Asked(words="zwick"))[0]
    report = verify_streams(written.creditor.key)
    assert not report.faults and report.shredded
    assert not shredding.back(written.creditor.key)
    assert "zwick" not in shredding.list_path().read_text().lower()


def test_a_second_person_approves(written: World) -> None:
    manager = second(written)
    made = operations.ask(
        written.creditor, written.debtor, written.contact.pk, is_decided=True, **WHY, **written.by_owner
    )
    assert made.approved_at is None and Contact.objects.get(pk=written.contact.pk).name == "Maren Zwick"
    with pytest.raises(Refused, match="Nobody approves"):
        operations.approve(written.creditor, made.pk, **written.by_owner)
    with pytest.raises(Refused, match="already"):
        operations.ask(
            written.creditor, written.debtor, written.contact.pk, is_decided=True, **WHY, **written.by_owner
        )
    operations.approve(written.creditor, made.pk, **{**written.by_owner, "actor": manager})
    assert Contact.objects.get(pk=written.contact.pk).name == "erased"


def test_what_no_rule_answers_a_person_decides(written: World) -> None:
    with pytest.raises(Refused) as refused:
        operations.ask(written.creditor, written.debtor, written.contact.pk, **WHY, **written.by_owner)
    assert refused.value.code == "undecided" and not Erasure.objects.exists()


def test_a_legal_hold_and_the_law_stop_it(written: World) -> None:
    asked = {"is_decided": True, **WHY, **written.by_owner}
    holds.set_hold(written.creditor, written.debtor, "claim filed", **written.by_owner)
    with pytest.raises(Refused, match="claim filed"):
        operations.ask(written.creditor, written.debtor, written.contact.pk, **asked)
    holds.release(written.creditor, written.debtor, "settled", **written.by_owner)
    type(written.creditor).objects.filter(pk=written.creditor.pk).update(country="DE")
    written.creditor.refresh_from_db()
    with pytest.raises(Refused, match="31 December 2031") as kept:
        operations.ask(written.creditor, written.debtor, written.contact.pk, **asked)
    assert "Nobody has compared this with the official text" in kept.value.what


def test_a_firm_is_no_person_and_who_owes_is_kept(written: World) -> None:
    with pytest.raises(Refused, match="firm"):
        operations.ask(written.creditor, written.debtor, None, is_decided=True, **WHY, **written.by_owner)
    Debtor.objects.filter(pk=written.debtor.pk).update(kind="individual")
    written.debtor.refresh_from_db()
    with pytest.raises(Refused, match="still owed"):
        operations.ask(written.creditor, written.debtor, None, is_decided=True, **WHY, **written.by_owner)


@pytest.mark.parametrize(
    ("row", "is_left_out"),
    [
        ({"name": "Maren Zwick"}, True),
        ({"name": "M. Zwick", "email": "Maren.Zwick@Debtor.example"}, True),
        ({"email": "maren.zwick@debtor.example"}, True),
        ({"name": "Accounts", "phone": "(020) 7946-5511"}, True),
        ({"name": "Jo Hale", "email": "jo.hale@debtor.example", "phone": "+44 20 7946 0000"}, False),
    ],
)
def test_a_file_does_not_bring_an_erased_person_back(
    written: World,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    row: dict[str, str],
    is_left_out: bool,
) -> None:
    alone(written)
    Contact.objects.filter(pk=written.contact.pk).update(phone="020 7946 5511")
    with django_capture_on_commit_callbacks(execute=True):
        operations.ask(
            written.creditor, written.debtor, written.contact.pk, is_decided=True, **WHY, **written.by_owner
        )
    before = Contact.objects.count()
    facts = ContactFacts(line=2, debtor_number=written.debtor.number, debtor_name=written.debtor.name, **row)
    day = {"as_of_on": builders.TODAY, **written.by_owner}
    done = merge_contacts(written.creditor, [facts], source="c" * 64, **day)
    assert [line for line, why in done.rejected if "erased" in why] == [2] * is_left_out
    assert Contact.objects.count() == before + (not is_left_out)

    said = {name: value for name, value in row.items() if name != "name"}
    debtor = DebtorFacts(number=written.debtor.number, name=written.debtor.name, **said)
    invoice = builders.invoice_facts("NEW-1", debtor=debtor)
    merged = merge_invoices(written.creditor, [invoice], source="d" * 64, **day)
    assert any("were erased" in one for one in merged.warnings) == (is_left_out and bool(said))
    rows = Contact.objects.filter(debtor=written.debtor)
    assert not rows.filter(email__iexact="maren.zwick@debtor.example").exists()
    assert not rows.filter(phone__contains="5511").exists()
    if is_left_out:  # a person may add them again by hand; then the file is right
        added = Contact.objects.create(
            creditor=written.creditor, debtor=written.debtor, learned_on=builders.TODAY,
            **({"name": ""} | row | {"email": row.get("email", "").lower()}),
        )  # fmt: skip
        assert not merge_contacts(written.creditor, [facts], source="e" * 64, **day).rejected
        assert added.pk
    text = shredding.list_path().read_text()
    assert "zwick" not in text.lower() and "5511" not in text


def test_what_a_backup_brings_back_is_erased_again(
    written: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    alone(written)
    before = list(PayloadKey.objects.all())
    kept = Contact.objects.get(pk=written.contact.pk)
    with django_capture_on_commit_callbacks(execute=True):
        operations.ask(
            written.creditor, written.debtor, written.contact.pk, is_decided=True, **WHY, **written.by_owner
        )
    kept.save()
    gone = [one for one in before if not PayloadKey.objects.filter(pk=one.pk).exists()]
    PayloadKey.objects.bulk_create(gone)
    assert len(shredding.back(written.creditor.key)) == len(gone) > 0
    assert operations.persons_back(written.creditor) == 1
    with django_capture_on_commit_callbacks(execute=True):
        done = operations.replay(written.creditor, **written.by_owner)
    assert done == {"contents": len(gone), "persons": 1}
    assert not shredding.back(written.creditor.key) and not operations.persons_back(written.creditor)
    assert operations.replay(written.creditor, **written.by_owner) == {"contents": 0, "persons": 0}
    stream = written.debtor.stream_key
    named = {one for entry in entries(written.creditor.key, stream) for one in entry.payloads.values()}
    said = [
        entry for entry in entries(written.creditor.key, stream) if entry.facts.get("ground") == "replayed"
    ]
    assert {one for entry in said if entry.kind == KIND for one in entry.facts["contents"]} == {
        one.commitment for one in gone
    } & named  # the debtor's own record says it, so that a file made of it is whole
    assert verify_streams(written.creditor.key).faults == []


def test_what_is_held_is_given_out_and_that_is_recorded(written: World, tmp_path: Path) -> None:
    target = tmp_path / "x.zip"
    done = write_subject(written.creditor, "MAREN.zwick@debtor.example", target, **written.by_owner)
    with zipfile.ZipFile(target) as made:
        about = json.loads(made.read("held.json"))["persons"][0]
        mails = [made.read(one) for one in made.namelist() if one.endswith(".eml")]
    assert about["rows"]["contacts"][0]["name"] == "Maren Zwick" and about["rows"]["messages"] and mails
    assert done["persons"] == 1 and done["originals"] >= len(mails)
    with pytest.raises(Refused, match="Nothing is held"):
        write_subject(written.creditor, "nobody@x.example", target, **written.by_owner)


@pytest.mark.parametrize(
    ("country", "kind", "until"), [("DE", "invoices", "2033-12-31"), ("IT", "letters", "2035-03-01")]
)
def test_how_long_things_are_kept(country: str, kind: str, until: str) -> None:
    found = retention.rule(country, kind)
    assert found is not None and found.until_on(builders.TODAY.replace(day=1)).isoformat() == until
    assert retention.rule("XX", kind) is None


SETTLE = """
from django.db import connection
from django.test.utils import CaptureQueriesContext
from recoup.archive import shredding
with CaptureQueriesContext(connection) as asked:
    shredding.settle()
print(connection.vendor, " ".join(one["sql"] for one in asked))
"""


def test_after_a_commit_the_keys_are_written_anew_where_deleted_rows_stay(fresh_home: Env) -> None:
    out, err = run_python(fresh_home, SETTLE).communicate(timeout=60)
    vendor, _, said = out.strip().partition(" ")
    assert ("VACUUM (FULL) archive_payloadkey" in said) == (vendor == "postgresql"), err
    assert ("wal_checkpoint" in said) == (vendor == "sqlite"), err
