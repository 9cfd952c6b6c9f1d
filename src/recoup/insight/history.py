"""What was paid, when and after what: reads of the books for habits, averages and the effect of the work. Set-based."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Min, Sum
from django.db.models.functions import Coalesce

from recoup.cases.models import Promise
from recoup.insight.forecast import Paid, Promised, Waiting
from recoup.ledger.models import Invoice, InvoiceKind
from recoup.org.models import Creditor

REMEMBERED = timedelta(days=730)
"""How far back a debtor's habit is read."""
JUDGED = ("kept", "part", "broken")
FEW_JUDGED = 5


def _days(later: str, earlier: str) -> str:
    """SQL for the days between two dates, on either database."""
    if connection.vendor == "sqlite":
        return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"
    return f"({later} - {earlier})"


def _rows(sql: str, given: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


def _settled(columns: str) -> str:
    """Invoices paid in full with money, and the day of the last of it; takes creditor and sources."""
    return f"""
        SELECT {columns}, i.due_on, i.issued_on, MAX(a.allocated_on) AS paid_on
        FROM ledger_invoice i JOIN ledger_allocation a ON a.invoice_id = i.id AND a.is_active
        WHERE i.creditor_id = %s AND i.kind = 'invoice' AND i.state = 'paid' AND i.currency = %s
          AND a.source IN ('bank', 'payments', 'manual', 'books')
        GROUP BY i.id, {columns}, i.due_on, i.issued_on
    """  # noqa: S608 - columns are ours


def paid_habits(creditor: Creditor, currency: str, today: date) -> list[Paid]:
    """How many invoices each debtor paid how many days after they were due, in the last two years."""
    sql = f"""
        SELECT debtor_id, {_days("paid_on", "due_on")}, COUNT(*)
        FROM ({_settled("i.debtor_id")}) settled
        WHERE paid_on BETWEEN %s AND %s GROUP BY 1, 2
    """  # noqa: S608 - our own SQL
    since = (today - REMEMBERED).isoformat()
    return [Paid(*row) for row in _rows(sql, [creditor.pk, currency, since, today.isoformat()])]


def waiting(creditor: Creditor, currency: str, today: date) -> list[Waiting]:
    """What is open, by debtor and due day; without what is contested whole, or owed by who is insolvent."""
    open_ = Invoice.objects.of(creditor).filter(
        currency=currency, state="open", kind=InvoiceKind.INVOICE, open_minor__gt=0, debtor__insolvent_on=None
    )
    contested = open_.filter(disputes__closed_on__isnull=True, disputes__amount_minor__isnull=True)
    rows = open_.exclude(pk__in=contested.filter(disputes__isnull=False).values("pk"))
    return [
        Waiting(debtor, (today - due_on).days, minor)
        for debtor, due_on, minor in rows.values_list("debtor_id", "due_on", "open_minor")
    ]


def promised(creditor: Creditor, currency: str, today: date) -> tuple[list[Promised], float | None]:
    """Open promises and instalments, and the share of judged promises of the last year that was kept.

    None while fewer than five were judged. One that is past its day and not judged yet counts for the first week.
    """
    rows = Promise.objects.of(creditor).filter(case__currency=currency)
    open_ = rows.filter(state="open", case__state="open")
    found = [
        Promised(debtor, max(0, (due_on - today).days - 1) // 7, minor)
        for debtor, due_on, minor in open_.values_list("case__debtor_id", "due_on", "amount_minor")
    ]
    states = list(
        rows.filter(state__in=JUDGED, judged_on__gt=today - timedelta(days=365)).values_list(
            "state", flat=True
        )
    )
    kept = sum({"kept": 1.0, "part": 0.5}.get(state, 0.0) for state in states)
    return found, kept / len(states) if len(states) >= FEW_JUDGED else None


@dataclass(frozen=True, slots=True)
class Speed:
    """How long invoices took that were paid in full in some days; None where nothing is known."""

    count: int
    days_to_pay: float | None
    days_late: float | None


def speed(creditor: Creditor, currency: str, until: date, days: int) -> Speed:
    """The mean over the invoices whose last money came in those days; every invoice counts as one."""
    sql = f"""
        SELECT COUNT(*), AVG({_days("paid_on", "issued_on")} * 1.0), AVG({_days("paid_on", "due_on")} * 1.0)
        FROM ({_settled("i.debtor_id")}) settled WHERE paid_on > %s AND paid_on <= %s
    """  # noqa: S608 - our own SQL
    since = (until - timedelta(days=days)).isoformat()
    count, to_pay, late = _rows(sql, [creditor.pk, currency, since, until.isoformat()])[0]
    return Speed(count, _number(to_pay), _number(late))


def _number(given: Any) -> float | None:
    return None if given is None else float(given)


def books_begin(creditor: Creditor, currency: str) -> date | None:
    """The day of the oldest invoice; None without one."""
    rows = Invoice.objects.of(creditor).filter(currency=currency, kind=InvoiceKind.INVOICE)
    found: date | None = rows.aggregate(first=Min("issued_on"))["first"]
    return found


def billed(creditor: Creditor, currency: str, until: date, days: int) -> int:
    """What was invoiced in those days, in minor units: the sales on credit of the days-sales-outstanding formula."""
    rows = Invoice.objects.of(creditor).filter(
        currency=currency, kind=InvoiceKind.INVOICE, issued_on__gt=until - timedelta(days=days),
        issued_on__lte=until,
    ).exclude(state="cancelled")  # fmt: skip
    return int(rows.aggregate(minor=Coalesce(Sum("amount_minor"), 0))["minor"])


@dataclass(frozen=True, slots=True)
class Brought:
    """Contacts of one rung and channel, and what came in on their invoices soon after them."""

    rung: int
    channel: str
    contacts: int
    followed: int
    minor: int


def brought(creditor: Creditor, currency: str, today: date, days: int, within: int) -> list[Brought]:
    """Steps delivered or done in the last `days`, and the money on invoices they named, dated up to `within` after.

    Money counts once, for the last contact before it. It came after the contact; nobody knows that it came because
    of it. What the contact was is what was done: a message that came back is none.
    """
    sql = """
        SELECT s.rung, s.channel, COUNT(*), SUM(CASE WHEN m.minor > 0 THEN 1 ELSE 0 END), COALESCE(SUM(m.minor), 0)
        FROM cases_steprun s JOIN cases_case c ON c.id = s.case_id
        LEFT JOIN (
            SELECT step_id, SUM(amount_minor) AS minor FROM (
                SELECT a.amount_minor, s.id AS step_id, ROW_NUMBER() OVER (
                    PARTITION BY a.id ORDER BY s.done_on DESC, s.rung DESC, s.id DESC) AS turn,
                    s.done_on, a.allocated_on
                FROM ledger_allocation a
                JOIN cases_stepinvoice n ON n.invoice_id = a.invoice_id
                JOIN cases_steprun s ON s.id = n.step_id AND s.state = 'done' AND NOT s.is_void
                    AND s.done_on <= a.allocated_on
                WHERE a.creditor_id = %s AND a.is_active AND a.source IN ('bank', 'payments', 'manual', 'books')
                    AND a.allocated_on >= %s AND a.allocated_on <= %s
            ) each_money WHERE turn = 1 AND allocated_on <= WITHIN GROUP BY step_id
        ) m ON m.step_id = s.id
        WHERE s.creditor_id = %s AND c.currency = %s AND s.state = 'done' AND NOT s.is_void
            AND s.done_on > %s AND s.done_on <= %s
        GROUP BY s.rung, s.channel ORDER BY s.rung, s.channel
    """.replace("WITHIN", _later("done_on", within))
    since, until = (today - timedelta(days=days)).isoformat(), today.isoformat()
    given = [creditor.pk, since, until, creditor.pk, currency, since, until]
    return [
        Brought(rung, channel, n, int(some), int(minor))
        for rung, channel, n, some, minor in _rows(sql, given)
    ]


def _later(day: str, days: int) -> str:
    if connection.vendor == "sqlite":
        return f"date({day}, '+{days} days')"
    return f"({day} + {days})"
