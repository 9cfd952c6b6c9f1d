"""`recoup ageing`: what is open, by age and currency."""

from typing import Any, ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.moments import Dated
from recoup.cli.screen import Screen, count
from recoup.lib import money

COLUMNS = {
    "not_due": "Not due",
    "d1_30": "1 to 30 days",
    "d31_60": "31 to 60",
    "d61_90": "61 to 90",
    "d90_plus": "Over 90",
    "open": "Open",
    "credit_notes": "Credit notes",
    "on_account": "On account",
}


class Command(RecoupCommand):
    """Reads only."""

    help = "show what is open, by age and currency"
    dated: ClassVar[Dated] = Dated.LOOK

    def answer(self, call: Call) -> Answer:
        """One row a currency."""
        from recoup.insight.ageing import ageing

        return {"date": call.today, "rows": [row.as_dict() for row in ageing(call.creditor, call.today)]}

    def words(self, answer: Answer, screen: Screen) -> None:
        """A table of amounts."""
        screen.line(f"Open on {answer['date']}, by days overdue")
        if not answer["rows"]:
            screen.line("Nothing is open.")
            return
        screen.line()
        screen.table(
            ["Currency", *COLUMNS.values()],
            [(row["currency"], *_figures(row)) for row in answer["rows"]],
            right=list(COLUMNS.values()),
        )
        screen.line()
        screen.line(f"{count(sum(row['open']['count'] for row in answer['rows']), 'invoice')} in all.")


def _figures(row: dict[str, Any]) -> list[str]:
    return [f"{money.to_decimal(row[key]['minor'], row['currency']):,}" for key in COLUMNS]
