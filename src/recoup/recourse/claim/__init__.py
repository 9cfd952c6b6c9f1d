"""A claim in court: its sums, its paper for each court, what must stand before it, and how it runs."""
