"""Import: look, mend, see what will change, take in, take back, and match what is left."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests import builders
from tests.web.firms import Firm, client_of

from recoup.cases import importing, jobs
from recoup.cases.check import books
from recoup.cases.models import Case, Job, JobState
from recoup.cases.tasks import DOERS
from recoup.intake.models import ColumnMapping, ImportFile, Upload
from recoup.ledger.models import Invoice, Payment

LIST = (
    b"Customer No,Customer,Invoice,Date,Due,Amount,Open\n"
    b"N-1,New Firm Ltd,N1,2025-01-02,2025-02-01,120.00,120.00\n"
    b"N-1,New Firm Ltd,N2,2025-01-05,2025-02-04,80.00,30.00\n"
    b"N-2,,N3,2025-01-05,2025-02-04,abc,\n"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path


def send(client: Client, firm: Firm, name: str, data: bytes, **more: str) -> str:
    """Uploads and gives the token."""
    file = BytesIO(data)
    file.name = name
    answer = client.post(firm.url("import/"), {"file": file, "kind": "auto", **more})
    assert answer.status_code == 302, answer.content.decode()
    return str(Upload.objects.order_by("-pk")[0].token)


def choices(page: str) -> dict[str, str]:
    """What the form of the look says as it stands."""
    found = dict.fromkeys(re.findall(r'<select[^>]* name="(\w+)"', page), "")
    for name, body in re.findall(r'<select[^>]* name="(\w+)">(.*?)</select>', page, re.S):
        chosen = re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)', body)
        found[name] = (chosen[1] if chosen[1] is not None else chosen[2]) if chosen else ""
    return found


def look(client: Client, firm: Firm, token: str) -> str:
    return client.get(firm.url(f"import/{token}/")).content.decode()


def take(client: Client, firm: Firm, token: str, **more: str) -> ImportFile:
    form = {**choices(look(client, firm, token)), **more}
    assert client.post(firm.url(f"import/{token}/compare/"), form).status_code == 302
    assert client.get(firm.url(f"import/{token}/changes/")).status_code == 200
    client.post(firm.url(f"import/{token}/take/"), {"once": token})
    return ImportFile.objects.order_by("-pk")[0]


def test_a_list_is_looked_at_compared_and_taken_in(north: Firm) -> None:
    client = client_of(north.users["controller"])
    token = send(client, north, "open.csv", LIST)
    page = look(client, north, token)
    assert "Taken for invoices (CSV)" in page and "1 February 2025" in page and "£120.00" in page
    before = Invoice.objects.count()
    answer = client.post(
        north.url(f"import/{token}/compare/"), {**choices(page), "expected": "150.00"}, follow=True
    )
    changes = answer.content.decode()
    assert Invoice.objects.count() == before
    assert "New (2)" in changes and "Rejected (1)" in changes and "£150.00" in changes and "agrees" in changes
    rejected = client.get(north.url(f"import/{token}/rejected.csv")).content.decode()
    assert "line,reason,Customer No" in rejected and "4," in rejected and "abc" in rejected
    done = client.post(north.url(f"import/{token}/take/"), {"once": "a"}, follow=True).content.decode()
    assert "is taken in" in done and Invoice.objects.count() == before + 2
    again = client.post(north.url(f"import/{token}/take/"), {"once": "b"}, follow=True).content.decode()
    assert Invoice.objects.count() == before + 2 and "Take this import back" in again
    assert ImportFile.objects.of(north.creditor).filter(name="open.csv").count() == 1


WRONG = (
    b"Wer;Was;Wann;Wieviel;Offen\n"
    b"Acme GmbH;7001;03/04/2025;1.500;1.500\n"
    b"Acme GmbH;7002;05/04/2025;2.750;2.750\n"
)


def test_wrong_guesses_are_mended_by_choosing_and_remembered(north: Firm) -> None:
    client = client_of(north.users["controller"])
    token = send(client, north, "seltsam.csv", WRONG)
    page = client.get(north.url(f"import/{token}/"))
    assert page.status_code == 422 and "Choose below" in page.content.decode()
    url = north.url(f"import/{token}/")
    form = choices(page.content.decode()) | {"kind": "invoices", "header_line": "1"}
    page = client.post(url, form)
    form = choices(page.content.decode())
    form |= {"c0": "debtor_name", "c1": "number", "c2": "due_on", "c3": "amount", "c4": "open"}
    form |= {"date_order": "dmy", "decimal_mark": ","}
    page = client.post(url, form)
    assert page.status_code == 200, page.content.decode()
    assert "3 April 2025" in page.content.decode() and "£1,500.00" in page.content.decode()
    file = take(client, north, token)
    assert file.kind == "invoices"
    taken = Invoice.objects.of(north.creditor).get(number="7001")
    assert (taken.amount_minor, str(taken.due_on)) == (150_000, "2025-04-03")
    # the next one like it is read as this one was, and that is said
    token = send(client, north, "seltsam2.csv", WRONG.replace(b"700", b"800"))
    page = look(client, north, token)
    assert "Read as last time" in page and "3 April 2025" in page
    told = ColumnMapping.objects.of(north.creditor).get()
    client.post(north.url(f"import/told/{told.pk}/forget/"), {"token": token})
    assert client.get(north.url(f"import/{token}/")).status_code == 422


def test_what_was_once_a_complete_list_is_ticked_the_next_time_and_can_be_unticked(north: Firm) -> None:
    client = client_of(north.users["controller"])
    token = send(client, north, "list.csv", LIST)
    assert not re.search(r'name="complete" checked', look(client, north, token))
    file = take(client, north, token, c6="amount", complete="on")
    assert ColumnMapping.objects.of(north.creditor).get().is_complete and file.kind == "invoices"
    token = send(client, north, "list2.csv", LIST.replace(b"N1", b"N7"))
    page = look(client, north, token)
    assert re.search(r'name="complete" checked', page)
    page = client.post(north.url(f"import/{token}/"), choices(page)).content.decode()
    assert not re.search(r'name="complete" checked', page)


def test_the_history_is_given_out_as_a_file(north: Firm) -> None:
    client = client_of(north.users["controller"])
    take(client, north, send(client, north, "=list.csv", LIST))
    assert "import/export/?format=csv" in client.get(north.url("import/")).content.decode()
    answer: Any = client.get(north.url("import/export/"))
    heads, line = answer.getvalue().decode("utf-8-sig").splitlines()
    assert heads.startswith('"File","When","As of","By"') and "controller@north.example" in line
    assert "invoices" in line and not line.strip('"').startswith("=")


def test_of_two_columns_with_one_meaning_the_newer_choice_counts(north: Firm) -> None:
    client = client_of(north.users["controller"])
    token = send(client, north, "open.csv", LIST)
    form = choices(look(client, north, token)) | {"c6": "amount"}
    page = client.post(north.url(f"import/{token}/"), form).content.decode()
    now = choices(page)
    assert (now["c5"], now["c6"]) == ("", "amount")


def test_an_import_is_taken_back_and_can_be_made_anew(north: Firm) -> None:
    client = client_of(north.users["controller"])
    before = list(Invoice.objects.of(north.creditor).order_by("pk").values("pk", "open_minor", "state"))
    file = take(client, north, send(client, north, "open.csv", LIST))
    assert Case.objects.of(north.creditor).filter(debtor__number="N-1", state="open").count() == 1
    client.post(north.url(f"import/past/{file.pk}/back/"), {"once": "back"})
    file.refresh_from_db()
    assert file.taken_back_at is not None
    assert set(
        Invoice.objects.of(north.creditor).filter(number__in=("N1", "N2")).values_list("state", "open_minor")
    ) == {("cancelled", 0)}
    rest = Invoice.objects.of(north.creditor).exclude(state="cancelled").order_by("pk")
    assert list(rest.values("pk", "open_minor", "state")) == before
    assert not Case.objects.of(north.creditor).filter(debtor__number="N-1", state="open").exists()
    take(client, north, send(client, north, "open.csv", LIST))
    assert Invoice.objects.of(north.creditor).filter(number="N1", state="open").count() == 1


def test_a_changed_invoice_gets_its_former_values_back(north: Firm) -> None:
    client = client_of(north.users["controller"])
    first = take(client, north, send(client, north, "a.csv", LIST))
    was = Invoice.objects.filter(number="N1").values().get()
    newer = LIST.replace(b"2025-02-01,120.00,120.00", b"2025-02-20,140.00,20.00")
    token = send(client, north, "b.csv", newer)
    client.post(north.url(f"import/{token}/compare/"), choices(look(client, north, token)))
    changes = client.get(north.url(f"import/{token}/changes/?list=changed")).content.decode()
    assert "1 February 2025 → <strong>20 February 2025" in changes and "£120.00 → <strong>£20.00" in changes
    second = take(client, north, token)
    assert Invoice.objects.get(number="N1").open_minor == 2_000
    page = client.get(north.url(f"import/past/{first.pk}/")).content.decode()
    assert "no longer possible" in page and "b.csv" in page
    client.post(north.url(f"import/past/{second.pk}/back/"))
    assert Invoice.objects.filter(number="N1").values().get() == was


def test_what_was_done_to_a_debtor_stands_in_the_way(north: Firm) -> None:
    client = client_of(north.users["controller"])
    file = take(client, north, send(client, north, "open.csv", LIST))
    debtor = Invoice.objects.get(number="N1").debtor
    client.post(north.url(f"debtors/{debtor.pk}/note/"), {"text": "called them", "once": "n"})
    client.post(north.url(f"import/past/{file.pk}/back/"))
    file.refresh_from_db()
    page = client.get(north.url(f"import/past/{file.pk}/")).content.decode()
    assert file.taken_back_at is None and "called them" in page and "New Firm Ltd" in page


def test_the_same_file_again_is_told(north: Firm) -> None:
    client = client_of(north.users["controller"])
    take(client, north, send(client, north, "open.csv", LIST))
    page = look(client, north, send(client, north, "copy.csv", LIST))
    assert "This very file was taken in on" in page


def test_two_people_importing_at_once_are_told(north: Firm) -> None:
    one, other = client_of(north.users["controller"]), client_of(north.users["manager"])
    token = send(one, north, "a.csv", LIST)
    one.post(north.url(f"import/{token}/compare/"), choices(look(one, north, token)))
    take(other, north, send(other, north, "b.csv", LIST.replace(b"N1", b"M1")))
    answer = one.post(north.url(f"import/{token}/take/"), follow=True).content.decode()
    assert "have changed since you looked" in answer and not Invoice.objects.filter(number="N1").exists()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.csv", b"%PDF-1.7 hello", "PDF"),
        ("x.xlsx", b"PK\x03\x04broken", "damaged"),
        ("<b>x</b>.csv", b"<html><body>hello", "web page"),
        ("x.csv", b"\x00\x01\x02\x03" * 40, "zero bytes"),
    ],
)
def test_what_is_no_table_is_refused_in_words(north: Firm, name: str, data: bytes, words: str) -> None:
    client = client_of(north.users["controller"])
    token = send(client, north, name, data)
    page = client.get(north.url(f"import/{token}/"))
    assert page.status_code == 422 and words in page.content.decode()
    assert "<b>x" not in page.content.decode()


def test_too_much_is_refused_before_it_is_kept(north: Firm, monkeypatch: Any) -> None:
    monkeypatch.setattr("recoup.intake.uploads.LARGEST", 20)
    client = client_of(north.users["controller"])
    file = BytesIO(LIST)
    file.name = "large.csv"
    answer = client.post(north.url("import/"), {"file": file, "kind": "contacts", "complete": "on"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "large.csv has more than" in page
    assert '<option value="contacts" selected>' in page and not Upload.objects.exists()


def test_large_work_goes_on_in_the_background_and_survives_a_reload(north: Firm, monkeypatch: Any) -> None:
    monkeypatch.setattr("recoup.web.imports.changes.SMALL", 0)
    client = client_of(north.users["controller"])
    token = send(client, north, "open.csv", LIST)
    client.post(north.url(f"import/{token}/compare/"), choices(look(client, north, token)))
    url = north.url(f"import/{token}/changes/")
    assert "Waiting for its turn" in client.get(url).content.decode()
    assert client.get(url, headers={"HX-Request": "true"}).content.decode().startswith('<div id="progress"')
    jobs.work_jobs(north.creditor, DOERS)
    assert client.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "New (2)" in client.get(url).content.decode()
    client.post(north.url(f"import/{token}/take/"))
    assert not Invoice.objects.filter(number="N1").exists()
    assert "Being taken in" in client.get(url).content.decode()
    jobs.work_jobs(north.creditor, DOERS)
    assert Invoice.objects.filter(number="N1").exists()
    assert "Take it back" in client.get(url, follow=True).content.decode()


def test_a_crash_in_the_middle_says_that_nothing_was_written(north: Firm, monkeypatch: Any) -> None:
    monkeypatch.setattr("recoup.web.imports.changes.SMALL", 0)
    client = client_of(north.users["controller"])
    token = send(client, north, "open.csv", LIST)
    client.post(north.url(f"import/{token}/compare/"), choices(look(client, north, token)))
    jobs.work_jobs(north.creditor, DOERS)
    client.post(north.url(f"import/{token}/take/"))
    Job.objects.filter(kind=importing.TAKE).update(
        state=JobState.RUNNING, lease_owner="gone/1/1", lease_until="2020-01-01T00:00Z"
    )
    jobs.work_jobs(north.creditor, DOERS)
    page = client.get(north.url(f"import/{token}/changes/"))
    assert page.status_code == 422 and "Nothing of the file was written" in page.content.decode()
    assert not Invoice.objects.filter(number="N1").exists()


BANK = (
    b"Date,Payee,Description,Amount,Balance,Account\n"
    b"2025-03-01,Somebody Else,pays INV-77 and more,100.00,1.00,GB1\n"
    b"2025-03-02,Nobody,hello,33.00,1.00,GB1\n"
)


def test_unmatched_money_is_matched_by_one_press(north: Firm) -> None:
    client = client_of(north.users["controller"])
    debtor = builders.debtor(north.creditor, "Quite Other Ltd")
    invoice = builders.invoice(debtor, 25_000, number="A-77")
    payment = Payment.objects.create(
        creditor=north.creditor, external_id="x1", received_on=builders.TODAY, currency="GBP", amount_minor=25_000,
        payer_name="Unknown", purpose="for a-77 thanks A-77", state="unmatched", reason="unknown_payer", source="bank",
    )  # fmt: skip
    page = client.get(north.url("import/unmatched/")).content.decode()
    assert "It pays A-77 of Quite Other Ltd" in page
    client.post(
        north.url(f"import/unmatched/{payment.pk}/"), {"deed": "invoice", "invoice": invoice.pk, "once": "u"}
    )
    payment.refresh_from_db()
    invoice.refresh_from_db()
    assert (payment.state, invoice.open_minor) == ("allocated", 0)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"deed": "number", "number": "nope"}, "No open invoice has the number"),
        ({"deed": "debtor", "debtor": "nope"}, "is not the number or full name"),
        ({"deed": "aside", "reason": " "}, "A reason is needed"),
    ],
)
def test_what_cannot_be_matched_keeps_what_was_typed(north: Firm, form: dict[str, str], words: str) -> None:
    client = client_of(north.users["controller"])
    payment = Payment.objects.create(
        creditor=north.creditor, external_id="x2", received_on=builders.TODAY, currency="GBP", amount_minor=5_000,
        payer_name="Unknown", state="unmatched", source="bank",
    )  # fmt: skip
    answer = client.post(north.url(f"import/unmatched/{payment.pk}/"), form)
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page
    assert form["deed"] == "aside" or 'value="nope"' in page


def test_money_for_nothing_owed_is_set_aside_with_its_reason(north: Firm) -> None:
    client = client_of(north.users["controller"])
    payment = Payment.objects.create(
        creditor=north.creditor, external_id="x3", received_on=builders.TODAY, currency="GBP", amount_minor=5_000,
        payer_name="Tax office", state="unmatched", source="bank",
    )  # fmt: skip
    client.post(north.url(f"import/unmatched/{payment.pk}/"), {"deed": "aside", "reason": "tax refund"})
    payment.refresh_from_db()
    assert payment.state == "set_aside"
    assert "Every payment is matched" in client.get(north.url("import/unmatched/")).content.decode()


def test_a_bank_file_is_taken_back(north: Firm) -> None:
    client = client_of(north.users["controller"])
    debtor = builders.debtor(north.creditor, "Payer Ltd")
    invoice = builders.invoice(debtor, 10_000, number="PAY-778899")
    data = BANK.replace(b"INV-77", b"PAY-778899")
    file = take(client, north, send(client, north, "bank.csv", data))
    invoice.refresh_from_db()
    assert invoice.open_minor == 0 and Payment.objects.of(north.creditor).filter(source="bank").count() == 2
    client.post(north.url(f"import/past/{file.pk}/back/"))
    invoice.refresh_from_db()
    assert (invoice.open_minor, invoice.state) == (10_000, "open")
    assert set(Payment.objects.of(north.creditor).values_list("state", flat=True)) == {"reversed"}
    take(client, north, send(client, north, "bank.csv", data))
    invoice.refresh_from_db()
    assert invoice.open_minor == 0


def test_the_books_add_up_after_a_list_and_money_are_taken_back(north: Firm) -> None:
    client = client_of(north.users["controller"])
    first = take(client, north, send(client, north, "open.csv", LIST))
    money = take(client, north, send(client, north, "bank.csv", BANK.replace(b"pays INV-77", b"N1 and N2")))
    for file in (money, first):
        client.post(north.url(f"import/past/{file.pk}/back/"))
        file.refresh_from_db()
        assert file.taken_back_at is not None
    for look_at_books in (books.invoices_add_up, books.payments_add_up, books.apart):
        assert look_at_books(north.creditor)[1] == []
