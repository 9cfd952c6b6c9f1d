"""Mail taken in: matched or put before a person, kept once, never dropped."""

from recoup.cases.capture.deciding import SET_ASIDE, assign, set_aside
from recoup.cases.capture.mailboxes import ReadTally, read_mailboxes
from recoup.cases.capture.reading import Us, us_of
from recoup.cases.capture.taking import Taken, capture

__all__ = [
    "SET_ASIDE",
    "ReadTally",
    "Taken",
    "Us",
    "assign",
    "capture",
    "read_mailboxes",
    "set_aside",
    "us_of",
]
