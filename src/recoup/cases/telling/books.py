"""What moved in the books and among the contacts, as sentences."""

from recoup.archive.queries import EntryView
from recoup.cases.telling.known import Known, Say, amounts, count, day_words, upper


def _imported(t: Known, e: EntryView) -> str:
    said = []
    if e.facts.get("created"):
        said.append(f"{count(e.facts['created'], 'invoice')} over {amounts(e, 'created_')}")
    if e.facts.get("contacts"):
        said.append(count(e.facts["contacts"], "contact"))
    if e.facts.get("changes"):
        said.append(count(len(e.facts["changes"]), "change"))
    if e.facts.get("missing"):
        said.append(f"{count(e.facts['missing'], 'invoice')} no longer in the complete list, so held")
    return f"Read from the books: {', '.join(said) or 'what is known of the debtor'}"


def _set_aside(t: Known, e: EntryView) -> str:
    return f"A payment of {amounts(e, 'set_aside_')} was set aside: it is for nothing that is owed"


def _taken_back(t: Known, e: EntryView) -> str:
    return "A file was taken back: what it had changed here is as it was before"


def _payments(t: Known, e: EntryView) -> str:
    received, used = amounts(e, "received_"), amounts(e, "allocated_")
    if not used:
        return f"Money came in: {received}, not set against an invoice"
    if used == received:
        return f"Money came in: {received}, set against what is open"
    return f"Money came in: {received}, of which {used} is set against what is open"


def _went_back(t: Known, e: EntryView) -> str:
    return f"A payment went back: {amounts(e, 'reopened_') or 'nothing'} is open again"


def _allocated(t: Known, e: EntryView) -> str:
    return f"{amounts(e, 'allocated_')} of a payment is set against {t.number(e.facts['invoice'])}"


def _contested(t: Known, e: EntryView) -> str:
    sum_ = amounts(e, "disputed_")
    return (
        f"They contest {sum_ or 'all'} of {t.number(e.facts['invoice'])} ({e.result.replace('_', ' ')}): "
        f"left out until it is decided; to be answered by {day_words(e.facts['answer_due_on'])}"
    )


def _renewed(t: Known, e: EntryView) -> str:
    on = day_words(e.facts["answer_due_on"])
    return f"The objection to {t.number(e.facts['invoice'])} is not answered yet: new day {on}"


def _decided(t: Known, e: EntryView) -> str:
    return f"The objection to {t.number(e.facts['invoice'])} is decided: {e.result}"


def _reference(t: Known, e: EntryView) -> str:
    return f"Their order reference was put right on {t.number(e.facts['invoice'])}"


def _contact_added(t: Known, e: EntryView) -> str:
    return f"New contact: {t.whom(e.facts['contact'], e.seq)}"


def _marked(t: Known, e: EntryView) -> str:
    what = {"email": "email address", "phone": "telephone number"}[str(e.facts["channel"])]
    state = {"ok": "works", "bounced": "takes no mail", "wrong": "is wrong"}[str(e.facts["state"])]
    return f"The {what} of {t.whom(e.facts['contact'], e.seq)} {state}"


def _read_contacts(t: Known, e: EntryView) -> str:
    return f"Read from a file: {count(e.facts['contacts'], 'contact')}"


def _contact(words: str) -> Say:
    def say(t: Known, e: EntryView) -> str:
        row = t.contacts.get(e.facts["contact"])
        name = row.name if row else ""
        return f"{upper(name) or 'The contact'} {words}"

    return say


SAYS: dict[str, Say] = {
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
    "ledger.in_charge": _contact("decides on payments there"),
    "ledger.contact_ended": _contact("is no longer there"),
    "contact.not_in_charge": _contact("does not decide on payments"),
    "contact.changed": _contact("has a new name, role or address"),
}
