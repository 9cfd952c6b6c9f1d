"""What a file or feed says of debtors, invoices, contacts and payments, before it is in the ledger.

A fact that the file does not give stays `None` (numbers, days, yes or no) or `""` (text); nothing is guessed.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

InvoiceKind = Literal["invoice", "credit_note"]
DebtorKind = Literal["", "company", "partnership", "sole_trader", "individual", "public_body", "association"]
DueBasis = Literal["", "agreed", "stated", "legal"]


@dataclass(frozen=True, slots=True)
class DebtorFacts:
    """A debtor as a row names it; known by `number`, or by `name` where the file has no number."""

    number: str = ""
    name: str = ""
    kind: DebtorKind = ""
    register_number: str = ""
    vat_id: str = ""
    country: str = ""
    """ISO 3166-1 alpha-2."""
    region: str = ""
    language: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    email: str = ""
    phone: str = ""
    terms_days: int | None = None
    account_owner: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """One invoice or credit note. Amounts are in minor units of `currency` and positive; `kind` has the sign.

    `open_minor` is what the file says is still open (None: the file does not say); it is negative only where
    more than the whole was paid. `line` is the physical line or sheet row, header included. `row_key` is set
    where `number` is blank: a digest of the fields that stay the same from export to export and of the
    occurrence among equal rows, so that such a row is known again and equal rows stay apart.
    """

    line: int
    debtor: DebtorFacts
    number: str
    kind: InvoiceKind
    issued_on: date | None
    due_on: date | None
    currency: str
    amount_minor: int
    open_minor: int | None = None
    net_minor: int | None = None
    tax_minor: int | None = None
    supplied_on: date | None = None
    sent_on: date | None = None
    received_on: date | None = None
    settled_on: date | None = None
    """The day on which the file says that it was paid in full."""
    disputed: bool | None = None
    due_basis: DueBasis = ""
    terms_days: int | None = None
    order_reference: str = ""
    contract_reference: str = ""
    contract_on: date | None = None
    payment_reference: str = ""
    """The structured reference printed on the invoice for its payment."""
    payment_method: str = ""
    """transfer, direct_debit, card, cash, cheque, or the file's own word."""
    account_owner: str = ""
    ship_to: str = ""
    insured: bool | None = None
    assigned: bool | None = None
    """Sold or assigned to a factor."""
    status: str = ""
    """The file's own word: open, paid, overdue, …"""
    description: str = ""
    row_key: str = ""
    is_amount_known: bool = True
    """False where the file says only what is still open: `amount_minor` is then that, and may be nothing."""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """A person or desk at a debtor."""

    line: int
    debtor_number: str
    debtor_name: str
    name: str = ""
    role: Literal["", "accounts_payable", "accounting_manager", "owner", "sales", "generic", "other"] = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    source: str = ""
    debtor: DebtorFacts | None = None
    """What else the row says of the debtor itself (address, kind, numbers); None when nothing."""


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """Money on an account of the creditor, or a payment that the books list.

    `amount_minor` is positive for money in and negative for a reversal, a return or money out.
    `external_id` is the bank's reference, else statement and position, else a digest of the fields and the
    occurrence.
    """

    line: int
    external_id: str
    received_on: date
    currency: str
    amount_minor: int
    payer_name: str = ""
    payer_iban: str = ""
    purpose: str = ""
    references: tuple[str, ...] = ()
    """Structured creditor references and numbers from a column of invoice numbers; never out of free text."""
    debtor_number: str = ""
    is_reversal: bool = False
    account_iban: str = ""
    statement_id: str = ""
    end_to_end_id: str = ""
    booked_on: date | None = None
    method: str = ""
