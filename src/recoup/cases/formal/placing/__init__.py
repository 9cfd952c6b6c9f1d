"""Deeds on a case in professional hands: asked, approved, handed over, reported, recalled, ended; searches."""
