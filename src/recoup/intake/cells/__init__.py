"""One cell at a time: text made clean, amounts and dates read strictly, never evaluated and never guessed."""

from recoup.intake.cells.amounts import (
    Ambiguous,
    TooFine,
    amount,
    currency_code,
    decimal_evidence,
    minor,
    money_digits,
)
from recoup.intake.cells.dates import DateParts, day, in_order, order_proved
from recoup.intake.cells.texts import (
    BadCell,
    Cell,
    emails,
    has_control,
    is_blank,
    reference,
    squashed,
    text,
    yes_no,
)

__all__ = [
    "Ambiguous",
    "BadCell",
    "Cell",
    "DateParts",
    "TooFine",
    "amount",
    "currency_code",
    "day",
    "decimal_evidence",
    "emails",
    "has_control",
    "in_order",
    "is_blank",
    "minor",
    "money_digits",
    "order_proved",
    "reference",
    "squashed",
    "text",
    "yes_no",
]
