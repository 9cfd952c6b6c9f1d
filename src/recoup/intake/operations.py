"""Takes a file into the ledger: read, merged and remembered in one transaction, or refused whole."""

import hashlib
import json
from collections.abc import Collection
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from recoup.intake.contradictions import Together
from recoup.intake.mapping import Defaults
from recoup.intake.models import ColumnMapping, ImportFile
from recoup.intake.queries import remembered_mappings, taken_in_before
from recoup.intake.reading import Facts, read_facts
from recoup.intake.results import FileResult
from recoup.ledger.operations import MergeResult, merge_contacts, merge_invoices, record_payments
from recoup.lib.clock import day_in
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.org.settings import settings_of

_TRIES = 5
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
    complete: bool = False,
    dry_run: bool = False,
    frozen: Collection[int] = (),
    together: Together | None = None,
    actor: str,
    moment: datetime,
) -> FileResult:
    """Takes in one file, in one transaction; a refused one is told in `refused` and has written nothing.

    `kind`: auto, invoices, contacts, payments, bank or einvoice. `complete`: the file lists everything that is
    open, and what is not in it is held as missing. A mapping given with the file is remembered for its header.
    `frozen` are invoices that a formal demand names. `together` knows the files before it in the same call: one
    that contradicts them is refused. With `dry_run` all is tried and nothing kept. The same
    file again changes nothing.
    """
    result = FileResult(path.name, is_dry_run=dry_run)
    settings = settings_of(creditor, moment)
    try:
        defaults = Defaults(creditor.currency, creditor.country, settings.language)
        remembered = remembered_mappings(creditor, "" if kind == "auto" else kind)
        facts = read_facts(path, kind, mapping_path, remembered, defaults)
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
        taking.carry_out(result, dry_run)
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

    def carry_out(self, result: FileResult, dry_run: bool) -> None:
        """All of it in one transaction, tried again when another import made debtors at the same moment."""
        for attempt in range(1, _TRIES + 1):
            try:
                with transaction.atomic():
                    _fill(result, self.facts, self.merge())
                    self.note_repeat(result)
                    self.remember(result)
                    if dry_run:
                        raise _DryRun
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

    def remember(self, result: FileResult) -> None:
        """The file in the list of imports, and the mapping that came with it."""
        counts = {
            "created": result.created.as_dict(),
            "updated": result.updated.as_dict(),
            "unchanged": result.unchanged.as_dict(),
            "rejected": len(result.rejected),
            "missing": len(result.missing),
        }
        ImportFile.objects.create(
            creditor=self.creditor,
            name=result.file[:255],
            sha256=self.sha256,
            kind=self.facts.kind,
            imported_at=self.moment,
            as_of_on=self.today,
            counts=json.dumps(counts),
            actor=self.actor,
        )
        told = self.facts.told
        if told is not None:
            ColumnMapping.objects.of(self.creditor).update_or_create(
                creditor=self.creditor,
                kind=told.kind,
                header_fingerprint=self.facts.fingerprint,
                defaults={"mapping": told.to_json()},
            )


def known_until(rows: list[Any], today: date) -> date | None:
    """Up to which day a file of payments tells: its newest entry, or today when that is within a week."""
    days = [row.booked_on or row.received_on for row in rows]
    if not days:
        return None
    newest: date = min(max(days), today)
    return today if today - newest <= _QUIET_DAYS else newest


def _fill(result: FileResult, facts: Facts, merged: MergeResult) -> None:
    result.created, result.updated, result.unchanged = merged.created, merged.updated, merged.unchanged
    result.missing = merged.missing
    result.rejected = sorted([*facts.rejected, *merged.rejected])
    result.warnings = [*facts.warnings, *merged.warnings]
    if merged.missing and result.rejected:
        result.warnings.append(
            "Rows were rejected, so some of the missing invoices may be in the file after all."
        )
