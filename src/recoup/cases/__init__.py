"""The open matter: facts, plan, claim, gate, deed."""
