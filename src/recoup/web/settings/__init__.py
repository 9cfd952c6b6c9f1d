"""Settings: firm, sending, mail."""
