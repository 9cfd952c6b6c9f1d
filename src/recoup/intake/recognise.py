"""What a table lists, and which of its columns is which field, by the words of its header and what its rows hold."""

import re
from dataclasses import replace
from itertools import islice

from recoup.intake import columns, vocabulary
from recoup.intake.cells import is_blank, text, yes_no
from recoup.intake.mapping import KINDS, Kind, Mapping
from recoup.intake.table import Table
from recoup.lib.errors import Refused
from recoup.lib.said import say

_BARE = frozenset(
    columns.key(word)
    for word in ("customer", "debtor", "debitor", "debiteur", "client", "kunde", "cliente", "klant")
)
_CODE = re.compile(r"\S*\d\S*").fullmatch
_INVOICE_SIGNS = frozenset(("due_on", "open", "number", "net", "tax", "line_amount"))
_MONEY_SIGNS = frozenset(
    ("credit", "debit", "payer_iban", "account_iban", "balance", "received_on", "purpose", "side")
)
_BANK_SIGNS = frozenset(("credit", "debit", "payer_iban", "account_iban", "balance", "side"))


def detect_kind(table: Table) -> Kind:
    """What the table lists, by its columns.

    Raises Refused when they fit nothing: unknown columns, journals, ageing reports without single invoices.
    """
    invoices = columns.vocabulary_of("invoices").assign(table.header)
    payments = columns.vocabulary_of("payments").assign(_unmistakable(table))
    contacts = columns.vocabulary_of("contacts").assign(table.header)
    strong = {
        f
        for f, i in invoices.items()
        if (columns.vocabulary_of("invoices").find(table.header[i]) or ("", 0))[1] > 1
    }
    if "due_on" in strong and ("amount" in invoices or "open" in invoices):
        return "invoices"
    has_bucket = sum(columns.is_bucket(name) for name in table.header) >= 2
    if has_bucket:
        return "invoices"
    if "journal" in strong and not {"due_on", "open"} & strong:
        raise _journal(table)
    if _is_money_list(payments, strong, set(invoices)) or _numbers_payments(table, payments, strong):
        return "bank" if _BANK_SIGNS & set(payments) else "payments"
    if ("amount" in invoices or "open" in invoices or "line_amount" in invoices) and (
        _INVOICE_SIGNS & strong
        or ("issued_on" in invoices and {"debtor_name", "debtor_number"} & set(invoices))
    ):
        return "invoices"
    money_named = {"amount", "credit", "debit"} & set(payments)
    if money_named and {"received_on", "booked_on"} & set(payments):
        return "bank" if _BANK_SIGNS & set(payments) else "payments"
    if {"amount", "open"} & strong and {"debtor_name", "debtor_number"} & set(invoices):
        return "invoices"
    if {"email", "phone", "street", "name", "first_name", "role"} & set(contacts) and (
        {"debtor_name", "debtor_number", "name"} & set(contacts)
    ):
        return "contacts"
    raise missing(table, "invoices", invoices)


_PAYMENT_WORD = re.compile(
    r"payment|receipt|zahlung|eingang|paiement|reglement|règlement|encaissement|pago|cobro|pagamento|incasso|betaling"
    r"|transac|transakt",
    re.IGNORECASE,
)


def _numbers_payments(table: Table, payments: dict[str, int], invoice_strong: set[str]) -> bool:
    """Each row has the number of a payment, and no day on which an invoice was written or falls due."""
    at = payments.get("external_id")
    moved = {"amount", "credit", "debit"} & set(payments)
    dated = {"received_on", "booked_on"} & set(payments)
    if at is None or not moved or not dated or {"due_on", "issued_on", "open"} & invoice_strong:
        return False
    return _PAYMENT_WORD.search(table.header[at]) is not None


def _is_money_list(payments: dict[str, int], invoice_strong: set[str], invoices: set[str]) -> bool:
    dated = "received_on" in payments or "booked_on" in payments
    moved = {"amount", "credit", "debit"} & set(payments)
    if not dated or not moved or "due_on" in invoice_strong or {"net", "line_amount"} & invoice_strong:
        return False
    signs = len(_MONEY_SIGNS & set(payments))
    if "issued_on" in invoice_strong:
        return False
    if "payment_sign" in payments or (
        "received_on" in payments and not {"issued_on", "open", "tax"} & invoices
    ):
        return True
    return (
        signs >= 2 or (signs >= 1 and "number" not in invoice_strong) or {"credit", "debit"} <= set(payments)
    )


def propose_mapping(table: Table, kind: Kind | None = None) -> Mapping:
    """The columns of the table by their names. Raises Refused when those that are needed are not there."""
    return complete(Mapping(kind or ""), table)


def complete(told: Mapping, table: Table, kind: Kind | None = None, *, is_checked: bool = True) -> Mapping:
    """What was told, completed with the columns that are recognised; a field told as '' stays out.

    `kind` is that of the command line; else the mapping's, else the table's own.
    Raises Refused when a told column is not in the table, or (if checked) one that is needed is not there.
    """
    kind = kind or told.kind or _kind_for(told, table)
    given = told.at(table)
    header = tuple("" if i in given.values() else name for i, name in enumerate(_header_for(table, kind)))
    found = {
        field: index
        for field, index in columns.vocabulary_of(kind).assign(header).items()
        if field not in told.columns
    } | given
    if kind == "invoices":
        _part_code_and_name(table, found, set(told.columns))
        if "number" not in found and {"name", "invoice_partner_display_name"} <= set(header):
            found["number"] = header.index("name")  # Odoo's field names: an invoice's name is its number
    elif kind == "contacts":
        _part_firm_and_person(header, found, set(told.columns))
    if is_checked:
        _check(table, kind, found)
    money_column = next((found[f] for f in ("amount", "open", "line_amount", "credit") if f in found), None)
    named = columns.currency_of(table.header[money_column]) if money_column is not None else ""
    kept = {f: table.named(i) for f, i in found.items() if f in vocabulary.FIELDS[kind]}
    return replace(told, kind=kind, columns=kept, currency=told.currency or named)


def _check(table: Table, kind: Kind, found: dict[str, int]) -> None:
    if kind == "invoices":
        _check_invoices(table, found)
    elif kind == "contacts":
        if not {"debtor_number", "debtor_name", "name"} & set(found):
            raise missing(table, kind, found)
    elif not ({"received_on", "booked_on"} & set(found) and {"amount", "credit", "debit"} & set(found)):
        raise missing(table, kind, found)


_NAME = frozenset(("name", "nom", "nombre", "nome", "naam"))


def _part_firm_and_person(header: tuple[str, ...], found: dict[str, int], told: set[str]) -> None:
    """Beside a column for the firm, one that is only called “name” holds the person's."""
    if "debtor_name" not in found or {"name", "first_name"} & {*found, *told}:
        return
    for at, name in enumerate(header):
        if at not in found.values() and columns.key(name) in _NAME:
            found["name"] = at


def _kind_for(told: Mapping, table: Table) -> Kind:
    try:
        return detect_kind(table)
    except Refused:
        fitting = [
            kind for kind in KINDS if told.columns and set(told.columns) <= set(vocabulary.FIELDS[kind])
        ]
        if fitting:
            return fitting[0]
        raise


def _header_for(table: Table, kind: Kind) -> tuple[str, ...]:
    return _unmistakable(table) if kind in ("payments", "bank") else _without_flags(table)


def _column(table: Table, index: int, count: int = 50) -> list[str]:
    """What the first rows have in a column, blanks left out."""
    found = []
    for _, row in islice(table.rows(), count):
        if index < len(row) and not is_blank(row[index]):
            found.append(text(row[index]))
    return found


def _without_flags(table: Table) -> tuple[str, ...]:
    """The header without columns that sound like an amount and hold yes and no (`Open`, `Paid`)."""
    said = columns.vocabulary_of("invoices")
    names = list(table.header)
    for index, name in enumerate(names):
        hit = said.find(name)
        if hit is not None and hit[0] in ("open", "paid", "amount"):
            cells = _column(table, index)
            if (
                cells
                and not any(c.isdigit() for cell in cells for c in cell)
                and yes_no(cells[0]) is not None
            ):
                names[index] = ""
    return tuple(names)


def _part_code_and_name(table: Table, found: dict[str, int], told: set[str]) -> None:
    """`Customer` beside `Name` is a number when it holds codes; an account of a line is no debtor's number."""
    at = found.get("debtor_number")
    of_line = at is not None and columns.key(table.header[at]) == columns.key("account code")
    if of_line and "debtor_number" not in told and "line_amount" in found:
        del found["debtor_number"]
    if "debtor_number" in found or {"debtor_number", "debtor_name"} & told:
        return
    said = columns.vocabulary_of("invoices")
    named = [
        i
        for i, name in enumerate(table.header)
        if (said.find(name) or ("",))[0] == "debtor_name"
        and i not in set(found.values()) - {found.get("debtor_name")}
    ]
    for code in named:
        cells = _column(table, code)
        if len(named) > 1 and columns.key(table.header[code]) in _BARE and cells and all(map(_CODE, cells)):
            found["debtor_number"] = code
            found["debtor_name"] = next(i for i in named if i != code)
            return


def _unmistakable(table: Table) -> tuple[str, ...]:
    """The header, with `Valuta` told apart: a currency in Dutch, a value date in German and Italian."""
    index = next((i for i, name in enumerate(table.header) if columns.key(name) == "valuta"), None)
    if index is None:
        return table.header
    cell = next((row[index] for _, row in table.rows() if len(row) > index and not is_blank(row[index])), "")
    meant = "currency" if text(cell).isalpha() else "value date"
    return (*table.header[:index], meant, *table.header[index + 1 :])


def _check_invoices(table: Table, found: dict[str, int]) -> None:
    buckets = [name for name in table.header if columns.is_bucket(name)]
    detail = {"number", "issued_on", "due_on"} & set(found)
    if len(buckets) >= 2 and not {"due_on", "issued_on"} & set(found):
        raise Refused(
            "ageing_summary",
            "This is an ageing report with one line per debtor; single invoices are needed.",
            table.where(table.header_line),
            "Export the detailed report (Aged Receivables Detail, A/R Aging Detail, OP-Liste) "
            "or the list of open invoices.",
        )
    if {"journal", "counter_account"} & set(found) and not ({"due_on", "open"} & set(found)):
        raise _journal(table)
    priced = {"amount", "open", "line_amount"} & set(found) or {"net", "tax"} <= set(found)
    if not priced or not (detail or {"debtor_name", "debtor_number"} & set(found)):
        raise missing(table, "invoices", found)


def _journal(table: Table) -> Refused:
    return Refused(
        "journal",
        "This is a list of bookings (a journal or general ledger), not of invoices.",
        table.where(table.header_line),
        "Export the invoices themselves: number, customer, date, due date, amount.",
    )


def missing(table: Table, kind: str, found: dict[str, int]) -> Refused:
    """The refusal of a table without the columns that its kind needs."""
    needs = {
        "invoices": "an amount (or open amount), the debtor's name or number, "
        "and invoice number, invoice date or due date",
        "contacts": "the debtor's name or number, and a person's name, email or phone",
    }.get(kind, "a date and an amount (or two columns for money in and out)")
    names = ", ".join(n for n in table.header if n)[:300]
    known = (
        f" Recognised: {', '.join(f'{table.header[i]} ({f})' for f, i in found.items())[:300]}."
        if found
        else ""
    )
    return Refused(
        "no_header",
        say(
            "The columns do not tell %(it)s: needed are %(needs)s. Found: %(names)s.%(known)s",
            it=kind if kind != "bank" else "bank entries",
            needs=needs,
            names=names,
            known=known,
        ),
        table.where(table.header_line),
        "Name the columns with --mapping FILE, for example "
        '{"kind": "invoices", "columns": {"number": "Ref", "amount": "Sum"}}.',
    )
