"""Tools without a word of this trade: money, days, clock, hashing, errors."""
