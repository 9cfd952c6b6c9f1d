"""A claim in court about a case: drawn up, approved, filed, and followed to its end."""
