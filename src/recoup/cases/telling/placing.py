"""What happened to a debt in professional hands, as sentences."""

from recoup.archive.queries import EntryView
from recoup.cases.telling.known import Known, Say, amounts, day_words, invoices, word
from recoup.lib.money import Amount
from recoup.lib.said import Said, say, say_n

KINDS = {
    "agency": say("a collection agency"),
    "lawyer": say("a lawyer"),
    "mediator": say("a mediator"),
    "insurer": say("the insurer"),
    "investigator": say("investigators"),
    "demand_server": say("a server of statutory demands"),
}
ENDS = {
    "called_off": say("The debt is not handed over after all: the case goes on where it was"),
    "refused": say("The debt was not approved for professional hands"),
    "recalled": say("The professionals have given the debt back, as asked: the case goes on where it was"),
    "uncollectable": say(
        "The professionals returned the debt as uncollectable: the case goes on where it was"
    ),
    "closed": say("The debt is no longer in professional hands"),
}
WAYS = {
    "download": say("handed over by ourselves"),
    "email": say("sent by email"),
    "sftp": say("put on their server"),
}
SOUGHT = {"address": say("an address"), "assets": say("assets")}
FOUND = {
    "found": say("they found something"),
    "nothing": say("nothing was found"),
    "called_off": say("called off"),
}


def _sum(e: EntryView, name: str) -> Amount:
    return Amount(e.amounts[name], str(e.facts["currency"]))


def _asked(t: Known, e: EntryView) -> str:
    said = say(
        "To be handed to %(whom)s: %(invoices)s over %(sum)s; it waits for approval",
        whom=word(KINDS, str(e.facts["professional_kind"])),
        invoices=invoices(len(e.facts["invoices"])),
        sum=t.sum_of(e.amounts["claim"], e.facts["case"]),
    )
    return (
        say("%(said)s; by decision, without a demand", said=said) if e.facts["by_decision"] == "yes" else said
    )


def _decided(t: Known, e: EntryView) -> str:
    if e.result == "granted":
        return say("Approved for professional hands: nothing more goes to the debtor from us")
    return say(ENDS["refused"])


def _handed(t: Known, e: EntryView) -> str:
    return say(
        "In professional hands since %(on)s: %(sum)s, %(way)s",
        on=day_words(e.facts["on"]),
        sum=t.sum_of(e.amounts["claim"], e.facts["case"]),
        way=word(WAYS, e.result),
    )


def _recalled(t: Known, e: EntryView) -> str:
    return say("Asked back from the professionals, with notice until %(on)s", on=day_words(e.facts["until"]))


def _ended(t: Known, e: EntryView) -> str:
    return say(ENDS[e.result])


def _remitted(t: Known, e: EntryView) -> str:
    return say(
        "The professionals collected %(gross)s: %(net)s for us, %(cost)s for them",
        gross=_sum(e, "gross"),
        net=_sum(e, "net"),
        cost=Amount(e.amounts["commission"] + e.amounts["vat"], str(e.facts["currency"])),
    )


def _status(t: Known, e: EntryView) -> str:
    return say("The professionals report, as of %(on)s", on=day_words(e.facts["on"]))


def _told(t: Known, e: EntryView) -> str:
    said = say_n(
        "The professionals were told of %(n)s payment straight to us",
        "The professionals were told of %(n)s payments straight to us",
        len(e.facts["payments"]),
    )
    return say("%(said)s: %(sum)s", said=said, sum=_sum(e, "paid_to_us"))


def _collected(t: Known, e: EntryView) -> str:
    return say("Money came in: %(sum)s, collected for us", sum=amounts(e, "received_"))


def _ordered(t: Known, e: EntryView) -> str:
    return say("Investigators are asked to find %(what)s, for %(cost)s", what=word(SOUGHT, e.result),
               cost=_sum(e, "cost"))  # fmt: skip


def _answered(t: Known, e: EntryView) -> str:
    return say("The search by investigators: %(result)s", result=word(FOUND, e.result))


def _plain(words: Said) -> Say:
    return lambda t, e: words


SAYS: dict[str, Say] = {
    "placement.asked": _asked,
    "placement.decided": _decided,
    "placement.packed": _plain(say("The package for the professionals was made")),
    "placement.handed": _handed,
    "placement.recalled": _recalled,
    "placement.ended": _ended,
    "placement.remitted": _remitted,
    "placement.status": _status,
    "placement.told": _told,
    "placement.goes_on": _plain(say("It stays in professional hands for now")),
    "placement.complaint": _plain(say("Somebody complained of the professionals")),
    "ledger.collected": _collected,
    "search.ordered": _ordered,
    "search.answered": _answered,
}
