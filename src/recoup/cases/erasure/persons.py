"""Who is meant: the rows that are one person, and the words by which the person is known in texts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from recoup.ledger.models import Contact, Debtor
from recoup.ledger.names import fold
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor

ERASED = "erased"
"""What stands where a name stood."""
NATURAL = frozenset({"individual", "sole_trader"})
"""Kinds of debtors that are persons themselves."""
_SHORTEST_PART = 4
_SHORTEST_NAME = 6


@dataclass
class Person:
    """One person: their contact rows at any debtor, and the debtor that they are themselves, if they are one."""

    contacts: list[Contact]
    debtors: list[Debtor]
    whole: Debtor | None = None
    """The debtor who is the person: then all of their record is theirs."""

    @cached_property
    def emails(self) -> list[str]:
        """Their addresses, small letters."""
        return _unlike(one.email.strip().casefold() for one in self.contacts)

    @cached_property
    def phones(self) -> list[str]:
        """Their numbers as written."""
        return _unlike(one.phone.strip() for one in self.contacts)

    @cached_property
    def names(self) -> list[str]:
        """Their names as written."""
        whole = [self.whole.name] if self.whole else []
        return _unlike([*(one.name.strip() for one in self.contacts), *whole])

    @cached_property
    def wide(self) -> "Words":
        """What means this person wherever it stands: addresses, numbers, whole names."""
        names = [one for one in self.names if " " in one and len(one) >= _SHORTEST_NAME]
        street = [self.whole.street] if self.whole and self.whole.street else []
        return Words(self.emails, self.phones, [*names, *street])

    @cached_property
    def near(self) -> "Words":
        """What means this person where it stands in the record of a debtor of theirs: a bare last name too."""
        lasts = [name.split()[-1] for name in self.names if name.split()]
        lasts = [one for one in lasts if len(one) >= _SHORTEST_PART and not self._is_firm(one)]
        return Words(self.emails, self.phones, _unlike([*self.wide.names, *self.names, *lasts]))

    def _is_firm(self, word: str) -> bool:
        """A word of the debtor's own name says nothing about the person, unless they are the debtor."""
        return self.whole is None and any(fold(word) in one.name_key for one in self.debtors)


def _unlike(words: Iterable[str]) -> list[str]:
    return [one for one in dict.fromkeys(words) if one and one != ERASED]


class Words:
    """Texts that mean a person, and where they stand in others."""

    def __init__(self, emails: list[str], phones: list[str], names: list[str]) -> None:
        self.emails, self.phones, self.names = emails, phones, names

    @cached_property
    def literal(self) -> list[str]:
        """How they may be written in a row: as given, small, large, folded."""
        given = [*self.emails, *self.phones, *self.names]
        digits = [re.sub(r"\D", "", one) for one in self.phones]
        forms = [form for one in given for form in (one, one.lower(), one.upper(), one.title(), fold(one))]
        return _unlike([*forms, *(one for one in digits if len(one) >= 7)])

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """One pattern over all of them; None when there is nothing to be looked for."""
        signs = [rf"(?<![\w.+-]){re.escape(one)}(?![\w-])" for one in self.emails]
        signs += [_number(one) for one in self.phones if len(re.sub(r"\D", "", one)) >= 7]
        signs += [rf"(?<!\w){_spaced(form)}(?!\w)" for one in self.names for form in {one, fold(one)} if form]
        return re.compile("|".join(signs), re.IGNORECASE) if signs else None

    def are_in(self, text: str) -> bool:
        """Whether the text means the person."""
        return self.pattern is not None and bool(self.pattern.search(text) or self.pattern.search(fold(text)))

    def out_of(self, text: str) -> str:
        """The text with a mark in their place."""
        return self.pattern.sub(ERASED, text) if self.pattern else text


def _spaced(name: str) -> str:
    return r"\s+".join(re.escape(one) for one in name.split())


def _number(phone: str) -> str:
    """The digits of a number with whatever stands between them."""
    return r"(?<!\d)" + r"[\s().\-/]*".join(re.sub(r"\D", "", phone)) + r"(?!\d)"


def of_contact(creditor: Creditor, contact: Contact) -> Person:
    """The person of a contact: every contact with the same address is the same person."""
    rows = Contact.objects.of(creditor).select_related("debtor").order_by("pk")
    same = list(rows.filter(email__iexact=contact.email)) if contact.email else []
    contacts = same or [contact]
    debtors = list({one.debtor_id: one.debtor for one in contacts}.values())
    return Person(contacts, debtors)


def of_debtor(creditor: Creditor, debtor: Debtor) -> Person:
    """The person that a debtor is, with their contacts. Raises Refused (`not_a_person`) for a firm."""
    if debtor.kind not in NATURAL:
        raise Refused(
            "not_a_person",
            say("%(name)s is a firm, not a person.", name=debtor.name),
            "debtor",
            "Erase one of its contacts; or say first that the debtor is an individual.",
        )
    contacts = list(Contact.objects.of(creditor).select_related("debtor").filter(debtor=debtor))
    return Person(contacts, [debtor], whole=debtor)


def found_by(creditor: Creditor, asked: str) -> list[Person]:
    """Everybody who is meant by an email address, a name or a contact's number; nobody is an empty list."""
    asked = asked.strip()
    rows = Contact.objects.of(creditor).select_related("debtor").order_by("pk")
    if asked.isascii() and asked.isdigit():
        rows = rows.filter(pk=int(asked)) if len(asked) < 18 else rows.none()
    elif "@" in asked:
        rows = rows.filter(email__iexact=asked)
    else:
        rows = rows.filter(name__iexact=asked)
    found: dict[tuple[int, ...], Person] = {}
    for contact in rows[:200]:
        person = of_contact(creditor, contact)
        found[tuple(one.pk for one in person.contacts)] = person
    if not asked.isdigit() and "@" not in asked:
        for debtor in Debtor.objects.of(creditor).filter(name_key=fold(asked), kind__in=NATURAL)[:50]:
            found[(-debtor.pk,)] = of_debtor(creditor, debtor)
    return list(found.values())
