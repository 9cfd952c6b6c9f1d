"""Debtors: the list, and one debtor with all deeds."""
