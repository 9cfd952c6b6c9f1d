"""The evidence file as a document: a PDF that a judge can read, and the page that says how to check it."""
