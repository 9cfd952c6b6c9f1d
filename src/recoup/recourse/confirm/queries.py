"""Reads of what persons have confirmed and decided about the law."""

from collections.abc import Iterable
from datetime import date

from recoup.law.answers import Told
from recoup.law.fees import Fee
from recoup.law.interest.debt import Used
from recoup.law.values import Answer
from recoup.ledger.models import Debtor
from recoup.org.models import Creditor
from recoup.recourse.confirm.figures import Figure, figure_of, unique
from recoup.recourse.models import Confirmation, LawDecision


def unconfirmed(
    creditor: Creditor, used: Iterable[Figure | Answer | Used | Fee | Told], on: date
) -> list[Figure]:
    """Those figures that were not read in their source and that no person has confirmed by that day, each once."""
    found = (figure_of(one) for one in used)
    asked = unique(one for one in found if one is not None and one.needs_confirming)
    held = confirmed(creditor, asked)
    return [one for one in asked if one.digest not in held or held[one.digest].confirmed_on > on]


def confirmed(creditor: Creditor, figures: Iterable[Figure]) -> dict[str, Confirmation]:
    """The confirmations of these figures, by digest."""
    digests = [one.digest for one in figures]
    if not digests:
        return {}
    rows = Confirmation.objects.of(creditor).filter(digest__in=digests)
    return {one.digest: one for one in rows}


def decisions(creditor: Creditor, debtor: Debtor) -> dict[str, LawDecision]:
    """What was decided for a debtor where the law is open, by question; the newest of each."""
    rows = LawDecision.objects.of(creditor).filter(debtor=debtor).order_by("pk")
    return {one.question: one for one in rows}
