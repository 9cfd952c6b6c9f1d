"""Taking back what was noted of people there: who decides, who left, which address is wrong, what they want not."""

from typing import Literal, cast

from recoup.archive.queries import EntryView, Narrow, entries
from recoup.cases.people import contacts
from recoup.cases.people.corrections.words import Left, Undo
from recoup.cases.people.desk import Desk
from recoup.ledger.models import Contact
from recoup.ledger.operations.contacts import set_in_charge


def _contact(desk: Desk, entry: EntryView) -> Contact:
    return contacts.contact_by(desk.creditor, desk.debtor, int(entry.facts["contact"]))


def _added(desk: Desk, entry: EntryView, left: Left) -> None:
    contacts.end(desk, _contact(desk, entry))


def _in_charge(desk: Desk, entry: EntryView, left: Left) -> None:
    """Whoever was in charge before is again, if they are still there."""
    found = _contact(desk, entry)
    if not found.is_in_charge:
        return
    before = _in_charge_before(desk, entry.seq)
    if before is not None and before.pk != found.pk and before.ended_on is None:
        set_in_charge(desk.creditor, before, **desk.by)
        return
    found.is_in_charge = False
    found.save(update_fields=["is_in_charge"])
    desk.record("contact.not_in_charge", facts={"contact": found.pk, "was": found.role})


def _not_in_charge(desk: Desk, entry: EntryView, left: Left) -> None:
    found = _contact(desk, entry)
    role = str(entry.facts.get("was", found.role))
    if found.role != role:
        found.role = role
        found.save(update_fields=["role"])
        desk.record("contact.changed", facts={"contact": found.pk, "fields": ["role"]})
    _restore(desk, entry, found)


def _ended(desk: Desk, entry: EntryView, left: Left) -> None:
    found = _contact(desk, entry)
    found.ended_on = None
    found.save(update_fields=["ended_on"])
    desk.record("contact.changed", facts={"contact": found.pk, "fields": ["ended_on"]})
    _restore(desk, entry, found)


def _restore(desk: Desk, entry: EntryView, found: Contact) -> None:
    """In charge again, if they were when it was noted that they are not, and nobody else is by now."""
    before = _in_charge_before(desk, entry.seq)
    now = Contact.objects.of(desk.creditor).filter(debtor=desk.debtor, is_in_charge=True).exists()
    if before is not None and before.pk == found.pk and not now:
        set_in_charge(desk.creditor, found, **desk.by)


def _in_charge_before(desk: Desk, seq: int) -> Contact | None:
    asked = Narrow(kinds=("ledger.in_charge", "contact.not_in_charge"))
    said = entries(desk.creditor.key, desk.debtor.stream_key, before_seq=seq, limit=1, which=asked)
    if not said or said[0].kind != "ledger.in_charge":
        return None
    rows = Contact.objects.of(desk.creditor).select_related("debtor")
    found: Contact | None = rows.filter(debtor=desk.debtor, pk=said[0].facts["contact"]).first()
    return found


def _marked(desk: Desk, entry: EntryView, left: Left) -> None:
    if entry.facts["state"] != "ok":
        channel = cast(Literal["email", "phone"], entry.facts["channel"])
        contacts.mark(desk, _contact(desk, entry), channel, "ok")


def _opted_out(desk: Desk, entry: EntryView, left: Left) -> None:
    contacts.set_opted_out(desk, entry.channel, False)


def _opted_in(desk: Desk, entry: EntryView, left: Left) -> None:
    contacts.set_opted_out(desk, entry.channel, True)


def _insolvent(desk: Desk, entry: EntryView, left: Left) -> None:
    contacts.set_insolvent(desk, None)


def _represented(desk: Desk, entry: EntryView, left: Left) -> None:
    contacts.set_represented(desk, "")


UNDO: dict[str, Undo] = {
    "ledger.contact_added": _added,
    "ledger.in_charge": _in_charge,
    "contact.not_in_charge": _not_in_charge,
    "ledger.contact_ended": _ended,
    "ledger.address_marked": _marked,
    "debtor.opted_out": _opted_out,
    "debtor.opted_in": _opted_in,
    "debtor.insolvent": _insolvent,
    "debtor.represented": _represented,
}
