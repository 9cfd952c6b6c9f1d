"""How the list of debtors is narrowed: what matters about a late debt, combined, as it stands in the address bar."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from recoup.cases.models import Case, CaseInvoice, Promise
from recoup.ledger.models import Contact, Debtor, Invoice
from recoup.lib import money
from recoup.web import typed, words
from recoup.web.here import Here

ONLY = (("broken", _("Promise broken")), ("nobody", _("Nobody in charge known")), ("held", _("On hold")))
AGES = ((30, _("over 30 days late")), (60, _("over 60 days late")), (90, _("over 90 days late")),
        (180, _("over 180 days late")), (365, _("over a year late")))  # fmt: skip
COLUMNS = {"d1_30": (1, 30), "d31_60": (31, 60), "d61_90": (61, 90), "d90_plus": (91, 36_500)}
"""The columns of the Overview: from so many to so many days late."""
NAMES = ("q", "rung", "cause", "why", "only", "owner", "currency", "least", "late", "age")
MOST_CHOICES = 60


def filtered(here: Here, ask: QueryDict) -> QuerySet[Case]:
    """The open cases that the address asks for; what it cannot mean narrows nothing."""
    rows: QuerySet[Case] = Case.objects.of(here.creditor).filter(state="open")
    asked = ask.get("q", "").strip()[:100]
    if asked:
        rows = rows.filter(matching(here, asked, "debtor_id"))
    rung = ask.get("rung", "")
    if rung.isascii() and rung.isdigit():
        rows = rows.filter(rung=int(rung[:2]))
    for name, column in (("cause", "cause"), ("why", "why_code"), ("currency", "currency")):
        if ask.get(name):
            rows = rows.filter(**{column: ask[name][:30]})
    if ask.get("owner"):
        rows = rows.filter(debtor__account_owner=ask["owner"][:200])
    least = least_minor(here, ask)
    if least:
        rows = rows.filter(open_minor__gte=least)
    return _aged(here, ask.get("age", ""), _late(here, ask, _only(here, ask.get("only", ""), rows)))


def _only(here: Here, only: str, rows: QuerySet[Case]) -> QuerySet[Case]:
    if only == "broken":
        broken = Promise.objects.of(here.creditor).filter(state__in=("broken", "part")).values("case")
        return rows.filter(pk__in=broken)
    if only == "nobody":
        known = Contact.objects.of(here.creditor).filter(is_in_charge=True, ended_on__isnull=True)
        return rows.exclude(debtor_id__in=known.values("debtor"))
    if only == "held":
        return rows.filter(why_code="held")
    return rows


def _late(here: Here, ask: QueryDict, rows: QuerySet[Case]) -> QuerySet[Case]:
    late = ask.get("late", "")
    if late not in {str(days) for days, _words in AGES}:
        return rows
    since = here.today - timedelta(days=int(late))
    old = CaseInvoice.objects.of(here.creditor).filter(
        is_current=True, invoice__state="open", invoice__due_on__lt=since
    )
    return rows.filter(pk__in=old.values("case"))


def _aged(here: Here, age: str, rows: QuerySet[Case]) -> QuerySet[Case]:
    """Who owes something of just that age: what stands behind a column of the Overview."""
    if age not in COLUMNS:
        return rows
    least, most = (here.today - timedelta(days=days) for days in COLUMNS[age])
    held = CaseInvoice.objects.of(here.creditor).filter(is_current=True, invoice__state="open")
    aged = held.filter(invoice__due_on__lte=least, invoice__due_on__gte=most)
    return rows.filter(pk__in=aged.values("case"))


def least_minor(here: Here, ask: QueryDict) -> int | None:
    """The smallest amount asked for, in minor units of the chosen currency, else of the creditor's."""
    given = ask.get("least", "").strip()[:30]
    try:
        return money.to_minor(money.figure(typed.plain(given)), ask.get("currency") or here.creditor.currency)
    except (ValueError, KeyError):
        return None


def matching(here: Here, asked: str, field: str) -> Q:
    """By name or number of the debtor, or number of an invoice."""
    mine = Debtor.objects.of(here.creditor).filter(Q(name__icontains=asked) | Q(number__icontains=asked))
    # every number is above the empty one: said, so that SQLite walks the index of the numbers and not the rows
    numbered = Invoice.objects.of(here.creditor).filter(number__gt="", number__istartswith=asked)
    billed = numbered.values("debtor")
    return Q(**{f"{field}__in": mine.values("pk")}) | Q(**{f"{field}__in": billed})


def choices(here: Here) -> dict[str, Any]:
    """What there is to choose from: reasons, owners and currencies that occur. Three queries."""
    open_ = Case.objects.of(here.creditor).filter(state="open")
    codes = open_.exclude(why_code="").values_list("why_code", flat=True).distinct().order_by("why_code")
    sold = Debtor.objects.of(here.creditor).exclude(account_owner="")
    owners = sold.values_list("account_owner", flat=True).distinct().order_by("account_owner")
    return {
        "reasons": sorted(((code, str(words.reason(code))) for code in codes), key=lambda one: one[1]),
        "owners": list(owners[:MOST_CHOICES]),
        "currencies": list(open_.values_list("currency", flat=True).distinct().order_by("currency")),
        "ages": [(str(days), said) for days, said in AGES],
        "onlys": ONLY,
    }
