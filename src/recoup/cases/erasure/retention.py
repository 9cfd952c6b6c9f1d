"""What stands against erasing: a legal hold, money still owed, and the years that a law wants things kept."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Max

from recoup.cases.erasure.persons import Person
from recoup.cases.models import LegalHold
from recoup.ledger.models import Invoice, InvoiceState
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.outreach.models import Message


@dataclass(frozen=True, slots=True)
class Rule:
    """How many years a kind of thing must be kept, from when on, and where that stands."""

    years: int
    from_year_end: bool
    source: str
    is_checked: bool

    def until_on(self, last_on: date) -> date:
        """The last day on which it must be kept."""
        if self.from_year_end:
            return date(last_on.year + self.years, 12, 31)
        try:
            return last_on.replace(year=last_on.year + self.years)
        except ValueError:  # 29 February
            return date(last_on.year + self.years, 3, 1)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a person is not erased now. `is_open`: no rule answers it, so a person may decide that it is none."""

    code: str
    text: str
    until_on: date | None = None
    is_open: bool = False


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "retention.toml").read_text("utf-8"))


def rule(country: str, kind: str) -> Rule | None:
    """The rule for `letters` or `invoices` in the country of the books; None: unknown, a person decides."""
    row = _table().get(country, {}).get(kind)
    if row is None:
        return None
    return Rule(row["years"], row["from"] == "year", row["source"], row["checked"])


def obstacles(creditor: Creditor, person: Person, today: date) -> list[Obstacle]:
    """All that stands against erasing the person today."""
    found = list(_legal_holds(creditor, person))
    if person.whole is not None:
        found.extend(_owed(creditor, person))
        found.extend(_kept(creditor, "invoices", _last_invoice(creditor, person), today))
    found.extend(_kept(creditor, "letters", _last_letter(creditor, person), today))
    return found


def _legal_holds(creditor: Creditor, person: Person) -> Iterable[Obstacle]:
    rows = LegalHold.objects.of(creditor).filter(debtor__in=person.debtors, released_at__isnull=True)
    for hold in rows.select_related("debtor"):
        text = say("A legal hold stands on %(name)s: %(why)s", name=hold.debtor.name, why=hold.reason)
        yield Obstacle("legal_hold", text)


def _owed(creditor: Creditor, person: Person) -> Iterable[Obstacle]:
    if Invoice.objects.of(creditor).filter(debtor=person.whole, state=InvoiceState.OPEN).exists():
        yield Obstacle(
            "still_owed",
            say("Money is still owed; what is needed to claim it is kept (GDPR Art. 17 (3) (e))."),
        )


def _last_invoice(creditor: Creditor, person: Person) -> date | None:
    rows = Invoice.objects.of(creditor).filter(debtor=person.whole)
    found = rows.aggregate(issued=Max("issued_on"), imported=Max("imported_on"))
    last: date | None = found["issued"] or found["imported"]
    return last


def _last_letter(creditor: Creditor, person: Person) -> date | None:
    rows = Message.objects.of(creditor).filter(contact__in=person.contacts)
    if person.whole is not None:
        rows = Message.objects.of(creditor).filter(debtor=person.whole)
    last: date | None = rows.aggregate(last=Max("sent_on"))["last"]
    return last


def _kept(creditor: Creditor, kind: str, last_on: date | None, today: date) -> Iterable[Obstacle]:
    if last_on is None:
        return
    found = rule(creditor.country, kind)
    what = say("letters") if kind == "letters" else say("invoices")
    if found is None:
        text = say(
            "How long %(what)s must be kept in %(country)s is not known here: a person decides.",
            what=what, country=creditor.country,
        )  # fmt: skip
        yield Obstacle("retention_unknown", text, is_open=True)
        return
    until = found.until_on(last_on)
    if until >= today:
        text = (
            say(
                "The law wants %(what)s kept until %(until)s (%(source)s).",
                what=what, until=until, source=found.source,
            )
            if found.is_checked
            else say(
                "The law seems to want %(what)s kept until %(until)s (%(source)s). Nobody has compared this with the "
                "official text yet: have your lawyer confirm it.",
                what=what, until=until, source=found.source,
            )
        )  # fmt: skip
        yield Obstacle("retention", text, until)
