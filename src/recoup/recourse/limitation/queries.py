"""Reads the last day to sue for invoices, a few statements for many."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from recoup.ledger.models import Allocation, Invoice
from recoup.org.models import Creditor
from recoup.org.settings import Settings
from recoup.recourse.limitation.rules import Clock, Noted, clock
from recoup.recourse.models import LimitationFact

MONEY = ("bank", "payments", "manual")
"""Part payments that carry the debtor's own day; what the books' list took over has only the list's."""
_CHUNK = 500


def seat_of(creditor: Creditor, settings: Settings) -> str:
    """The creditor's place as ISO 3166 has it."""
    region = settings.calendar_region
    return f"{creditor.country}-{region}" if region else creditor.country


def clocks(
    creditor: Creditor, settings: Settings, invoices: Collection[int], laws: Mapping[int, str] | None = None
) -> dict[int, Clock]:
    """The clock of each of these invoices of the creditor. `laws` are the laws of contracts that a person has chosen,
    by invoice; they go before what the invoices name."""
    ids, found = sorted(set(invoices)), {}
    for start in range(0, len(ids), _CHUNK):
        found.update(_chunk(creditor, settings, ids[start : start + _CHUNK], laws or {}))
    return found


def _chunk(
    creditor: Creditor, settings: Settings, ids: list[int], laws: Mapping[int, str]
) -> dict[int, Clock]:
    rows = list(
        Invoice.objects.of(creditor)
        .filter(pk__in=ids)
        .values_list("pk", "debtor_id", "debtor__kind", "governing_law", "supply_kind", "due_on", "amount_minor",
                     "open_minor")
    )  # fmt: skip
    noted = _noted(creditor, {row[1] for row in rows})
    paid = _paid(creditor, [row[0] for row in rows if row[7] != row[6]])
    seat = seat_of(creditor, settings)
    return {
        pk: clock(
            seat, laws.get(pk) or law, kind or settings.default_kind, supply, due_on,
            (*paid.get(pk, ()), *noted.get((debtor, None), ()), *noted.get((debtor, pk), ())),
        )
        for pk, debtor, kind, law, supply, due_on, _amount, _open in rows
    }  # fmt: skip


def _noted(creditor: Creditor, debtors: Collection[int]) -> Mapping[tuple[int, int | None], list[Noted]]:
    found: dict[tuple[int, int | None], list[Noted]] = defaultdict(list)
    rows = LimitationFact.objects.of(creditor).filter(debtor__in=debtors, withdrawn_on__isnull=True)
    for row in rows.order_by("pk"):
        found[row.debtor_id, row.invoice_id].append(
            Noted(row.what, row.happened_on, row.until_on, row.has_form)
        )
    return found


def _paid(creditor: Creditor, invoices: Collection[int]) -> Mapping[int, list[Noted]]:
    found: dict[int, list[Noted]] = defaultdict(list)
    if invoices:
        rows = Allocation.objects.of(creditor).filter(
            invoice__in=invoices, is_active=True, source__in=MONEY, amount_minor__gt=0
        )
        for invoice, on in rows.order_by("allocated_on").values_list("invoice_id", "allocated_on"):
            found[invoice].append(Noted("part_payment", on))
    return found


def debtors_with_facts(creditor: Creditor) -> set[int]:
    """The debtors of whom something was noted."""
    rows = LimitationFact.objects.of(creditor).filter(withdrawn_on__isnull=True)
    return set(rows.values_list("debtor_id", flat=True))
