"""A visit that a person plans on a day, announced or not."""

from datetime import date, datetime

from recoup.cases.models import Task
from recoup.cases.people.desk import open_case_by, sit_down
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor


def plan_visit(
    creditor: Creditor, case: int, on: date, *, note: str = "", actor: str, moment: datetime
) -> Task:
    """A task to visit them on that day; planned before, it takes the new day.

    Raises Refused: `case_closed`, `date_in_past`, `opted_out` (they want no visits), `no_visits` (a private person is
    not visited), `insolvent`, `represented`.
    """
    found = open_case_by(creditor, case)
    with sit_down(creditor, found.debtor, found, actor=actor, moment=moment) as desk:
        if on < desk.today:
            raise Refused("date_in_past", say("%(on)s is over.", on=on), "on", "Give today or a later day.")
        debtor = desk.debtor
        if "visit" in debtor.opted_out.split(","):
            raise Refused(
                "opted_out",
                say("%(name)s wants no visits.", name=debtor.name),
                "on",
                "Call or write instead.",
            )
        if debtor.kind == "individual":
            raise Refused("no_visits", "A private person is not visited.", "on", "Call or write instead.")
        if debtor.represented_by:
            raise Refused("represented", "A lawyer speaks for them: nobody else there is visited.", "on")
        if debtor.insolvent_on is not None:
            raise Refused("insolvent", "They are insolvent: speak to the office-holder.", "on")
        task = desk.ask("appointment", on)
        if task.due_on != on:
            task.due_on = on
            task.save(update_fields=["due_on"])
        desk.record("visit.planned", channel="visit", facts={"on": on.isoformat()}, note=note)
        return task
