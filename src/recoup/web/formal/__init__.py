"""The pages of what lies beyond asking: demand, means, professionals, court, letting go."""
