"""Reads only: ageing and other figures."""
