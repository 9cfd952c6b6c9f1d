"""The formal demand: what must be there before it, what it claims, and its rows."""
