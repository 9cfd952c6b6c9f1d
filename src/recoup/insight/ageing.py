"""What was open on a day, by age and currency. Reads only."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection

from recoup.org.models import Creditor

BUCKETS = ("not_due", "d1_30", "d31_60", "d61_90", "d90_plus")


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many invoices, what is open of them in minor units, and how many debtors owe it."""

    count: int = 0
    minor: int = 0
    debtors: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class AgeingRow:
    """One currency on one day. Credit notes and money on account stand beside the invoices, never within."""

    currency: str
    open: Bucket
    not_due: Bucket
    d1_30: Bucket
    d31_60: Bucket
    d61_90: Bucket
    d90_plus: Bucket
    credit_notes: Bucket
    on_account: Bucket

    @property
    def beside_minor(self) -> int:
        """Credit notes and money on account."""
        return self.credit_notes.minor + self.on_account.minor

    def as_dict(self) -> dict[str, Any]:
        """As `recoup ageing --json` prints it."""
        names = ("open", *BUCKETS, "credit_notes", "on_account")
        return {"currency": self.currency} | {
            name: {"count": getattr(self, name).count, "minor": getattr(self, name).minor} for name in names
        }


def ageing(creditor: Creditor, on: date) -> list[AgeingRow]:
    """What was open on that day, from invoices issued by then and money dated by then; by currency.

    An invoice without an issue date counts from its import. Due on the day itself is not overdue: day 1 is the
    day after. Written-off and cancelled ones count as long as their allocation is later than the day.
    """
    found: dict[str, dict[str, Bucket]] = {}
    for currency, name, count, minor, debtors in (*_documents(creditor, on), *_on_account(creditor, on)):
        found.setdefault(currency, {})[name] = Bucket(count, int(minor), debtors)
    return [_row(currency, found[currency]) for currency in sorted(found)]


def _row(currency: str, parts: dict[str, Bucket]) -> AgeingRow:
    invoices = [parts.get(name, Bucket()) for name in BUCKETS]
    not_due, d1_30, d31_60, d61_90, d90_plus = invoices
    whole = Bucket(sum(b.count for b in invoices), sum(b.minor for b in invoices))
    notes, money = parts.get("credit_notes", Bucket()), parts.get("on_account", Bucket())
    return AgeingRow(currency, whole, not_due, d1_30, d31_60, d61_90, d90_plus, notes, money)


def _documents(creditor: Creditor, on: date) -> list[tuple[str, str, int, int, int]]:
    """(currency, bucket, count, open minor units, debtors). Cancelled documents have never been owed."""
    since = [(on - timedelta(days=days)).isoformat() for days in (0, 30, 60, 90)]
    sql = """
        SELECT currency, bucket, COUNT(*), SUM(was_open), COUNT(DISTINCT debtor_id) FROM (
            SELECT i.currency, i.debtor_id,
                   CASE WHEN i.kind = 'credit_note' THEN 'credit_notes'
                        WHEN i.due_on >= %s THEN 'not_due'
                        WHEN i.due_on >= %s THEN 'd1_30'
                        WHEN i.due_on >= %s THEN 'd31_60'
                        WHEN i.due_on >= %s THEN 'd61_90'
                        ELSE 'd90_plus' END AS bucket,
                   i.amount_minor - COALESCE(a.minor, 0) AS was_open
            FROM ledger_invoice i
            LEFT JOIN (
                SELECT doc, SUM(amount_minor) AS minor FROM (
                    SELECT invoice_id AS doc, amount_minor FROM ledger_allocation
                    WHERE creditor_id = %s AND is_active AND allocated_on <= %s
                    UNION ALL
                    SELECT credit_note_id, amount_minor FROM ledger_allocation
                    WHERE creditor_id = %s AND is_active AND allocated_on <= %s
                      AND credit_note_id IS NOT NULL
                ) reduces GROUP BY doc
            ) a ON a.doc = i.id
            WHERE i.creditor_id = %s AND i.state <> 'cancelled' AND COALESCE(i.issued_on, i.imported_on) <= %s
        ) documents WHERE was_open > 0 GROUP BY currency, bucket
    """
    day = on.isoformat()
    with connection.cursor() as cursor:
        cursor.execute(sql, [*since, creditor.pk, day, creditor.pk, day, creditor.pk, day])
        return list(cursor.fetchall())


def _on_account(creditor: Creditor, on: date) -> list[tuple[str, str, int, int, int]]:
    """(currency, "on_account", count, minor units, debtors) of money received by then that pays no invoice."""
    sql = """
        SELECT currency, 'on_account', COUNT(*), SUM(amount_minor - allocated_minor - superseded_minor),
               COUNT(DISTINCT debtor_id)
        FROM ledger_payment
        WHERE creditor_id = %s AND state = 'on_account' AND received_on <= %s
        GROUP BY currency
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [creditor.pk, on.isoformat()])
        return list(cursor.fetchall())
