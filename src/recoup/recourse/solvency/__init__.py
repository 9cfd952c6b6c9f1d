"""Whether a debtor can pay: means looked up, insolvencies with their proofs of debt, credit before the next deal."""
