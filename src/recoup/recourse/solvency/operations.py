"""What is written about a debtor's means; every call stands inside a deed on the debtor's stream."""

from datetime import date

from recoup.ledger.models import Debtor
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.recourse.models import MeansCheck
from recoup.recourse.solvency.means import RESULTS, CheckList


def note_check(
    creditor: Creditor,
    debtor: Debtor,
    known: CheckList,
    item: str,
    result: str,
    looked_on: date,
    *,
    today: date,
    by: str,
    file_name: str = "",
    media_type: str = "",
    commitment: str = "",
    limit_minor: int | None = None,
    currency: str = "",
) -> tuple[MeansCheck, bool]:
    """The row of a result, and whether it is new: the same said twice on one day is one.

    Raises Refused: `unknown_item`, `unknown_result`, `date_ahead`.
    """
    if item not in {one.code for one in known.items}:
        raise Refused("unknown_item", say("This is not on their list."), "item", "Choose what was looked up.")
    if result not in RESULTS:
        raise Refused("unknown_result", say("It is not said what was found."), "result", "Choose one.")
    if looked_on > today:
        raise Refused(
            "date_ahead",
            say("%(on)s is still to come.", on=looked_on),
            "on",
            "Give the day it was looked up.",
        )
    same = MeansCheck.objects.of(creditor).filter(
        debtor=debtor, item=item, result=result, looked_on=looked_on, file_name=file_name
    )
    found: MeansCheck | None = same.first()
    if found is not None:
        return found, False
    made = MeansCheck.objects.create(
        creditor=creditor, debtor=debtor, item=item, result=result, looked_on=looked_on, by=by,
        file_name=file_name, media_type=media_type, commitment=commitment, limit_minor=limit_minor,
        currency=currency if limit_minor is not None else "",
    )  # fmt: skip
    return made, True
