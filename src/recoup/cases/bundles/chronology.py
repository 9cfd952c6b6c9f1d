"""What happened in a case, each entry as a sentence in the file's language, with how it came into the record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import override

from recoup.archive.queries import EntryView, read_many
from recoup.cases.bundles.times import happened_at
from recoup.cases.people.corrections import KIND as CORRECTED
from recoup.cases.telling import Telling
from recoup.cases.telling.spoken import spoken
from recoup.documents.evidence.facts import Event
from recoup.ledger.models import Debtor
from recoup.lib.clock import day_in
from recoup.org.models import Creditor, User
from recoup.org.places import zone_of

NOTES = ("note", "text", "reason")
_FILES = ("ledger.",)
_MAIL = ("inbound.", "mail.")
_WITH_PLACE = frozenset(("call.made", "visit.made"))


class Sentences:
    """Tells entries of one debtor in one language; what a person noted stands behind, unless it was erased."""

    def __init__(
        self, creditor: Creditor, debtor: Debtor, entries: Sequence[EntryView], language: str
    ) -> None:
        self._telling = Telling(creditor, debtor, entries)
        self._language, self._country = language, creditor.country
        notes = [c for entry in entries for name, c in entry.payloads.items() if name in NOTES]
        self._notes: dict[str, str] = {}
        for start in range(0, len(notes), 500):
            self._notes |= read_many(creditor.key, notes[start : start + 500])

    def of(self, entry: EntryView) -> str:
        """The entry as a sentence."""
        with override(self._language):
            said = spoken(self._telling.tell(replace(entry, payloads={})), self._language, self._country)
        notes = [self._notes.get(c, "").strip() for name, c in entry.payloads.items() if name in NOTES]
        return " ".join([said.strip(), *(f"“{note}”" for note in notes if note)])


def corrections_in(entries: Iterable[EntryView]) -> dict[int, int]:
    """Which entries were taken back as noted by mistake, and by which entry."""
    return {seq: one.seq for one in entries if one.kind == CORRECTED for seq in one.facts.get("corrects", ())}


def names_of(entries: Iterable[EntryView]) -> dict[str, str]:
    """Who the actors are that are users."""
    ids = {one.actor.partition(":")[2] for one in entries if one.actor.startswith("user:")}
    users = User.objects.in_bulk([int(pk) for pk in ids if pk.isdigit()])
    return {f"user:{pk}": user.name or user.email for pk, user in users.items()}


def events(
    debtor: Debtor,
    entries: Sequence[EntryView],
    sentences: Sentences,
    *,
    zone: str,
    classes: Mapping[int, str],
    corrected: Mapping[int, int],
    papers: Mapping[int, Sequence[int]],
) -> list[Event]:
    """These entries in the order in which they happened."""
    names = names_of(entries)
    there = debtor.timezone or (zone_of(debtor.country) if debtor.country else "")
    found = [
        Event(
            entry=one.seq,
            happened_at=happened_at(one),
            recorded_at=one.recorded_at,
            words=sentences.of(one),
            source=source_of(one),
            by=names.get(one.actor, ""),
            zone_there=there if one.kind in _WITH_PLACE and _differ(one.moment, zone, there) else "",
            is_late=day_in(one.recorded_at, zone) > day_in(happened_at(one), zone),
            klass=classes[one.seq],
            corrected_by=corrected.get(one.seq),
            papers=tuple(papers.get(one.seq, ())),
        )
        for one in entries
    ]
    return sorted(found, key=lambda one: (one.happened_at, one.entry))


def source_of(entry: EntryView) -> str:
    """How it came into the record: typed in by a person, read from a file, or by the program itself."""
    if entry.kind == "ledger.exhibit_added":
        return "added"
    if entry.kind.startswith(_FILES) and entry.kind not in (
        "ledger.dispute_opened", "ledger.dispute_closed", "ledger.contact_added", "ledger.in_charge",
    ):  # fmt: skip
        return "file"
    if entry.kind.startswith(_MAIL) and entry.payloads and not entry.actor.startswith("user:"):
        return "system"
    return "typed" if entry.actor.startswith("user:") else "system"


def _differ(moment: datetime, zone: str, there: str) -> bool:
    if not there:
        return False
    return moment.astimezone(ZoneInfo(zone)).utcoffset() != moment.astimezone(ZoneInfo(there)).utcoffset()
