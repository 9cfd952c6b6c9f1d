"""Facts for the ladder: a few SQL statements for a chunk of debtors, then one frozen position each."""

from recoup.cases.facts.gather import Context, context, gather
from recoup.cases.facts.matter import CaseRead, Matter

__all__ = ["CaseRead", "Context", "Matter", "context", "gather"]
