"""Mailboxes read over IMAP: which there are, and how one is read without changing anything in it."""
