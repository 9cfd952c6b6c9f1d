"""What was looked up about a debtor's means, what registers said, and how an insolvency went, as sentences."""

from recoup.archive.queries import EntryView
from recoup.cases.telling.known import Known, Say, day_words, word
from recoup.lib.said import say

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


SAYS: dict[str, Say] = {"means.checked": _checked}
