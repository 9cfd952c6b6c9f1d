"""What the demo's debtors buy and when they pay: invoices as issued, and receipts on their days (pure)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from recoup.cli.demo.cast import Payer, in_currency
from recoup.cli.demo.files import Money, Paper

DAYS_PER_INVOICE = 38
BAD_FOR = timedelta(days=110)
"""So long ago those who pay nothing now still paid."""
LATE_OUT_OF = 15
LATE_AT_THE_END = (
    (0, 3, 1),
    (4, 3, 1),
    (7, 10, 2),
    (8, 10, 2),
    (9, 15, 3),
    (10, 15, 3),
    (11, 15, 3),
    (12, 22, 9),
)
"""Of so many debtors the one in this place, so many days late on the last day, if it pays after that rung or later."""
TEXTS = {
    "de": "Rechnung {}",
    "fr": "Facture {}",
    "es": "Factura {}",
    "it": "Fattura {}",
    "nl": "Factuur {}",
}


@dataclass
class Books:
    """The creditor's sales and its bank account, as far as they are known to the demo alone."""

    rng: Random
    papers: dict[str, Paper] = field(default_factory=dict)
    to_list: dict[date, list[Paper]] = field(default_factory=lambda: defaultdict(list))
    receipts: dict[date, list[Money]] = field(default_factory=lambda: defaultdict(list))
    under_way: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Per invoice: what is on its way or has come."""
    sources: dict[str, Money] = field(default_factory=dict)
    """Every receipt by the bank's reference."""
    _credits: int = 0
    _issued: int = 0

    def sell(self, payers: Sequence[Payer], first_on: date, last_on: date) -> None:
        """Issues the invoices of the time and plans the receipts of those that are paid without being asked."""
        drawn = [(on, n) for n, payer in enumerate(payers) for on in self._days(payer, first_on, last_on)]
        late = set(self._late_at_the_end(payers, last_on))
        for count, (on, n) in enumerate(sorted({*drawn, *late})):
            payer = payers[n]
            paper = Paper(
                f"HM{on:%y}{4001 + count:05}", payer, on, on + timedelta(days=payer.terms_days), self._amount(payer),
                order=f"PO-{self.rng.randrange(1000, 99999)}" if self.rng.random() < 0.6 else "",
            )  # fmt: skip
            self.papers[paper.number] = paper
            self.to_list[on].append(paper)
            is_good_yet = payer.habit.is_hopeless and paper.due_on < last_on - BAD_FOR
            if is_good_yet or (self.rng.randrange(100) >= payer.habit.late and (on, n) not in late):
                self.pay(
                    [(paper, paper.amount_minor)], paper.due_on + timedelta(days=self.rng.randint(-6, 2))
                )

    def issue(self, payer: Payer, issued_on: date, due_on: date, minor: int) -> Paper:
        """An invoice of its own, of which nobody has paid anything."""
        self._issued += 1
        number = f"HM{issued_on:%y}{3001 + self._issued * 13:05}"
        paper = Paper(number, payer, issued_on, due_on, minor, order=f"PO-{70_000 + self._issued * 17}")
        self.papers[number] = paper
        self.to_list[issued_on].append(paper)
        return paper

    def _days(self, payer: Payer, first_on: date, last_on: date) -> Iterable[date]:
        on = first_on + timedelta(days=self.rng.randrange(DAYS_PER_INVOICE))
        while on <= last_on:
            yield on if on.weekday() < 5 else on - timedelta(days=2)
            on += timedelta(days=self.rng.randrange(DAYS_PER_INVOICE // 2, DAYS_PER_INVOICE * 3 // 2))

    def _late_at_the_end(self, payers: Sequence[Payer], last_on: date) -> Iterable[tuple[date, int]]:
        """Sales that are due and unpaid on the last days, so that the last run shows each kind of step."""
        for n, payer in enumerate(payers):
            for every, days_late, after in LATE_AT_THE_END:
                if n % LATE_OUT_OF == every and payer.habit.after >= after:
                    yield last_on - timedelta(days=days_late - 1 + payer.terms_days), n

    def _amount(self, payer: Payer) -> int:
        minor = int(payer.usual_minor * self.rng.lognormvariate(0, 0.5))
        step = 5 if payer.currency == "CHF" else 100 if payer.currency == "JPY" else 1
        return max(in_currency(2_000, payer.currency), minor) // step * step

    def pay(self, parts: Sequence[tuple[Paper, int]], on: date, *, odd: bool = True) -> None:
        """A receipt for these invoices on that day or the next bank day; now and then an odd one."""
        parts = [(paper, min(minor, self.left(paper))) for paper, minor in parts]
        parts = [(paper, minor) for paper, minor in parts if minor > 0]
        if not parts:
            return
        for paper, minor in parts:
            self.under_way[paper.number] += minor
        payer = parts[0][0].payer
        total = sum(minor for _, minor in parts)
        name, text = (
            payer.name,
            TEXTS.get(payer.language, "Invoice {}").format(", ".join(paper.number for paper, _ in parts)),
        )
        draw = self.rng.random() if odd else 1.0
        if draw < 0.004:
            name, text = f"{payer.city} Treuhand", "Sammelzahlung"
        elif draw < 0.012:
            total += in_currency(1_000, payer.currency)  # a little too much
        elif draw < 0.05 and len(parts) == 1:
            text = payer.number  # only the amount tells which invoice
        self._receive(on, name, text, total, tuple(parts))

    @staticmethod
    def bank_day(on: date) -> date:
        """That day, or the Monday after a weekend."""
        return on + timedelta(days=max(0, 7 - on.weekday()) if on.weekday() > 4 else 0)

    def _receive(
        self, on: date, payer: str, text: str, minor: int, parts: tuple[tuple[Paper, int], ...]
    ) -> None:
        on = self.bank_day(on)
        number = f"BK{len(self.sources) + 1:07}"
        made = Money(number, on, payer, text, minor, parts[0][0].payer.currency, parts)
        self.sources[number] = made
        self.receipts[on].append(made)

    def pass_on(self, name: str, text: str, minor: int, currency: str, on: date) -> None:
        """Money from somebody who collected it for us: it is for no invoice by itself."""
        on = self.bank_day(on)
        number = f"BK{len(self.sources) + 1:07}"
        self.sources[number] = Money(number, on, name, text, minor, currency)
        self.receipts[on].append(self.sources[number])

    def left(self, paper: Paper) -> int:
        """What of an invoice nobody has set out to pay yet."""
        return paper.amount_minor - self.under_way[paper.number]

    def credit(self, paper: Paper, minor: int, on: date) -> None:
        """A credit note for part or all of what is left of an invoice, in the next list."""
        minor = min(minor, self.left(paper))
        if minor <= 0:
            return
        self.under_way[paper.number] += minor
        self._credits += 1
        number = f"CN{on:%y}{701 + self._credits:04}"
        self.to_list[on].append(Paper(number, paper.payer, on, on, minor, credits=paper.number))
