"""The timeline of one debtor: a page of the record at a time, narrowed and searched, each entry as a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from recoup.archive.queries import EntryView, Narrow, actors, entries, read_many
from recoup.cases.classes import classes_of
from recoup.cases.people.corrections import corrections
from recoup.cases.telling import Telling
from recoup.ledger.models import Debtor
from recoup.org.models import User
from recoup.web.here import Here

NOTES = ("note", "text", "reason", "content")
CHANNELS = (("email", _("Email")), ("letter", _("Letter")), ("phone", _("Call")), ("visit", _("Visit")))
DIRECTIONS = (("in", _("From them")), ("out", _("From us")))
CLASSES = {"without_prejudice": _("without prejudice"), "privileged": _("with our lawyer")}
CHANNEL_ICONS = {"email": "mail", "letter": "file-text", "phone": "phone", "visit": "map-pin"}
SEARCHED = 600
"""Entries that one search looks through; texts lie encrypted, so they are opened to be searched."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the record, as a person reads it. `corrected` names who took it back, empty where nobody did.

    `klass` is the class that it has now; `class_words` says it where a court is not to see what was said.
    """

    seq: int
    moment: datetime
    words: str
    said: str
    direction: str
    by: str
    icon: str
    message: int | None
    corrected: str
    klass: str
    class_words: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Newest first; `before` is where the earlier ones go on, None at the beginning."""

    lines: list[Line]
    before: int | None


def timeline(
    here: Here,
    debtor: Debtor,
    *,
    limit: int,
    before: int | None = None,
    which: Narrow | None = None,
    find: str = "",
) -> Timeline:
    """What was done, said, sent, received, refused and paid, each as a sentence. A fixed number of queries.

    With `find` up to 600 entries are looked through, and `before` goes on behind the last of them.
    """
    most = SEARCHED if find else limit
    newest = entries(
        here.creditor.key, debtor.stream_key, before_seq=before, limit=most + 1, which=which or Narrow()
    )
    has_more = len(newest) > most
    found = list(reversed(newest))[:most]
    lines = _lines(here, debtor, found)
    if not find:
        return Timeline(lines, found[-1].seq if has_more else None)
    wanted = find.casefold()
    lines = [one for one in lines if wanted in f"{one.words}\n{one.said}\n{one.by}".casefold()]
    if len(lines) > limit:
        return Timeline(lines[:limit], lines[limit - 1].seq)
    return Timeline(lines, found[-1].seq if has_more else None)


def told(here: Here, debtor: Debtor, some: list[EntryView]) -> list[Line]:
    """These entries as lines, in their order."""
    return _lines(here, debtor, some)


def _lines(here: Here, debtor: Debtor, found: list[EntryView]) -> list[Line]:
    texts = [c for entry in found for name, c in entry.payloads.items() if name in NOTES]
    said = read_many(here.creditor.key, texts)
    mended = corrections(here.creditor, debtor, [entry.seq for entry in found])
    classes = classes_of(here.creditor, debtor, found)
    people = people_of([*(e.actor for e in found), *(e.actor for e in mended.values())])
    telling = Telling(here.creditor, debtor, found)
    sending = {e.facts.get("message") for e in found if e.kind == "message.sending"}
    return [
        _line(entry, telling, said, people, mended.get(entry.seq), classes[entry.seq])
        for entry in found
        # the sentence before the wire says to whom and what it asks; that it was handed over is its result
        if not (entry.kind == "message.sent" and entry.facts.get("message") in sending)
    ]


def people_of(actors_: Iterable[str]) -> dict[str, str]:
    """The names of actors that are users."""
    ids = {actor.partition(":")[2] for actor in actors_ if actor.startswith("user:")}
    users = User.objects.in_bulk([int(pk) for pk in ids if pk.isdigit()])
    return {f"user:{pk}": str(user) for pk, user in users.items()}


def _line(
    entry: EntryView,
    telling: Telling,
    said: dict[str, str],
    people: dict[str, str],
    mended: EntryView | None,
    klass: str,
) -> Line:
    message = entry.facts.get("message")
    texts = [said.get(c, "") for name, c in entry.payloads.items() if name in NOTES]
    return Line(
        seq=entry.seq,
        moment=entry.moment,
        words=telling.tell(replace(entry, payloads={})),
        said="\n".join(text for text in texts if text),
        direction=entry.direction,
        by=people.get(entry.actor, ""),
        icon=CHANNEL_ICONS.get(entry.channel, "circle-dot"),
        message=message if isinstance(message, int) else None,
        corrected=people.get(mended.actor, "Recoup") if mended else "",
        klass=klass,
        class_words=str(CLASSES.get(klass, "")),
    )


def narrowed(here: Here, ask: QueryDict) -> Narrow:
    """The filter that an address asks for; what it cannot mean narrows nothing."""
    zone = ZoneInfo(here.settings.timezone)
    from_on, to_on = _day(ask.get("from", "")), _day(ask.get("to", ""))
    return Narrow(
        channel=_one_of(ask.get("channel", ""), CHANNELS),
        direction=_one_of(ask.get("direction", ""), DIRECTIONS),
        actor=ask.get("who", "")[:80],
        from_at=datetime.combine(from_on, time(), zone) if from_on else None,
        until_at=datetime.combine(to_on + timedelta(days=1), time(), zone) if to_on else None,
    )


def _one_of(given: str, known: tuple[tuple[str, Any], ...]) -> str:
    return given if given in dict(known) else ""


def _day(given: str) -> date | None:
    try:
        on = date.fromisoformat(given)
    except ValueError:
        return None
    return on if 1900 < on.year < 2200 else None


def writers(here: Here, debtor: Debtor) -> list[tuple[str, str]]:
    """Everybody who wrote in the record, by name."""
    names = people_of(actors(here.creditor.key, debtor.stream_key))
    return sorted(names.items(), key=lambda one: one[1].casefold())
