"""What the program costs, beside the least that the same work can cost."""
