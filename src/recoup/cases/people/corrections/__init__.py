"""Undo by correction: what was noted by mistake is set right by a further entry that names it; nothing is deleted.

What one press wrote is one deed: its entries share the moment at which they were recorded. A correction takes back the
whole deed, the last of its entries first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from recoup.archive.queries import EntryView, Narrow, entries
from recoup.cases.models import Case, CaseState
from recoup.cases.people.corrections import contacts, steps, words
from recoup.cases.people.corrections.words import Left, Undo
from recoup.cases.people.desk import Desk, sit_down
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

KIND = "record.corrected"
UNDO: dict[str, Undo] = {**words.UNDO, **contacts.UNDO, **steps.UNDO}
FOLLOWS = frozenset(("approval.asked", "step.cancelled", "case.note", "visit.planned"))
"""What changes nothing by itself, or comes right with the entry that it follows from."""
_WHY_NOT = {
    "message": "It went out, or was tried: what was sent stays sent.",
    "letter": "A letter is not taken back here: note that it came back, or was not posted.",
    "inbound": "It came in and is kept as it came.",
    "ledger": "It came with a file: take the import back, or correct the books and import them again.",
    "contact": "Change the contact again instead.",
    "debtor": "Set it again as it should be.",
    "approval": "A decision stands. Move the case, or hold it, instead.",
    "step": "A decision stands. Move the case, or hold it, instead.",
}


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was taken back, by number in the stream, and what remained, as codes of `words.Left`."""

    seqs: tuple[int, ...]
    left: tuple[str, ...]


def correct(
    creditor: Creditor, debtor: Debtor, seq: int, reason: str, *, actor: str, moment: datetime
) -> Corrected:
    """Takes back the deed to which that entry of the debtor's record belongs, and sets the state right.

    What has left since stays; where a message of the deed went out, a person is asked to write to them.
    Raises Refused: `no_such_entry`, `corrected_already`, `cannot_be_undone`, `gone_on`, `case_closed`, `missing`.
    """
    first = _deed_of(creditor, debtor, seq)
    case = _case(creditor, first)
    with sit_down(creditor, debtor, case, actor=actor, moment=moment) as desk:
        if not reason.strip():
            raise Refused("missing", "A correction needs its reason; it stays in the record.", "reason",
                          "Say in a few words what was wrong.")  # fmt: skip
        deed = _deed_of(creditor, debtor, seq)
        refused = why_not(creditor, debtor, deed)
        if refused is not None:
            raise refused
        left: Left = set()
        for entry in reversed(deed):
            undo = UNDO.get(entry.kind)
            if undo is not None:
                undo(desk, entry, left)
        _close(desk, deed, reason)
        if left and desk.case is not None:
            desk.ask("confirm_in_writing", desk.working_day())
        return Corrected(tuple(entry.seq for entry in deed), tuple(sorted(left)))


def _close(desk: Desk, deed: Sequence[EntryView], reason: str) -> None:
    head = head_of(deed)
    desk.record(
        KIND,
        result=head.kind,
        facts={"corrects": [entry.seq for entry in deed], "kind": head.kind},
        note=reason,
    )


def why_not(creditor: Creditor, debtor: Debtor, deed: Sequence[EntryView]) -> Refused | None:
    """Why this deed cannot be taken back; None where it can, as far as the record alone tells."""
    if any(entry.kind == KIND for entry in deed):
        return Refused("cannot_be_undone", "A correction stands. Note what is right instead.")
    if any(not entry.actor.startswith("user:") for entry in deed):
        return Refused(
            "cannot_be_undone",
            "Recoup wrote this by itself; there is nothing that a person noted by mistake.",
        )
    if corrections(creditor, debtor, [entry.seq for entry in deed]):
        return Refused("corrected_already", "This was corrected already.")
    for entry in deed:
        if entry.kind not in UNDO and entry.kind not in FOLLOWS:
            head = entry.kind.partition(".")[0]
            return Refused("cannot_be_undone", _WHY_NOT.get(head, "It cannot be taken back."))
    return None


def deed_of(creditor: Creditor, debtor: Debtor, entry: EntryView) -> list[EntryView]:
    """All entries of the record that the same deed wrote, oldest first."""
    same = Narrow(recorded_at=entry.recorded_at, actor=entry.actor)
    return entries(creditor.key, debtor.stream_key, which=same)


def head_of(deed: Sequence[EntryView]) -> EntryView:
    """The entry that says what the deed was; the others follow from it."""
    return next((entry for entry in deed if entry.kind in _HEADS), deed[0])


_HEADS = ("call.made", "visit.made", "contact.sought", "answer.noted", "task.done", "case.moved", "promise.made",
          "plan.asked", "ledger.dispute_opened", "ledger.dispute_closed")  # fmt: skip


def corrections(creditor: Creditor, debtor: Debtor, seqs: Iterable[int]) -> dict[int, EntryView]:
    """For entries that were corrected: the correction of each."""
    wanted = set(seqs)
    found = {}
    for entry in entries(creditor.key, debtor.stream_key, which=Narrow(kinds=(KIND,))):
        for seq in wanted.intersection(entry.facts["corrects"]):
            found[seq] = entry
    return found


def _deed_of(creditor: Creditor, debtor: Debtor, seq: int) -> list[EntryView]:
    found = entries(creditor.key, debtor.stream_key, which=Narrow(seqs=(seq,)))
    if not found:
        raise Refused(
            "no_such_entry",
            say("There is no entry %(seq)s in the record of %(name)s.", seq=seq, name=debtor.name),
            "entry",
        )
    return deed_of(creditor, debtor, found[0])


def _case(creditor: Creditor, deed: Sequence[EntryView]) -> Case | None:
    pk = next((entry.facts["case"] for entry in deed if isinstance(entry.facts.get("case"), int)), None)
    found: Case | None = Case.objects.of(creditor).filter(pk=pk).first() if pk else None
    if found is not None and found.state != CaseState.OPEN:
        raise Refused("case_closed", "The case is closed since: nothing of it is pursued any more.", "case")
    return found


__all__ = ["KIND", "Corrected", "correct", "corrections", "deed_of", "head_of", "why_not"]
