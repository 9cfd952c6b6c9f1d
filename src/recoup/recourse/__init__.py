"""Beyond asking: demand, solvency, placement, claim, letting go, and what each option costs."""
