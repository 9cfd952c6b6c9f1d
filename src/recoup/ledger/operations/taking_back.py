"""Takes back what a file changed: rows it made are withdrawn, others get their former values; nothing is deleted."""

# ruff: noqa: S608 - only names of our own tables and columns are put into the SQL; values are parameters

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat, Left

from recoup.archive.deeds import deed
from recoup.ledger.models import (
    Allocation,
    Contact,
    Debtor,
    Dispute,
    Freshness,
    Invoice,
    InvoiceState,
    Payment,
    PaymentState,
)
from recoup.ledger.names import fold
from recoup.ledger.operations.charges import release_payments
from recoup.ledger.tracing import Former, Trace
from recoup.org.models import Creditor

_CHUNK = 500
_FIELDS = {
    model: frozenset(field.column for field in model._meta.concrete_fields if field.column)
    for model in (Debtor, Contact, Invoice, Payment)
}


def streams_of(creditor: Creditor, trace: Trace) -> set[str]:
    """Everybody whose record the file moved, and the books."""
    return {creditor.stream_key, *trace.streams}


def take_back(
    creditor: Creditor, trace: Trace, *, source: str, today: date, actor: str, moment: datetime
) -> None:
    """Brings the ledger to where it was before the file. One transaction, one entry for each debtor it touched.

    The caller has made sure that nothing has happened on these rows since. Invoices that the file made are
    cancelled, payments reversed, contacts and disputes ended; new debtors stay known, without anything owed. Rows
    taken back are no longer found by a later file, which then makes them anew.
    """
    with deed(actor, moment, creditor.key, streams_of(creditor, trace)) as done:
        touched = _invoices_touched(creditor, trace)
        _switch(creditor, trace)
        _restore(creditor, Invoice, trace.invoices)
        _restore(creditor, Payment, trace.payments)
        _restore(creditor, Contact, trace.contacts)
        _restore(creditor, Debtor, {pk: _with_key(was) for pk, was in trace.debtors.items()})
        _withdraw(creditor, trace, today)
        _settle_opens(creditor, touched)
        for kind, known in trace.freshness.items():
            rows = Freshness.objects.of(creditor).filter(kind=kind)
            _ = rows.update(as_of_on=known) if known else rows.delete()
        counts = {"invoices": len(trace.invoices_made), "payments": len(trace.payments_made)}
        for stream in trace.streams or [creditor.stream_key]:
            done.record(stream, "ledger.taken_back", facts={"source": source, **counts})


def _with_key(was: Mapping[str, Any]) -> dict[str, Any]:
    return {**was, "name_key": fold(was["name"])} if "name" in was else dict(was)


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    listed = list(ids)
    return (listed[start : start + _CHUNK] for start in range(0, len(listed), _CHUNK))


def _invoices_touched(creditor: Creditor, trace: Trace) -> set[int]:
    """Known documents whose open amount may move: not those that the file made."""
    found = set(trace.invoices)
    for some in _chunks([*trace.allocations_made, *trace.allocations_ended]):
        for pair in (
            Allocation.objects.of(creditor).filter(pk__in=some).values_list("invoice_id", "credit_note_id")
        ):
            found.update(pk for pk in pair if pk is not None)
    return found - set(trace.invoices_made)


def _switch(creditor: Creditor, trace: Trace) -> None:
    for ids, is_active in ((trace.allocations_made, False), (trace.allocations_ended, True)):
        for some in _chunks(ids):
            Allocation.objects.of(creditor).filter(pk__in=some).update(is_active=is_active)


def _restore(creditor: Creditor, model: type[Any], former: Former) -> None:
    """Writes the former values, row by row, in batches of rows with the same columns."""
    batches: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for pk, was in former.items():
        names = tuple(name for name in sorted(was) if name in _FIELDS[model] and name != "open_minor")
        if names:
            batches[names].append((*(was[name] for name in names), pk, creditor.pk))
    with connection.cursor() as cursor:
        for names, rows in batches.items():
            sets = ", ".join(f"{name} = %s" for name in names)
            cursor.executemany(
                f"UPDATE {model._meta.db_table} SET {sets} WHERE id = %s AND creditor_id = %s", rows
            )


def _withdraw(creditor: Creditor, trace: Trace, today: date) -> None:
    """What the file made counts no more, and a later file may make it again."""
    for some in _chunks(trace.invoices_made):
        Invoice.objects.of(creditor).filter(pk__in=some).update(
            state=InvoiceState.CANCELLED,
            open_minor=0,
            missing_since_on=None,
            row_key=Concat(Value("withdrawn:"), F("id"), output_field=Invoice._meta.get_field("row_key")),
        )
    for some in _chunks(trace.payments_made):
        release_payments(creditor, some)
        Payment.objects.of(creditor).filter(pk__in=some).update(
            state=PaymentState.REVERSED,
            reason="taken_back",
            allocated_minor=0,
            superseded_minor=0,
            external_id=Concat(
                Left("external_id", 160),
                Value(" withdrawn:"),
                F("id"),
                output_field=Payment._meta.get_field("external_id"),
            ),
        )
    for some in _chunks(trace.contacts_made):
        Contact.objects.of(creditor).filter(pk__in=some).update(ended_on=today)
    for some in _chunks(trace.disputes_made):
        Dispute.objects.of(creditor).filter(pk__in=some, closed_on__isnull=True).update(
            closed_on=today, outcome="withdrawn"
        )


def _settle_opens(creditor: Creditor, ids: Iterable[int]) -> None:
    """Open amounts and states as the allocations say that are active now."""
    for some in _chunks(ids):
        reduced = _reduced(creditor, some)
        rows = Invoice.objects.of(creditor).filter(
            pk__in=some,
            state__in=(InvoiceState.OPEN, InvoiceState.PAID, InvoiceState.WRITTEN_OFF, InvoiceState.SOLD),
        )
        opens = [(pk, minor - reduced[pk]) for pk, minor in rows.values_list("pk", "amount_minor")]
        _write(creditor, opens)


def _reduced(creditor: Creditor, ids: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    active = Allocation.objects.of(creditor).filter(is_active=True)
    for column in ("invoice_id", "credit_note_id"):
        for pk, minor in active.filter(**{f"{column}__in": ids}).values_list(column, "amount_minor"):
            found[pk] += minor
    return found


def _write(creditor: Creditor, opens: Sequence[tuple[int, int]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE ledger_invoice SET open_minor = %s, state = CASE WHEN %s = 'paid' "
            "AND state IN ('written_off', 'sold') THEN state ELSE %s END WHERE id = %s AND creditor_id = %s",
            [(minor, *["open" if minor else "paid"] * 2, pk, creditor.pk) for pk, minor in opens],
        )
