"""What became of one file, in the shape that `recoup import --json` prints."""

from dataclasses import asdict, dataclass, field
from typing import Any

from recoup.intake.models import ImportFile
from recoup.intake.reading import Facts
from recoup.intake.totals import Total
from recoup.ledger.operations import Counts, MergeResult
from recoup.lib.errors import Refused


@dataclass(slots=True)
class FileResult:
    """One file: refused as a whole, or taken in with its counts, rejected rows and warnings."""

    file: str
    format: str = ""
    kind: str = ""
    refused: Refused | None = None
    created: Counts = field(default_factory=Counts)
    updated: Counts = field(default_factory=Counts)
    unchanged: Counts = field(default_factory=Counts)
    rejected: list[tuple[int, str]] = field(default_factory=list)
    """(physical line or sheet row, reason)"""
    missing: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    is_dry_run: bool = False
    totals: list[Total] = field(default_factory=list)
    facts: Facts | None = None
    merged: MergeResult | None = None
    row: ImportFile | None = None
    """Its line in the list of imports."""

    def to_json(self) -> dict[str, Any]:
        """One object of `files`."""
        refused = self.refused
        return {
            "file": self.file,
            "import": self.row.pk if self.row is not None else None,
            "format": self.format,
            "kind": self.kind,
            "refused": refused
            and {"code": refused.code, "what": refused.what, "where": refused.where, "how": refused.how},
            "created": self.created.as_dict(),
            "updated": self.updated.as_dict(),
            "unchanged": self.unchanged.as_dict(),
            "rejected": [{"line": line, "reason": reason} for line, reason in self.rejected],
            "missing": self.missing,
            "warnings": self.warnings,
            "dry_run": self.is_dry_run,
            "totals": [asdict(total) for total in self.totals],
        }
