"""What is held on a person, and how it is erased: found, weighed against holds and the law, asked, approved, done."""
