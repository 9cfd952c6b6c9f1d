"""What was looked up about a debtor's means, what registers said, and how an insolvency went, as sentences."""

from recoup.archive.queries import EntryView
from recoup.cases.telling.known import Known, Say, day_words, word
from recoup.lib.said import Said, say

ITEMS = {
    "register": "the register of insolvencies",
    "report": "a credit report",
    "accounts": "their annual accounts",
    "assets": "what there is to be seized",
    "known": "what our own people know",
}
FOUND = {
    "sound": "they can pay",
    "weak": "it is doubtful that they can pay",
    "insolvent": "they are insolvent",
    "nothing_found": "nothing is said against them",
}


def _checked(t: Known, e: EntryView) -> str:
    return say(
        "Looked up on %(on)s whether they can pay, in %(item)s: %(found)s",
        on=day_words(e.facts["on"]),
        item=word(ITEMS, str(e.facts["item"])),
        found=word(FOUND, e.result),
    )


REGISTERS = {
    "companies_house": "Companies House",
    "bodacc": "the BODACC",
    "gazette": "a gazette",
}
EFFECTS = {
    "opening": "an insolvency",
    "petition": "a notice that may be of an insolvency",
    "ended": "the end of an insolvency",
    "solvent": "a winding-up in which all are paid",
}
HITS = {
    "sure": "it has their register number, so everything stops",
    "asked": "nothing goes out until a person says whether it is them",
    "noted": "nothing follows from it",
}


def _hit(t: Known, e: EntryView) -> str:
    where, what = word(REGISTERS, str(e.facts["register"])), word(EFFECTS, str(e.facts["effect"]))
    follows = word(HITS, e.result)
    if "on" in e.facts:
        on = day_words(e.facts["on"])
        return say(
            "%(where)s has %(what)s of %(on)s: %(follows)s", where=where, what=what, on=on, follows=follows
        ).capital()
    return say("%(where)s has %(what)s: %(follows)s", where=where, what=what, follows=follows).capital()


def _decided(t: Known, e: EntryView) -> str:
    where = word(REGISTERS, str(e.facts["register"]))
    if e.result == "theirs":
        return say("A person found that the notice in %(where)s is about them", where=where)
    return say("A person found that the notice in %(where)s is about somebody else", where=where)


def _noted(t: Known, e: EntryView) -> str:
    whom = t.whom(e.facts["contact"], e.seq)
    if "until" in e.facts:
        until = day_words(e.facts["until"])
        return say(
            "The insolvency is run by %(whom)s; claims are lodged by %(until)s", whom=whom, until=until
        )
    return say("The insolvency is run by %(whom)s", whom=whom)


def _money(name: str, words: Said) -> Say:
    def tell(t: Known, e: EntryView) -> str:
        sums: dict[str, object] = {"sum": t.sum_of(e.amounts[name], e.facts["case"])}
        if "on" in e.facts:
            sums["on"] = day_words(e.facts["on"])
        return say(words.one, **sums)

    return tell


MOOT = {
    "promise": say("The promise is not decided on any more: they are insolvent"),
    "plan": say("The instalments are not decided on any more: they are insolvent"),
    "demand": say("The formal demand is not decided on any more: they are insolvent"),
    "placement": say("The debt does not go to professionals any more: they are insolvent"),
    "claim": say("The claim does not go to court any more: they are insolvent"),
    "settlement": say("The settlement is not decided on any more: they are insolvent"),
}
"""What waited for a yes, or had it and was not carried out yet, and falls with an insolvency."""


def _told(known: Known, e: EntryView) -> str:
    if e.result == "same":
        return say("What the bank told is the dividend that was noted before: it counts once")
    return say("What the bank told is other money than the dividend of the same sum")


SAYS: dict[str, Say] = {
    "approval.moot": lambda t, e: MOOT[e.result],
    "insolvency.noted": _noted,
    "proof.drafted": _money("claimed", say("A claim of %(sum)s was drafted, to be checked and signed")),
    "proof.filed": _money("claimed", say("Our claim of %(sum)s was lodged in the insolvency on %(on)s")),
    "proof.admitted": _money("admitted", say("The office-holder admitted %(sum)s of our claim on %(on)s")),
    "proof.dividend": _money("received", say("A dividend of %(sum)s came from the insolvency on %(on)s")),
    "proof.dividend_told": _told,
    "insolvency.closed": _money("received", say("The insolvency is closed: %(sum)s came of it in all")),
    "means.checked": _checked,
    "register.hit": _hit,
    "register.hit_decided": _decided,
}
