"""What a payment is compared with: open and lately paid invoices, their debtors, and earlier payments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from recoup.ledger.facts import PaymentFacts
from recoup.ledger.matching import Claim, Matcher, Payer, normal, plain_iban
from recoup.ledger.models import Collector, Debtor, Invoice, InvoiceKind, Payment
from recoup.ledger.names import fold
from recoup.org.models import Creditor

CLAIM = ("id", "debtor_id", "number", "currency", "open_minor", "payment_reference")
_PAID_SINCE = timedelta(days=400)
"""How long a paid invoice is still recognised in a purpose."""


def references_of(row: PaymentFacts) -> list[str]:
    """What may tell two payments to be the same: its references and its end-to-end id."""
    end_to_end = "" if normal(row.end_to_end_id) in ("NOTPROVIDED", "NONREF") else row.end_to_end_id
    return [reference for reference in (*row.references, end_to_end) if reference]


def shared(row: PaymentFacts, other: PaymentFacts) -> int:
    """How many references two payments have in common."""
    one, two = ({normal(r) for r in references_of(x)} - {""} for x in (row, other))
    return len(one & two) + bool(row.purpose and normal(row.purpose) == normal(other.purpose))


def as_row(payment: Payment) -> PaymentFacts:
    """An earlier payment as the file told it."""
    return PaymentFacts(
        line=0,
        external_id=payment.external_id,
        received_on=payment.received_on,
        currency=payment.currency,
        amount_minor=payment.amount_minor,
        payer_name=payment.payer_name,
        payer_iban=payment.payer_iban,
        purpose=payment.purpose,
        references=tuple(payment.references_text.splitlines()),
    )


def matcher_of(creditor: Creditor, earliest_on: date) -> Matcher:
    """Open invoices, and those paid or given up not long ago, with their debtors."""
    invoices = Invoice.objects.of(creditor).filter(kind=InvoiceKind.INVOICE).exclude(state="cancelled")
    recent = invoices.filter(state="open") | invoices.filter(due_on__gte=earliest_on - _PAID_SINCE)
    claims = {row[0]: Claim(*row) for row in recent.values_list(*CLAIM).iterator(chunk_size=5000)}
    people = Debtor.objects.of(creditor).values_list("id", "number", "name", "payer_ibans")
    payers = {
        pk: Payer(pk, number, name, frozenset(ibans.split()))
        for pk, number, name, ibans in people.iterator(chunk_size=5000)
    }
    return Matcher(claims, payers)


@dataclass(frozen=True, slots=True)
class Collectors:
    """Who passes on what they collected for us, by account and by folded name."""

    ibans: frozenset[str]
    names: frozenset[str]

    def is_theirs(self, row: PaymentFacts) -> bool:
        """Whether the money comes from one of them: a sum of many debts less their fees, whatever its text names."""
        if row.payer_iban and plain_iban(row.payer_iban) in self.ibans:
            return True
        return bool(row.payer_name) and fold(row.payer_name) in self.names


def collectors_of(creditor: Creditor) -> Collectors:
    """Those of the creditor."""
    rows = list(Collector.objects.of(creditor).values_list("iban", "name_key"))
    return Collectors(frozenset(i for i, _ in rows if i), frozenset(n for _, n in rows if n))


def write_opens(creditor: Creditor, opens: Sequence[tuple[int, int]]) -> None:
    """Sets (invoice id, open minor units) and the state that follows."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE ledger_invoice SET open_minor = %s, state = %s WHERE id = %s AND creditor_id = %s",
            [(minor, "open" if minor else "paid", pk, creditor.pk) for pk, minor in opens],
        )
