"""The demo: an invented creditor, its debtors and their habits, and a year lived through the real operations."""
