"""Policies: a ladder drawn as a ladder, changed in place, published as versions, held against the debts of today."""
