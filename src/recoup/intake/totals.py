"""Control totals of a file: what it says in all, what was understood, and what the books hold before and after."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import BigIntegerField, Case, F, Sum, When

from recoup.intake.reading import Facts
from recoup.ledger.facts import ContactFacts, InvoiceFacts
from recoup.ledger.models import Invoice, InvoiceKind, InvoiceState
from recoup.org.models import Creditor


@dataclass(slots=True)
class Total:
    """One currency of a file. Credit notes count against; amounts in minor units.

    `stated_minor` is the last sum that stands in the file itself, where it has one. `before_minor` and
    `after_minor` are what is open in the books.
    """

    currency: str
    rows: int = 0
    debtors: int = 0
    amount_minor: int = 0
    open_minor: int = 0
    stated_minor: int | None = None
    before_minor: int = 0
    after_minor: int = 0


def totals_of(facts: Facts) -> list[Total]:
    """What was understood of the file, by currency."""
    found: dict[str, Total] = {}
    people: dict[str, set[str]] = defaultdict(set)
    for row in facts.rows:
        if isinstance(row, ContactFacts):
            continue
        total = found.setdefault(row.currency, Total(row.currency))
        total.rows += 1
        if isinstance(row, InvoiceFacts):
            sign = -1 if row.kind == "credit_note" else 1
            total.amount_minor += sign * row.amount_minor
            total.open_minor += sign * (row.amount_minor if row.open_minor is None else row.open_minor)
            people[row.currency].add(row.debtor.number or row.debtor.name.casefold())
        else:
            total.amount_minor += row.amount_minor
            people[row.currency].add((row.payer_iban or row.payer_name).casefold())
    for currency, total in found.items():
        total.debtors = len(people[currency] - {""})
    if len(found) == 1 and facts.stated:
        next(iter(found.values())).stated_minor = facts.stated[-1][1]
    return sorted(found.values(), key=lambda total: -total.rows)


def open_in_books(creditor: Creditor) -> dict[str, int]:
    """What is open by currency, credit notes against it."""
    signed = Case(
        When(kind=InvoiceKind.CREDIT_NOTE, then=-F("open_minor")),
        default=F("open_minor"),
        output_field=BigIntegerField(),
    )
    rows = Invoice.objects.of(creditor).filter(state=InvoiceState.OPEN).order_by()
    return dict(rows.values_list("currency").annotate(minor=Sum(signed)))
