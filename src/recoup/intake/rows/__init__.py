"""Rows of a table turned into facts: invoices, contacts, payments."""

from recoup.intake.rows.contacts import contact_rows
from recoup.intake.rows.invoices import invoice_rows
from recoup.intake.rows.payments import payment_rows

__all__ = ["contact_rows", "invoice_rows", "payment_rows"]
