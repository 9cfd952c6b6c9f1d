"""Tales go on day by day: each is a generator that does the deeds of a day and says how many days it then waits."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from recoup.cases.facts import context, gather
from recoup.cases.formal import law
from recoup.cases.formal.demand import deeds
from recoup.cases.formal.demand.draft import Draft, draft
from recoup.cases.models import Case, Task
from recoup.cases.people.causes import set_cause
from recoup.cli.demo.beyond.who import Old
from recoup.cli.demo.books import Books
from recoup.ledger.models import Debtor, Invoice
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.recourse.confirm import AGREED, Figure
from recoup.recourse.demand.needs import gaps
from recoup.recourse.models import Demand

Tale = Iterator[int]
ENGLAND = "GB-EAW"
GAPS = {
    "paper_order": "They order by telephone; the delivery note names the call.",
    "paper_terms": "Our terms are printed on each delivery note.",
    "paper_delivery": "The carrier has the signed note; it is asked for.",
    "paper_invoice": "The books print it again for the envelope.",
    "attempts": "Every number and address that we have was tried.",
    "owner": "Sales was told by telephone.",
    "cause": "Nobody there ever answered.",
    "enclosures": "Not asked for of a company.",
}
"""Why a demand goes out without what its list asks for."""


@dataclass
class Teller:
    """Who tells all tales, and what each of them can have done. `at(hour, minute)` is a moment of the day."""

    creditor: Creditor
    books: Books
    folder: Path
    clerk: str
    owner: str
    refused: Counter[str]
    today: date
    at: Callable[[int, int], datetime]
    _minute: int = 0
    _waiting: list[tuple[Old, Tale]] = field(default_factory=list)
    _wake: dict[str, date] = field(default_factory=dict)

    def begin(self, tales: list[tuple[Old, Tale]]) -> None:
        """These are told from now on."""
        self._waiting = tales

    def go_on(self, today: date, at: Callable[[int, int], datetime]) -> None:
        """The deeds of the day."""
        self.today, self.at, self._minute = today, at, 0
        for old, tale in list(self._waiting):
            if self._wake.get(old.payer.number, today) > today:
                continue
            try:
                self._wake[old.payer.number] = today + timedelta(days=next(tale))
            except StopIteration:
                self._waiting.remove((old, tale))
            except Refused as odd:
                self.refused[f"{old.tale}: {odd.code}"] += 1
                self._waiting.remove((old, tale))

    # -- who does it, and on what ---------------------------------------------------------------------------------

    @property
    def moment(self) -> datetime:
        """The next minute of the afternoon."""
        self._minute += 1
        return self.at(14 + self._minute // 60, self._minute % 60)

    @property
    def by(self) -> dict[str, Any]:
        """The book-keeper, now."""
        return {"actor": self.clerk, "moment": self.moment}

    @property
    def by_owner(self) -> dict[str, Any]:
        """The owner, who approves, now."""
        return {"actor": self.owner, "moment": self.moment}

    def case(self, old: Old) -> Case:
        """Their newest case."""
        rows = Case.objects.of(self.creditor).filter(debtor__number=old.payer.number)
        found: Case | None = rows.select_related("debtor", "creditor").order_by("-pk").first()
        if found is None:
            raise Refused("no_such_case", "They have no case.", old.payer.number)
        return found

    def debtor(self, old: Old) -> Debtor:
        """Their row."""
        found: Debtor = Debtor.objects.of(self.creditor).get(number=old.payer.number)
        return found

    def invoices(self, old: Old) -> list[Invoice]:
        """Their invoices, the oldest first."""
        numbers = [paper.number for paper in old.papers]
        return list(Invoice.objects.of(self.creditor).filter(number__in=numbers).order_by("due_on", "pk"))

    def has_task(self, old: Old, kind: str) -> bool:
        """Whether a person is asked for that."""
        mine = Task.objects.of(self.creditor).filter(debtor__number=old.payer.number, state="open", kind=kind)
        return mine.exists()

    def until(self, old: Old, kind: str) -> Tale:
        """Waits for that task."""
        while not self.has_task(old, kind):
            yield 1

    def pays(self, old: Old, minor: int | None = None, *, in_days: int = 1) -> None:
        """They pay so much, or all that is left."""
        parts = []
        for paper in old.papers:
            piece = self.books.left(paper) if minor is None else min(minor, self.books.left(paper))
            parts.append((paper, piece))
            minor = None if minor is None else minor - piece
        self.books.pay(parts, self.today + timedelta(days=in_days), odd=False)

    # -- the law and the demand -----------------------------------------------------------------------------------

    def draft(self, old: Old) -> Draft:
        """The demand as it stands."""
        case = self.case(old)
        ctx = context(self.creditor, self.moment)
        return draft(ctx, case, gather(ctx, [case.debtor_id])[0])

    def settle_law(self, old: Old) -> Draft:
        """The law is confirmed, the figures are compared, and what it leaves open is decided."""
        pk = self.case(old).pk
        for choice in self.draft(old).law.to_confirm():
            self.choose(pk, str(choice.factor))
        for one in self.draft(old).claim.open:
            if one.question == "interest.starts":
                reason = "The orders name the terms of payment."
                law.decide(self.creditor, pk, one.question, AGREED, reason, **self.by_owner)
        for figure in self.draft(old).to_confirm:
            self.confirm(pk, figure)
        return self.draft(old)

    def choose(self, case: int, factor: str) -> None:
        """It is the law of England and Wales."""
        reason = "Our terms, clause 14: the law of England and Wales."
        law.choose_place(self.creditor, case, factor, ENGLAND, reason, **self.by)

    def confirm(self, case: int, figure: Figure) -> None:
        """A figure was compared with its source."""
        source = figure.sources[0].title if figure.sources else "the official text"
        law.confirm_figure(
            self.creditor, case, figure, seen_in=source, reason="Compared word for word.", **self.by
        )

    def asked(self, old: Old, *, method: str = "post") -> Tale:
        """All the way to a demand that is asked for."""
        yield from self.until(old, "demand")
        pk = self.case(old).pk
        set_cause(self.creditor, pk, "unwilling", **self.by)
        deeds.verify_identity(self.creditor, pk, f"Companies House: {old.payer.name}, active", **self.by)
        found = self.settle_law(old)
        reasons = {gap.code: GAPS[gap.code] for gap in gaps(found.needs)}
        deeds.ask(self.creditor, pk, method=method, reasons=reasons, **self.by)

    def demand(self, old: Old) -> Demand:
        """Their demand."""
        found = deeds.demand_of(self.creditor, self.case(old))
        if found is None:
            raise Refused("no_such_demand", "They have no demand.", old.payer.number)
        return found

    def posted(self, old: Old) -> Tale:
        """The demand is approved by the owner; the letters of the next day have it with them."""
        yield from self.asked(old)
        yield 1
        deeds.decide(
            self.creditor,
            self.demand(old).pk,
            is_granted=True,
            reason="They had every chance.",
            **self.by_owner,
        )
        yield 1

    def served(self, old: Old) -> Tale:
        """The demand reached them."""
        yield from self.posted(old)
        yield 4
        row = self.demand(old)
        deeds.served(self.creditor, row.pk, self.today, f"Signed for: RM {row.pk:04} 1187 4GB", **self.by)

    def passed(self, old: Old) -> Tale:
        """The demand's time is over and nothing came, with three days of the bank's."""
        yield from self.served(old)
        ends_on = self.demand(old).deadline_on
        assert ends_on is not None
        while self.today <= ends_on + timedelta(days=6):
            yield 1
