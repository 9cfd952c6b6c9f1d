"""When something happened, as the record states it."""

from datetime import datetime

from recoup.archive.queries import EntryView


def happened_at(entry: EntryView) -> datetime:
    """The moment of the entry; of mail that was taken in later, when it came or went."""
    stated = entry.facts.get("received_at") or entry.facts.get("sent_at")
    return datetime.fromisoformat(stated) if isinstance(stated, str) else entry.moment
