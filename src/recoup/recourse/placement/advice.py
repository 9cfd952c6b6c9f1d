"""What professionals report and remit, read from a CSV or spreadsheet of ours or of their columns."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from recoup.intake.cells import BadCell, Cell, is_blank, text
from recoup.intake.formats import read_table
from recoup.intake.mapping import Mapping as Told
from recoup.intake.mapping import Rejected
from recoup.intake.settle import Columns
from recoup.intake.table import Table
from recoup.lib.errors import Refused
from recoup.lib.said import say

COLUMNS = (
    "reference", "invoice", "id", "on", "currency", "gross", "commission", "vat", "net", "status",
)  # fmt: skip
NEEDED = ("reference", "gross", "net")
_MONEY = ("gross", "commission", "vat", "net")


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a status, and money if there is any. `gross_minor` = net + commission + VAT."""

    line: int
    external_id: str
    reference: str
    invoice: str
    on: date | None
    currency: str
    gross_minor: int
    commission_minor: int
    vat_minor: int
    net_minor: int
    status: str


def read_advice(
    path: Path, theirs: Mapping[str, str], currency: str
) -> tuple[list[Line], list[tuple[int, str]]]:
    """The rows, and those that were not taken with why. `theirs`: our name of a column -> their heading.

    A row without an id is known by its fields and its occurrence among equal rows.
    Raises Refused (`no_header`, `missing_column`, and what a file can be refused for).
    """
    named = {ours: theirs.get(ours) or ours for ours in COLUMNS}
    table = read_table(path, mapping=Told(columns=dict(named)))
    places = {name.strip().casefold(): at for at, name in reversed(list(enumerate(table.header)))}
    at = {
        ours: places[name.strip().casefold()]
        for ours, name in named.items()
        if name.strip().casefold() in places
    }
    gone = [named[one] for one in NEEDED if one not in at]
    if gone:
        raise Refused(
            "missing_column",
            say("The file has no column “%(gone)s”.", gone=", ".join(gone)),
            table.where(table.header_line),
            say(
                "Its columns are: %(known)s. Say in Settings, Professionals, how theirs are called.",
                known=", ".join(name for name in table.header if name)[:300],
            ),
        )
    return _Reader(table, at, currency).read()


class _Reader:
    """Reads one table once."""

    def __init__(self, table: Table, at: Mapping[str, int], currency: str) -> None:
        self.table, self.at, self.currency = table, at, currency
        dates = [at["on"]] if "on" in at else []
        self.columns = Columns(table, dates, [at[one] for one in _MONEY if one in at], "", "")
        self.seen: dict[str, int] = {}

    def read(self) -> tuple[list[Line], list[tuple[int, str]]]:
        """(rows, rejected)."""
        lines: list[Line] = []
        rejected: list[Rejected] = []
        for number, cells in self.table.rows():
            try:
                lines.append(self._line(number, [*cells, *([""] * len(self.table.header))]))
            except BadCell as bad:
                rejected.append(Rejected(number, str(bad)))
        return lines, [(one.line, one.reason) for one in rejected]

    def _word(self, cells: list[Cell], name: str) -> str:
        return text(cells[self.at[name]]).strip() if name in self.at else ""

    def _minor(self, cells: list[Cell], name: str, currency: str) -> int | None:
        if name not in self.at or is_blank(cells[self.at[name]]):
            return None
        try:
            return self.columns.minor(cells[self.at[name]], currency)[0]
        except BadCell as bad:
            raise self._bad(cells, name, bad) from None

    def _bad(self, cells: list[Cell], name: str, bad: BadCell) -> BadCell:
        """The same with the column and what stands there, so that it can be found in the file."""
        heading, found = self.table.header[self.at[name]], text(cells[self.at[name]]).strip()[:40]
        return BadCell(f"{heading}: “{found}” {bad}")

    def _line(self, number: int, cells: list[Cell]) -> Line:
        currency = self._word(cells, "currency").upper() or self.currency
        if len(currency) != 3:
            raise BadCell(f"{currency[:12]!r} is no currency")
        gross, commission, vat, net = (self._minor(cells, name, currency) for name in _MONEY)
        on = None
        if "on" in self.at and not is_blank(cells[self.at["on"]]):
            try:
                on = self.columns.day(cells[self.at["on"]], self.at["on"])
            except BadCell as bad:
                raise self._bad(cells, "on", bad) from None
        reference, invoice = self._word(cells, "reference")[:80], self._word(cells, "invoice")[:120]
        status = self._word(cells, "status")[:60]
        if not reference and not invoice:
            raise BadCell("it names neither a reference nor an invoice")
        if gross is None:
            if net is not None:
                raise BadCell("it has a net sum and no gross")
            if not status:
                raise BadCell("it has neither money nor a status")
            return Line(number, "", reference, invoice, on, currency, 0, 0, 0, 0, status)
        parts = _conserved(gross, commission, vat, net)
        if on is None:
            raise BadCell("the day of the payment is blank")
        said = (reference, invoice, on, currency, gross, *parts)
        known = self._word(cells, "id")[:60]
        return Line(number, self._identity(known, invoice, said), reference, invoice, on, currency, gross,
                    *parts, status)  # fmt: skip

    def _identity(self, known: str, invoice: str, said: tuple[object, ...]) -> str:
        """Their own number of the payment with the invoice, for one payment may stand on several rows."""
        key = (
            f"{known}/{invoice}"
            if known
            else hashlib.sha256("\x1f".join(map(str, said)).encode()).hexdigest()
        )
        key = key if len(key) <= 70 else hashlib.sha256(key.encode()).hexdigest()
        self.seen[key] = self.seen.get(key, 0) + 1
        return key if self.seen[key] == 1 and known else f"{key}-{self.seen[key]}"


def _conserved(gross: int, commission: int | None, vat: int | None, net: int | None) -> tuple[int, int, int]:
    """(commission, VAT, net) that add up to the gross; what one row leaves out follows from the others."""
    if gross <= 0:
        raise BadCell("the gross is not above zero: a return is settled by a person")
    if net is None:
        net = gross - (commission or 0) - (vat or 0)
    if commission is None:
        commission = gross - net - (vat or 0)
    vat = gross - net - commission if vat is None else vat
    if gross != net + commission + vat or min(net, commission, vat) < 0:
        raise BadCell("gross is not net + commission + VAT")
    return commission, vat, net
