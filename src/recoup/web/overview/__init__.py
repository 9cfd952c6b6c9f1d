"""Overview: the owner's page."""
