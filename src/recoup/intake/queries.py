"""Reads of intake: the mappings a creditor has told, and the files taken in."""

from recoup.intake.mapping import Mapping
from recoup.intake.models import ColumnMapping, ImportFile
from recoup.org.models import Creditor


def remembered_mappings(creditor: Creditor, kind: str = "") -> dict[str, Mapping]:
    """Header fingerprint -> mapping, of one kind or of all; the newest wins."""
    rows = ColumnMapping.objects.of(creditor).order_by("pk")
    if kind:
        rows = rows.filter(kind=kind)
    return {row.header_fingerprint: Mapping.from_json(row.mapping) for row in rows}


def taken_in_before(creditor: Creditor, sha256: str) -> ImportFile | None:
    """The last time these very bytes were taken in."""
    found: ImportFile | None = ImportFile.objects.of(creditor).filter(sha256=sha256).order_by("-pk").first()
    return found
