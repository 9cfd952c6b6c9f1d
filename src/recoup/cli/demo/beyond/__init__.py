"""The demo's debts that grew old: who owes them, and what its people do beyond asking."""
