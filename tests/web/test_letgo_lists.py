"""The lists of letting go: what was let go and decided alone, the journal and its download, tax to claim back."""

import re
from datetime import UTC, date, datetime, timedelta

from tests.cases.formal.placements import agency
from tests.web.firms import Firm, client_of

from recoup.ledger.models import Invoice
from recoup.recourse.models import JournalLine, LetGo, Placement, TaxRelief


def write_off(firm: Firm) -> None:
    page = firm.url(f"cases/{firm.world.case.pk}/let-go/")
    part = f"part-{firm.world.invoice.pk}"
    form = {"kind": "write_off", part: "1,000.00", "reason": "small", "note": "=cmd"}
    client_of(firm.users["controller"]).post(page + "ask/", form)
    yes = {"request": LetGo.objects.latest("pk").pk, "decide": "yes"}
    client_of(firm.users["owner"]).post(page + "decide/", yes)


def body(answer: object) -> str:
    return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


def test_what_was_let_go_is_listed_and_taken_out(north: Firm) -> None:
    client = client_of(north.users["owner"])
    assert "Nothing was let go" in client.get(north.url("write-offs/")).content.decode()
    write_off(north)
    page = client.get(north.url("write-offs/")).content.decode()
    assert north.world.debtor.name in page and "£1,000.00" in page and "1 new line for the books" in page
    assert north.world.debtor.name not in client.get(north.url("write-offs/?q=nobody")).content.decode()
    told = body(client.get(north.url("write-offs/export/")))
    assert "1000.00" in told and "'=cmd" in told


def test_the_journal_is_taken_over_once(north: Firm) -> None:
    write_off(north)
    owner = client_of(north.users["owner"])
    owner.post(
        north.url("settings/letting-go/"), {"journal.bad_debts": "6930", "journal.receivables": "1400"}
    )
    assert "6930" in owner.get(north.url("write-offs/journal/")).content.decode()
    assert client_of(north.users["controller"]).post(north.url("write-offs/journal/take/")).status_code == 403
    for _twice in range(2):
        answer = owner.post(north.url("write-offs/journal/take/"), {"once": "j1"})
    assert answer.status_code == 302 and JournalLine.objects.get().batch == 1
    told = body(owner.get(north.url("write-offs/journal/export/?batch=1")))
    assert '"6930","1400"' in told and "1000.00" in told
    assert "nothing new for the books" in owner.get(north.url("write-offs/journal/")).content.decode()
    assert "Batch 1" in owner.get(north.url("write-offs/journal/?batch=1")).content.decode()


def test_tax_is_claimed_on_the_list(north: Firm) -> None:
    Invoice.objects.filter(pk=north.world.invoice.pk).update(tax_minor=83_333)
    row = TaxRelief.objects.create(
        creditor=north.creditor, invoice=north.world.invoice, place="GB-EAW", state="open",
        opens_on=date(2025, 1, 1), lapses_on=date(2029, 1, 1),
    )  # fmt: skip
    client = client_of(north.users["controller"])
    page = client.get(north.url("tax-relief/")).content.decode()
    assert "1 Jan 2025" in page and "1 Jan 2029" in page and "£833.33" in page
    bare = client.post(north.url("tax-relief/decide/"), {"relief": row.pk, "decide": "left", "note": ""})
    assert bare.status_code == 422 and "Say why the tax is not claimed" in bare.content.decode()
    claimed = {"relief": row.pk, "decide": "claimed", "amount": "800.00"}
    assert client.post(north.url("tax-relief/decide/"), claimed).status_code == 302
    assert "£800.00" in client.get(north.url("tax-relief/?show=claimed")).content.decode()
    assert "800.00" in body(client.get(north.url("tax-relief/export/?show=claimed")))


def test_another_creditors_tax_is_not_decided(north: Firm, south: Firm) -> None:
    row = TaxRelief.objects.create(
        creditor=south.creditor, invoice=south.world.invoice, place="GB-EAW", state="open"
    )
    client = client_of(north.users["owner"])
    answer = client.post(north.url("tax-relief/decide/"), {"relief": row.pk, "decide": "claimed"})
    assert answer.status_code == 404 and TaxRelief.objects.get().state == "open"


def test_who_cost_us_money_is_flagged_on_their_page(north: Firm) -> None:
    client = client_of(north.users["auditor"])
    page = north.url(f"debtors/{north.world.debtor.pk}/")
    assert "Lost with them" not in client.get(page).content.decode()
    write_off(north)
    told = client.get(page).content.decode()
    assert "Lost with them" in told and "no new credit without a decision" in told
    assert north.url(f"cases/{north.world.case.pk}/formal/") in told


def test_what_one_person_decided_alone_is_listed_on_the_creditors_day(north: Firm) -> None:
    party = agency(north.world)
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # the next day already in London
    Placement.objects.create(
        creditor=north.creditor, debtor=north.world.debtor, professional=party, reference="P-1", state="approved",
        currency="GBP", claim_minor=1, terms={}, asked_by="user:1", asked_at=late,
        approved_by="user:1", approved_at=late, is_alone=True,
    )  # fmt: skip
    page = client_of(north.users["owner"]).get(north.url("write-offs/")).content.decode()
    assert "1 Jul 2026" in page and "30 Jun 2026" not in page


def test_every_page_of_what_was_decided_alone_can_be_reached(north: Firm) -> None:
    party = agency(north.world)
    first = datetime(2026, 1, 1, 12, tzinfo=UTC)
    Placement.objects.bulk_create(
        Placement(
            creditor=north.creditor, debtor=north.world.debtor, professional=party, reference=f"P-{n}",
            state="ended", currency="GBP", claim_minor=1, terms={}, asked_by="user:1", asked_at=first,
            approved_by="user:1", approved_at=first + timedelta(days=n), is_alone=True,
        )
        for n in range(120)
    )  # fmt: skip
    owner, seen = client_of(north.users["owner"]), []
    for number in ("1", "2", "3"):
        page = owner.get(north.url(f"write-offs/?alone={number}")).content.decode()
        part = page[page.index('id="alone"') :]
        seen += re.findall(r'<td class="nowrap">([^<]+)</td>', part)
        assert ("alone=4" in part) is False and (f"alone={int(number) + 1}" in part) is (number != "3")
    assert len(seen) == 120 and seen[0] == "30 Apr 2026" and seen[-1] == "1 Jan 2026"
    for odd in ("0", "-1", "x", "99999", "\u0663"):
        assert owner.get(north.url(f"write-offs/?alone={odd}")).status_code == 200
