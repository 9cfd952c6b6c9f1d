"""Payment codes: the EPC code for SEPA transfers in euro, the Swiss QR-bill, else none.

Sources: EPC069-12 (Quick Response Code guidelines), SIX Swiss Implementation Guidelines QR-bill 2.3
(structured addresses only, QRR with a QR-IBAN, SCOR or no reference with an IBAN).
"""

import re
from dataclasses import dataclass

import segno
from segno import helpers
from stdnum import iso11649

from recoup.documents.facts import MessageContext
from recoup.documents.fill import clean
from recoup.documents.references import is_valid, packed_iban, spaced, swiss_reference
from recoup.documents.values import asked_now
from recoup.lib import money

# EPC409-09, list of SEPA scheme countries.
_EEA = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
SEPA = frozenset((_EEA + " AD AL CH GB GI MC MD ME MK RS SM VA").split())
_EPC_MOST_MINOR = 99_999_999_999
_SWISS_MOST_MINOR = 99_999_999_999


@dataclass(frozen=True, slots=True)
class StructuredAddress:
    """A Swiss type S address."""

    name: str
    street: str
    house: str
    postcode: str
    town: str
    country: str

    def fields(self) -> list[str]:
        """The seven lines of the code."""
        return ["S", self.name, self.street, self.house, self.postcode, self.town, self.country]

    def lines(self) -> list[str]:
        """The lines that are printed."""
        street = f"{self.street} {self.house}".strip()
        return [line for line in (self.name, street, f"{self.postcode} {self.town}") if line]


@dataclass(frozen=True, slots=True)
class SwissBill:
    """What a Swiss payment part shows and encodes. `debtor` None leaves a box to write in."""

    iban: str
    creditor: StructuredAddress
    debtor: StructuredAddress | None
    amount_minor: int | None
    currency: str
    reference_type: str
    reference: str
    message: str

    def payload(self) -> str:
        """The 31 lines of the code, type SPC version 0200."""
        amount = "" if self.amount_minor is None else f"{money.to_decimal(self.amount_minor, self.currency)}"
        nobody = [""] * 7
        return "\n".join(
            [
                *("SPC", "0200", "1", self.iban),
                *self.creditor.fields(),
                *nobody,
                *(amount, self.currency),
                *(self.debtor.fields() if self.debtor else nobody),
                *(self.reference_type, self.reference, self.message, "EPD"),
            ]
        )

    def printed_amount(self) -> str | None:
        """The amount with a space between thousands and a point: 1 234.50."""
        if self.amount_minor is None:
            return None
        return f"{money.to_decimal(self.amount_minor, self.currency):,}".replace(",", " ")

    def printed_reference(self) -> str:
        """QRR from the right in fives, SCOR from the left in fours."""
        if self.reference_type == "QRR":
            return self.reference[:2] + " " + spaced(self.reference[2:], 5)
        return spaced(self.reference, 4)


def epc_code(ctx: MessageContext) -> segno.QRCode | None:
    """The EPC code of what this message asks for; None unless it is euro, to a SEPA IBAN, above zero."""
    iban = packed_iban(ctx.sender.iban)
    asked = asked_now(ctx)
    if not iban or iban[:2] not in SEPA or ctx.ask.currency != "EUR" or not asked or asked > _EPC_MOST_MINOR:
        return None
    reference = clean(ctx.reference)
    structured = is_valid(iso11649, reference)
    bic = clean(ctx.sender.bic).replace(" ", "").upper()
    return helpers.make_epc_qr(
        name=_holder(ctx)[:70].strip(),
        iban=iban,
        amount=money.to_decimal(asked, "EUR"),
        reference=iso11649.compact(reference) if structured else None,
        text=None if structured else reference[:140] or None,
        bic=bic if len(bic) in (8, 11) else None,
        encoding="utf-8",
    )


def _holder(ctx: MessageContext) -> str:
    return clean(ctx.sender.account_holder or ctx.sender.name)


def swiss_bill(ctx: MessageContext) -> SwissBill | None:
    """The Swiss payment part of this message.

    None unless it is francs or euro to a Swiss or Liechtenstein IBAN and the creditor's address can be told
    apart into street, postcode and town. Statements and other texts without an amount leave it open.
    """
    iban = packed_iban(ctx.sender.iban)
    asked = asked_now(ctx)
    if iban[:2] not in ("CH", "LI") or ctx.ask.currency not in ("CHF", "EUR"):
        return None
    creditor = structured_address(_holder(ctx), ctx.sender.address_lines, ctx.sender.country)
    kind, reference = swiss_reference(iban, clean(ctx.reference))
    if creditor is None or not kind or (asked or 0) > _SWISS_MOST_MINOR:
        return None
    recipient = ctx.recipient
    debtor = structured_address(recipient.debtor_name, recipient.address_lines, recipient.country)
    message = "" if kind == "SCOR" else _latin(ctx.reference)[:140]
    return SwissBill(iban, creditor, debtor, asked or None, ctx.ask.currency, kind, reference, message)


_TOWN = re.compile(r"(?:[A-Z]{1,2}[- ])?(?P<postcode>\d{4,5})\s+(?P<town>\D.*)")
_HOUSE = re.compile(r"(?P<street>.*\D)\s+(?P<house>\d+\s?[A-Za-z]?(?:[-/]\d+)?)")


def structured_address(name: str, lines: tuple[str, ...], country: str) -> StructuredAddress | None:
    """Street, house, postcode and town of written lines, the way they are written between Calais and Trieste.

    None when no line is a postcode with a town: a guess may not be printed on a payment part.
    """
    cleaned = [_latin(line) for line in lines if line.strip()]
    for at in range(len(cleaned) - 1, -1, -1):
        town = _TOWN.fullmatch(cleaned[at])
        if town:
            before = cleaned[at - 1] if at else ""
            house = _HOUSE.fullmatch(before)
            street, number = (house["street"], house["house"]) if house else (before, "")
            short = _latin(name)[:70].strip()
            place = (street[:70].strip(), number[:16], town["postcode"], town["town"][:35].strip())
            return StructuredAddress(short, *place, country) if short and len(country) == 2 else None
    return None


def _latin(text: str) -> str:
    """Only what the Swiss code allows: Latin-1, Latin Extended-A and the euro sign; else a dot."""
    kept = clean(text)
    return "".join(c if ord(c) < 0x180 or c in "ȘșȚț€" else "." for c in kept)


def swiss_code(bill: SwissBill) -> segno.QRCode:
    """The code of a Swiss payment part: error correction M, UTF-8 without ECI."""
    return segno.make(bill.payload(), error="m", boost_error=False, encoding="utf-8", micro=False)


def svg(code: segno.QRCode) -> str:
    """The code as an SVG of one path without a quiet zone, one unit a module."""
    return str(code.svg_inline(border=0, omitsize=True, light="white"))
