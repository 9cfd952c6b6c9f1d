"""What only whole columns tell: the order of day and month, and which mark is the decimal one."""

from datetime import date

from recoup.intake import cells
from recoup.intake.cells import BadCell, Cell, DateParts
from recoup.intake.table import Table
from recoup.lib.errors import Refused


class Columns:
    """Reads dates and amounts of one table; looks at whole columns when a cell leaves it open, once.

    Raises Refused where the columns leave it open too: a date is never guessed.
    """

    def __init__(
        self, table: Table, dates: list[int], amounts: list[int], date_order: str, decimal_mark: str
    ) -> None:
        self._table = table
        self._dates = dates
        self._amounts = amounts
        self._order = date_order
        self._orders: dict[int, str] = {}
        self._mark = decimal_mark
        self._mark_asked = bool(decimal_mark)
        self._days: dict[tuple[int, Cell], date | BadCell | None] = {}
        self._rounded = 0
        self._rounded_example = ""

    def day(self, cell: Cell, column: int) -> date | None:
        """The date in a cell of that column; None when blank. Raises BadCell."""
        key = (column, cell)
        try:
            known = self._days[key]
        except KeyError:
            known = self._days[key] = self._read_day(cell, column)
        if type(known) is BadCell:
            raise known
        return known  # type: ignore[return-value]  # checked above

    def _read_day(self, cell: Cell, column: int) -> date | BadCell | None:
        try:
            if isinstance(cell, float) and 20000 <= cell <= 80000:
                cell = str(int(cell))
            elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
                cell = cells.text(cell)
            found = cells.day(cell)
            if isinstance(found, tuple):
                return cells.in_order(found, self._order_of(column))
            return found
        except BadCell as bad:
            return BadCell(str(bad))

    def _order_of(self, column: int) -> str:
        if self._order:
            return self._order
        if not self._orders:
            self._orders = self._settle_dates()
        return self._orders[column]

    def _settle_dates(self) -> dict[int, str]:
        parts: dict[int, set[DateParts]] = {c: set() for c in self._dates}
        seen: dict[int, set[Cell]] = {c: set() for c in self._dates}
        for _, row in self._table.rows():
            for c in self._dates:
                if c < len(row) and isinstance(row[c], str) and row[c] not in seen[c]:
                    seen[c].add(row[c])
                    try:
                        found = cells.day(row[c])
                    except BadCell:
                        continue
                    if isinstance(found, tuple):
                        parts[c].add(found)
        proved = {c: cells.order_proved(parts[c]) for c in self._dates}
        for c, orders in proved.items():
            if len(orders) > 1:
                raise self._refusal(c, "has dates with the day first and dates with the month first")
        together = {order for orders in proved.values() for order in orders}
        settled = {}
        for c in self._dates:
            if proved[c]:
                settled[c] = next(iter(proved[c]))
            elif len(together) == 1:
                settled[c] = next(iter(together))
            elif all(mark == "." for _, _, _, mark in parts[c]) or all(a == b for a, b, _, _ in parts[c]):
                settled[c] = "dmy"
            else:
                raise self._refusal(c, f"has dates such as {_example(parts[c])} that can be read in two ways")
        return settled

    def _refusal(self, column: int, why: str) -> Refused:
        name = self._table.header[column] if column < len(self._table.header) else str(column + 1)
        return Refused(
            "date_order",
            f"The order of day and month is not clear: the column {name!r} {why}.",
            self._table.where(),
            'Say it with --mapping FILE: {"date_order": "dmy"} for day-month-year, "mdy" for month-day-year; '
            "or export with dates like 2024-03-31.",
        )

    def minor(self, cell: Cell, currency: str) -> tuple[int, str]:
        """`cells.minor` with the file's decimal mark; decimals that the currency does not have are rounded.

        Raises BadCell.
        """
        try:
            try:
                return cells.minor(cell, currency, self._mark)
            except cells.Ambiguous:
                if not self._mark_asked:
                    self._mark_asked = True
                    self._mark = self._settle_mark(currency)
                return cells.minor(cell, currency, self._mark)
        except cells.TooFine as fine:
            self._rounded += 1
            self._rounded_example = self._rounded_example or cells.text(cell)[:30]
            return fine.minor, fine.named

    def order_in(self, column: int) -> str:
        """The order of day and month in that column, as told or settled; '' where no cell left it open."""
        return self._order or self._orders.get(column, "")

    @property
    def mark(self) -> str:
        """The decimal mark, as told or settled; '' where no cell left it open."""
        return self._mark

    def warnings(self) -> list[str]:
        """What was done to amounts, in one sentence, or nothing."""
        if not self._rounded:
            return []
        many = "1 amount has" if self._rounded == 1 else f"{self._rounded} amounts have"
        return [
            f"{many} more decimals than the currency and were rounded to it, for example "
            f"{self._rounded_example}."
        ]

    def _settle_mark(self, currency: str) -> str:
        proofs: set[str] = set()
        open_marks: set[str] = set()
        unmarked = last_digit = False
        marked = 0
        for _, row in self._table.rows():
            for c in self._amounts:
                said = cells.text(row[c]) if c < len(row) and isinstance(row[c], str) else ""
                if not any(ch.isdigit() for ch in said):
                    continue
                proof = cells.decimal_evidence(said)
                if proof == "?":
                    marked += 1
                    open_marks.add("," if "," in said else ".")
                    last_digit = last_digit or not said.rstrip(" )-€$£").endswith("0")
                elif proof:
                    proofs.add(proof)
                else:
                    unmarked = True
        if len(proofs) == 1:
            return next(iter(proofs))
        if not proofs and len(open_marks) == 1:
            mark = next(iter(open_marks))
            if cells.money_digits(currency or "EUR") == 3:
                return mark if not unmarked else ""
            if unmarked or (last_digit and marked > 1):
                return "," if mark == "." else "."
        raise Refused(
            "decimal_mark",
            "It is not clear which mark in the amounts is the decimal one: "
            + (
                "the columns use both."
                if len(proofs | open_marks) > 1
                else "1.500 may be a thousand or a fraction."
            ),
            self._table.where(),
            'Say it with --mapping FILE: {"decimal_mark": ","} or {"decimal_mark": "."}.',
        )


def _example(parts: set[DateParts]) -> str:
    first, second, year, mark = min(p for p in parts if p[0] != p[1])
    return f"{first:02d}{mark}{second:02d}{mark}{year}"
