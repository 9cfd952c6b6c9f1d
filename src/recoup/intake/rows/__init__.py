"""Rows of a table turned into facts: invoices, contacts, payments."""

from recoup.intake.rows.contacts import contact_rows
from recoup.intake.rows.invoices import InvoiceReader, invoice_rows
from recoup.intake.rows.payments import PaymentReader, payment_rows

__all__ = ["InvoiceReader", "PaymentReader", "contact_rows", "invoice_rows", "payment_rows"]
