"""The limitation clock: until which day each invoice can be sued for, and what has moved that day."""
