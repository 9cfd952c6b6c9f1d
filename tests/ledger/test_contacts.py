from datetime import date

import pytest
from tests import builders
from tests.builders import ACTOR, MOMENT, TODAY, contact_facts, debtor_facts

from recoup.archive.deeds import Content
from recoup.archive.queries import entries, read
from recoup.ledger.models import Contact, Debtor, Exhibit
from recoup.ledger.operations import (
    add_contact,
    add_exhibit,
    end_contact,
    mark_address,
    merge_contacts,
    set_in_charge,
)
from recoup.ledger.queries import on_account
from recoup.lib.errors import Refused

pytestmark = pytest.mark.django_db
WHO = {"actor": ACTOR, "moment": MOMENT}


@pytest.fixture
def north():
    return builders.creditor()


@pytest.fixture
def acme(north):
    return builders.debtor(north, "Acme Ltd", number="C-1")


def take(creditor, *rows):
    return merge_contacts(creditor, list(rows), source="c" * 64, as_of_on=TODAY, **WHO)


def test_people_from_a_file_are_added_once(north, acme):
    rows = [contact_facts(), contact_facts(name="Bob", email="bob@acme.example", debtor_number="")]
    assert take(north, *rows).created.contacts == 2
    again = take(north, *rows)
    assert (again.created.contacts, again.unchanged.contacts) == (0, 2)
    assert len(entries(north.key, acme.stream_key)) == 1


def test_a_desk_known_by_address_gets_its_name_and_keeps_its_mark(north, acme):
    desk = builders.contact(acme, name="", role="", email="ANN@acme.example", email_state="bounced")
    done = take(north, contact_facts())
    assert done.updated.contacts == 1
    desk.refresh_from_db()
    assert (desk.name, desk.role, desk.email_state) == ("Ann Payne", "accounts_payable", "bounced")


def test_what_the_row_says_of_the_debtor_is_taken_over(north, acme):
    take(north, contact_facts(debtor=debtor_facts("", "Acme trading as Zest", city="Leeds")))
    acme.refresh_from_db()
    assert (acme.city, acme.name) == ("Leeds", "Acme Ltd")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"debtor_number": "C-9", "debtor_name": ""}, "There is no debtor"),
        ({"debtor_number": "", "debtor_name": ""}, "names no debtor"),
        ({"name": "", "email": ""}, "neither a name"),
    ],
)
def test_rows_of_nobody_are_rejected(north, acme, row, reason):
    done = take(north, contact_facts(**row))
    assert reason in done.rejected[0][1]
    assert not Contact.objects.exists()
    assert Debtor.objects.count() == 1


def test_a_contacts_life(north, acme):
    ann = add_contact(north, acme, name="Ann", email="ann@acme.example", source="call", **WHO)
    bob = add_contact(north, acme, name="Bob", role="owner", phone="+44 1", source="website", **WHO)
    set_in_charge(north, ann, **WHO)
    set_in_charge(north, bob, **WHO)
    mark_address(north, ann, "email", "bounced", **WHO)
    end_contact(north, ann, **WHO)
    ann.refresh_from_db()
    bob.refresh_from_db()
    assert (ann.is_in_charge, ann.email_state, ann.ended_on) == (False, "bounced", TODAY)
    assert bob.is_in_charge
    told = entries(north.key, acme.stream_key)
    assert [e.kind.removeprefix("ledger.") for e in told] == [
        *("contact_added", "contact_added", "in_charge", "in_charge", "address_marked", "contact_ended"),
    ]
    assert all("ann@" not in e.envelope.decode() for e in told)


@pytest.mark.parametrize(("name", "role", "code"), [("", "", "empty_contact"), ("A", "boss", "unknown_role")])
def test_a_contact_that_cannot_be(north, acme, name, role, code):
    with pytest.raises(Refused) as refused:
        add_contact(north, acme, name=name, role=role, source="x", **WHO)
    assert refused.value.code == code


def test_another_creditors_contact_is_unknown(north, acme):
    contact = builders.contact(acme)
    with pytest.raises((Refused, RuntimeError)):
        mark_address(builders.creditor("Other Ltd"), contact, "email", "wrong", **WHO)
    contact.refresh_from_db()
    assert contact.email_state == "ok"


def test_an_exhibit_keeps_its_exact_bytes(north, acme):
    invoice = builders.invoice(acme)
    made = add_exhibit(north, invoice, "invoice", "INV.pdf", Content(b"%PDF-1", "application/pdf"), **WHO)
    same = add_exhibit(north, invoice, "invoice", "INV.pdf", Content(b"%PDF-1", "application/pdf"), **WHO)
    assert (same.pk, Exhibit.objects.count()) == (made.pk, 1)
    assert read(north.key, made.commitment).data == b"%PDF-1"
    with pytest.raises(Refused, match="Another document"):
        add_exhibit(north, invoice, "invoice", "INV.pdf", Content(b"%PDF-2"), **WHO)
    with pytest.raises(Refused, match="empty"):
        add_exhibit(north, invoice, "order", "o.pdf", Content(b""), **WHO)
    with pytest.raises(Refused, match="no kind"):
        add_exhibit(north, invoice, "selfie", "o.pdf", Content(b"x"), **WHO)


def test_money_on_account_and_open_credit_notes_add_up(north, acme):
    builders.invoice(acme, 700, kind="credit_note")
    builders.invoice(acme, 900, kind="credit_note", currency="EUR", issued_on=date(2025, 1, 1))
    assert on_account(north) == {(acme.pk, "GBP"): 700, (acme.pk, "EUR"): 900}
