"""The page that asks whether they can pay."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from tests import builders
from tests.cases.people.worlds import at as at_ten
from tests.web.firms import Firm, client_of

from recoup.archive.queries import entries
from recoup.ledger.models import Payment
from recoup.ledger.operations import record_payments
from recoup.recourse.models import Dividend, MeansCheck


def at(firm: Firm, path: str = "") -> str:
    return firm.url(f"cases/{firm.world.case.pk}/means/{path}")


def test_what_was_found_is_kept_with_its_copy(north: Firm) -> None:
    client = client_of(north.users["controller"])
    page = client.get(at(north)).content.decode()
    assert "Nobody knows whether they can pay" in page and "Companies House insolvency" in page
    extract = SimpleUploadedFile("extract.pdf", b"%PDF-1.4 nothing against them")
    asked = {"item": "register:Companies House insolvency", "result": "nothing_found", "file": extract}
    assert client.post(at(north, "note/"), asked).status_code == 302
    made = MeansCheck.objects.get()
    assert client.get(at(north, f"{made.pk}/copy/")).content == b"%PDF-1.4 nothing against them"
    for item in ("register:The Gazette", "assets"):
        client.post(at(north, "note/"), {"item": item, "result": "sound"})
    assert "As far as was looked up, they can pay" in client.get(at(north)).content.decode()
    assert (
        "As far as was looked up, yes"
        in client.get(north.url(f"cases/{north.world.case.pk}/formal/")).content.decode()
    )
    told = client.get(north.url(f"debtors/{north.world.debtor.pk}/")).content.decode()
    assert "in the register of insolvencies: nothing is said against them" in told


def test_an_extract_is_open_and_an_opinion_internal(north: Firm) -> None:
    client = client_of(north.users["controller"])
    client.post(at(north, "note/"), {"item": "register:The Gazette", "result": "nothing_found"})
    client.post(
        at(north, "note/"), {"item": "known", "result": "weak", "text": "they moved to a smaller yard"}
    )
    found = entries(north.creditor.key, north.world.debtor.stream_key)
    assert [e.klass for e in found if e.kind == "means.checked"] == ["open", "internal"]


def test_the_same_said_twice_is_one(north: Firm) -> None:
    client = client_of(north.users["controller"])
    for _ in range(2):
        client.post(at(north, "note/"), {"item": "assets", "result": "weak"})
    assert MeansCheck.objects.count() == 1


def test_what_cannot_be_taken_is_said_and_kept(north: Firm) -> None:
    client = client_of(north.users["controller"])
    late = client.post(
        at(north, "note/"), {"item": "assets", "result": "weak", "on": "2099-01-01", "text": "no yard"}
    )
    assert late.status_code == 422 and "no yard" in late.content.decode()
    silent = client.post(at(north, "note/"), {"item": "known", "result": "weak"})
    assert silent.status_code == 422 and "has to be said" in silent.content.decode()
    other = client.post(at(north, "note/"), {"item": "register:PACER", "result": "weak"})
    assert other.status_code == 422
    assert not MeansCheck.objects.exists()


def test_a_registers_file_about_them_stops_everything(north: Firm) -> None:
    """What Companies House publishes does not name the company: on this page it is theirs."""
    debtor = north.world.debtor
    debtor.register_number = "01234567"
    debtor.save()
    client = client_of(north.users["controller"])
    opened = north.world.day.isoformat()
    case = {"number": "1", "type": "in-administration", "dates": [
        {"type": "administration-started-on", "date": opened}]}  # fmt: skip
    sent = {"register": SimpleUploadedFile("file.json", json.dumps({"cases": [case]}).encode())}
    assert client.post(at(north, "load/"), sent).status_code == 302
    debtor.refresh_from_db()
    assert debtor.insolvent_on == north.world.day
    bad = client.post(at(north, "load/"), {"register": SimpleUploadedFile("x.json", b'{"cases": [')})
    assert bad.status_code == 422 and "cut off or damaged" in bad.content.decode()
    assert client.post(at(north, "load/"), {}).status_code == 422


def test_what_was_typed_of_a_dividend_survives(north: Firm) -> None:
    client = client_of(north.users["controller"])
    north.world.record("insolvent", on=north.world.day)
    today = north.world.day.isoformat()
    client.post(at(north, "proof/"), {"what": "draft"})
    client.post(at(north, "proof/"), {"what": "filed", "on": today})
    wrong = {"what": "dividend", "on": today, "amount": "9,999,999.00", "reference": "first of two"}
    page = client.post(at(north, "proof/"), wrong)
    assert page.status_code == 422
    assert "9,999,999.00" in page.content.decode() and "first of two" in page.content.decode()


def test_an_insolvency_from_the_claim_form_to_its_end(north: Firm) -> None:
    client = client_of(north.users["controller"])
    north.world.record("insolvent", on=north.world.day)
    page = client.get(at(north)).content.decode()
    assert "Lodge our claim by" in page and "The office-holder is not known yet" in page
    client.post(
        at(north, "holder/"), {"name": "Ann Keeper", "email": "ann@keeper.example", "proof_by": "2030-04-30"}
    )
    assert client.post(at(north, "proof/"), {"what": "draft"}).status_code == 302
    assert client.get(at(north, "proof/form/")).content.startswith(b"%PDF")
    today = north.world.day.isoformat()
    assert (
        client.post(at(north, "proof/"), {"what": "dividend", "amount": "1", "on": today}).status_code == 422
    )
    client.post(at(north, "proof/"), {"what": "filed", "on": today})
    client.post(at(north, "proof/"), {"what": "admitted", "on": today, "amount": "4,000.00"})
    client.post(
        at(north, "proof/"), {"what": "dividend", "on": today, "amount": "400.00", "reference": "first"}
    )
    page = client.get(at(north)).content.decode()
    assert "Ann Keeper" in page and "£4,000.00" in page and "£400.00" in page
    client.post(at(north, "proof/"), {"what": "end"})
    assert north.world.task("write_off") is not None
    assert "They are insolvent" in client.get(at(north)).content.decode()


def test_a_dividend_that_the_bank_may_have_told_asks_on_the_page_and_is_counted_once(north: Firm) -> None:
    w, client = north.world, client_of(north.users["controller"])
    w.record("insolvent", on=w.day)
    client.post(at(north, "holder/"), {"name": "Ann Keeper"})
    today = w.day.isoformat()
    client.post(at(north, "proof/"), {"what": "draft"})
    client.post(at(north, "proof/"), {"what": "filed", "on": today})
    row = builders.payment_facts(40_000, payer_name="Somebody & Co", received_on=w.day, external_id="b1")
    record_payments(w.creditor, [row], source="bank", actor=w.owner, moment=at_ten(w.day))
    waiting = Payment.objects.get(external_id="b1")
    form = {"what": "dividend", "on": today, "amount": "400.00", "reference": "first"}
    answer = client.post(at(north, "proof/"), form)
    page = answer.content.decode()
    assert (
        answer.status_code == 422 and "Is it money that came already?" in page and "Somebody &amp; Co" in page
    )
    assert client.post(at(north, "proof/"), form | {"same": "apart"}).status_code == 302
    page = client.get(at(north)).content.decode()
    assert "Is it the dividend noted on" in page and "It is: count it once" in page
    made = Dividend.objects.get()
    told = {"what": "same", "dividend": made.pk, "payment": waiting.pk}
    assert client.post(at(north, "proof/"), told).status_code == 302
    made.refresh_from_db()
    assert made.payment_id == waiting.pk
    assert "Is it the dividend noted on" not in client.get(at(north)).content.decode()
