"""Letting go, as sentences: asked for, decided, written off, settled, sold, and what came after all."""

from recoup.archive.queries import EntryView
from recoup.cases.telling.known import Known, Say, amounts, day_words
from recoup.lib.said import Said, say


def _taken_off(t: Known, e: EntryView) -> str:
    invoice, sum_ = t.number(e.facts["invoice"]), amounts(e, "off_")
    if e.result == "sale":
        return say("%(sum)s of %(invoice)s was sold", sum=sum_, invoice=invoice)
    return say("%(sum)s of %(invoice)s was written off", sum=sum_, invoice=invoice)


def _recovered(t: Known, e: EntryView) -> str:
    invoice = t.number(e.facts["invoice"])
    return say(
        "%(sum)s came on %(invoice)s, which had been written off",
        sum=amounts(e, "recovered_"),
        invoice=invoice,
    )


def _asked(t: Known, e: EntryView) -> str:
    sum_ = t.sum_of(e.amounts["amount_minor"], e.facts["case"])
    whole = t.sum_of(e.amounts["open_minor"], e.facts["case"])
    if e.result == "settlement":
        return say(
            "Asked for: to let the debt of %(whole)s end for %(sum)s. Somebody else decides",
            whole=whole,
            sum=sum_,
        )
    if e.result == "sale":
        return say(
            "Asked for: to sell the debt of %(whole)s for %(sum)s. Somebody else decides",
            whole=whole,
            sum=sum_,
        )
    return say("Asked for: to write off %(sum)s. Somebody else decides", sum=sum_)


def _of_kind(write_off: Said, settlement: Said, sale: Said) -> Say:
    words = {"write_off": write_off, "settlement": settlement, "sale": sale}

    def tell(t: Known, e: EntryView) -> str:
        said = say(words[e.result].one)
        if e.facts.get("alone") == "yes":
            return say("%(said)s, by the only user, who had asked for it", said=said)
        return said

    return tell


def _offered(t: Known, e: EntryView) -> str:
    return say(
        "Offered without prejudice: %(sum)s by %(on)s ends the debt of %(whole)s",
        sum=t.sum_of(e.amounts["amount_minor"], e.facts["case"]),
        on=day_words(e.facts["pay_by"]),
        whole=t.sum_of(e.amounts["open_minor"], e.facts["case"]),
    )


def _off(words: Said) -> Say:
    def tell(t: Known, e: EntryView) -> str:
        return say(words.one, sum=t.sum_of(e.amounts["off_minor"], e.facts["case"]))

    return tell


def _sold(t: Known, e: EntryView) -> str:
    return say(
        "The debt of %(whole)s was sold for %(sum)s",
        whole=t.sum_of(e.amounts["off_minor"], e.facts["case"]),
        sum=t.sum_of(e.amounts["amount_minor"], e.facts["case"]),
    )


def _posted(t: Known, e: EntryView) -> str:
    on = day_words(e.facts["on"])
    if e.result == "sale":
        return say("The notice that the debt was sold was posted on %(on)s", on=on)
    return say("The offer of a settlement was posted on %(on)s", on=on)


def _booked(t: Known, e: EntryView) -> str:
    return say(
        "A recovery of %(sum)s on %(invoice)s was booked",
        sum=t.sum_of(e.amounts["recovered_minor"], e.facts["case"]),
        invoice=t.number(e.facts["invoice"]),
    )


def _consent(t: Known, e: EntryView) -> str:
    return say("The insurer agreed on %(on)s", on=day_words(e.facts["on"]))


def _decided(t: Known, e: EntryView) -> str:
    return say("Decided how to go on: %(way)s", way=say(WAYS.get(e.result, e.result)))


WAYS = {
    "keep_asking": "keep asking",
    "settle": "settle for a part",
    "plan": "instalments",
    "agency": "an agency",
    "court": "court",
    "let_go": "let go",
}


def _tax(words: Said) -> Say:
    def tell(t: Known, e: EntryView) -> str:
        return say(words.one, sum=amounts(e, "tax_") or say("nothing"), invoice=t.number(e.facts["invoice"]))

    return tell


SAYS: dict[str, Say] = {
    "ledger.taken_off": _taken_off,
    "ledger.recovered": _recovered,
    "let_go.asked": _asked,
    "let_go.approved": _of_kind(
        say("The write-off was approved"), say("The settlement was approved"), say("The sale was approved")
    ),
    "let_go.refused": _of_kind(
        say("The write-off was refused: the case goes on"),
        say("The settlement was refused: the case goes on"),
        say("The sale was refused: the case goes on"),
    ),
    "let_go.withdrawn": _of_kind(
        say("The write-off was taken back: the case goes on"),
        say("The settlement was taken back: the case goes on"),
        say("The sale was taken back: the case goes on"),
    ),
    "let_go.consent": _consent,
    "debt.written_off": _off(say("In all, %(sum)s of the debt was written off")),
    "settlement.offered": _offered,
    "settlement.kept": _off(say("The money of the settlement came in time: the rest, %(sum)s, is let go")),
    "settlement.lapsed": lambda t, e: say(
        "The money of the settlement did not come in time: the case goes on"
    ),
    "debt.sold": _sold,
    "let_go.posted": _posted,
    "recovery.booked": _booked,
    "tax_relief.claimed": _tax(say("The tax of %(sum)s on %(invoice)s was claimed back")),
    "tax_relief.left": _tax(say("The tax on %(invoice)s is not claimed back")),
    "tax_relief.repaid": _tax(say("The tax of %(sum)s on %(invoice)s went back, because money came")),
    "worth.decided": _decided,
    "worth.kept": lambda t, e: say("Figures for “is it worth it?” were kept"),
}
