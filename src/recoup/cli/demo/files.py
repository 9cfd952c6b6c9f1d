"""The files that the demo's creditor takes in: lists of invoices and contacts, bank files as CSV and camt.053."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from recoup.cli.demo.cast import Payer
from recoup.lib import money

INVOICE_HEAD = (
    "Customer No", "Customer", "Customer Type", "Country", "Language", "Street", "Postcode", "City", "Terms",
    "Account Manager", "Document Type", "Invoice No", "Invoice Date", "Due Date", "Currency", "Net", "VAT", "Total",
    "PO Number", "Payment Reference",
)  # fmt: skip
CONTACT_HEAD = ("Customer No", "Customer", "Contact Person", "Job Title", "Email", "Phone", "Source")
BANK_HEAD = ["Transaction ID", "Booking Date", "Value Date", "Payer", "Description", "Amount", "Currency"]
CAMT_ACCOUNTS = {"EUR": "DE89370400440532013000", "CHF": "CH9300762011623852957"}


@dataclass(frozen=True, slots=True)
class Paper:
    """An invoice, or a credit note that names the invoice it is for."""

    number: str
    payer: Payer
    issued_on: date
    due_on: date
    amount_minor: int
    order: str = ""
    credits: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """A receipt as the bank tells it, and what only the demo knows: the invoices it is for."""

    id: str
    on: date
    payer: str
    text: str
    amount_minor: int
    currency: str
    parts: tuple[tuple[Paper, int], ...] = ()


def invoice_file(path: Path, papers: Sequence[Paper]) -> Path:
    """A list of invoices and credit notes as an accounting program exports it."""
    return _csv(path, INVOICE_HEAD, (_invoice_row(paper) for paper in papers))


def _invoice_row(paper: Paper) -> list[str]:
    payer, sign = paper.payer, "-" if paper.credits else ""
    net = paper.amount_minor * 100 // (100 + payer.tax_percent)
    figures = [_plain(minor, payer.currency) for minor in (net, paper.amount_minor - net, paper.amount_minor)]
    return [
        payer.number, payer.name, payer.kind, payer.country, payer.language, payer.street, payer.postal_code,
        payer.city, str(payer.terms_days), payer.seller, "Credit note" if paper.credits else "Invoice", paper.number,
        paper.issued_on.isoformat(), paper.due_on.isoformat(), payer.currency, *(sign + figure for figure in figures),
        paper.order, paper.credits,
    ]  # fmt: skip


def contact_file(path: Path, payers: Iterable[Payer]) -> Path:
    """The people that the books know."""
    rows = (
        [payer.number, payer.name, one.name, one.role, one.email, one.phone, "books"]
        for payer in payers
        for one in payer.people
    )
    return _csv(path, CONTACT_HEAD, rows)


def bank_file(path: Path, receipts: Sequence[Money]) -> Path:
    """Receipts as a bank's CSV."""
    rows = (
        [one.id, one.on.isoformat(), one.on.isoformat(), one.payer, one.text,
         _plain(one.amount_minor, one.currency), one.currency]
        for one in receipts
    )  # fmt: skip
    return _csv(path, BANK_HEAD, rows)


def camt_file(path: Path, receipts: Sequence[Money]) -> Path:
    """Receipts as a camt.053 of the day, one statement an account."""
    parts = []
    for currency, iban in CAMT_ACCOUNTS.items():
        mine = [one for one in receipts if one.currency == currency]
        if mine:
            parts.append(
                f"<Stmt><Id>{path.stem}-{currency}</Id><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{currency}</Ccy></Acct>"
                f"{''.join(map(_entry, mine))}</Stmt>"
            )
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
        f"{''.join(parts)}</BkToCstmrStmt></Document>\n",
        encoding="utf-8",
    )
    return path


def _entry(one: Money) -> str:
    day = f"<Dt>{one.on.isoformat()}</Dt>"
    return (
        f'<Ntry><Amt Ccy="{one.currency}">{_plain(one.amount_minor, one.currency)}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        f"<Sts>BOOK</Sts><BookgDt>{day}</BookgDt><ValDt>{day}</ValDt><AcctSvcrRef>{one.id}</AcctSvcrRef>"
        f"<NtryDtls><TxDtls><RltdPties><Dbtr><Nm>{escape(one.payer)}</Nm></Dbtr></RltdPties>"
        f"<RmtInf><Ustrd>{escape(one.text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def _csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
    return path


def _plain(minor: int, currency: str) -> str:
    return f"{money.to_decimal(minor, currency):f}"
