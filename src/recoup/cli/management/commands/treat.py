"""`recoup treat`: how one debtor is worked."""

import argparse
from typing import ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.moments import Dated
from recoup.cli.screen import Screen


class Command(RecoupCommand):
    """Automation, segment, kind and distance of a debtor."""

    help = "say how a debtor is worked: automation, segment, kind, distance for visits"
    group: ClassVar[str] = "Every day"
    deed: ClassVar[str] = "step"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Whom, and what changes."""
        parser.add_argument("debtor", metavar="DEBTOR", help="the books' number of the debtor, or the id")
        parser.add_argument("--automation", metavar="HOW", help='full, draft, tasks, never; "" as for all')
        parser.add_argument("--segment", metavar="NAME", help="a named group of debtors")
        parser.add_argument("--kind", metavar="KIND", help="company, sole_trader, individual, public_body, …")
        parser.add_argument("--distance", type=int, metavar="KM", help="how far away they are")

    def answer(self, call: Call) -> Answer:
        """How they are worked now."""
        from recoup.cases.daily import refresh
        from recoup.cases.people.contacts import treat
        from recoup.cases.story import debtor_by

        debtor = treat(
            call.creditor, debtor_by(call.creditor, call["debtor"]), automation=call["automation"],
            segment=call["segment"], kind=call["kind"], distance_km=call["distance"], actor=call.actor,
            moment=call.moment,
        )  # fmt: skip
        refresh(call.creditor, moment=call.moment, actor=call.actor)
        return {
            "debtor": {"id": debtor.pk, "number": debtor.number, "name": debtor.name},
            "automation": debtor.automation,
            "segment": debtor.segment,
            "kind": debtor.kind,
            "distance_km": debtor.distance_km,
        }

    def words(self, answer: Answer, screen: Screen) -> None:
        """One line."""
        how = answer["automation"] or "as the creditor's others"
        screen.line(f"{answer['debtor']['name']}: {how}, {answer['kind'] or 'kind unknown'}.")
