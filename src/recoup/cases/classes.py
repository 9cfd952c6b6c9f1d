"""Who may see an entry: the class it was written with, and each later change, which is an entry of its own."""

from collections.abc import Iterable
from datetime import datetime

from recoup.archive.chain import CLASSES
from recoup.archive.queries import EntryView, Narrow, entries
from recoup.cases.people.desk import sit_down
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

KIND = "class.changed"


def set_class(
    creditor: Creditor, debtor: Debtor, seq: int, klass: str, reason: str, *, actor: str, moment: datetime
) -> int:
    """Gives an entry of the debtor's record another class from now on; the number of the entry that says so.

    The entry itself stays as it was written. Raises Refused: `no_such_entry`, `unknown_class`, `missing` (a reason),
    `cannot_be_classed` for an entry that itself changes a class, `class_unchanged`.
    """
    with sit_down(creditor, debtor, None, actor=actor, moment=moment) as desk:
        found = entries(creditor.key, debtor.stream_key, which=Narrow(seqs=(seq,)))
        if not found:
            raise Refused(
                "no_such_entry",
                say("There is no entry %(seq)s in the record of %(name)s.", seq=seq, name=debtor.name),
                "entry",
            )
        was = classes_of(creditor, debtor, found)[seq]
        _check(found[0], klass, was, reason)
        facts = {"entry": seq, "was": was, "class": klass}
        return desk.record(KIND, klass="internal", result=klass, facts=facts, note=reason)


def _check(entry: EntryView, klass: str, was: str, reason: str) -> None:
    if klass not in CLASSES:
        known = ", ".join(sorted(CLASSES))
        raise Refused(
            "unknown_class",
            say("“%(klass)s” is no class.", klass=klass),
            "class",
            say("Use %(known)s.", known=known),
        )
    if entry.kind == KIND:
        raise Refused(
            "cannot_be_classed",
            "This entry changes the class of another one; it is internal and stays so.",
            "entry",
        )
    if not reason.strip():
        raise Refused(
            "missing",
            "A change of class needs its reason; it stays in the record.",
            "reason",
            "Say in a few words why.",
        )
    if klass == was:
        raise Refused("class_unchanged", "The entry has this class already.", "class")


def classes_of(creditor: Creditor, debtor: Debtor, some: Iterable[EntryView]) -> dict[int, str]:
    """The class that each of these entries has now, by its number."""
    changes = entries(creditor.key, debtor.stream_key, which=Narrow(kinds=(KIND,)))
    return classes_in(some, changes)


def classes_in(some: Iterable[EntryView], changes: Iterable[EntryView]) -> dict[int, str]:
    """The same, where the changes have been read already, oldest first. Pure."""
    last = {change.facts["entry"]: str(change.facts["class"]) for change in changes if change.kind == KIND}
    return {entry.seq: last.get(entry.seq, entry.klass) for entry in some}
