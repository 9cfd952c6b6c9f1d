"""The formal demand of a case: what is missing before it, its letter, its approval, its service, its end."""
