import json
from datetime import timedelta
from pathlib import Path

import pytest
from tests import builders
from tests.builders import ACTOR, MOMENT, TODAY

from recoup.archive.models import Entry
from recoup.intake.contradictions import Together
from recoup.intake.models import ColumnMapping, ImportFile
from recoup.intake.operations import import_file
from recoup.ledger.models import Contact, Debtor, Freshness, Invoice, Payment

pytestmark = pytest.mark.django_db
WHO = {"actor": ACTOR, "moment": MOMENT}

INVOICES = """Invoice No,Customer No,Customer,Email,Invoice Date,Due Date,Amount,Open Amount
INV-1001,C-1,Acme Ltd,ap@acme.example,13/01/2025,12/02/2025,100.00,100.00
INV-1002,C-1,Acme Ltd,ap@acme.example,14/01/2025,,250.50,50.50
INV-1003,C-2,Beta Ltd,,15/01/2025,14/02/2025,x,1.00
INV-1001,C-1,Acme Ltd,ap@acme.example,13/01/2025,12/02/2025,100.00,100.00
"""
KEYS = {
    *("file", "format", "refused", "created", "updated", "unchanged", "rejected", "missing", "warnings"),
}


@pytest.fixture
def north():
    return builders.creditor()


@pytest.fixture
def put(tmp_path):
    def write(text: str, name: str = "open.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_a_list_of_invoices(north, put):
    done = import_file(north, put(INVOICES), **WHO).to_json()
    assert not KEYS - set(done)
    assert (done["file"], done["format"], done["refused"]) == ("open.csv", "csv", None)
    assert done["created"] == {"invoices": 2, "debtors": 1, "contacts": 1, "payments": 0}
    assert [row["line"] for row in done["rejected"]] == [4, 5]
    assert "line 2" in done["rejected"][1]["reason"]
    part_paid = Invoice.objects.get(number="INV-1002")
    assert (part_paid.open_minor, part_paid.due_derived) == (5_050, "issued")
    assert json.dumps(done)


def test_the_same_file_twice_is_harmless(north, put):
    path = put(INVOICES)
    import_file(north, path, **WHO)
    entries = Entry.objects.count()
    done = import_file(north, path, actor=ACTOR, moment=MOMENT + timedelta(days=3))
    assert (done.created.invoices, done.updated.invoices, done.unchanged.invoices) == (0, 0, 2)
    assert done.unchanged.contacts == 1
    assert Entry.objects.count() == entries
    assert any("taken in before" in warning for warning in done.warnings)
    assert ImportFile.objects.count() == 2


def test_a_dry_run_tells_all_and_writes_nothing(north, put):
    done = import_file(north, put(INVOICES), dry_run=True, **WHO)
    assert done.created.invoices == 2
    for model in (Invoice, Debtor, Contact, ImportFile, Entry, Freshness):
        assert not model.objects.exists(), model
    assert import_file(north, put(INVOICES), **WHO).created.invoices == 2


def test_a_complete_list_tells_what_is_missing(north, put):
    import_file(north, put(INVOICES), **WHO)
    rows = INVOICES.splitlines()
    done = import_file(north, put("\n".join(rows[:2])), complete=True, **WHO).to_json()
    assert done["missing"] == ["INV-1002"]
    assert Invoice.objects.get(number="INV-1002").missing_since_on == TODAY


@pytest.mark.parametrize(
    ("text", "name", "options", "code"),
    [
        ("", "empty.csv", {}, "empty"),
        (b"%PDF-1.7 rest", "list.pdf", {}, "wrong_kind"),
        ("a,b\n1,2\n", "odd.csv", {}, None),
        (INVOICES, "x.csv", {"kind": "einvoice"}, "not_built"),
        (INVOICES, "x.csv", {"kind": "gossip"}, "unknown_kind"),
        ("Name,Email,Customer No\nAnn,a@b.example,C-1\n", "c.csv", {"complete": True}, "not_a_list"),
    ],
)
def test_what_is_refused_writes_nothing(north, put, text, name, options, code):
    done = import_file(north, put(text, name), **options, **WHO).to_json()
    assert done["refused"] is not None
    assert set(done["refused"]) == {"code", "what", "where", "how"}
    assert code is None or done["refused"]["code"] == code
    assert not ImportFile.objects.exists()


def test_a_mapping_is_remembered_for_its_header_and_its_creditor(north, put, tmp_path):
    strange = "Qx;Zy;Wv;Uu;Tt\nA-1;Acme Ltd;01.02.2025;13.02.2025;1.200,50\n"
    mapping = tmp_path / "mapping.json"
    mapping.write_text(
        json.dumps(
            {
                "kind": "invoices",
                "columns": {
                    **{"number": "Qx", "debtor_name": "Zy", "issued_on": "Wv"},
                    **{"due_on": "Uu", "amount": "Tt"},
                },
                "currency": "EUR",
            }
        )
    )
    assert import_file(north, put(strange), **WHO).refused is not None
    told = import_file(north, put(strange), mapping_path=mapping, **WHO)
    assert (told.refused, told.created.invoices) == (None, 1)
    assert Invoice.objects.get().amount_minor == 120_050
    again = import_file(north, put(strange + "A-2;Acme Ltd;01.02.2025;14.02.2025;7,00\n"), **WHO)
    assert (again.created.invoices, again.unchanged.invoices) == (1, 1)
    assert ColumnMapping.objects.get().kind == "invoices"
    assert import_file(builders.creditor("Other Ltd"), put(strange), **WHO).refused is not None


def test_contacts_and_payments(north, put):
    import_file(north, put(INVOICES), **WHO)
    people = (
        "Customer No,Contact Name,Email,Phone,Role\n"
        "C-1,Ann Payne,ann@acme.example,,Accounts payable\nC-9,Bo,b@x.example,,\n"
    )
    done = import_file(north, put(people, "people.csv"), kind="contacts", **WHO)
    assert (done.created.contacts, len(done.rejected)) == (1, 1)
    assert import_file(north, put(people, "people.csv"), kind="contacts", **WHO).unchanged.contacts == 1
    bank = (
        "Date,Amount,Currency,Payer,Purpose\n28/02/2025,100.00,GBP,ACME LTD,INV-1001 thanks\n"
        "13/02/2025,7.00,GBP,Nobody,hello\n"
    )
    done = import_file(north, put(bank, "bank.csv"), kind="bank", **WHO)
    assert done.created.payments == 2
    assert Invoice.objects.get(number="INV-1001").state == "paid"
    assert Freshness.objects.get(kind="bank").as_of_on == TODAY
    again = import_file(north, put(bank, "bank.csv"), kind="bank", **WHO)
    assert (again.created.payments, again.unchanged.payments) == (0, 2)
    assert Payment.objects.count() == 2


def test_an_old_bank_file_is_not_fresh(north, put):
    bank = "Date,Amount,Currency,Payer,Purpose\n13/01/2025,7.00,GBP,Nobody,hello\n"
    import_file(north, put(bank, "bank.csv"), kind="bank", **WHO)
    assert Freshness.objects.get(kind="bank").as_of_on.isoformat() == "2025-01-13"


LIST = "Customer No,Customer,Invoice No,Invoice Date,Due Date,{}\n"
OPEN_ONLY = LIST.format("Open,Currency")


def test_a_list_of_open_amounts_keeps_the_amount_and_ends_what_is_no_longer_open(north, put):
    import_file(
        north, put(LIST.format("Amount,Open") + "1,Acme,A1,2025-01-05,2025-02-04,100.00,100.00\n"), **WHO
    )
    done = import_file(north, put(OPEN_ONLY + "1,Acme,A1,2025-01-05,2025-02-04,40.00,GBP\n"), **WHO)
    one = Invoice.objects.get()
    assert (done.updated.invoices, one.amount_minor, one.open_minor) == (1, 10_000, 4_000)
    zero = OPEN_ONLY + (
        "1,Acme,A1,2025-01-05,2025-02-04,0.00,GBP\n1,Acme,A2,2025-01-05,2025-02-04,0.00,GBP\n"
        "2,Bolt,B1,2025-01-05,2025-02-04,0.00,GBP\n"
    )
    done = import_file(north, put(zero), **WHO)
    one.refresh_from_db()
    assert (one.amount_minor, one.open_minor, one.state) == (10_000, 0, "paid")
    assert [line for line, _ in done.rejected] == [3, 4]
    assert "Nothing is open" in done.rejected[0][1]
    assert Debtor.objects.count() == 1
    again = import_file(north, put(zero), **WHO)
    assert (again.created.invoices, again.updated.invoices, again.unchanged.invoices) == (0, 0, 1)
    assert Invoice.objects.count() == 1


def test_a_first_list_of_open_amounts_may_be_followed_by_one_with_the_amounts(north, put):
    import_file(north, put(OPEN_ONLY + "1,Acme,A1,2025-01-05,2025-02-04,40.00,GBP\n"), **WHO)
    import_file(
        north, put(LIST.format("Amount,Open") + "1,Acme,A1,2025-01-05,2025-02-04,100.00,40.00\n"), **WHO
    )
    one = Invoice.objects.get()
    assert (one.amount_minor, one.open_minor) == (10_000, 4_000)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (
            "1,Acme,A1,2025-01-05,2025-02-04,60.00,GBP",
            "The amount of A1 is £50.00 in one.csv and £60.00 here.",
        ),
        (
            "1,Acme,A1,2025-01-05,2025-03-04,50.00,GBP",
            "The due date of A1 is 2025-02-04 in one.csv and 2025-03-04",
        ),
        ("1,Acme,A1,2025-01-05,2025-02-04,50.00,EUR", "The currency of A1 is GBP in one.csv and EUR here."),
        ("1,Acme,A1,2025-01-05,2025-02-04,50.00,GBP", ""),
        ("2,Bolt,A1,2025-01-05,2025-02-04,60.00,GBP", ""),
    ],
)
def test_files_given_together_may_not_contradict_each_other(north, put, row, what):
    together = Together()
    head = LIST.format("Amount,Currency")
    one = put(head + "1,Acme,A1,2025-01-05,2025-02-04,50.00,GBP\n", "one.csv")
    assert import_file(north, one, together=together, **WHO).refused is None
    refused = import_file(north, put(head + row + "\n", "two.csv"), together=together, **WHO).refused
    assert bool(refused) == bool(what)
    assert Invoice.objects.get(debtor__name="Acme").amount_minor == 5_000
    if refused:
        assert (refused.code, refused.where) == ("contradiction", "two.csv, line 2")
        assert what in refused.what


def test_sums_beyond_what_an_entry_holds_are_refused_in_words(north, put):
    most = "90071992547409.91"
    huge = LIST.format("Amount") + "".join(f"1,Acme,{n},2025-01-05,2025-02-04,{most}\n" for n in "AB")
    refused = import_file(north, put(huge), **WHO).refused
    assert (refused.code, refused.where) == ("too_large", "open.csv")
    assert Invoice.objects.count() == Entry.objects.count() == 0
