"""Rows with sensible defaults for tests; every builder takes what matters to the test by name."""

import itertools
from datetime import UTC, date, datetime
from typing import Any

from recoup.ledger import models as ledger
from recoup.ledger.facts import ContactFacts, DebtorFacts, InvoiceFacts, PaymentFacts
from recoup.ledger.names import fold
from recoup.org.models import Creditor

MOMENT = datetime(2025, 3, 3, 10, 0, tzinfo=UTC)
"""A Monday."""
TODAY = MOMENT.date()
ACTOR = "user:1"
_count = itertools.count(1)


def creditor(name: str = "Northwind Ltd", **more: Any) -> Creditor:
    """A creditor in Great Britain that books in pounds."""
    return Creditor.objects.create(
        **{"name": name, "country": "GB", "currency": "GBP", "created_at": MOMENT, **more}
    )


def debtor(of: Creditor, name: str = "", **more: Any) -> ledger.Debtor:
    """A company with a number and a name of its own."""
    n = next(_count)
    name = name or f"Debtor {n} Ltd"
    return ledger.Debtor.objects.create(
        **{
            "creditor": of,
            "number": f"D{n:05}",
            "name": name,
            "name_key": fold(name),
            "kind": "company",
            "country": "GB",
            **more,
        }
    )


def contact(of: ledger.Debtor, **more: Any) -> ledger.Contact:
    """A person in accounts payable with an email address and a phone."""
    n = next(_count)
    return ledger.Contact.objects.create(
        **{
            "creditor": of.creditor,
            "debtor": of,
            "name": f"Contact {n}",
            "role": "accounts_payable",
            "email": f"contact{n}@debtor.example",
            "phone": f"+44 20 7946 {n % 10000:04}",
            "source": "test",
            "learned_on": date(2025, 1, 1),
            **more,
        }
    )


def invoice(of: ledger.Debtor, amount_minor: int = 10_000, **more: Any) -> ledger.Invoice:
    """An open invoice of 100.00, issued on 2 January 2025, due a month later."""
    n = next(_count)
    values = {
        "creditor": of.creditor,
        "debtor": of,
        "number": f"INV-{n:05}",
        "row_key": f"test:{n}",
        "issued_on": date(2025, 1, 2),
        "due_on": date(2025, 2, 1),
        "currency": "GBP",
        "amount_minor": amount_minor,
        "open_minor": amount_minor,
        "imported_on": date(2025, 1, 2),
        **more,
    }
    return ledger.Invoice.objects.create(**values)


def debtor_facts(number: str = "C-1", name: str = "Acme Ltd", **more: Any) -> DebtorFacts:
    """A debtor as a row names it."""
    return DebtorFacts(number=number, name=name, **more)


def invoice_facts(number: str = "INV-1001", amount_minor: int = 10_000, **more: Any) -> InvoiceFacts:
    """A row of an invoice file: 100.00 GBP of Acme Ltd, due on 1 February 2025."""
    values = {
        "line": next(_count),
        "debtor": debtor_facts(),
        "number": number,
        "kind": "invoice",
        "issued_on": date(2025, 1, 2),
        "due_on": date(2025, 2, 1),
        "currency": "GBP",
        "amount_minor": amount_minor,
        **more,
    }
    return InvoiceFacts(**values)


def contact_facts(**more: Any) -> ContactFacts:
    """A row of a contact file: accounts payable at Acme Ltd."""
    values = {
        "line": next(_count),
        "debtor_number": "C-1",
        "debtor_name": "Acme Ltd",
        "name": "Ann Payne",
        "role": "accounts_payable",
        "email": "ann@acme.example",
        **more,
    }
    return ContactFacts(**values)


def payment_facts(amount_minor: int = 10_000, **more: Any) -> PaymentFacts:
    """A line of a bank statement of 3 March 2025 that says nothing but its amount."""
    n = next(_count)
    values = {
        "line": n,
        "external_id": f"bank-{n}",
        "received_on": TODAY,
        "currency": "GBP",
        "amount_minor": amount_minor,
        **more,
    }
    return PaymentFacts(**values)
