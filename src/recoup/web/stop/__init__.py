"""Stop all sending."""
