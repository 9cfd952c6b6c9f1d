"""What goes out, why not the rest, and what went."""
