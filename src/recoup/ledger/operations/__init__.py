"""Writes of the ledger, each in one deed with an entry for every debtor it touches."""

from recoup.ledger.operations.by_hand import allocate, reverse_payment, set_payer
from recoup.ledger.operations.disputes import close_dispute, open_dispute, renew_dispute
from recoup.ledger.operations.invoices import merge_invoices
from recoup.ledger.operations.payments import record_payments
from recoup.ledger.operations.results import Counts, MergeResult, PaymentResult

__all__ = [
    "Counts",
    "MergeResult",
    "PaymentResult",
    "allocate",
    "close_dispute",
    "merge_invoices",
    "open_dispute",
    "record_payments",
    "renew_dispute",
    "reverse_payment",
    "set_payer",
]
