"""Takes a file into the ledger: read, merged and remembered in one transaction, or refused whole."""

import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from recoup.archive.queries import heads
from recoup.intake.contradictions import Together
from recoup.intake.mapping import Defaults, Mapping
from recoup.intake.models import ColumnMapping, ImportFile, ImportTrace
from recoup.intake.queries import remembered_mappings, taken_in_before
from recoup.intake.reading import Facts, read_facts
from recoup.intake.results import FileResult
from recoup.intake.totals import open_in_books, totals_of
from recoup.ledger.operations import (
    MergeResult,
    merge_contacts,
    merge_invoices,
    record_payments,
    take_back,
)
from recoup.ledger.tracing import Trace
from recoup.lib.clock import day_in
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.org.settings import settings_of

_TRIES = 5
MOST_TOLD = 1000
"""So many rejected rows stay in the list of imports."""
Progress = Callable[[str, int], None]
Within = Callable[[FileResult], None]
_QUIET_DAYS = timedelta(days=7)
"""So long may a bank file of today have had no entry and still count as of today."""


class _DryRun(Exception):  # noqa: N818 - leaves the transaction without writing
    """Everything was tried; nothing is to be kept."""


def import_file(
    creditor: Creditor,
    path: Path,
    *,
    kind: str = "auto",
    mapping_path: Path | None = None,
    mapping: Mapping | None = None,
    complete: bool = False,
    dry_run: bool = False,
    frozen: Collection[int] = (),
    together: Together | None = None,
    progress: Progress | None = None,
    within: Within | None = None,
    actor: str,
    moment: datetime,
) -> FileResult:
    """Takes in one file, in one transaction; a refused one is told in `refused` and has written nothing.

    `kind`: auto, invoices, contacts, payments, bank or einvoice. `complete`: the file lists everything that is
    open, and what is not in it is held as missing. A mapping given with the file is remembered for its header.
    `frozen` are invoices that a formal demand names. `together` knows the files before it in the same call: one
    that contradicts them is refused. `progress` is told the phase and how many rows are read; `within` is called
    with the result inside the transaction, and what it writes stands and falls with the file. With `dry_run` all is
    tried and nothing kept. The same file again changes nothing.
    """
    result = FileResult(path.name, is_dry_run=dry_run)
    settings = settings_of(creditor, moment)
    try:
        defaults = Defaults(creditor.currency, creditor.country, settings.language)
        remembered = remembered_mappings(creditor, "" if kind == "auto" else kind)
        show = progress or (lambda *_: None)
        facts = read_facts(
            path, kind, mapping or mapping_path, remembered, defaults, lambda n: show("reading", n)
        )
        result.facts, result.totals = facts, totals_of(facts)
        show("writing", len(facts.rows))
        result.format, result.kind = facts.format, facts.kind
        if together is not None and facts.kind == "invoices":
            together.compare(path.name, facts.rows)
        if complete and facts.kind != "invoices":
            raise Refused(
                "not_a_list", "Only a list of invoices can be complete.", path.name, "Leave out --complete."
            )
        taking = _Taking(
            creditor, facts, sha256_of(path), complete, frozenset(frozen), actor, moment, settings
        )
        taking.carry_out(result, dry_run, within)
    except _DryRun:
        pass
    except Refused as refused:
        refused.where = refused.where or path.name
        return FileResult(path.name, result.format, result.kind, refused=refused, is_dry_run=dry_run)
    if together is not None and facts.kind == "invoices":
        together.keep(path.name, facts.rows)
    return result


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hex, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Taking:
    """One file on its way in."""

    def __init__(
        self,
        creditor: Creditor,
        facts: Facts,
        sha256: str,
        complete: bool,
        frozen: frozenset[int],
        actor: str,
        moment: datetime,
        settings: Any,
    ) -> None:
        self.creditor, self.facts, self.sha256, self.settings = creditor, facts, sha256, settings
        self.complete, self.frozen, self.actor, self.moment = complete, frozen, actor, moment
        self.today = day_in(moment, settings.timezone)

    def carry_out(self, result: FileResult, dry_run: bool, within: Within | None) -> None:
        """All of it in one transaction, tried again when another import made debtors at the same moment."""
        for attempt in range(1, _TRIES + 1):
            try:
                with transaction.atomic():
                    before = open_in_books(self.creditor)
                    merged = self.merge()
                    _fill(result, self.facts, merged)
                    self.compare_books(result, before)
                    self.note_repeat(result)
                    if dry_run:
                        raise _DryRun
                    self.remember(result, merged)
                    if within is not None:
                        within(result)
            except Refused as refused:
                if refused.code != "changed_meanwhile" or attempt == _TRIES:
                    raise
            else:
                return

    def merge(self) -> MergeResult:
        who: dict[str, Any] = {"actor": self.actor, "moment": self.moment}
        if self.facts.kind == "invoices":
            return merge_invoices(
                self.creditor,
                self.facts.rows,
                source=self.sha256,
                listed=True,
                complete=self.complete,
                as_of_on=self.today,
                default_terms_days=self.settings.terms_days,
                frozen=self.frozen,
                **who,
            )
        if self.facts.kind == "contacts":
            return merge_contacts(
                self.creditor, self.facts.rows, source=self.sha256, as_of_on=self.today, **who
            )
        return record_payments(
            self.creditor,
            self.facts.rows,
            source="bank" if self.facts.kind == "bank" else "payments",
            as_of_on=known_until(self.facts.rows, self.today),
            file=self.sha256,
            **who,
        )

    def note_repeat(self, result: FileResult) -> None:
        """Says when the very same bytes were taken in before."""
        before = taken_in_before(self.creditor, self.sha256)
        if before is not None:
            result.warnings.append(f"This very file was taken in before, as of {before.as_of_on}.")

    def compare_books(self, result: FileResult, before: dict[str, int]) -> None:
        """What was open before and is open now."""
        after = open_in_books(self.creditor)
        for total in result.totals:
            total.before_minor = before.get(total.currency, 0)
            total.after_minor = after.get(total.currency, 0)

    def remember(self, result: FileResult, merged: MergeResult) -> None:
        """The file in the list of imports, and the mapping that came with it."""
        counts = {
            "created": result.created.as_dict(),
            "updated": result.updated.as_dict(),
            "unchanged": result.unchanged.as_dict(),
            "rejected": len(result.rejected),
            "missing": len(result.missing),
        }
        told = {
            "rejected": result.rejected[:MOST_TOLD],
            "warnings": result.warnings[:MOST_TOLD],
            "totals": [asdict(total) for total in result.totals],
            "is_complete": self.complete,
        }
        result.row = ImportFile.objects.create(
            creditor=self.creditor,
            name=result.file[:255],
            sha256=self.sha256,
            kind=self.facts.kind,
            imported_at=self.moment,
            as_of_on=self.today,
            counts=json.dumps(counts),
            actor=self.actor,
            told=json.dumps(told, ensure_ascii=False),
        )
        ImportTrace.objects.create(
            creditor=self.creditor,
            file=result.row,
            trace=merged.trace.to_json(),
            heads=json.dumps(heads(merged.trace.streams)),
        )
        if self.facts.told is not None:
            remember_mapping(
                self.creditor, self.facts.fingerprint, self.facts.told, self.complete, self.today, result.file
            )


def remember_mapping(
    creditor: Creditor, fingerprint: str, told: Mapping, is_complete: bool, today: date, name: str
) -> None:
    """Files of this shape are read so from now on; what was told of them as another kind is forgotten."""
    known = ColumnMapping.objects.of(creditor).filter(header_fingerprint=fingerprint)
    known.exclude(kind=told.kind).delete()
    known.update_or_create(
        creditor=creditor,
        kind=told.kind,
        header_fingerprint=fingerprint,
        defaults={
            "mapping": told.to_json(),
            "is_complete": is_complete,
            "told_on": today,
            "file_name": name[:255],
        },
    )


def forget_mapping(creditor: Creditor, pk: int) -> None:
    """Files of that shape are looked at afresh. Raises Refused (`no_such_mapping`)."""
    gone, _ = ColumnMapping.objects.of(creditor).filter(pk=pk).delete()
    if not gone:
        raise Refused("no_such_mapping", "Nothing is remembered under that number.", str(pk))


def take_back_file(
    creditor: Creditor, file: ImportFile, trace: Trace, *, actor: str, moment: datetime
) -> None:
    """Takes back what the file changed, and says so in the list of imports. The caller has looked that it may."""
    today = day_in(moment, settings_of(creditor, moment).timezone)
    take_back(creditor, trace, source=file.sha256, today=today, actor=actor, moment=moment)
    file.taken_back_at, file.taken_back_by = moment, actor
    file.save(update_fields=["taken_back_at", "taken_back_by"])


def known_until(rows: list[Any], today: date) -> date | None:
    """Up to which day a file of payments tells: its newest entry, or today when that is within a week."""
    days = [row.booked_on or row.received_on for row in rows]
    if not days:
        return None
    newest: date = min(max(days), today)
    return today if today - newest <= _QUIET_DAYS else newest


def _fill(result: FileResult, facts: Facts, merged: MergeResult) -> None:
    result.created, result.updated, result.unchanged = merged.created, merged.updated, merged.unchanged
    result.merged, result.missing = merged, merged.missing
    result.rejected = sorted([*facts.rejected, *merged.rejected])
    result.warnings = [*facts.warnings, *merged.warnings]
    if merged.missing and result.rejected:
        result.warnings.append(
            "Rows were rejected, so some of the missing invoices may be in the file after all."
        )
