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


CLAIM = {
    "filed": say("The claim was filed at the court on %(on)s"),
    "served": say("The claim was served on them on %(on)s"),
    "defence": say("They defend the claim, %(on)s"),
    "hearing": say("A hearing of the claim is set, noted on %(on)s"),
    "appeal": say("An appeal was brought on %(on)s"),
    "settled": say("The claim was settled on %(on)s"),
    "withdrawn": say("The claim was withdrawn on %(on)s"),
    "lost": say("The claim was lost on %(on)s"),
    "satisfied": say("The judgment was paid, %(on)s"),
}
WAYS = {
    "bailiff": say("by a bailiff"),
    "account": say("against their bank account"),
    "wages": say("against what others owe them"),
    "land": say("against their land"),
    "asset_list": say("by a list of their assets"),
    "other": say("in another way"),
}
RESULTS = {
    "pending": say("under way"),
    "paid": say("paid in full"),
    "part": say("paid in part"),
    "nothing": say("nothing found"),
}


def _step(kind: str) -> Say:
    def tell(t: Known, e: EntryView) -> str:
        said = say(CLAIM[kind].one, on=day_words(e.facts["on"]))
        if "due_on" in e.facts:
            return say("%(said)s; looked at again by %(due)s", said=said, due=day_words(e.facts["due_on"]))
        return said

    return tell


def _prepared(t: Known, e: EntryView) -> str:
    return say(
        "A claim for court was drawn up: %(sum)s", sum=t.sum_of(e.amounts["claimed_minor"], e.facts["case"])
    )


def _approved(t: Known, e: EntryView) -> str:
    return say("The claim for court was approved; a person signs and files it")


def _interest(t: Known, e: EntryView) -> str:
    return say(
        "Interest of the judgment from %(since)s to %(until)s, posted as a charge: %(sum)s",
        since=day_words(e.facts["from_on"]),
        until=day_words(e.facts["until_on"]),
        sum=t.sum_of(e.amounts["interest_minor"], e.facts["case"]),
    )


def _judgment(t: Known, e: EntryView) -> str:
    sum_ = t.sum_of(e.amounts["sum_minor"], e.facts["case"])
    return say("Judgment of %(on)s: %(sum)s", on=day_words(e.facts["on"]), sum=sum_)


def _cost(t: Known, e: EntryView) -> str:
    sum_ = t.sum_of(e.amounts["cost_minor"], e.facts["case"])
    return say("A cost of the claim, posted as a charge: %(sum)s", sum=sum_)


def _enforced(t: Known, e: EntryView) -> str:
    return say(
        "Enforcement on %(on)s, %(way)s: %(result)s",
        on=day_words(e.facts["on"]),
        way=WAYS[str(e.facts["way"])],
        result=RESULTS[e.result],
    )


SAYS: dict[str, Say] = {
    "claim.prepared": _prepared,
    "claim.approved": _approved,
    "claim.refused": lambda t, e: say("The claim for court was not approved"),
    "claim.judgment": _judgment,
    "claim.interest": _interest,
    "claim.cost": _cost,
    "claim.enforced": _enforced,
    **{f"claim.{kind}": _step(kind) for kind in CLAIM},
    "limitation.warned": _limitation_warned,
    "limitation.noted": _limitation_noted,
    "limitation.withdrawn": _limitation_withdrawn,
}
