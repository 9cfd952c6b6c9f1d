"""What the entries of one debtor name by number, read once, and how each is called in a sentence."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Min, Q

from recoup.archive.queries import EntryView, Narrow, read
from recoup.archive.queries import entries as read_entries
from recoup.cases.models import Case, Promise, ServiceMessage, StepRun, Task
from recoup.cases.telling.words import DOING, ROLES
from recoup.ladder.reasons import RUNGS
from recoup.ledger.models import Contact, Debtor, Invoice
from recoup.lib.errors import Refused
from recoup.lib.money import Amount
from recoup.lib.said import Said, say, say_n
from recoup.org.models import Creditor
from recoup.outreach.models import MessageInvoice

MOST_NAMED = 500
"""Above so many rows a query for all of the debtor's is cheaper than one that names each."""


class Known:
    """Everything that these entries of one debtor name by number, in a fixed number of queries."""

    def __init__(self, creditor: Creditor, debtor: Debtor, entries: Sequence[EntryView]) -> None:
        self.creditor = creditor
        named = _Named(entries)
        self.contacts = {row.pk: row for row in Contact.objects.of(creditor).filter(debtor=debtor)}
        invoices = Invoice.objects.of(creditor).filter(named.among("invoice"), debtor=debtor)
        self.invoices = {row.pk: row for row in invoices}
        self.currency = dict(Case.objects.of(creditor).filter(debtor=debtor).values_list("id", "currency"))
        steps = StepRun.objects.of(creditor).filter(named.among("step"), debtor=debtor)
        self.steps = {row.pk: row for row in steps.order_by("id")}
        self.tasks = {
            row.pk: row for row in Task.objects.of(creditor).filter(named.among("task"), debtor=debtor)
        }
        promises = Promise.objects.of(creditor).filter(named.among("promise"), case__debtor=debtor)
        self.promises = {row.pk: row for row in promises}
        self._read_messages(debtor, named)
        rounds = StepRun.objects.of(creditor).filter(case__in=self.currency, is_void=False)
        first = rounds.values_list("case_id", "rung").annotate(first=Min("round"))
        self._first_round = {(case, rung): first_ for case, rung, first_ in first}
        asked = Narrow(kinds=("ledger.in_charge", "contact.not_in_charge"))
        said = read_entries(creditor.key, debtor.stream_key, which=asked)
        self._put_in_charge = [e for e in said if e.kind == "ledger.in_charge"]
        self._not_in_charge = [e for e in said if e.kind == "contact.not_in_charge"]

    def _read_messages(self, debtor: Debtor, named: "_Named") -> None:
        creditor = self.creditor
        services = ServiceMessage.objects.of(creditor).filter(
            named.among("message", "message_id"), debtor=debtor
        )
        self.services = dict(services.values_list("message_id", "wording"))
        self.asked: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        sums = MessageInvoice.objects.of(creditor).filter(
            named.among("message", "message_id"), message__debtor=debtor
        )
        for message, currency, minor in sums.values_list("message_id", "invoice__currency", "asked_minor"):
            self.asked[message][currency] += minor
        sent = StepRun.objects.of(creditor).filter(named.among("message", "message_id"), debtor=debtor)
        self.rungs = dict(sent.filter(message__isnull=False).order_by("id").values_list("message_id", "rung"))

    def whom(self, contact: Any, seq: int) -> str:
        """A contact by name and by the role they had when entry `seq` was written."""
        row = self.contacts.get(contact or 0)
        if row is None:
            return say("the firm")
        role = say("the person in charge") if self._is_in_charge(row, seq) else self._role(row, seq)
        return say("%(name)s (%(role)s)", name=row.name, role=role) if row.name else role

    def _role(self, row: Contact, seq: int) -> Said:
        later = [e for e in self._not_in_charge if e.facts["contact"] == row.pk and e.seq > seq]
        code = str(later[0].facts.get("was", row.role)) if later else row.role
        return word(ROLES, code)

    def _is_in_charge(self, row: Contact, seq: int) -> bool:
        before = [e for e in (*self._put_in_charge, *self._not_in_charge) if e.seq < seq]
        if not before:
            return row.is_in_charge and not self._put_in_charge
        last = max(before, key=lambda e: e.seq)
        return last.kind == "ledger.in_charge" and bool(last.facts["contact"] == row.pk)

    def number(self, invoice: Any) -> str:
        """An invoice as its debtor knows it."""
        row = self.invoices.get(invoice)
        return say("invoice %(number)s", number=row.number) if row and row.number else say("an invoice")

    def private(self, entry: EntryView, name: str) -> str:
        """What the entry says privately under a name; empty where it says nothing, or it was erased."""
        kept = entry.payloads.get(name)
        if kept is None:
            return ""
        try:
            return read(self.creditor.key, kept).data.decode("utf-8", "replace").strip()
        except Refused:
            return ""

    def sums(self, message: Any) -> str:
        """What the text of a message asks for, in each currency."""
        found = sorted(self.asked[int(message)].items())
        return listed([Amount(minor, currency) for currency, minor in found if minor])

    def sum_of(self, minor: int, case: Any) -> Amount:
        """An amount in the currency of a case."""
        return Amount(minor, self.currency[int(case)])

    def doing(self, step: StepRun) -> str:
        """What a step is: its kind, its rung, and whether that rung had been tried in a round before."""
        before = self._first_round.get((step.case_id, step.rung), step.round) < step.round
        doing, rung = word(DOING, step.kind), rung_words(step.rung)
        if before:
            return say("%(doing)s (%(rung)s, once more)", doing=doing, rung=rung)
        return say("%(doing)s (%(rung)s)", doing=doing, rung=rung)


class _Named:
    """The row numbers that entries name, by what they are of."""

    def __init__(self, entries: Sequence[EntryView]) -> None:
        self._ids: dict[str, set[int]] = defaultdict(set)
        for entry in entries:
            for name, value in entry.facts.items():
                if isinstance(value, int):
                    self._ids[name].add(value)

    def among(self, name: str, column: str = "id") -> Q:
        """The rows that are named."""
        ids = self._ids[name]
        return Q() if len(ids) > MOST_NAMED else Q(**{f"{column}__in": sorted(ids)})


Say = Callable[[Known, EntryView], str]


def rung_words(rung: Any) -> Said:
    """A rung by number and name."""
    return say("rung %(number)s, %(name)s", number=rung, name=RUNGS.get(int(rung)) or say("a step"))


def day_words(on: Any) -> date:
    """A day of an entry, as sentences hold days."""
    return on if isinstance(on, date) else date.fromisoformat(str(on))


def word(table: Mapping[str, str], code: str, otherwise: str = "") -> Said:
    """The word of a table for a code; for a code that is not there the other word, else the code itself."""
    return say(table.get(code) or otherwise or code.replace("_", " "))


def invoices(n: Any) -> Said:
    """So many invoices.

    >>> invoices(1), invoices(2)
    ('1 invoice', '2 invoices')
    """
    return say_n("%(n)s invoice", "%(n)s invoices", n)


def amounts(entry: EntryView, prefix: str) -> str:
    """The amounts of an entry whose names begin so and end with their currency; empty when there are none."""
    found = {
        name.removeprefix(prefix): minor for name, minor in entry.amounts.items() if name.startswith(prefix)
    }
    return listed([Amount(minor, currency) for currency, minor in sorted(found.items()) if minor])


def listed(sums: Sequence[Amount]) -> str:
    """Amounts in a row; empty when there are none."""
    if len(sums) < 2:
        return say("%(sum)s", sum=sums[0]) if sums else ""
    return say("%(sums)s and %(last)s", sums=tuple(sums[:-1]), last=sums[-1])


def upper(words: str) -> str:
    """With a capital in front; the rest as it is."""
    return words[:1].upper() + words[1:]
