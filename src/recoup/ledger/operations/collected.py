"""Money that somebody else collected for us: whole on the debtor's invoices, whatever of it reaches our account."""

from collections.abc import Sequence
from datetime import date, datetime

from recoup.archive.deeds import deed
from recoup.ledger.models import Collector, Debtor, Invoice, Payment, PaymentState
from recoup.ledger.names import fold
from recoup.ledger.operations.by_hand import allocate
from recoup.org.models import Creditor

SOURCE = "collected"


def take_collected(
    creditor: Creditor,
    debtor: Debtor,
    external_id: str,
    *,
    collected_on: date,
    currency: str,
    amount_minor: int,
    payer_name: str,
    parts: Sequence[tuple[Invoice, int]],
    actor: str,
    moment: datetime,
) -> Payment:
    """One payment of the debtor, set against these parts; the rest is on account. IntegrityError when known already.

    Raises Refused like `allocate`.
    """
    with deed(actor, moment, creditor.key, [debtor.stream_key]) as done:
        payment: Payment = Payment.objects.create(
            creditor=creditor, debtor=debtor, external_id=external_id[:200], received_on=collected_on,
            currency=currency, amount_minor=amount_minor, payer_name=payer_name[:300],
            state=PaymentState.ON_ACCOUNT, source=SOURCE,
        )  # fmt: skip
        facts, amounts = {"payment": payment.pk}, {f"received_{currency}": amount_minor}
        done.record(debtor.stream_key, "ledger.collected", direction="in", facts=facts, amounts=amounts)
        if parts:
            allocate(creditor, payment, parts, actor=actor, moment=moment)
            payment.refresh_from_db()
    return payment


def know_collector(creditor: Creditor, name: str, iban: str, *, was: str = "") -> None:
    """From now on what comes from them waits for a person. `was`: their name until now."""
    if was and fold(was) != fold(name):
        Collector.objects.of(creditor).filter(name_key=fold(was)).delete()
    Collector.objects.update_or_create(creditor=creditor, name_key=fold(name), defaults={"iban": iban})
