"""Writes of the ledger, each in one deed with an entry for every debtor it touches."""

from recoup.ledger.operations.by_hand import allocate, reverse_payment, set_aside, set_payer
from recoup.ledger.operations.charges import ChargeFacts, open_charges, pay_charges, post_charges
from recoup.ledger.operations.contacts import (
    add_contact,
    end_contact,
    mark_address,
    merge_contacts,
    set_in_charge,
)
from recoup.ledger.operations.disputes import close_dispute, open_dispute, renew_dispute
from recoup.ledger.operations.exhibits import add_exhibit
from recoup.ledger.operations.invoices import merge_invoices
from recoup.ledger.operations.payments import record_payments
from recoup.ledger.operations.results import Counts, MergeResult, PaymentResult
from recoup.ledger.operations.taking_back import take_back
from recoup.ledger.operations.write_offs import recover, take_off, written_off

__all__ = [
    "ChargeFacts",
    "Counts",
    "MergeResult",
    "PaymentResult",
    "add_contact",
    "add_exhibit",
    "allocate",
    "close_dispute",
    "end_contact",
    "mark_address",
    "merge_contacts",
    "merge_invoices",
    "open_charges",
    "open_dispute",
    "pay_charges",
    "post_charges",
    "record_payments",
    "recover",
    "renew_dispute",
    "reverse_payment",
    "set_aside",
    "set_in_charge",
    "set_payer",
    "take_back",
    "take_off",
    "written_off",
]
