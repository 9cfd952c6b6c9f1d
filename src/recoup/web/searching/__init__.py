"""Search over everything said, sent and received."""
