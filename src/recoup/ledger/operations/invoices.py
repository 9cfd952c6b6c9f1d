"""Takes in a file of invoices: one transaction, set-based, one entry per debtor whose facts moved."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from django.db import connection

from recoup.archive.deeds import Content, Deed, deed
from recoup.ledger.bulk import Cursor, analyze, fill, iso, scratch
from recoup.ledger.facts import DebtorFacts, InvoiceFacts
from recoup.ledger.models import Contact, Debtor, Freshness, Invoice
from recoup.ledger.operations import incoming
from recoup.ledger.operations.addresses import import_addresses
from recoup.ledger.operations.credits import use_referenced_credits
from recoup.ledger.operations.debtors import DebtorBook, Known
from recoup.ledger.operations.freshness import note_fresh
from recoup.ledger.operations.keeping import keep_allocations, still_active
from recoup.ledger.operations.overpaid import release_excess
from recoup.ledger.operations.reading import NOTHING_OPEN, Reader
from recoup.ledger.operations.results import Change, MergeResult, fitting
from recoup.ledger.tracing import Trace
from recoup.lib.errors import Refused
from recoup.org.models import Creditor

_DEPENDENT = ("ledger_allocation", "ledger_dispute")
ANSWER_DAYS = 10
"""Calendar days until a dispute that a file reports has to be answered."""
_ROW_FIELDS = tuple(
    f.name for f in fields(InvoiceFacts) if f.name not in ("debtor", "row_key", "is_amount_known")
)


def merge_invoices(
    creditor: Creditor,
    rows: Sequence[InvoiceFacts],
    *,
    source: str,
    listed: bool = True,
    complete: bool = False,
    as_of_on: date,
    actor: str,
    moment: datetime,
    default_terms_days: int = 30,
    frozen: Collection[int] = (),
) -> MergeResult:
    """Brings the ledger to what the file says, and tells what changed.

    `source` is the file's SHA-256. `listed`: the open amounts in it are the books' word and replace money that
    was matched here up to `as_of_on`. `complete`: what is open here and not in the file is held as missing.
    `frozen` are ids of invoices that a formal demand names: a correction to one is rejected as a question.
    A list older than the newest one adds what is new, held as missing, and changes nothing.
    Taking in the same file again changes nothing and writes no entry. All in one transaction.

    Raises Refused (`changed_meanwhile`) when another import made the same debtors at the same moment.
    """
    merge = _Merge(creditor, rows, source, listed, complete, as_of_on, default_terms_days, frozenset(frozen))
    with connection.cursor() as cursor, scratch(cursor, incoming.TABLE, incoming.COLUMNS):
        incoming.fill_rows(cursor, merge.reader.rows(rows))
        cursor.execute(f"CREATE INDEX recoup_incoming_invoice ON {incoming.TABLE} (invoice_id)")
        analyze(cursor, incoming.TABLE)
        with deed(actor, moment, creditor.key, merge.streams()) as done:
            merge.carry_out(cursor, done)
    return merge.finish()


@dataclass(slots=True)
class _Note:
    """What one debtor's entry will say."""

    created: int = 0
    created_minor: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    changes: list[dict[str, Any]] = field(default_factory=list)
    missing: int = 0
    contacts: int = 0


class _Merge:
    """One file on its way into the ledger."""

    def __init__(
        self,
        creditor: Creditor,
        rows: Sequence[InvoiceFacts],
        source: str,
        listed: bool,
        complete: bool,
        as_of_on: date,
        default_terms_days: int,
        frozen: frozenset[int],
    ) -> None:
        self.creditor, self.rows, self.source = creditor, rows, source
        self.listed, self.complete, self.as_of_on, self.frozen = listed, complete, as_of_on, frozen
        self.result = MergeResult()
        self.notes: dict[str, _Note] = defaultdict(_Note)
        self.touched: set[int] = set()
        self.refused: set[int] = set()
        self.book = DebtorBook(creditor)
        self.reader = Reader(
            self.book, as_of_on, default_terms_days, self.result.rejected, self.result.warnings
        )
        newest = Freshness.objects.of(creditor).filter(kind="list").values_list("as_of_on", flat=True).first()
        self.newest_on: date | None = newest
        self.is_first = not Invoice.objects.of(creditor).exists()
        self.is_old = newest is not None and as_of_on < newest

    def streams(self) -> list[str]:
        """Everybody whom the file may touch; with a complete list, everybody who owes. Locks the books too."""
        found = {known.stream_key for known in self.book.all if known.is_used}
        if self.complete:
            owing = Debtor.objects.of(self.creditor).filter(invoices__state="open").distinct()
            found.update(owing.values_list("stream_key", flat=True))
        return [self.creditor.stream_key, *found]

    def carry_out(self, cursor: Cursor, done: Deed) -> None:
        """All writes, under the locks."""
        self._guard()
        self._mark_ids(cursor)
        self.book.save(cursor)
        incoming.link(cursor, self.creditor.pk)
        incoming.keep_amounts(cursor)
        new = self._new(cursor)
        if len(new) + len(self.refused) < len(self.reader.owners):
            if self.is_old:
                incoming.mark_known(cursor, "old")
            else:
                self._correct(cursor)
                self._reopen_or_pay(cursor)
                incoming.update_changed(cursor)
        if new:
            self._create(cursor, new)
        self._mark_disputes(cursor)
        self._mark_missing(cursor, new)
        people = import_addresses(
            self.creditor, self._used(), self.as_of_on, self.result, self._contact_added
        )
        self._trace(cursor, people)
        if (self.complete or self.is_first) and not self.is_old and self.rows:
            self.trace.freshness["list"] = str(self.newest_on or "")
            note_fresh(self.creditor, "list", self.as_of_on)
        self._record(done)

    @property
    def trace(self) -> Trace:
        return self.result.trace

    def _mark_ids(self, cursor: Cursor) -> None:
        self.newest_ids = {name: incoming.newest(cursor, name) for name in _DEPENDENT}

    def _trace(self, cursor: Cursor, people: Sequence[Contact]) -> None:
        """What was made, and which allocations it ended."""
        trace = self.trace
        trace.contacts_made = [contact.pk for contact in people]
        trace.invoices_made = incoming.new_ids(cursor)
        allocations, disputes = (
            incoming.made(cursor, self.creditor.pk, name, self.newest_ids[name]) for name in _DEPENDENT
        )
        trace.allocations_made, trace.disputes_made = allocations, disputes
        trace.allocations_ended = still_active(self.creditor, trace.allocations_ended, is_active=False)
        for known in self._used():
            if known.is_new and known.id is not None:
                trace.debtors_made.append(known.id)
            elif known.changed and known.id is not None:
                trace.debtors[known.id] = dict(known.changed)

    def _new(self, cursor: Cursor) -> list[int]:
        """The rows that become invoices."""
        new = incoming.new_rows(cursor)
        empty = set(incoming.new_without_amount(cursor))
        for seq in empty:
            self._reject(cursor, seq, NOTHING_OPEN)
        return [seq for seq in new if seq not in empty]

    def finish(self) -> MergeResult:
        """The counts."""
        result = self.result
        if self.is_old:
            result.warnings.append(
                f"This list is of {self.as_of_on}, older than the newest one of {self.newest_on}: "
                "only what was not known yet was taken from it."
            )
        result.updated.invoices = len(self.touched)
        accepted = len(self.reader.owners) - len(self.refused)
        result.unchanged.invoices = accepted - result.created.invoices - result.updated.invoices
        for known in self._used():
            counts = result.created if known.is_new else result.updated if known.changed else result.unchanged
            counts.debtors += 1
        result.rejected.sort(key=lambda pair: pair[0])
        return result

    def _used(self) -> Iterator[Known]:
        return (known for known in self.book.all if known.is_used)

    def _guard(self) -> None:
        count = Debtor.objects.of(self.creditor).count()
        if count != sum(not known.is_new for known in self.book.all):
            raise Refused(
                "changed_meanwhile",
                "Another import made debtors at the same moment.",
                "",
                "Nothing was written; import the file again.",
            )

    def _note(self, seq: int) -> _Note:
        return self.notes[self.reader.owners[seq].stream_key]

    def _reject(self, cursor: Cursor, seq: int, reason: str) -> None:
        self.refused.add(seq)
        self.result.rejected.append((self.rows[seq].line, reason))
        incoming.mark(cursor, "refused", [seq])

    def _correct(self, cursor: Cursor) -> None:
        """Facts that differ: questions are rejected, the rest is noted with its old and new values."""
        incoming.keep_due_days(cursor)
        changed = []
        for seq, pk, moved in incoming.differing(cursor):
            number = self.rows[seq].number or f"line {self.rows[seq].line}"
            frozen = [name for name in incoming.FROZEN if name in moved] if pk in self.frozen else []
            if frozen:
                names = ", ".join(name.removesuffix("_minor").replace("_", " ") for name in frozen)
                said = f"{number} is named in a formal demand and may not change ({names})"
                self._reject(cursor, seq, f"{said}; decide by hand what is right.")
            elif "currency" in moved:
                old, new = moved["currency"]
                self._reject(
                    cursor, seq, f"{number} was in {old} and is now in {new}; cancel it and issue it anew."
                )
            else:
                changed.append(seq)
                self.trace.was(self.trace.invoices, pk, {name: old for name, (old, _) in moved.items()})
                self._note_change(seq, pk, moved)
        self._changed_seqs = changed

    def _note_change(self, seq: int, pk: int, moved: dict[str, tuple[Any, Any]]) -> None:
        self.touched.add(seq)
        row = self.rows[seq]
        self.result.changes.append(Change(row.line, row.number or row.debtor.name, dict(moved)))
        said: dict[str, Any] = {"invoice": pk, "fields": sorted(moved)}
        for name, (old, new) in moved.items():
            if name in incoming.SUMS or name in incoming.DAYS or name == "open_minor":
                said[name] = ["" if old is None else _plain(old), _plain(new)]
        self._note(seq).changes.append(said)

    def _reopen_or_pay(self, cursor: Cursor) -> None:
        """Open amounts: by the books' word, or what a changed amount leaves."""
        decided = []
        candidates = incoming.opens_to_decide(cursor, self.creditor.pk, self._day, self.listed)
        keep_allocations(self.creditor, [row[1] for row in candidates], self.trace)
        for (
            seq,
            pk,
            before,
            amount,
            was_open,
            stated,
            books_on,
            ours,
            later,
            total,
        ) in candidates:
            books = None if stated is None else max(0, amount - stated - ours)
            reduced = total if books is None else books + ours + later
            if reduced > amount:
                release_excess(self.creditor, pk, reduced - amount)
                reduced = amount
            if amount - reduced == was_open and amount == before:
                continue
            decided.append((pk, books, str(books_on), amount - reduced))
            if amount - reduced != was_open:
                self._note_change(seq, pk, {"open_minor": (was_open, amount - reduced)})
        if decided:
            self._write_opens(cursor, decided)
        incoming.mark(cursor, "changed", self._changed_seqs)

    def _write_opens(self, cursor: Cursor, decided: list[tuple[Any, ...]]) -> None:
        with scratch(cursor, "recoup_open_change", incoming.CHANGES) as table:
            fill(cursor, table, list(incoming.CHANGES), decided)
            analyze(cursor, table)
            incoming.supersede(cursor, table, self._day)
            incoming.add_books_allocations(cursor, self.creditor.pk, table)
            incoming.set_opens(cursor, table)

    @property
    def _day(self) -> str:
        return str(iso(self.as_of_on))

    def _create(self, cursor: Cursor, new: list[int]) -> None:
        incoming.insert_new(cursor, self.creditor.pk, self._day)
        incoming.link(cursor, self.creditor.pk)
        incoming.add_books_on_new(cursor, self.creditor.pk)
        self.result.created.invoices = len(new)
        self.result.new = [self.rows[seq].line for seq in new]
        for seq in new:
            note, row = self._note(seq), self.rows[seq]
            note.created += 1
            note.created_minor[row.currency] += (
                row.amount_minor if row.kind == "invoice" else -row.amount_minor
            )
        use_referenced_credits(self.creditor, [self.rows[seq] for seq in new], self._owner_of(new))

    def _owner_of(self, seqs: list[int]) -> dict[int, int]:
        """Line -> debtor id, of those rows."""
        return {self.rows[seq].line: int(self.reader.owners[seq].id or 0) for seq in seqs}

    def _mark_disputes(self, cursor: Cursor) -> None:
        answer_due_on = iso(self.as_of_on + timedelta(days=ANSWER_DAYS))
        opened = incoming.open_disputes(cursor, self.creditor.pk, self._day, str(answer_due_on))
        self._touch_known(opened, "disputed")

    def _touch_known(self, seqs: list[int], what: str) -> None:
        for seq in seqs:
            note = self._note(seq)
            if not note.created:
                self.touched.add(seq)
                row = self.rows[seq]
                self.result.changes.append(
                    Change(row.line, row.number or row.debtor.name, {what: ("", True)})
                )
            note.changes.append({"row": self.rows[seq].line, "fields": [what]})

    def _mark_missing(self, cursor: Cursor, new: list[int]) -> None:
        back = incoming.clear_missing(cursor)
        for _, pk, since in back:
            self.trace.was(self.trace.invoices, pk, {"missing_since_on": since})
        self._touch_known([seq for seq, _, _ in back], "back")
        if self.is_old:
            if new:
                incoming.hold_new_missing(cursor, str(iso(self.newest_on)))
            return
        if not self.complete:
            return
        for pk, number, stream, is_newly in incoming.mark_missing(cursor, self.creditor.pk, self._day):
            self.result.missing.append(number)
            if is_newly:
                self.trace.was(self.trace.invoices, pk, {"missing_since_on": None})
                self.notes[stream].missing += 1

    def _contact_added(self, known: Known) -> None:
        self.notes[known.stream_key].contacts += 1

    def _record(self, done: Deed) -> None:
        """One entry per debtor whose facts moved: counts and amounts in the envelope, its rows as read inside."""
        by_stream = {known.stream_key: known for known in self._used()}
        for known in by_stream.values():
            if known.changed or known.is_new:
                _ = self.notes[known.stream_key]
        self.trace.streams = list(self.notes)
        columns = self._columns()
        get = attrgetter(*columns)
        for stream, note in self.notes.items():
            found = by_stream.get(stream)
            facts: dict[str, Any] = {"source": self.source, "as_of_on": self._day, "created": note.created}
            if note.changes:
                facts["changes"] = note.changes
            if note.missing:
                facts["missing"] = note.missing
            if note.contacts:
                facts["contacts"] = note.contacts
            if found and found.changed and not found.is_new:
                facts["debtor_fields"] = sorted(found.changed)
            payloads = {"rows": _rows_as_read(found, self.rows, columns, get)} if found else {}
            amounts = fitting(
                {f"created_{currency}": minor for currency, minor in sorted(note.created_minor.items())}
            )
            done.record(stream, "ledger.imported", facts=facts, amounts=amounts, payloads=payloads)

    def _columns(self) -> list[str]:
        """The fields that any row of the file fills; at least two, so that they come as a tuple."""
        filled = [n for n in _ROW_FIELDS if any(getattr(row, n) not in (None, "") for row in self.rows)]
        return filled if len(filled) > 1 else ["line", "number"]


def _plain(value: Any) -> str | int:
    return value if isinstance(value, int) else str(value)


def _rows_as_read(known: Known, rows: Sequence[InvoiceFacts], columns: list[str], get: Any) -> Content:
    debtor = known.seen or DebtorFacts()
    said = {
        "debtor": {f.name: getattr(debtor, f.name) for f in fields(debtor) if getattr(debtor, f.name)},
        "columns": columns,
        "rows": [get(rows[seq]) for seq in known.rows],
    }
    return Content(json.dumps(said, default=str, ensure_ascii=False).encode(), "application/json")
