"""Invoices: the list, and one."""
