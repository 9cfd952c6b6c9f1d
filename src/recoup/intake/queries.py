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
    stands = ImportFile.objects.of(creditor).filter(sha256=sha256, taken_back_at__isnull=True)
    found: ImportFile | None = stands.order_by("-pk").first()
    return found


def remembered(creditor: Creditor, fingerprint: str) -> ColumnMapping | None:
    """What was told of files of this shape."""
    same = ColumnMapping.objects.of(creditor).filter(header_fingerprint=fingerprint)
    found: ColumnMapping | None = same.order_by("-pk").first()
    return found
