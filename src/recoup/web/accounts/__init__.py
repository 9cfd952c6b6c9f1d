"""Sign-in: who may log in, how, and what keeps others out."""
