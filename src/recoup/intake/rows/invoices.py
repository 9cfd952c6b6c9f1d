"""Rows of an export of invoices as facts: signs, credit notes, what is open, lines that belong together."""

import re
from collections.abc import Callable
from datetime import date

from recoup.intake import vocabulary
from recoup.intake.cells import (
    BadCell,
    Cell,
    currency_code,
    has_control,
    is_blank,
    reference,
    text,
    yes_no,
)
from recoup.intake.columns import is_bucket
from recoup.intake.mapping import Defaults, Mapping, Rejected
from recoup.intake.recognise import missing
from recoup.intake.rows.debtors import Debtors, terms_of
from recoup.intake.rows.joining import has_items, joined, with_keys
from recoup.intake.rows.words import is_listed, method_of
from recoup.intake.settle import Columns
from recoup.intake.table import Table
from recoup.ledger.facts import InvoiceFacts
from recoup.lib import money
from recoup.lib.errors import Refused

_DATES = ("issued_on", "due_on", "supplied_on", "sent_on", "received_on", "settled_on")
_AMOUNTS = ("amount", "open", "paid", "net", "tax", "line_amount")
_TOTAL = re.compile(
    rf"(?:{vocabulary.TOTALS})(?:[\s:.\-]*$|[\s:]+(?:for|für|of|in|de|du|per|van|voor|[A-Z]{{3}}$).*)",
    re.IGNORECASE,
)
_TOTAL_WORDS = frozenset(
    ("total", "summe", "gesamt", "zwischensumme", "totale", "totaal", "subtotal", "suma", "sous-total")
)
Result = tuple[list[InvoiceFacts], list[Rejected], list[str]]


class _Skip(Exception):  # noqa: N818 - a total or group row: no row at all
    """Not an invoice row and no fault: a total, a group heading."""


def invoice_rows(table: Table, mapping: Mapping, defaults: Defaults) -> Result:
    """(invoices, rejected rows, warnings) of a table. Lines of one invoice are brought together.

    Raises Refused when the order of its dates or the decimal mark is not clear, or no currency is known.
    """
    return InvoiceReader(table, mapping, defaults).read()


def _is_under_partner(table: Table, at: dict[str, int]) -> bool:
    """Odoo's aged receivable: a first column without a name holds the partner, and below it his invoices."""
    return (
        not table.header[0].strip()
        and not {"number", "debtor_name"} & set(at)
        and bool({"issued_on", "due_on"} & set(at))
        and sum(map(is_bucket, table.header)) >= 2
    )


class InvoiceReader:
    """Reads the rows of one table once; `totals` are the sums that stand in the file itself, as (line, minor units)."""

    def __init__(self, table: Table, mapping: Mapping, defaults: Defaults) -> None:
        self.table = table
        self.at = mapping.at(table)
        self.width = len(table.header)
        at = self.at
        self.columns = Columns(
            table,
            [at[f] for f in _DATES if f in at],
            [at[f] for f in _AMOUNTS if f in at],
            mapping.date_order,
            mapping.decimal_mark,
        )
        self.under_partner = _is_under_partner(table, at)
        if self.under_partner:
            self.at = at = {field: index for field, index in at.items() if field != "debtor_number"}
        self.debtors = Debtors(at)
        self.currency = mapping.currency or defaults.currency
        self.only_open = ("amount" not in at and "open" in at) or sum(map(is_bucket, table.header)) >= 2
        self.by_line = "line_amount" in at and "amount" not in at and "open" not in at
        self.repeated = has_items(table) and not self.by_line
        self.named = "debtor_name" in at or "debtor_number" in at or "first_name" in at or "last_name" in at
        self.currencies: dict[Cell, str] = {}
        self.buckets = {i for i, name in enumerate(table.header) if is_bucket(name)}
        self.money_at = next((at[f] for f in ("open", "amount", "line_amount", "net") if f in at), 0)
        self.is_amount_known = True
        self.group = ""
        self.grouped = False
        self.totals: list[tuple[int, int]] = []
        self.counts: dict[str, list[int]] = {}
        self.optional: list[tuple[str, int, Callable[[Cell], object]]] = [
            (field, at[column], read)
            for field, column, read in (
                ("order_reference", "order_reference", reference),
                ("contract_reference", "contract_reference", reference),
                ("payment_reference", "payment_reference", reference),
                ("payment_method", "payment_method", lambda c: method_of(text(c))),
                ("account_owner", "account_owner", text),
                ("ship_to", "ship_to", text),
                ("status", "status", text),
                ("description", "description", text),
                ("disputed", "disputed", yes_no),
                ("insured", "insured", yes_no),
                ("assigned", "assigned", yes_no),
            )
            if column in at
        ]

    def note(self, what: str, line: int) -> None:
        self.counts.setdefault(what, []).append(line)

    def read(self) -> Result:
        """(invoices, rejected rows, warnings). Raises Refused like `invoice_rows`."""
        rows: list[InvoiceFacts] = []
        rejected: list[Rejected] = []
        seen_any = False
        for line, cells in self.table.rows():
            seen_any = True
            try:
                rows.append(self.row(line, cells))
            except _Skip:
                continue
            except BadCell as bad:
                rejected.append(Rejected(line, str(bad)))
        if not seen_any:
            raise Refused(
                "no_rows",
                "The file has a header and no rows.",
                self.table.where(),
                "Export it again with the open invoices.",
            )
        if not self.named and not self.grouped:
            raise missing(self.table, "invoices", self.at)
        if self.by_line or self.repeated:
            rows = list(joined(rows, add=self.by_line))
        rows = list(with_keys(rows))
        self._compare_totals(rows)
        return rows, rejected, self.warnings()

    def warnings(self) -> list[str]:
        said = [*self.table.warnings, *self.columns.warnings()]
        if self.debtors.cleaned:
            said.append(
                f"Control characters were taken out of {self.debtors.cleaned} debtors' names or addresses."
            )
        for what, lines in self.counts.items():
            where = ", ".join(map(str, lines[:5])) + (" and more" if len(lines) > 5 else "")
            said.append(f"{what} ({len(lines)} rows: line {where}).")
        return said

    def _compare_totals(self, rows: list[InvoiceFacts]) -> None:
        if not self.totals or self.grouped:
            return
        line, total = self.totals[-1]
        open_sum = amount_sum = 0
        for r in rows:
            sign = -1 if r.kind == "credit_note" else 1
            amount_sum += sign * r.amount_minor
            open_sum += sign * (r.amount_minor if r.open_minor is None else r.open_minor)
        if total not in (open_sum, amount_sum):
            self.note("A total in the file differs from the sum of the rows taken", line)

    # --- one row ---

    def row(self, line: int, cells: list[Cell]) -> InvoiceFacts:
        at, width = self.at, self.width
        if len(cells) != width:
            if len(cells) > width and any(not is_blank(c) for c in cells[width:]):
                raise BadCell(
                    "the row has more cells than the header: a quotation mark or delimiter is out of place"
                )
            cells = [*cells[:width], *([""] * (width - len(cells)))]
        if self.under_partner:
            self._partner(cells)
        elif not self.named:
            self._grouping(cells)
        elif not cells[self.money_at] and self._is_heading(cells):
            self.note("Headings and remarks between the rows were left out", line)
            raise _Skip
        number = (
            reference(cells[0 if self.under_partner else at["number"]])
            if "number" in at or self.under_partner
            else ""
        )
        currency = self._currency(cells)
        undated = not any(cells[at[f]] for f in ("issued_on", "due_on") if f in at)
        if undated or not number[-1:].isdigit() or not self.named:
            self._skip_total(line, cells, number)
        issued_on = self._day(cells, "issued_on")
        due_on = self._day(cells, "due_on")
        amount, open_, currency = self._amounts(cells, currency)
        status = text(cells[at["status"]]) if "status" in at else ""
        if status and is_listed(status, "void"):
            raise BadCell(f"its status is {status!r}: not an issued invoice")
        credit = self._is_credit(cells, amount)
        open_ = self._less_paid(line, cells, amount, open_, currency)
        settled_on, open_ = self._settled(line, cells, status, amount, open_)
        debtor = self.debtors.of(cells, self.group)
        if not debtor.name and not debtor.number:
            raise BadCell("no debtor: neither number nor name")
        if number[:1] == "=" or debtor.number[:1] == "=" or debtor.name[:1] == "=":
            said = next(said for said in (number, debtor.number, debtor.name) if said[:1] == "=")
            raise BadCell(
                f"{said[:30]!r} is a formula; formulas are not calculated. Save the file with values"
            )
        if due_on is not None and issued_on is not None and due_on < issued_on:
            self.note("Due before it was issued", line)
        if open_ is not None:
            open_ = -open_ if (credit and open_ < 0) or (amount < 0 and open_ < 0) else open_
        more = {field: read(cells[index]) for field, index, read in self.optional}
        net, tax = self._money(cells, "net", currency), self._money(cells, "tax", currency)
        terms = at.get("terms_days")
        if has_control(cells[at["description"]]) if "description" in at else False:
            self.note("Control characters were taken out of a text", line)
        return InvoiceFacts(
            line, debtor, number, "credit_note" if credit else "invoice", issued_on, due_on, currency,
            abs(amount), open_, None if net is None else abs(net), None if tax is None else abs(tax),
            settled_on=settled_on,
            is_amount_known=self.is_amount_known,
            supplied_on=self._day(cells, "supplied_on") if "supplied_on" in at else None,
            sent_on=self._day(cells, "sent_on") if "sent_on" in at else None,
            received_on=self._day(cells, "received_on") if "received_on" in at else None,
            terms_days=None if terms is None else debtor.terms_days or terms_of(text(cells[terms])),
            **more,  # type: ignore[arg-type]  # fields by name
        )  # fmt: skip

    def _grouping(self, cells: list[Cell]) -> None:
        filled = [c for c in cells if not is_blank(c)]
        if len(filled) == 1 and isinstance(filled[0], str) and not is_blank(cells[0]):
            self.group = text(filled[0])
            self.grouped = True
            raise _Skip
        first = text(cells[0])
        if self.group and first.casefold().endswith(self.group.casefold()) and first != self.group:
            self.group = ""
            raise _Skip

    def _partner(self, cells: list[Cell]) -> None:
        """A row without dates names the partner of the rows below it, or is the total."""
        if all(is_blank(cells[self.at[f]]) for f in ("issued_on", "due_on") if f in self.at):
            self.group = text(cells[0])
            self.grouped = True
            raise _Skip

    def _is_heading(self, cells: list[Cell]) -> bool:
        """Whether one cell of text stands alone: the name of an age band or group, a remark under the list."""
        filled = [c for c in cells if not is_blank(c)]
        if len(filled) != 1 or not isinstance(filled[0], str):
            return False
        where = next(i for i, c in enumerate(cells) if not is_blank(c))
        return where not in {self.at[f] for f in _AMOUNTS if f in self.at} and text(filled[0])[:1] not in (
            "=",
            "@",
        )

    def _skip_total(self, line: int, cells: list[Cell], number: str) -> None:
        filled = [i for i, c in enumerate(cells) if not is_blank(c)]
        at = self.at
        sums = {at[f] for f in _AMOUNTS if f in at} | self.buckets
        if filled and sums.issuperset(filled):
            self._keep_total(line, cells)
            raise _Skip
        where = filled[0] if filled else 0
        first = text(cells[where]) if filled else ""
        if not first[:1].isalpha() and first[:1] != "%":
            return
        if not _TOTAL.fullmatch(first) and not (
            first.split()[0].casefold() in _TOTAL_WORDS
            and all(
                is_blank(cells[at[f]])
                for f in ("debtor_name", "debtor_number", "number")
                if f in at and at[f] != where
            )
            and where != at.get("debtor_name")
        ):
            return
        dates = [cells[at[f]] for f in ("issued_on", "due_on") if f in at and at[f] != where]
        if any(not is_blank(cell) for cell in dates) or (number and number != first and not dates):
            return
        self._keep_total(line, cells)
        raise _Skip

    def _keep_total(self, line: int, cells: list[Cell]) -> None:
        for field in ("open", "amount", "line_amount"):
            if field in self.at and not is_blank(cells[self.at[field]]):
                try:
                    self.totals.append(
                        (line, self.columns.minor(cells[self.at[field]], self.currency or "EUR")[0])
                    )
                except BadCell:
                    continue
                break

    def _currency(self, cells: list[Cell]) -> str:
        index = self.at.get("currency")
        cell = cells[index] if index is not None else ""
        if known := self.currencies.get(cell):
            return known
        said = text(cell)
        if said and not is_blank(said):
            return self.currencies.setdefault(cell, currency_code(said, self.currency))
        if not self.currency:
            raise Refused(
                "currency", "No currency: the file names none.", self.table.where(),
                'Say it with --mapping FILE: {"currency": "EUR"}.',
            )  # fmt: skip
        return self.currency

    def _day(self, cells: list[Cell], field: str) -> date | None:
        index = self.at.get(field)
        if index is None:
            return None
        cell = cells[index]
        if cell == "" or cell is None:
            return None
        try:
            return self.columns.day(cell, index)
        except BadCell as bad:
            raise BadCell(f"{self.table.header[index]} {text(cell)[:30]!r} {bad}") from bad

    def _less_paid(
        self, line: int, cells: list[Cell], amount: int, open_: int | None, currency: str
    ) -> int | None:
        """`Amount due` may be what was due at first: where all is open and some is paid, the payment counts."""
        if open_ is None or open_ != amount or not {"open", "paid", "amount"} <= set(self.at):
            return open_
        paid = abs(self._money(cells, "paid", currency) or 0)
        if not 0 < paid <= abs(amount):
            return open_
        self.note(
            "The whole is called open although a payment stands beside it; the payment was counted", line
        )
        return amount - paid if amount > 0 else amount + paid

    def _settled(
        self, line: int, cells: list[Cell], status: str, amount: int, open_: int | None
    ) -> tuple[date | None, int | None]:
        index = self.at.get("settled_on")
        on = None
        said_paid = bool(status) and is_listed(status, "paid")
        if index is not None and not is_blank(cells[index]):
            answer = yes_no(cells[index])
            if answer is None and is_listed(text(cells[index]), "paid"):
                answer = True
            if answer is None:
                on = self._day(cells, "settled_on")
            said_paid = said_paid or answer is True
        if said_paid and open_ == amount:
            self.note("Its status says paid while the whole is called open; it was taken as paid", line)
            open_ = 0
        if said_paid and on is None and open_ is None:
            open_ = 0
        return on, open_

    def _minor(self, cells: list[Cell], field: str, currency: str) -> tuple[int | None, str]:
        index = self.at.get(field)
        if index is None:
            return None, ""
        cell = cells[index]
        if cell == "" or cell is None:
            return None, ""
        try:
            return self.columns.minor(cell, currency)
        except BadCell as bad:
            if is_blank(cell):
                return None, ""
            raise BadCell(f"{self.table.header[index]} {text(cell)[:30]!r} {bad}") from bad

    def _money(self, cells: list[Cell], field: str, currency: str) -> int | None:
        if field not in self.at:
            return None
        return self._minor(cells, field, currency)[0]

    def _amounts(self, cells: list[Cell], currency: str) -> tuple[int, int | None, str]:
        """Signed amount, signed open amount, and the currency they are in."""
        amount, named = self._minor(cells, "line_amount" if self.by_line else "amount", currency)
        if named and named != currency:
            if "currency" in self.at and not is_blank(cells[self.at["currency"]]):
                raise BadCell(f"the amount names {named} and the currency column {currency}")
            currency = named
        open_, open_named = self._minor(cells, "open", currency)
        if open_named and open_named != currency:
            if amount is not None:
                raise BadCell(f"two currencies: {currency} and {open_named}")
            currency = open_named
        if amount is None and open_ is None:
            net, tax = self._money(cells, "net", currency), self._money(cells, "tax", currency)
            if "amount" in self.at or "open" in self.at or net is None or tax is None:
                raise BadCell("the amount is blank")
            amount = net + tax
        self.is_amount_known = amount is not None and not (self.only_open and open_ is None)
        if amount is None:
            amount = open_ or 0
        elif not self.is_amount_known:
            open_ = amount
        if open_ is None and "paid" in self.at:
            paid = self._money(cells, "paid", currency)
            open_ = None if paid is None else (amount - abs(paid) if amount > 0 else amount + abs(paid))
        if amount == 0 and self.is_amount_known:
            raise BadCell("the amount is zero")
        if abs(open_ or 0) > money.MAX_MINOR:
            raise BadCell("the open amount is too large")
        return amount, open_, currency

    def _is_credit(self, cells: list[Cell], amount: int) -> bool:
        kind = text(cells[self.at["kind"]]) if "kind" in self.at else ""
        if kind:
            if is_listed(kind, "other"):
                raise BadCell(f"its type is {kind!r}: not an invoice")
            if is_listed(kind, "credit"):
                return True
        side = text(cells[self.at["side"]]).casefold() if "side" in self.at else ""
        if side in ("h", "haben", "c", "cr", "credit", "habenh", "avere", "haber", "k"):
            return amount > 0
        return amount < 0
