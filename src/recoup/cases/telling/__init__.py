"""Each entry of a debtor's record as a plain sentence: the channel, to whom, what was asked, what came of it."""

from collections.abc import Mapping, Sequence

from recoup.archive.queries import EntryView, read
from recoup.cases.telling import books, court, deeds, letgo, messages, placing, solvency
from recoup.cases.telling.known import Known, Say
from recoup.cases.telling.words import PLAIN
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

SAYS: Mapping[str, Say] = {
    **books.SAYS,
    **court.SAYS,
    **deeds.SAYS,
    **letgo.SAYS,
    **messages.SAYS,
    **placing.SAYS,
    **solvency.SAYS,
}
_NOTES = ("note", "text", "reason")


class Telling:
    """Tells these entries of one debtor: some of them, or all."""

    def __init__(self, creditor: Creditor, debtor: Debtor, entries: Sequence[EntryView]) -> None:
        self.known = Known(creditor, debtor, entries)

    def tell(self, entry: EntryView) -> str:
        """The entry as a sentence, with what a person noted on it."""
        said = _said(self.known, entry)
        notes = [self._note(c) for name, c in entry.payloads.items() if name in _NOTES]
        kept = " ".join(f"“{note}”" for note in notes if note)
        return say("%(said)s. %(notes)s", said=said, notes=kept) if kept else say("%(said)s.", said=said)

    def _note(self, commitment: str) -> str:
        try:
            content = read(self.known.creditor.key, commitment)
        except Refused:
            return "(erased)"
        is_text = content.media_type.startswith("text/plain")
        return content.data.decode("utf-8", "replace").strip() if is_text else ""


def _said(known: Known, entry: EntryView) -> str:
    tell = SAYS.get(entry.kind)
    if tell is not None:
        return tell(known, entry)
    if entry.kind in PLAIN:
        return say(PLAIN[entry.kind])
    words = say(entry.kind.replace(".", ": ").replace("_", " ").capitalize())
    if not entry.result:
        return words
    return say("%(what)s: %(result)s", what=words, result=say(entry.result.replace("_", " ")))
