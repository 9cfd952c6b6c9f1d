"""Email addresses and phones that invoice files carry, kept as contacts; known ones keep their state."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from itertools import zip_longest

from recoup.ledger.erased import ErasedPeople
from recoup.ledger.models import Contact
from recoup.ledger.operations.debtors import Known
from recoup.ledger.operations.results import MergeResult
from recoup.org.models import Creditor

_LEFT_OUT = (
    "The file names {count} addresses or numbers of people who were erased. They were left out; take them out of your "
    "books too."
)
_BETWEEN = re.compile(r"[;,\s]+")


def import_addresses(
    creditor: Creditor,
    debtors: Iterable[Known],
    learned_on: date,
    result: MergeResult,
    added: Callable[[Known], None],
) -> list[Contact]:
    """Adds a contact for every address that its debtor lacks. Ended and bounced ones count as known."""
    saying = [known for known in debtors if known.emails or known.phones]
    if not saying:
        return []
    emails, phones = _known_addresses(creditor)
    erased, left_out = ErasedPeople(creditor), 0
    new: list[Contact] = []
    for known in saying:
        fresh = _new_contacts(creditor, known, learned_on, emails, phones)
        made = [one for one in fresh if not erased.has(one.debtor_id, email=one.email, phone=one.phone)]
        left_out += len(fresh) - len(made)
        result.created.contacts += len(made)
        result.unchanged.contacts += not made
        new += made
        for _ in made:
            added(known)
    if left_out:
        result.warnings.append(_LEFT_OUT.format(count=left_out))
    return Contact.objects.bulk_create(new, batch_size=500)


def _known_addresses(creditor: Creditor) -> tuple[set[tuple[int, str]], set[tuple[int, str]]]:
    rows = list(Contact.objects.of(creditor).values_list("debtor_id", "email", "phone"))
    return {(d, email.lower()) for d, email, _ in rows if email}, {(d, digits(p)) for d, _, p in rows if p}


def digits(phone: str) -> str:
    """A phone as it is compared: digits alone."""
    return re.sub(r"\D", "", phone)


def _new_contacts(
    creditor: Creditor,
    known: Known,
    learned_on: date,
    emails: set[tuple[int, str]],
    phones: set[tuple[int, str]],
) -> list[Contact]:
    assert known.id is not None
    pk = known.id
    said = [address for text in known.emails for address in _BETWEEN.split(text) if "@" in address]
    fresh = [address[:254] for address in said if _is_new(emails, (pk, address.lower()))]
    numbers = [phone[:40] for phone in known.phones if _is_new(phones, (pk, digits(phone)))]
    language = str(known.values["language"])
    return [
        Contact(
            creditor=creditor,
            debtor_id=pk,
            email=email,
            phone=phone,
            language=language,
            source="import",
            learned_on=learned_on,
        )
        for email, phone in zip_longest(fresh, numbers, fillvalue="")
    ]


def _is_new(known: set[tuple[int, str]], pair: tuple[int, str]) -> bool:
    is_new = pair not in known
    known.add(pair)
    return is_new
