"""The particulars of a claim in the court's language, as short as its paper wants them."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from recoup.documents.court.facts import Item
from recoup.documents.court.tongue import CourtSpeech


@dataclass(frozen=True, slots=True)
class Room:
    """How much a court's paper holds: characters with spaces, lines, characters a line. None: no limit is known."""

    most: int | None = None
    lines: int | None = None
    width: int | None = None

    def over(self, text: str) -> int:
        """By how many characters, or else lines, the text is too long; 0 when it fits."""
        if self.most is not None and len(text) > self.most:
            return len(text) - self.most
        if self.lines is not None and self.width is not None:
            needed = sum(len(textwrap.wrap(one, self.width)) or 1 for one in text.splitlines())
            return max(0, needed - self.lines)
        return 0


def particulars(
    say: CourtSpeech, items: Sequence[Item], daily: Fraction, until_on: date, room: Room | None = None
) -> str:
    """What is owed and why, in numbered paragraphs. Where the invoices do not fit, it points to their list."""
    room = room or Room()
    long = _text(
        say, items, daily, until_on, ", ".join(f"{one.number} ({say.short(one.due_on)})" for one in items)
    )
    if not room.over(long):
        return long
    return _text(say, items, daily, until_on, "")


def _text(say: CourtSpeech, items: Sequence[Item], daily: Fraction, until_on: date, listed: str) -> str:
    owed = say.say(
        "particulars_1",
        principal=say.amount(sum(one.principal_minor for one in items)),
        count=len(items),
        invoices=listed or "…",
    )
    if not listed:
        owed = f"{owed.rpartition(':')[0].rstrip()}. {say.say('particulars_short')}"
    told = [owed, say.say("particulars_3")]
    interest = sum(one.interest_minor for one in items)
    if interest:
        told.append(
            say.say(
                "particulars_2",
                interest=say.amount(interest),
                until=say.short(until_on),
                daily=say.exact(daily),
            )
        )
    fixed = sum(one.compensation_minor for one in items)
    if fixed:
        told.append(say.say("particulars_fixed", compensation=say.amount(fixed)))
    return "\n".join(f"{n}. {one}" for n, one in enumerate(told, 1))
