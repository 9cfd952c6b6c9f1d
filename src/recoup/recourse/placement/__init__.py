"""A debt in professional hands: terms, what has to be so before, the claim as it is handed over, money back."""
