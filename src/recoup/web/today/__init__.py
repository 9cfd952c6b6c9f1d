"""Today: what needs a person."""
