"""Payment codes carry what the text says, and are read back."""

from dataclasses import replace

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from stdnum.ch import esr
from tests.documents.contexts import BERN, GERMAN, SWISS, line, message

from recoup.documents import payment_qr
from recoup.documents.facts import MessageContext
from recoup.documents.references import packed_iban, swiss_reference

pytestmark = pytest.mark.anydb


def read_back(code: segno.QRCode) -> str:
    """The text a scanner reads from the code."""
    zxingcpp = pytest.importorskip("zxingcpp")
    rows = [bytes(0 if dark else 255 for dark in row) for row in code.matrix_iter(scale=4, border=4)]
    picture = memoryview(b"".join(rows)).cast("B", shape=[len(rows), len(rows[0])])
    return str(zxingcpp.read_barcodes(picture)[0].text)


def swiss(currency: str = "CHF", **more: object) -> MessageContext:
    return message("reminder", line(currency=currency), **{"sender": SWISS, "recipient": BERN, **more})


def test_epc_code_reads_back() -> None:
    code = payment_qr.epc_code(message())
    assert code is not None
    assert read_back(code).split("\n") == [
        *("BCD", "002", "1", "SCT", "BYLADEM1001", "Nordlicht Handel GmbH", "DE02120300000000202051"),
        *("EUR1234.56", "", "", "K-10023"),
    ]


def test_epc_code_uses_a_structured_reference() -> None:
    code = payment_qr.epc_code(message(reference="RF18539007547034"))
    assert code is not None
    assert read_back(code).split("\n")[9] == "RF18539007547034"


@pytest.mark.parametrize(
    "ctx",
    [
        message("reminder", line(currency="USD")),
        message(sender=replace(GERMAN, iban="")),
        message(sender=replace(GERMAN, iban="DE02120300000000202052")),
        message(sender=replace(GERMAN, iban="BR1800360305000010009795493C1")),
        message("statement"),
    ],
)
def test_no_epc_code_where_it_could_not_be_paid(ctx: MessageContext) -> None:
    assert payment_qr.epc_code(ctx) is None


def test_swiss_bill_reads_back_with_structured_addresses() -> None:
    bill = payment_qr.swiss_bill(swiss())
    assert bill is not None
    lines = read_back(payment_qr.swiss_code(bill)).split("\n")
    assert lines == [
        *("SPC", "0200", "1", "CH4431999123000889012"),
        *("S", "Alpenglück Käserei AG", "Bahnhofstrasse", "12", "8001", "Zürich", "CH"),
        *[""] * 7,
        *("1234.56", "CHF"),
        *("S", "Beispiel & Söhne GmbH", "Musterweg", "7a", "3000", "Bern", "CH"),
        *("QRR", "000000000000000000000100231", "K-10023", "EPD"),
    ]
    assert bill.printed_reference() == "00 00000 00000 00000 00001 00231"
    assert bill.printed_amount() == "1 234.56"


@pytest.mark.parametrize(
    ("iban", "reference", "expected"),
    [
        ("CH9300762011623852957", "K-10023", ("NON", "")),
        ("CH9300762011623852957", "RF18539007547034", ("SCOR", "RF18539007547034")),
        ("CH4431999123000889012", "210000000003139471430009017", ("QRR", "210000000003139471430009017")),
        ("CH4431999123000889012", "no number", ("", "")),
    ],
)
def test_swiss_reference_follows_the_account(iban: str, reference: str, expected: tuple[str, str]) -> None:
    assert swiss_reference(iban, reference) == expected


@given(st.integers(1, 10**20))
def test_swiss_check_digit_is_right(number: int) -> None:
    kind, reference = swiss_reference("CH4431999123000889012", f"R-{number}")
    assert kind == "QRR"
    assert len(reference) == 27
    assert esr.is_valid(reference)


@pytest.mark.parametrize(
    "ctx",
    [
        swiss("USD"),
        swiss(sender=replace(SWISS, address_lines=("Somewhere",))),
        swiss(sender=replace(SWISS, iban="CH4431999123000889013")),
        message(),
    ],
)
def test_no_swiss_bill_where_it_would_be_wrong(ctx: MessageContext) -> None:
    assert payment_qr.swiss_bill(ctx) is None


def test_an_unclear_debtor_address_leaves_a_box_to_write_in() -> None:
    bill = payment_qr.swiss_bill(swiss(recipient=replace(BERN, address_lines=("Postfach",))))
    assert bill is not None
    assert bill.debtor is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Musterweg 7a", "3000 Bern"), ("Musterweg", "7a", "3000", "Bern")),
        (("c/o Amt", "Rue du Lac 12", "CH-1003 Lausanne"), ("Rue du Lac", "12", "1003", "Lausanne")),
        (("Hof", "D-10115 Berlin"), ("Hof", "", "10115", "Berlin")),
        (("9490 Vaduz",), ("", "", "9490", "Vaduz")),
    ],
)
def test_addresses_are_told_apart(lines: tuple[str, ...], expected: tuple[str, ...]) -> None:
    found = payment_qr.structured_address("X", lines, "CH")
    assert found is not None
    assert (found.street, found.house, found.postcode, found.town) == expected


def test_iban_is_checked() -> None:
    assert packed_iban("de02 1203 0000 0000 2020 51") == "DE02120300000000202051"
    assert packed_iban("DE00") == ""
