"""What Today reads: the state of things in figures, the ranked work, and one piece of work in full."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Sum

from recoup.cases.decide import why_of
from recoup.cases.facts import context
from recoup.cases.models import Approval, Case, CaseInvoice, Promise, StepRun, StepState
from recoup.cases.neglect import neglected
from recoup.cases.queries import worklist
from recoup.insight.ageing import ageing
from recoup.ladder.reasons import sentence
from recoup.ledger.models import Payment, PaymentState
from recoup.outreach.models import Message
from recoup.web.here import Here

AHEAD = timedelta(days=14)
GONE = ("sent", "posted")


def figures(here: Here) -> list[dict[str, Any]]:
    """Late now, promised within 14 days, came in this week: per currency, the largest first."""
    creditor, today = here.creditor, here.today
    late = {
        row.currency: sum(b.minor for b in (row.d1_30, row.d31_60, row.d61_90, row.d90_plus))
        for row in ageing(creditor, today)
    }
    promised = Promise.objects.of(creditor).filter(
        state="open", due_on__range=(today, today + AHEAD), case__state="open"
    )
    expected = dict(promised.values_list("case__currency").annotate(minor=Sum("amount_minor")))
    monday = today - timedelta(days=today.weekday())
    received = Payment.objects.of(creditor).filter(received_on__range=(monday, today))
    came = dict(
        received.exclude(state__in=(PaymentState.REVERSED, PaymentState.SUPERSEDED))
        .values_list("currency")
        .annotate(minor=Sum("amount_minor"))
    )
    return [
        {"name": "late", "sums": _sorted(late, creditor.currency)},
        {"name": "expected", "sums": _sorted(expected, creditor.currency)},
        {"name": "came", "sums": _sorted(came, creditor.currency)},
    ]


def _sorted(sums: dict[str, int], own: str) -> list[tuple[str, int]]:
    some = {currency: minor for currency, minor in sums.items() if minor} or {own: 0}
    return sorted(some.items(), key=lambda one: (one[0] != own, -one[1]))


def state(here: Here, tasks: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """What the sentence at the top says."""
    creditor, today = here.creditor, here.today
    due = Counter(task["kind"] for task in tasks if task["is_due"])
    steps = StepRun.objects.of(creditor).filter(state=StepState.PLANNED).count()
    asked = Approval.objects.of(creditor).filter(decided_on__isnull=True, case__state="open").count()
    out = Message.objects.of(creditor).filter(sent_on=today, state__in=GONE).count()
    return {
        "calls": due["phone"] + due["call_back"] + due["call_back_late"],
        "visits": due["visit"] + due["appointment"],
        "others": sum(due.values())
        - sum(due[kind] for kind in ("phone", "call_back", "call_back_late", "visit", "appointment")),
        "approvals": steps + asked,
        "went_out": out,
        "neglected": len(neglected(context(creditor, here.moment))),
    }


def work(here: Here) -> list[dict[str, Any]]:
    """Every open task of the user's or of nobody, in order."""
    return worklist(here.creditor, today=here.today, user=here.user)


def with_reasons(here: Here, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines with why each is due now, and the day since when the oldest invoice is late. Two queries."""
    cases = Case.objects.of(here.creditor).in_bulk({line["case"] for line in lines if line["case"]})
    oldest = oldest_due(cases)
    for line in lines:
        case = cases.get(line["case"])
        line["reason"] = sentence(why_of(case.why_code, case.why_args)) if case and case.why_code else ""
        line["late_since"] = oldest.get(line["case"])
    return lines


def oldest_due(cases: Iterable[int]) -> dict[int, date]:
    """Since when each of these cases is late."""
    held = CaseInvoice.objects.filter(case__in=list(cases), is_current=True, invoice__state="open")
    return dict(held.values_list("case").annotate(due=Min("invoice__due_on")))


def waiting(here: Here) -> int:
    """How many cases something will be done for by itself later."""
    rows = Case.objects.of(here.creditor).filter(state="open", next_on__gt=here.today)
    return int(rows.aggregate(n=Count("id"))["n"])
