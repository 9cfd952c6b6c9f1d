"""What each debtor did so far, read for the credit check in a few statements for many debtors."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count, Min, Q, Sum

from recoup.cases.models import Promise
from recoup.ledger.models import Allocation, Debtor, Dispute, Invoice
from recoup.org.models import Creditor
from recoup.recourse.models import MeansCheck
from recoup.recourse.solvency.credit import Advice, History, advise

MONTHS = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Checked:
    """One debtor in one currency, with what is suggested."""

    debtor: Debtor
    history: History
    advice: Advice

    @property
    def free_minor(self) -> int:
        """How much more may be delivered on credit."""
        return self.advice.free_minor(self.history.open_minor)


def check(creditor: Creditor, debtors: Sequence[Debtor], today: date) -> list[Checked]:
    """Each debtor in every currency it has, in the given order; one without any is checked in the creditor's own."""
    ids = [one.pk for one in debtors]
    found = _open(creditor, ids, today)
    for key, seen in _paid(creditor, ids, today).items():
        have = found.get(key, History(key[1]))
        paid, invoices, late = seen
        found[key] = replace(have, paid_minor=paid, paid_invoices=invoices, late_days=late)
    for pk in {*ids} - {pk for pk, _ in found}:
        found[pk, creditor.currency] = History(creditor.currency)
    _add(creditor, ids, today, found)
    made = []
    for debtor in debtors:
        for key in sorted(key for key in found if key[0] == debtor.pk):
            is_insolvent = debtor.insolvent_on is not None and debtor.insolvent_on <= today
            history = replace(found[key], is_insolvent=is_insolvent)
            made.append(Checked(debtor, history, advise(history)))
    return made


Key = tuple[int, str]


def _open(creditor: Creditor, ids: Sequence[int], today: date) -> dict[Key, History]:
    rows = Invoice.objects.of(creditor).filter(debtor__in=ids, kind="invoice", state="open", open_minor__gt=0)
    late = Q(due_on__lt=today)
    sums = rows.values_list("debtor_id", "currency").annotate(
        all=Sum("open_minor"), late=Sum("open_minor", filter=late), oldest=Min("due_on")
    )
    return {
        (pk, currency): History(
            currency, open_minor=all_, overdue_minor=overdue or 0, oldest_days=max(0, (today - oldest).days)
        )
        for pk, currency, all_, overdue, oldest in sums
    }


def _paid(creditor: Creditor, ids: Sequence[int], today: date) -> dict[Key, tuple[int, int, int]]:
    """What was paid within a year, on how many invoices, how late on average by amount (rounded down, early counts)."""
    rows = Allocation.objects.of(creditor).filter(
        invoice__debtor__in=ids, is_active=True, amount_minor__gt=0, allocated_on__gt=today - MONTHS,
        allocated_on__lte=today,
    ).exclude(source__in=("credit", "write_off"))  # fmt: skip
    sums: dict[Key, list[int]] = {}
    seen: dict[Key, set[int]] = {}
    for pk, currency, invoice, minor, on, due_on in rows.values_list(
        "invoice__debtor_id",
        "invoice__currency",
        "invoice_id",
        "amount_minor",
        "allocated_on",
        "invoice__due_on",
    ):
        held = sums.setdefault((pk, currency), [0, 0])
        held[0] += minor
        held[1] += minor * (on - due_on).days
        seen.setdefault((pk, currency), set()).add(invoice)
    return {key: (paid, len(seen[key]), max(0, weighed // paid)) for key, (paid, weighed) in sums.items()}


def _add(creditor: Creditor, ids: Sequence[int], today: date, found: dict[Key, History]) -> None:
    since = today - MONTHS
    judged = Promise.objects.of(creditor).filter(
        case__debtor__in=ids, made_on__gt=since, state__in=("kept", "part", "broken")
    )
    promised = judged.values_list("case__debtor_id", "case__currency").annotate(
        all=Count("id"), broken=Count("id", filter=~Q(state="kept"))
    )
    for pk, currency, all_, broken in promised:
        if (pk, currency) in found:
            found[pk, currency] = replace(found[pk, currency], promises=all_, broken=broken)
    off = Allocation.objects.of(creditor).filter(
        invoice__debtor__in=ids, is_active=True, source="write_off", allocated_on__gt=since
    )
    for pk, currency, minor in off.values_list("invoice__debtor_id", "invoice__currency").annotate(
        s=Sum("amount_minor")
    ):
        have = found.get((pk, currency), History(currency))
        found[pk, currency] = replace(have, written_off_minor=minor)
    opened = Dispute.objects.of(creditor).filter(invoice__debtor__in=ids, opened_on__gt=since)
    for pk, currency, n in opened.values_list("invoice__debtor_id", "invoice__currency").annotate(
        n=Count("id")
    ):
        if (pk, currency) in found:
            found[pk, currency] = replace(found[pk, currency], disputes=n)
    checks = MeansCheck.objects.of(creditor).filter(debtor__in=ids).order_by("looked_on", "pk")
    for pk, result, looked_on, limit, currency in checks.values_list(
        "debtor_id", "result", "looked_on", "limit_minor", "currency"
    ):
        for key in [key for key in found if key[0] == pk]:
            have = found[key]
            if limit is not None and key[1] == currency and looked_on > since:
                have = replace(have, report_minor=limit)
            if (today - looked_on).days <= 30 and result in ("weak", "insolvent"):
                have = replace(have, means=result)
            found[key] = have
