"""A person confirms a figure, or decides a question that the law leaves open. Inside the caller's deed."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from recoup.law.questions import QUESTIONS
from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.lib.money import figure
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.recourse.confirm.figures import Figure
from recoup.recourse.models import Confirmation, LawDecision

LONGEST_DEADLINE = 365
NOT_CLAIMED = "none"
AGREED = "agreed"
RATE = "interest.agreed_rate"
"""The question whose decision is a yearly percentage: the rate that the contract gives."""


def confirm(
    creditor: Creditor, figure: Figure, *, seen_in: str, reason: str, on: date, actor: str, moment: datetime
) -> tuple[Confirmation, bool]:
    """Writes that the person compared exactly this value with the official text, and whether that is new.

    Raises Refused: `missing` without where it was compared and what was found there.
    """
    if not seen_in.strip() or not reason.strip():
        raise Refused(
            "missing", "A confirmation needs where the figure was compared and what stood there.", "seen_in",
            "Name the official text, such as its address and paragraph.",
        )  # fmt: skip
    return Confirmation.objects.get_or_create(
        creditor=creditor, digest=figure.digest,
        defaults={
            "what": figure.what[:300], "key": figure.key, "value": figure.value, "mark": figure.mark,
            "seen_in": seen_in.strip()[:300], "reason": reason.strip(), "confirmed_by": actor,
            "confirmed_at": moment, "confirmed_on": on,
        },
    )  # fmt: skip


def decide(
    creditor: Creditor,
    debtor: Debtor,
    question: str,
    key: str,
    value: str,
    *,
    reason: str,
    actor: str,
    moment: datetime,
) -> LawDecision:
    """Writes what a person decided where no pack answers.

    For the deadline of a demand the value is its calendar days. Interest and fixed sums that the law leaves open are
    not claimed, whatever the value says; only from which day interest runs may be answered with `agreed`: the due
    dates were agreed, though the books do not say so; and the agreed rate is a percentage a year, or `none`.

    Raises Refused: `missing` without a value and a reason, `bad_deadline`, `bad_rate`, `no_such_question`.
    """
    if question not in QUESTIONS:
        raise Refused("no_such_question", "The law is not asked that.", "question", "Choose one of the list.")
    if question == RATE and value.strip() != NOT_CLAIMED:
        value = _rate(value)
    elif question.startswith(("interest.", "compensation.")) and not _is_agreed(question, value):
        value = NOT_CLAIMED
    if not value.strip() or not reason.strip():
        raise Refused("missing", "A decision needs what is decided and why.", "reason", "Say both in words.")
    if question == "demand.deadline" and not _is_days(value.strip()):
        raise Refused(
            "bad_deadline", "The deadline is a number of calendar days.", "value",
            "Write a whole number from 1 to 365, such as 14.",
        )  # fmt: skip
    return LawDecision.objects.create(
        creditor=creditor, debtor=debtor, question=question, key=key, value=value.strip()[:300],
        reason=reason.strip(), decided_by=actor, decided_at=moment,
    )  # fmt: skip


def _is_agreed(question: str, value: str) -> bool:
    return question == "interest.starts" and value.strip() == AGREED


def _is_days(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 4 and 1 <= int(value) <= LONGEST_DEADLINE


def _rate(value: str) -> str:
    try:
        found = figure(value.strip().rstrip("%").strip().replace(",", "."))
    except ValueError:
        found = None
    if found is None or not 0 < found <= 100 or found != round(found, 3):
        raise Refused(
            "bad_rate",
            say("“%(value)s” is no rate a year.", value=value[:40]),
            "value",
            "Write it like 8 or 9.25.",
        )
    return f"{found:f}"


def rate_of(decided: Mapping[str, LawDecision]) -> Decimal | None:
    """The yearly percentage that was agreed with a debtor, as a person said it from the contract."""
    row = decided.get(RATE)
    return None if row is None or row.value == NOT_CLAIMED else Decimal(row.value)
