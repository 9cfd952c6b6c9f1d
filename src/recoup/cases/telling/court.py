"""The last day to sue, and what happens in court, as sentences."""

from recoup.archive.queries import EntryView
from recoup.cases.telling.known import Known, Say, day_words, word
from recoup.lib.said import say, say_n

MOVES_LIMITATION = {
    "acknowledgment": "they acknowledged the debt",
    "part_payment": "they paid a part",
    "demand": "a written demand reached them",
    "suspended": "the time stood still",
    "decided": "a person decided on the last day to sue",
}


def _limitation_warned(t: Known, e: EntryView) -> str:
    on = day_words(e.facts["ends_on"])
    if e.facts["months"] == 0:
        return say("The last day to sue was %(on)s: the claim may be barred by time", on=on)
    return say_n(
        "The last day to sue is %(on)s: less than %(n)s month is left",
        "The last day to sue is %(on)s: less than %(n)s months are left",
        e.facts["months"],
        on=on,
    )


def _limitation_noted(t: Known, e: EntryView) -> str:
    what = word(MOVES_LIMITATION, e.result)
    if "until" in e.facts:
        return say(
            "For the last day to sue: %(what)s, %(on)s to %(until)s",
            what=what,
            on=day_words(e.facts["on"]),
            until=day_words(e.facts["until"]),
        )
    return say("For the last day to sue: %(what)s on %(on)s", what=what, on=day_words(e.facts["on"]))


def _limitation_withdrawn(t: Known, e: EntryView) -> str:
    return say("What was noted about the last day to sue was a mistake")


SAYS: dict[str, Say] = {
    "limitation.warned": _limitation_warned,
    "limitation.noted": _limitation_noted,
    "limitation.withdrawn": _limitation_withdrawn,
}
