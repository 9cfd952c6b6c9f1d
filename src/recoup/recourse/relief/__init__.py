"""Tax relief on bad debts: a dated matter of each invoice, beside the chase."""
