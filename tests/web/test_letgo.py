"""The page on which a debt is let go: asked by one, decided by another, a double click does it once."""

from tests.web.firms import Firm, client_of

from recoup.cases.models import CaseState
from recoup.ledger.models import Invoice
from recoup.recourse.models import JournalLine, LetGo


def at(firm: Firm, path: str = "") -> str:
    return firm.url(f"cases/{firm.world.case.pk}/let-go/{path}")


def form(firm: Firm, **more: str) -> dict[str, str]:
    part = f"part-{firm.world.invoice.pk}"
    return {"kind": "write_off", part: "1,000.00", "reason": "no_means", "note": "Nothing there.", **more}


def test_one_asks_and_another_writes_off(north: Firm) -> None:
    controller, owner = client_of(north.users["controller"]), client_of(north.users["owner"])
    assert controller.post(at(north, "ask/"), form(north, once="a1")).status_code == 302
    asked = LetGo.objects.get()
    assert controller.post(at(north, "decide/"), {"request": asked.pk, "decide": "yes"}).status_code == 403
    page = owner.get(at(north)).content.decode()
    assert "Write off £1,000.00" in page and "Nothing there." in page
    for _twice in range(2):
        yes = {"request": asked.pk, "decide": "yes", "once": "b1"}
        assert owner.post(at(north, "decide/"), yes).status_code == 302
    row = Invoice.objects.get(pk=north.world.invoice.pk)
    assert row.open_minor == 400_000 and JournalLine.objects.count() == 1
    assert north.world.case.state == CaseState.OPEN


def test_a_double_click_asks_once(north: Firm) -> None:
    client = client_of(north.users["controller"])
    for _twice in range(2):
        assert client.post(at(north, "ask/"), form(north, once="a1")).status_code == 302
    assert LetGo.objects.count() == 1


def test_what_was_typed_survives_a_refusal(north: Firm) -> None:
    client = client_of(north.users["controller"])
    part = f"part-{north.world.invoice.pk}"
    answer = client.post(at(north, "ask/"), form(north, **{part: "9,999.00", "note": "All gone"}))
    page = answer.content.decode()
    assert (
        answer.status_code == 422 and "9,999.00" in page and "All gone" in page and "Only £5,000.00" in page
    )
    empty = client.post(at(north, "ask/"), form(north, note=""))
    assert empty.status_code == 422 and "Whoever decides needs a few words" in empty.content.decode()


def test_who_asked_is_told_that_somebody_else_decides(north: Firm) -> None:
    owner = client_of(north.users["owner"])
    owner.post(at(north, "ask/"), form(north))
    asked = LetGo.objects.get()
    answer = owner.post(at(north, "decide/"), {"request": asked.pk, "decide": "yes"})
    assert answer.status_code == 422 and "Nobody approves" in answer.content.decode()
    assert Invoice.objects.get(pk=north.world.invoice.pk).open_minor == 500_000


def test_the_case_shows_the_card(north: Firm) -> None:
    client = client_of(north.users["controller"])
    client.post(at(north, "ask/"), form(north))
    page = client.get(north.url(f"cases/{north.world.case.pk}/formal/")).content.decode()
    assert "Write-off of £1,000.00: waits for a yes or no." in page


def test_a_request_of_another_case_is_not_there(north: Firm, south: Firm) -> None:
    client_of(south.users["owner"]).post(at(south, "ask/"), form(south))
    theirs = LetGo.objects.get()
    client = client_of(north.users["owner"])
    for path in ("decide/", "withdraw/", "consent/"):
        answer = client.post(at(north, path), {"request": theirs.pk, "decide": "yes", "reason": "x"})
        assert answer.status_code == 404, path
    theirs.refresh_from_db()
    assert theirs.state == "asked"


def test_the_letter_of_a_settlement_is_read_and_posted(north: Firm) -> None:
    controller, owner = client_of(north.users["controller"]), client_of(north.users["owner"])
    given = {"kind": "settlement", "amount": "3,000.00", "on": "2025-04-15", "note": "Better now."}
    assert controller.post(at(north, "ask/"), given).status_code == 302
    asked = LetGo.objects.get()
    assert controller.get(at(north, f"letter/?request={asked.pk}")).status_code == 404
    owner.post(at(north, "decide/"), {"request": asked.pk, "decide": "yes"})
    letter = controller.get(at(north, f"letter/?request={asked.pk}"))
    assert letter["Content-Type"] == "application/pdf" and letter.content.startswith(b"%PDF")
    posted = {"request": asked.pk, "on": str(north.world.day)}
    assert controller.post(at(north, "posted/"), posted).status_code == 302
    page = controller.get(at(north)).content.decode()
    assert "offered: waits for the money" in page and "posted on" in page


def test_a_sale_closes_the_case(north: Firm) -> None:
    controller, owner = client_of(north.users["controller"]), client_of(north.users["owner"])
    bare = controller.post(at(north, "ask/"), {"kind": "sale", "amount": "100.00", "note": "x"})
    assert bare.status_code == 422 and "A sale needs a buyer" in bare.content.decode()
    controller.post(
        at(north, "ask/"), {"kind": "sale", "amount": "100.00", "buyer": "Buyers Ltd", "note": "x"}
    )
    owner.post(at(north, "decide/"), {"request": LetGo.objects.get().pk, "decide": "yes"})
    assert north.world.case.state == CaseState.CLOSED_OTHER
    assert "Read the letter" in owner.get(at(north)).content.decode()
