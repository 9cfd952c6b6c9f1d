"""Writes of the ledger, each in one deed with an entry for every debtor it touches."""

from recoup.ledger.operations.invoices import merge_invoices
from recoup.ledger.operations.results import Counts, MergeResult, PaymentResult

__all__ = ["Counts", "MergeResult", "PaymentResult", "merge_invoices"]
