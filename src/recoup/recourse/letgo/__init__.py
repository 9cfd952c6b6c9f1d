"""Letting go of a debt: written off in whole or part, settled for a part, or sold; and money that comes after all."""
