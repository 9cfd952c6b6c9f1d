"""Which invoices a list shows: the filters of the page, its sums and its order."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from recoup.cases.models import CaseInvoice, Promise
from recoup.ledger.models import Debtor, Dispute, Invoice
from recoup.web.here import Here

SHOWS = [
    ("late", _("Late")),
    ("open", _("Open")),
    ("disputed", _("Disputed")),
    ("planned", _("In instalments")),
    ("paid", _("Paid")),
    ("all", _("All")),
]
AGES = {
    "1-30": (1, 30, _("1 to 30 days late")),
    "31-60": (31, 60, _("31 to 60 days late")),
    "61-90": (61, 90, _("61 to 90 days late")),
    "90": (91, None, _("over 90 days late")),
}
SORTS = {
    "": (_("by due day"), ("due_on", "pk")),
    "late": (_("newest first"), ("-due_on", "-pk")),
    "open": (_("largest first"), ("-open_minor", "pk")),
    "debtor": (_("by debtor"), ("debtor__name", "due_on", "pk")),
    "number": (_("by number"), ("number", "pk")),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """What the filters leave, in order, with the sums by currency: code, how many, minor units open."""

    rows: QuerySet[Invoice]
    order: tuple[str, ...]
    show: str
    sort: str
    debtor: Debtor | None
    is_filtered: bool

    def sums(self) -> list[tuple[str, int, int]]:
        """The largest first; credit notes reduce."""
        signed = Sum("open_minor", filter=Q(kind="invoice"), default=0) - Sum(
            "open_minor", filter=Q(kind="credit_note"), default=0
        )
        rows = self.rows.order_by().values_list("currency").annotate(n=Count("id"), minor=signed)
        return sorted(rows, key=lambda one: -one[2])


def listed(here: Here, ask: QueryDict) -> Listed:
    """The invoices that a query asks for; what it asks wrongly filters nothing."""
    show = ask.get("show", "late")
    show = show if show in dict(SHOWS) else "late"
    rows = _of_state(here, show)
    currency, age = ask.get("currency", ""), ask.get("age", "")
    if currency:
        rows = rows.filter(currency=currency[:3].upper())
    if age in AGES:
        rows = _of_age(here, rows, age)
    debtor = _debtor(here, ask.get("debtor", ""))
    if debtor is not None:
        rows = rows.filter(debtor=debtor)
    asked = ask.get("q", "").strip()[:100]
    if asked:
        rows = rows.filter(pk__in=_matching(here, asked))
    sort = ask.get("sort", "")
    if sort not in SORTS:
        sort = ""
    order = SORTS[sort][1] if sort or show not in ("paid", "all") else SORTS["late"][1]
    is_filtered = bool(asked or debtor or currency or age)
    return Listed(rows.order_by(*order), order, show, sort, debtor, is_filtered)


def _of_state(here: Here, show: str) -> QuerySet[Invoice]:
    rows: QuerySet[Invoice] = Invoice.objects.of(here.creditor)
    if show == "late":
        return rows.filter(state="open", kind="invoice", due_on__lt=here.today)
    if show in ("open", "paid"):
        return rows.filter(state=show)
    if show == "disputed":
        contested = Dispute.objects.of(here.creditor).filter(closed_on__isnull=True)
        return rows.filter(pk__in=contested.values("invoice"))
    if show == "planned":
        agreed = Promise.objects.of(here.creditor).filter(plan__isnull=False, state="open")
        held = CaseInvoice.objects.filter(is_current=True, case__in=agreed.values("case"))
        return rows.filter(state="open", pk__in=held.values("invoice"))
    return rows


def _of_age(here: Here, rows: QuerySet[Invoice], age: str) -> QuerySet[Invoice]:
    least, most, _words = AGES[age]
    rows = rows.filter(state="open", due_on__lte=here.today - timedelta(days=least))
    return rows if most is None else rows.filter(due_on__gte=here.today - timedelta(days=most))


def _matching(here: Here, asked: str) -> QuerySet[Any, Any]:
    """By number of the invoice, or name or number of the debtor; each half by an index of its own."""
    mine = Invoice.objects.of(here.creditor)
    named = Debtor.objects.of(here.creditor).filter(Q(name__icontains=asked) | Q(number__iexact=asked))
    numbered: QuerySet[Any, Any] = mine.filter(number__icontains=asked).values("pk")
    return numbered.union(mine.filter(debtor__in=named.values("pk")).values("pk"))


def _debtor(here: Here, asked: str) -> Debtor | None:
    if not (asked.isascii() and asked.isdigit() and len(asked) < 18):
        return None
    found: Debtor | None = Debtor.objects.of(here.creditor).filter(pk=int(asked)).first()
    return found


def with_marks(rows: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """The rows with whether they are contested, and on which rung their case has them."""
    contested = Dispute.objects.filter(invoice=OuterRef("pk"), closed_on__isnull=True)
    return rows.select_related("debtor").annotate(is_contested=Exists(contested))


def currencies(here: Here) -> list[str]:
    """The currencies that there are invoices in, by way of their cases and the creditor's own."""
    rows = Invoice.objects.of(here.creditor).order_by().values_list("currency", flat=True).distinct()
    return sorted(rows)


def money_of(here: Here, invoice: Invoice) -> list[Any]:
    """What has reduced it, the newest first; what was taken back stands among it and says so."""
    rows = invoice.allocations.filter(creditor=here.creditor).select_related("payment", "credit_note")
    return list(rows.order_by(F("allocated_on").desc(), "-pk"))
