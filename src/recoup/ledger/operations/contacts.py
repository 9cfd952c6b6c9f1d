"""People and desks at debtors: taken in from files, found out, marked, put in charge, ended."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Literal

from django.db import connection

from recoup.archive.deeds import Content, deed
from recoup.ledger.erased import WHY, ErasedPeople
from recoup.ledger.facts import ContactFacts, DebtorFacts
from recoup.ledger.models import Contact, Debtor
from recoup.ledger.operations.addresses import digits
from recoup.ledger.operations.debtors import DebtorBook, Known
from recoup.ledger.operations.results import Change, MergeResult
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

OUTSIDE = ("office_holder", "guarantor", "insurer", "lawyer")
"""Who is spoken to about a debtor and is not of it: never in an ordinary step."""
ROLES = ("", "accounts_payable", "accounting_manager", "owner", "sales", "generic", "other", *OUTSIDE)
_STATES = {"email": ("ok", "bounced", "wrong"), "phone": ("ok", "wrong")}


def merge_contacts(
    creditor: Creditor,
    rows: Sequence[ContactFacts],
    *,
    source: str,
    as_of_on: date,
    actor: str,
    moment: datetime,
) -> MergeResult:
    """Adds people to debtors that are known; the same email and name is the same contact.

    What the row says of the debtor itself is taken over. `source` is the file's SHA-256. One transaction, one
    entry per debtor whose contacts or facts moved. A blank replaces nothing; a marked address stays marked.
    """
    result = MergeResult()
    book = DebtorBook(creditor)
    chosen = _choose(book, rows, result)
    streams = {known.stream_key for known, _ in chosen} or {creditor.stream_key}
    with deed(actor, moment, creditor.key, streams) as done:
        said: dict[str, list[ContactFacts]] = defaultdict(list)
        people, erased = _People(creditor, [known for known, _ in chosen]), ErasedPeople(creditor)
        for known, row in chosen:
            is_gone = erased.has(known.id or 0, email=row.email, phone=row.phone, name=row.name)
            if is_gone and people.same(known, row) is None:
                result.rejected.append((row.line, WHY))
                continue
            verdict = people.take(known, row, as_of_on, result)
            getattr(result, verdict).contacts += 1
            if verdict != "unchanged":
                said[known.stream_key].append(row)
        people.save()
        result.trace.contacts_made = [contact.pk for contact in people.new]
        with connection.cursor() as cursor:
            book.save(cursor)
        for known in {id(known): known for known, _ in chosen}.values():
            result.updated.debtors += bool(known.changed)
            result.unchanged.debtors += not known.changed
            if known.changed and known.id is not None:
                result.trace.debtors[known.id] = dict(known.changed)
                _ = said[known.stream_key]
        result.trace.streams = list(said)
        for stream, some in said.items():
            facts: dict[str, Any] = {"source": source, "contacts": len(some)}
            done.record(stream, "ledger.contacts_imported", facts=facts, payloads={"rows": _rows(some)})
    return result


def _rows(rows: list[ContactFacts]) -> Content:
    said = [{k: v for k, v in asdict(row).items() if v} for row in rows]
    return Content(json.dumps(said, default=str, ensure_ascii=False).encode(), "application/json")


def _choose(
    book: DebtorBook, rows: Sequence[ContactFacts], result: MergeResult
) -> list[tuple[Known, ContactFacts]]:
    chosen = []
    for row in rows:
        known = book.find(row.debtor_number, row.debtor_name)
        if isinstance(known, str):
            result.rejected.append((row.line, known))
        elif known is None:
            name = row.debtor_number or row.debtor_name
            result.rejected.append((row.line, f"There is no debtor “{name}”; import their invoices first."))
        elif not (row.email or row.phone or row.name or row.debtor):
            result.rejected.append(
                (row.line, "The row has neither a name, nor an email address, nor a phone.")
            )
        else:
            known.is_used = True
            if row.debtor is not None:
                known.absorb(_without_key(row.debtor))
            chosen.append((known, row))
    return chosen


def _without_key(facts: DebtorFacts) -> DebtorFacts:
    """What a contact file says of a debtor, short of its number and name, by which it was found."""
    return DebtorFacts(**(asdict(facts) | {"number": "", "name": "", "email": "", "phone": ""}))


class _People:
    """The contacts of some debtors, with what is new and changed."""

    def __init__(self, creditor: Creditor, debtors: list[Known]) -> None:
        self.creditor = creditor
        self.new: list[Contact] = []
        self.changed: dict[int, Contact] = {}
        self.of: dict[int, list[Contact]] = defaultdict(list)
        ids = list({known.id for known in debtors})
        for start in range(0, len(ids), 500):
            some = Contact.objects.of(creditor).filter(debtor_id__in=ids[start : start + 500])
            for contact in some.order_by("pk"):
                self.of[contact.debtor_id].append(contact)

    def same(self, known: Known, row: ContactFacts) -> Contact | None:
        """The contact of the debtor that the row means."""
        return next((one for one in self.of[known.id or 0] if _is_same(one, row)), None)

    def take(
        self, known: Known, row: ContactFacts, on: date, result: MergeResult
    ) -> Literal["created", "updated", "unchanged"]:
        """Adds the row, or what it adds to a contact that is the same."""
        assert known.id is not None
        same = self.same(known, row)
        if same is None:
            contact = Contact(
                creditor=self.creditor,
                debtor_id=known.id,
                name=row.name[:200],
                role=row.role,
                email=row.email[:254],
                phone=row.phone[:40],
                language=row.language[:8],
                source=row.source[:60] or "import",
                learned_on=on,
            )
            self.of[known.id].append(contact)
            self.new.append(contact)
            result.new.append(row.line)
            return "created"
        moved: dict[str, tuple[str, str]] = {}
        for name, most in (("name", 200), ("role", 30), ("email", 254), ("phone", 40), ("language", 8)):
            value = getattr(row, name)[:most]
            if value and value != getattr(same, name) and not (name == "email" and same.email):
                moved[name] = (getattr(same, name), value)
                setattr(same, name, value)
        if moved and same.pk:
            self.changed[same.pk] = same
            result.trace.was(result.trace.contacts, same.pk, {name: old for name, (old, _) in moved.items()})
        if moved:
            result.changes.append(Change(row.line, row.name or row.email or row.phone, dict(moved)))
        return "updated" if moved else "unchanged"

    def save(self) -> None:
        Contact.objects.bulk_create(self.new, batch_size=500)
        names = ["name", "role", "email", "phone", "language"]
        Contact.objects.bulk_update(self.changed.values(), names, batch_size=500)


def _is_same(contact: Contact, row: ContactFacts) -> bool:
    """Same address and name; a nameless contact with that address becomes the named one."""
    same_name = contact.name == row.name or not contact.name or not row.name
    if row.email or contact.email:
        return row.email.lower() == contact.email.lower() and same_name
    if row.phone or contact.phone:
        return digits(row.phone) == digits(contact.phone) and same_name
    return contact.name == row.name


def add_contact(
    creditor: Creditor,
    debtor: Debtor,
    *,
    name: str = "",
    role: str = "",
    email: str = "",
    phone: str = "",
    language: str = "",
    source: str,
    learned_on: date | None = None,
    actor: str,
    moment: datetime,
) -> Contact:
    """A person or desk that somebody found out; `source` says where.

    Raises Refused: `empty_contact`, `unknown_role`.
    """
    if role not in ROLES:
        raise Refused(
            "unknown_role",
            say("“%(role)s” is not a role.", role=role),
            "",
            say("Use %(known)s.", known=", ".join(ROLES[1:])),
        )
    if not (name or email or phone):
        raise Refused("empty_contact", "A contact needs a name, an email address or a phone.")
    with deed(actor, moment, creditor.key, [debtor.stream_key]) as done:
        contact: Contact = Contact.objects.create(
            creditor=creditor,
            debtor=debtor,
            name=name,
            role=role,
            email=email,
            phone=phone,
            language=language,
            source=source,
            learned_on=learned_on or moment.date(),
        )
        said = {"name": name, "email": email, "phone": phone, "language": language, "source": source}
        done.record(
            debtor.stream_key,
            "ledger.contact_added",
            facts={"contact": contact.pk, "role": role},
            payloads={"contact": Content(json.dumps(said).encode(), "application/json")},
        )
    return contact


def mark_address(
    creditor: Creditor,
    contact: Contact,
    channel: Literal["email", "phone"],
    state: str,
    *,
    actor: str,
    moment: datetime,
) -> None:
    """Notes that an address works, bounced or is wrong. Raises Refused (`unknown_address_state`)."""
    if state not in _STATES[channel]:
        raise Refused(
            "unknown_address_state",
            say("An %(channel)s address cannot be “%(state)s”.", channel=channel, state=state),
            "",
            ", ".join(_STATES[channel]),
        )
    facts = {"channel": channel, "state": state}
    _change(creditor, contact, "ledger.address_marked", facts, {f"{channel}_state": state}, actor, moment)


def set_in_charge(creditor: Creditor, contact: Contact, *, actor: str, moment: datetime) -> None:
    """Somebody found out that this person decides on payments; whoever was in charge before no longer is."""
    with deed(actor, moment, creditor.key, [contact.debtor.stream_key]):
        others = Contact.objects.of(creditor).filter(debtor=contact.debtor, is_in_charge=True)
        others.exclude(pk=contact.pk).update(is_in_charge=False)
        _change(creditor, contact, "ledger.in_charge", {}, {"is_in_charge": True}, actor, moment)


def end_contact(
    creditor: Creditor, contact: Contact, *, ended_on: date | None = None, actor: str, moment: datetime
) -> None:
    """The person is no longer there, or never was the right one; nothing goes to them from that day."""
    day = ended_on or moment.date()
    values = {"ended_on": day, "is_in_charge": False}
    facts = {"ended_on": day.isoformat()}
    _change(creditor, contact, "ledger.contact_ended", facts, values, actor, moment)


def _change(
    creditor: Creditor,
    contact: Contact,
    kind: str,
    facts: dict[str, Any],
    values: dict[str, Any],
    actor: str,
    moment: datetime,
) -> None:
    stream = contact.debtor.stream_key
    with deed(actor, moment, creditor.key, [stream]) as done:
        if not Contact.objects.of(creditor).filter(pk=contact.pk).update(**values):
            raise Refused("unknown_row", "There is no such contact.", str(contact.pk))
        for name, value in values.items():
            setattr(contact, name, value)
        done.record(stream, kind, facts={"contact": contact.pk, **facts})
