"""Import: look first, then take in."""
