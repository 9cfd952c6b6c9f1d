"""Creditors, users, memberships, settings and keys."""
