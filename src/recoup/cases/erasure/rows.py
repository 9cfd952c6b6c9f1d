"""Emptying the rows that name a person: their own, and all others that hold their name or address."""

import json
import secrets
from datetime import date
from typing import Any

from django.db.models import CharField, JSONField, Model, Q, TextField

from recoup.cases.erasure.persons import ERASED, Person, Words
from recoup.cases.everything import tables
from recoup.cases.models import BadAddress
from recoup.ledger.models import Contact, Debtor, Payment
from recoup.ledger.names import fold
from recoup.org.models import Creditor, OwnedModel
from recoup.outreach.models import CapturedMail, Message

_ROOMS = frozenset({"ledger", "outreach", "intake", "cases", "recourse"})
_BESIDES = frozenset({"org.notice"})
_NEVER = frozenset(
    {
        "cases.policyversion",
        "cases.policydraft",
        "cases.policyuse",
        "outreach.mailbox",
        "outreach.trial",
        "cases.searchhead",
        "cases.searchline",
    }
)
_TO_DEBTOR = ("debtor", "invoice", "case", "step", "message", "payment")


def empty(creditor: Creditor, person: Person, messages: list[int], mails: list[int], today: date) -> set[str]:
    """Empties them; the tables in which rows changed. Rows stay where they are, with a mark for the name."""
    near, wide = person.near, person.wide
    _own(creditor, person, today)
    _mail(creditor, messages, mails)
    changed = {one._meta.db_table for one in (Contact, Debtor, Payment, BadAddress, Message, CapturedMail)}
    for table in tables():
        count = 0
        if table._meta.app_label in _ROOMS and table._meta.label_lower not in _NEVER:
            count += _sweep(creditor, table, wide, None)
            count += _sweep(creditor, table, near, [one.pk for one in person.debtors])
        elif table._meta.label_lower in _BESIDES:
            count += _sweep(creditor, table, wide, None)
        if count:
            changed.add(table._meta.db_table)
    return changed


def _own(creditor: Creditor, person: Person, today: date) -> None:
    contacts = Contact.objects.of(creditor).filter(pk__in=[one.pk for one in person.contacts])
    contacts.filter(ended_on__isnull=True).update(ended_on=today)
    contacts.update(
        name=ERASED,
        email="",
        phone="",
        email_state="wrong",
        phone_state="wrong",
        is_in_charge=False,
        source=ERASED,
    )
    if person.whole is not None:
        whole = Debtor.objects.of(creditor).filter(pk=person.whole.pk)
        whole.update(
            name=ERASED, name_key=fold(ERASED), street="", postal_code="", city="", vat_id="", register_number="",
            represented_by="", payer_ibans="",
        )  # fmt: skip
        paid = Payment.objects.of(creditor).filter(debtor=person.whole)
        paid.update(payer_name="", payer_iban="", purpose="", references_text="")
        BadAddress.objects.of(creditor).filter(debtor=person.whole).delete()


def _mail(creditor: Creditor, messages: list[int], mails: list[int]) -> None:
    Message.objects.of(creditor).filter(pk__in=messages).update(to_address=ERASED, subject=ERASED)
    CapturedMail.objects.of(creditor).filter(pk__in=mails).update(
        from_address=ERASED, from_name="", subject=ERASED, beginning="", readings=[]
    )


def _sweep(creditor: Creditor, table: type[OwnedModel], words: Words, debtors: list[int] | None) -> int:
    """Every text column of a table; `debtors` narrows it to their rows, where the table has a way to them."""
    texts = [one for one in table._meta.concrete_fields if isinstance(one, CharField | TextField | JSONField)]
    texts = [one for one in texts if not one.choices and not one.primary_key]
    rows = table.objects.of(creditor)
    if debtors is not None:
        way = _way(table)
        if way is None:
            return 0
        rows = rows.filter(**{f"{way}__in": debtors})
    wanted = _holding(texts, words)
    if not texts or not wanted:
        return 0
    unique = _unique(table)
    count = 0
    for row in list(rows.filter(wanted)):
        changed = [field.attname for field in texts if _change(row, field, words, field.name in unique)]
        if changed:
            row.save(update_fields=changed)
            count += 1
    return count


def _way(table: type[Model]) -> str | None:
    """How a row's debtor is reached."""
    if table is Debtor:
        return "pk"
    names = {one.name for one in table._meta.concrete_fields}
    for name in _TO_DEBTOR:
        if name in names:
            return "debtor" if name == "debtor" else f"{name}__debtor"
    return None


def _holding(texts: list[Any], words: Words) -> Q:
    wanted = Q()
    for field in texts:
        for one in words.literal:
            for form in {one, json.dumps(one)[1:-1]}:
                wanted |= Q(**{f"{field.attname}__icontains": form})
    return wanted


def _unique(table: type[Model]) -> set[str]:
    named = {name for one in table._meta.constraints for name in getattr(one, "fields", ())}
    return named | {one.name for one in table._meta.concrete_fields if one.unique}


def _change(row: Model, field: Any, words: Words, is_unique: bool) -> bool:
    was = getattr(row, field.attname)
    if not was:
        return False
    now = _without(was, field, words)
    if now == was:
        return False
    if is_unique:
        now = f"{ERASED}-{secrets.token_hex(8)}"
    if field.max_length and isinstance(now, str):
        now = now[: field.max_length]
    setattr(row, field.attname, now)
    return True


def _without(was: Any, field: Any, words: Words) -> Any:
    """JSON is read first, so that escaped letters are seen; what is no JSON is text."""
    if isinstance(field, JSONField):
        return json.loads(words.out_of(json.dumps(was, ensure_ascii=False)))
    if isinstance(field, TextField) and was[:1] in "[{":
        try:
            plain = json.dumps(json.loads(was), ensure_ascii=False)
        except ValueError:
            return words.out_of(was)
        now = words.out_of(plain)
        return was if now == plain else now
    now = words.out_of(was)
    return now if now != was or field.name != "name_key" else words.out_of(fold(was))
