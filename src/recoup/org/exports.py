"""Lists that left the house: who took which, how many rows, and what was asked for."""

from datetime import datetime

from recoup.archive.chain import Fact
from recoup.archive.deeds import Content, deed
from recoup.org.models import Creditor


def note_export(
    creditor: Creditor, what: str, file_format: str, rows: int, asked: str, *, actor: str, moment: datetime
) -> None:
    """Records an entry `list.exported` on the creditor's own stream. `asked` may name people, so it is a payload."""
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        facts: dict[str, Fact] = {"list": what, "format": file_format, "rows": rows}
        payloads = {"asked": Content(asked.encode(), "text/plain")} if asked else {}
        act.record(creditor.stream_key, "list.exported", klass="internal", facts=facts, payloads=payloads)
