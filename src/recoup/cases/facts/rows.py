"""The statements behind a position: each reads one thing for a chunk of debtors."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from recoup.archive.queries import heads
from recoup.cases.addresses import address_hash
from recoup.cases.models import (
    Approval,
    Attempt,
    BadAddress,
    Case,
    CaseClaim,
    CaseInvoice,
    CasePlace,
    CasePlacement,
    CaseState,
    Hold,
    Promise,
    StepInvoice,
    StepRun,
    StepState,
    Task,
)
from recoup.law.questions import Factor
from recoup.ledger.models import (
    Allocation,
    Contact,
    Debtor,
    Dispute,
    Invoice,
    InvoiceKind,
    InvoiceState,
    Payment,
    PaymentState,
)
from recoup.ledger.operations.contacts import OUTSIDE
from recoup.org.models import Creditor
from recoup.outreach.models import Inbound
from recoup.recourse.claim.rules import RUNNING
from recoup.recourse.models import HELD, MeansCheck
from recoup.recourse.solvency.means import Looked

Rows = list[tuple[Any, ...]]
RECENT_DAYS = 10

DEBTOR_COLUMNS = (
    "id", "stream_key", "number", "name", "kind", "country", "region", "language", "timezone", "postal_code", "city",
    "automation", "distance_km", "opted_out", "insolvent_on", "represented_by", "account_owner", "segment",
)  # fmt: skip
INVOICE_COLUMNS = ("debtor_id", "id", "currency", "due_on", "open_minor", "missing_since_on")


def debtors(creditor: Creditor, ids: Sequence[int]) -> tuple[Rows, dict[str, int]]:
    """The debtors, and the heads of their streams (read first, so that a later change shows)."""
    streams = list(Debtor.objects.of(creditor).filter(among("id", ids)).values_list("stream_key", flat=True))
    seen = heads(streams)
    rows = Debtor.objects.of(creditor).filter(among("id", ids)).order_by("id").values_list(*DEBTOR_COLUMNS)
    wanted = set(ids)
    return [row for row in rows if row[0] in wanted], seen


def among(field: str, ids: Sequence[int]) -> Q:
    """Rows of these ids. Where they lie close together as a range, which costs less; it may bring neighbours along."""
    if ids and max(ids) - min(ids) < 2 * len(ids):
        return Q(**{f"{field}__gte": min(ids), f"{field}__lte": max(ids)})
    return Q(**{f"{field}__in": ids})


def contract_laws(creditor: Creditor, cases: Sequence[int]) -> dict[int, str]:
    """Whose law is that of the contract where a person has chosen it, by case; the newest word holds."""
    if not cases:
        return {}
    rows = CasePlace.objects.of(creditor).filter(among("case_id", cases), factor=Factor.CONTRACT)
    return dict(rows.order_by("pk").values_list("case_id", "key"))


def chased() -> Q:
    """Invoices that a ladder is for: not sold on, and collected by transfer or returned unpaid."""
    by_us = ~Q(payment_method__in=("direct_debit", "card")) | Q(collection_failed_on__isnull=False)
    return Q(kind=InvoiceKind.INVOICE, assigned_to="") & by_us


def _theirs(creditor: Creditor, ids: Sequence[int]) -> Q:
    """Rows of these debtors. Scoped through the debtor: with the creditor's own column in sight SQLite walks an index
    of all their open rows for each chunk, and cost would grow with the square of the books."""
    return among("debtor_id", ids) & Q(debtor__creditor=creditor)


def later_money(creditor: Creditor, ids: Sequence[int], today: date) -> dict[int, tuple[int, date]]:
    """Per invoice: what money dated after today covers, and the earliest such date."""
    rows = (
        Allocation.objects.of(creditor)
        .filter(among("invoice__debtor_id", ids), is_active=True, allocated_on__gt=today)
        .order_by("-allocated_on")
        .values_list("invoice_id", "amount_minor", "allocated_on")
    )
    found: dict[int, tuple[int, date]] = {}
    for invoice, amount, on in rows:
        found[invoice] = (found.get(invoice, (0, on))[0] + amount, on)
    return found


def overdue_invoices(creditor: Creditor, ids: Sequence[int], today: date, also: Iterable[int]) -> Rows:
    """Invoices past their due date on which something was open today (`also`: paid by later money)."""
    is_open = Q(state=InvoiceState.OPEN) | Q(id__in=list(also)) if also else Q(state=InvoiceState.OPEN)
    found = (
        Invoice.objects.filter(is_open, chased(), _theirs(creditor, ids), due_on__lt=today)
        .order_by("debtor_id", "due_on", "id")
        .values_list(*INVOICE_COLUMNS)
    )
    # By far the most rows of a chunk: read as the database gives them, since few days are distinct.
    sql, params = found.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [(*row[:3], _day(row[3]), row[4], _day(row[5])) for row in cursor.fetchall()]


@lru_cache(maxsize=8192)
def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def disputed(creditor: Creditor, ids: Sequence[int]) -> dict[int, tuple[int | None, date]]:
    """Per invoice: what is disputed (None = whole) and by when the earliest answer is due."""
    rows = (
        Dispute.objects.of(creditor)
        .filter(among("invoice__debtor_id", ids), closed_on__isnull=True)
        .values_list("invoice_id", "amount_minor", "answer_due_on")
    )
    found: dict[int, tuple[int | None, date]] = {}
    for invoice, amount, answer in rows:
        has, due = found.get(invoice, (0, answer))
        whole = amount is None or has is None
        found[invoice] = (None if whole else (has or 0) + amount, min(due, answer))
    return found


def cases(creditor: Creditor, ids: Sequence[int]) -> list[Case]:
    """All cases of the debtors; closed ones too, since a reversed payment re-opens its case."""
    return list(Case.objects.of(creditor).filter(among("debtor_id", ids)).order_by("id"))


def means_checks(creditor: Creditor, ids: Sequence[int]) -> dict[int, list[Looked]]:
    """What was looked up about whether these debtors can pay."""
    found: dict[int, list[Looked]] = defaultdict(list)
    if ids:
        rows = MeansCheck.objects.of(creditor).filter(debtor__in=ids).order_by("looked_on", "pk")
        for debtor, item, result, on in rows.values_list("debtor_id", "item", "result", "looked_on"):
            found[debtor].append(Looked(item, result, on))
    return found


def supplied_after(creditor: Creditor, ids: Sequence[int]) -> set[int]:
    """Open invoices for what was supplied after the insolvency of their debtor opened (`ids`: the insolvent ones)."""
    if not ids:
        return set()
    rows = Invoice.objects.filter(_theirs(creditor, ids), state=InvoiceState.OPEN, kind=InvoiceKind.INVOICE)
    rows = rows.annotate(supply_on=Coalesce("supplied_on", "issued_on"))
    return set(rows.filter(supply_on__gt=F("debtor__insolvent_on")).values_list("id", flat=True))


def holdings(creditor: Creditor, cases_: Sequence[int]) -> Rows:
    """Which invoice is, or was, pursued in which case."""
    if not cases_:
        return []
    return list(
        CaseInvoice.objects.of(creditor)
        .filter(case_id__in=cases_)
        .order_by("id")
        .values_list("case_id", "invoice_id", "joined_on", "earned", "is_current")
    )


def holds(creditor: Creditor, ids: Sequence[int], today: date) -> Rows:
    """Holds in force today on a debtor, a case or an invoice."""
    return list(
        Hold.objects.of(creditor)
        .filter(among("debtor_id", ids), released_on__isnull=True, until_on__gt=today)
        .values_list("debtor_id", "case_id", "invoice_id", "reason", "until_on")
    )


def promises(creditor: Creditor, cases_: Sequence[int]) -> Rows:
    """Promises of the cases, those that were replaced or are not yet agreed apart."""
    if not cases_:
        return []
    return list(
        Promise.objects.of(creditor)
        .filter(case_id__in=cases_, state__in=("open", "kept", "part", "broken"))
        .values_list("case_id", "id", "amount_minor", "due_on", "made_on", "state", "judged_on", "plan")
    )


def steps(creditor: Creditor, cases_: Sequence[int]) -> Rows:
    """Step runs of the cases that stand, with the day their open task falls due."""
    if not cases_:
        return []
    return list(
        StepRun.objects.of(creditor)
        .filter(case_id__in=cases_, is_void=False)
        .exclude(state__in=(StepState.CANCELLED, StepState.REFUSED))
        .order_by("id")
        .values_list(
            "case_id", "id", "rung", "round", "channel", "kind", "state", "planned_on", "done_on", "task__due_on",
            "contact_id", "reached", "due_on",
        )
    )  # fmt: skip


def asked_by(creditor: Creditor, steps_: Sequence[int]) -> dict[int, dict[int, int]]:
    """What each of the steps asked for, per invoice."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    if steps_:
        for step, invoice, asked in (
            StepInvoice.objects.of(creditor)
            .filter(step_id__in=steps_)
            .values_list("step_id", "invoice_id", "asked_minor")
        ):
            found[step][invoice] = asked
    return found


def receipts(creditor: Creditor, cases_: Sequence[int], since: date, today: date) -> Rows:
    """Money that reduced invoices of the cases from a day on: case, invoice, day, amount."""
    if not cases_:
        return []
    return list(
        Allocation.objects.of(creditor)
        .filter(
            is_active=True,
            allocated_on__gte=since,
            allocated_on__lte=today,
            invoice__pursuits__case_id__in=cases_,
        )
        .exclude(source__in=("write_off", "sale"))
        .order_by("allocated_on", "id")
        .values_list("invoice__pursuits__case_id", "invoice_id", "allocated_on", "amount_minor")
    )


def contacts(creditor: Creditor, ids: Sequence[int]) -> Rows:
    """People and desks at the debtors who are still there; who only speaks for a debtor is none of its people."""
    return list(
        Contact.objects.of(creditor)
        .filter(among("debtor_id", ids), ended_on__isnull=True)
        .exclude(role__in=OUTSIDE)
        .order_by("-is_in_charge", "id")
        .values_list(
            "debtor_id", "id", "role", "is_in_charge", "email", "email_state", "phone", "phone_state"
        )
    )


def attempts(creditor: Creditor, ids: Sequence[int], today: date) -> Rows:
    """Recent tries to reach the debtors, over all cases."""
    return list(
        Attempt.objects.of(creditor)
        .filter(among("debtor_id", ids), is_void=False, tried_on__gte=today - timedelta(days=RECENT_DAYS))
        .order_by("tried_on")
        .values_list("debtor_id", "tried_on", "channel", "reached")
    )


def bad_addresses(creditor: Creditor, ids: Sequence[int]) -> set[int]:
    """Debtors from whose postal address, as it stands, a letter came back."""
    rows = BadAddress.objects.of(creditor).filter(among("debtor_id", ids)).select_related("debtor")
    return {row.debtor_id for row in rows if row.address == address_hash(row.debtor)}


def unread(creditor: Creditor, ids: Sequence[int]) -> dict[int, date]:
    """Per debtor: since when a reply waits to be read."""
    rows = (
        Inbound.objects.of(creditor)
        .filter(among("debtor_id", ids), kind="reply", read_at__isnull=True)
        .order_by("-received_at")
        .values_list("debtor_id", "received_at")
    )
    return {debtor: received.date() for debtor, received in rows}


def callbacks(creditor: Creditor, ids: Sequence[int]) -> dict[int, date]:
    """Per debtor: by when a call back was promised by us."""
    rows = (
        Task.objects.of(creditor)
        .filter(among("debtor_id", ids), kind="call_back", state="open")
        .order_by("-due_on")
    )
    return dict(rows.values_list("debtor_id", "due_on"))


def money_at_hand(creditor: Creditor, ids: Sequence[int]) -> dict[tuple[int, str, str], int]:
    """Per debtor, currency and state (on_account, unmatched): money not yet used; open credit notes are on account."""
    found: dict[tuple[int, str, str], int] = defaultdict(int)
    rows = (
        Payment.objects.filter(
            _theirs(creditor, ids), state__in=(PaymentState.ON_ACCOUNT, PaymentState.UNMATCHED)
        )
        .values_list("debtor_id", "currency", "state")
        .annotate(left=Sum(F("amount_minor") - F("allocated_minor") - F("superseded_minor")))
    )
    for debtor, currency, state, left in rows:
        found[debtor, currency, state] += max(0, left)
    for debtor, currency, left in _open_credit(creditor, ids):
        found[debtor, currency, PaymentState.ON_ACCOUNT] += left
    return found


def _open_credit(creditor: Creditor, ids: Sequence[int]) -> Iterable[tuple[int, str, int]]:
    """Open credit notes summed up. Where the creditor has none, the debtors' invoices are not gone through for them."""
    open_notes = {"kind": InvoiceKind.CREDIT_NOTE, "state": InvoiceState.OPEN}
    if not Invoice.objects.of(creditor).filter(**open_notes).exists():
        return ()
    theirs = Invoice.objects.filter(_theirs(creditor, ids), **open_notes).values_list("debtor_id", "currency")
    return list(theirs.annotate(left=Sum("open_minor")))


def placements(creditor: Creditor, ids: Sequence[int]) -> dict[int, date | None]:
    """Debtors with an open case in professional hands, and from when on a person is asked what comes of it."""
    rows = CasePlacement.objects.of(creditor).filter(
        among("placement__debtor_id", ids), placement__state__in=HELD, case__state=CaseState.OPEN
    )
    return dict(rows.values_list("placement__debtor_id", "placement__review_on"))


def strangers_money(creditor: Creditor) -> dict[str, set[int]]:
    """Per currency: amounts of receipts of which nobody knows who paid them."""
    found: dict[str, set[int]] = defaultdict(set)
    rows = Payment.objects.of(creditor).filter(
        debtor__isnull=True, state=PaymentState.UNMATCHED, amount_minor__gt=0
    )
    for currency, amount in rows.values_list("currency", "amount_minor"):
        found[currency].add(amount)
    return found


def approvals(creditor: Creditor, cases_: Sequence[int]) -> dict[int, set[tuple[int, int]]]:
    """Per case: the (rung, round) pairs whose step a person agreed to."""
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    if cases_:
        rows = Approval.objects.of(creditor).filter(case_id__in=cases_, kind="step", is_granted=True)
        for case, rung, round_ in rows.values_list("case_id", "rung", "round"):
            found[case].add((rung, round_))
    return found


def told_on(creditor: Creditor, cases_: Sequence[int], question: str) -> dict[int, date]:
    """Per case: when a person last answered a question of that kind."""
    if not cases_:
        return {}
    rows = Task.objects.of(creditor).filter(case_id__in=cases_, kind=question, state="done")
    return dict(rows.order_by("closed_on").values_list("case_id", "closed_on"))


def claims(creditor: Creditor, cases_: Sequence[int]) -> dict[int, date | None]:
    """The cases about which a claim runs in court, with its next deadline."""
    if not cases_:
        return {}
    rows = CaseClaim.objects.of(creditor).filter(case_id__in=cases_, claim__state__in=RUNNING)
    return dict(rows.values_list("case_id", "claim__due_on"))


def is_open(case: Case) -> bool:
    """Whether the case is worked."""
    return case.state == CaseState.OPEN
