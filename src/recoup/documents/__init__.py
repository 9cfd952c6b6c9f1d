"""Wording and layout: what a message says, as text, HTML and PDF."""
