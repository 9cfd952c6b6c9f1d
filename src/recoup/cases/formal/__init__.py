"""The formal steps of a case: each operation freezes or holds it, and hands recourse what it needs in the same deed."""
