"""The court file: what is claimed, why, how it was reckoned and by what it is proved, as PDF/A-3."""
