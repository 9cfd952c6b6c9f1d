"""Files and feeds turned into ledger facts."""
