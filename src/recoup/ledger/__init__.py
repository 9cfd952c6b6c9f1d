"""Debtors, contacts, invoices, payments, allocation, disputes."""
