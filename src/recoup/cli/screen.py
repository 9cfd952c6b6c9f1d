"""What a person reads: lines and tables, drawn on a terminal, plain when piped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TextIO

from recoup.lib import money

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Screen:
    """Where words for people go."""

    out: TextIO

    @property
    def is_terminal(self) -> bool:
        """Whether somebody looks at it now."""
        return self.out.isatty()

    def line(self, text: str = "") -> None:
        """One line."""
        self.out.write(f"{text}\n")

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[Cell]], right: Sequence[str] = ()) -> None:
        """Rows under their heads; the columns named in `right` hold figures."""
        texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
        if self.is_terminal:
            self._drawn(heads, texts, right)
        else:
            self._plain(heads, texts, right)

    def _plain(self, heads: Sequence[str], rows: list[list[str]], right: Sequence[str]) -> None:
        widths = [max(len(line[n]) for line in [list(heads), *rows]) for n in range(len(heads))]
        for line in [list(heads), *rows]:
            cells = [
                cell.rjust(width) if head in right else cell.ljust(width)
                for head, cell, width in zip(heads, line, widths, strict=True)
            ]
            self.line("  ".join(cells).rstrip())

    def _drawn(self, heads: Sequence[str], rows: list[list[str]], right: Sequence[str]) -> None:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, header_style="bold")
        for head in heads:
            table.add_column(head, justify="right" if head in right else "left")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        Console(file=self.out).print(table)


def amount(minor: int, currency: str) -> str:
    """The amount with its code, which is never ambiguous: 1,250.00 GBP.

    >>> amount(125000, "GBP")
    '1,250.00 GBP'
    """
    return f"{money.to_decimal(minor, currency):,} {currency}"


def count(n: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> count(1, "invoice"), count(3, "entry", "entries")
    ('1 invoice', '3 entries')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"
