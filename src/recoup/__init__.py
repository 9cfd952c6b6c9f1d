"""Recoup gets unpaid invoices paid."""
