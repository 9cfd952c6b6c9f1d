"""What lies beyond asking, a thing a module."""
