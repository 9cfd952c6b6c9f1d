"""Mail taken in: matched or put before a person, kept once, never dropped."""

from recoup.cases.capture.deciding import SET_ASIDE, assign, set_aside
from recoup.cases.capture.judging import Judged, Offer, change, confirm, offers, reject
from recoup.cases.capture.mailboxes import ReadTally, read_mailboxes
from recoup.cases.capture.reading import Us, us_of
from recoup.cases.capture.taking import Taken, capture

__all__ = [
    "SET_ASIDE",
    "Judged",
    "Offer",
    "ReadTally",
    "Taken",
    "Us",
    "assign",
    "capture",
    "change",
    "confirm",
    "offers",
    "read_mailboxes",
    "reject",
    "set_aside",
    "us_of",
]
