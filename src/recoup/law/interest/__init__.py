"""Statutory and agreed interest, walked over the ledger of a debt, and the fixed sum for each invoice paid late."""
