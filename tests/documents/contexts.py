"""Messages for the tests of documents; every builder takes what matters by name."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from recoup.documents.facts import (
    Ask,
    Claimed,
    Instalment,
    Line,
    MessageContext,
    Recipient,
    Sender,
    Stretch,
)

GERMAN = Sender(
    name="Nordlicht Handel GmbH",
    address_lines=("Hafenstraße 12", "20457 Hamburg"),
    country="DE",
    email="rechnung@nordlicht.example",
    phone="+49 40 123456",
    register="HRB 12345 Hamburg",
    vat_id="DE123456789",
    iban="DE02120300000000202051",
    bic="BYLADEM1001",
)
SWISS = Sender(
    name="Alpenglück Käserei AG",
    address_lines=("Bahnhofstrasse 12", "8001 Zürich"),
    country="CH",
    email="info@alpen.example",
    iban="CH4431999123000889012",
)
BERN = Recipient("Beispiel & Söhne GmbH", "", ("Musterweg 7a", "3000 Bern"), "CH", "de")


CLAIMED = Claimed(
    until_on=date(2026, 11, 22),
    interest_minor=(("R-1", 1_982),),
    fixed=(("R-1", 4_000),),
    daily=Fraction(123456 * 1127, 365 * 10_000),
    stretches=(
        Stretch("R-1", date(2026, 10, 2), date(2026, 11, 22), 52, 123456, Decimal("11.27"), 365,
                Fraction(123456 * 1127 * 52, 365 * 10_000)),
    ),
    law_source="DE: BGB § 288",
)  # fmt: skip
"""1,234.56 at 11.27% for 52 days of 365: 19.8219."""


def line(number: str = "R-1", open_minor: int = 123456, **more: Any) -> Line:
    """One overdue invoice in euro."""
    disputed = more.get("disputed_minor", 0)
    return Line(
        **{
            "number": number,
            "kind": "invoice",
            "issued_on": date(2026, 9, 1),
            "due_on": date(2026, 10, 1),
            "days_overdue": 52,
            "currency": "EUR",
            "amount_minor": open_minor,
            "open_minor": open_minor,
            "disputed_minor": disputed,
            "asked_minor": open_minor - disputed,
            **more,
        }
    )


def message(kind: str = "reminder", *lines: Line, on_account_minor: int = 0, **more: Any) -> MessageContext:
    """A message with a value for every placeholder."""
    items = lines or (line(),)
    return MessageContext(
        **{
            "rung": 1,
            "kind": kind,
            "tone": "neutral",
            "language": "en",
            "sender": GERMAN,
            "recipient": Recipient("Acme Trading Ltd", "Jane Smith", ("1 High Street", "London"), "GB"),
            "ask": Ask.of(items[0].currency, items, on_account_minor),
            "today": date(2026, 11, 22),
            "reference": "K-10023",
            "reply_by_on": date(2026, 12, 1),
            "signer": "Anna Berg",
            "promise_on": date(2026, 12, 5),
            "promised_minor": 50000,
            "instalments": (Instalment(date(2026, 12, 1), 50000), Instalment(date(2027, 1, 1), 50000)),
            "disputed_numbers": ("R-1", "R-2"),
            "dispute_text": "The goods were damaged.",
            "answer_by_on": date(2026, 12, 9),
            "buyer": "Debt Buyers Ltd",
            "spoken_with": "Jane Smith",
            "spoken_on": date(2026, 11, 20),
            "spoken_text": "The invoice had not arrived.",
            "paid_on": date(2026, 11, 18),
            "paid_minor": 12345,
            "stop_on": date(2026, 12, 3),
            "sent_before": (date(2026, 11, 2),),
            "claimed": CLAIMED if kind == "demand" else None,
            "enclosures": ("statement of account", "invoices", "schedule", "something else"),
            **more,
        }
    )
