"""What moved in the books and among the contacts, as sentences."""

from recoup.archive.queries import EntryView
from recoup.cases.telling.known import Known, Say, amounts, day_words, invoices, upper, word
from recoup.cases.telling.words import EXHIBITS, MARKED
from recoup.lib.said import Said, say, say_n


def _imported(t: Known, e: EntryView) -> str:
    said: list[Said] = []
    if e.facts.get("created"):
        new = amounts(e, "created_")
        said.append(say("%(invoices)s over %(sum)s", invoices=invoices(e.facts["created"]), sum=new))
    if e.facts.get("contacts"):
        said.append(say_n("%(n)s contact", "%(n)s contacts", e.facts["contacts"]))
    if e.facts.get("changes"):
        said.append(say_n("%(n)s change", "%(n)s changes", len(e.facts["changes"])))
    if e.facts.get("missing"):
        gone = invoices(e.facts["missing"])
        said.append(say("%(invoices)s no longer in the complete list, so held", invoices=gone))
    return say("Read from the books: %(said)s", said=tuple(said) or say("what is known of the debtor"))


def _set_aside(t: Known, e: EntryView) -> str:
    return say(
        "A payment of %(sum)s was set aside: it is for nothing that is owed", sum=amounts(e, "set_aside_")
    )


def _taken_back(t: Known, e: EntryView) -> str:
    return "A file was taken back: what it had changed here is as it was before"


def _payments(t: Known, e: EntryView) -> str:
    received, used = amounts(e, "received_"), amounts(e, "allocated_")
    if not used:
        return say("Money came in: %(received)s, not set against an invoice", received=received)
    if used == received:
        return say("Money came in: %(received)s, set against what is open", received=received)
    return say(
        "Money came in: %(received)s, of which %(used)s is set against what is open",
        received=received,
        used=used,
    )


def _went_back(t: Known, e: EntryView) -> str:
    return say("A payment went back: %(sum)s is open again", sum=amounts(e, "reopened_") or say("nothing"))


def _allocated(t: Known, e: EntryView) -> str:
    invoice = t.number(e.facts["invoice"])
    return say(
        "%(sum)s of a payment is set against %(invoice)s", sum=amounts(e, "allocated_"), invoice=invoice
    )


def _contested(t: Known, e: EntryView) -> str:
    return say(
        "They contest %(sum)s of %(invoice)s (%(kind)s): "
        "left out until it is decided; to be answered by %(on)s",
        sum=amounts(e, "disputed_") or say("all"),
        invoice=t.number(e.facts["invoice"]),
        kind=say(e.result.replace("_", " ")),
        on=day_words(e.facts["answer_due_on"]),
    )


def _renewed(t: Known, e: EntryView) -> str:
    invoice, on = t.number(e.facts["invoice"]), day_words(e.facts["answer_due_on"])
    return say("The objection to %(invoice)s is not answered yet: new day %(on)s", invoice=invoice, on=on)


def _decided(t: Known, e: EntryView) -> str:
    invoice = t.number(e.facts["invoice"])
    return say("The objection to %(invoice)s is decided: %(result)s", invoice=invoice, result=say(e.result))


def _reference(t: Known, e: EntryView) -> str:
    return say("Their order reference was put right on %(invoice)s", invoice=t.number(e.facts["invoice"]))


def _contact_added(t: Known, e: EntryView) -> str:
    return say("New contact: %(whom)s", whom=t.whom(e.facts["contact"], e.seq))


def _marked(t: Known, e: EntryView) -> str:
    said = MARKED[str(e.facts["channel"]), str(e.facts["state"])]
    return say(said, whom=t.whom(e.facts["contact"], e.seq))


def _read_contacts(t: Known, e: EntryView) -> str:
    known = say_n("%(n)s contact", "%(n)s contacts", e.facts["contacts"])
    return say("Read from a file: %(contacts)s", contacts=known)


def _contact(words: str) -> Say:
    def tell(t: Known, e: EntryView) -> str:
        row = t.contacts.get(e.facts["contact"])
        name = row.name if row else ""
        return say(words, who=upper(name) or say("The contact"))

    return tell


def _exhibit(t: Known, e: EntryView) -> str:
    what = word(EXHIBITS, str(e.facts["exhibit"]))
    invoice = t.number(e.facts["invoice"])
    return say("A document that proves %(invoice)s was added: %(what)s", invoice=invoice, what=what)


ADDED = {
    "interest_": say("interest of %(sum)s"),
    "compensation_": say("compensation of %(sum)s"),
    "fee_": say("fees of %(sum)s"),
    "cost_": say("costs of %(sum)s"),
    "paid_": say("%(sum)s"),
}


def _charges(words: Said) -> Say:
    def tell(t: Known, e: EntryView) -> str:
        sums = [say(said.one, sum=text) for kind, said in ADDED.items() if (text := amounts(e, kind))]
        if len(sums) < 2:
            return say(words.one, sums=tuple(sums))
        return say(words.one, sums=say("%(sums)s and %(last)s", sums=tuple(sums[:-1]), last=sums[-1]))

    return tell


SAYS: dict[str, Say] = {
    "ledger.charges_posted": _charges(say("Added to what they owe: %(sums)s")),
    "ledger.charges_waived": _charges(say("Given up of what was added: %(sums)s")),
    "ledger.charges_void": _charges(say("No longer added, since the demand did not reach them: %(sums)s")),
    "ledger.charges_paid": _charges(say("Money of theirs pays what was added for lateness: %(sums)s")),
    "ledger.exhibit_added": _exhibit,
    "ledger.imported": _imported,
    "ledger.payments": _payments,
    "ledger.taken_back": _taken_back,
    "ledger.payment_set_aside": _set_aside,
    "ledger.payment_reversed": _went_back,
    "ledger.allocated": _allocated,
    "ledger.dispute_opened": _contested,
    "ledger.dispute_renewed": _renewed,
    "ledger.dispute_closed": _decided,
    "ledger.reference_corrected": _reference,
    "ledger.contacts_imported": _read_contacts,
    "ledger.contact_added": _contact_added,
    "ledger.address_marked": _marked,
    "ledger.in_charge": _contact(say("%(who)s decides on payments there")),
    "ledger.contact_ended": _contact(say("%(who)s is no longer there")),
    "contact.not_in_charge": _contact(say("%(who)s does not decide on payments")),
    "contact.changed": _contact(say("%(who)s has a new name, role or address")),
}
