"""What the crash test does inside the home, in processes of its own: set it up, and tell what stands in it.

`set_up` makes debtors of whom some fall due on each of the days; `look` prints each first step with its message.
"""

import json
import sys
from datetime import date, timedelta
from typing import Any

ACTOR = "system"
ZONE = "Europe/London"
FIRST = date(2025, 3, 3)
"""A Monday; a round is a working day from here."""
EACH = 10
OURS = {
    "live": "yes",
    "automation": "full",
    "import.daily_limit": "none",
    "mail.from": "ar@northwind.example",
    "mail.allow_private": "yes",
}


def day_of(round_: int) -> date:
    """The working day of a round; five rounds make a week."""
    return FIRST + timedelta(days=round_)


def set_up(mail_url: str, rounds: int) -> None:
    """A live creditor with EACH debtors that fall due in each round."""
    from tests import builders

    from recoup.cases.policies import publish_default_policies
    from recoup.ledger.models import Freshness
    from recoup.lib.clock import business_moment
    from recoup.org.operations import create_creditor
    from recoup.org.settings import set_setting

    moment = business_moment(FIRST - timedelta(days=30), ZONE)
    creditor = create_creditor("Northwind Ltd", "GB", "GBP", moment=moment, is_test=True)
    publish_default_policies(creditor, actor=ACTOR, moment=moment)
    for key, value in {**OURS, "mail.url": mail_url}.items():
        set_setting(creditor, key, value, actor=ACTOR, moment=moment)
    Freshness.objects.create(creditor=creditor, kind="list", as_of_on=day_of(rounds))
    for round_ in range(rounds):
        for _ in range(EACH):
            debtor = builders.debtor(creditor)
            builders.contact(debtor)
            builders.invoice(debtor, due_on=day_of(round_) - timedelta(days=3))


def look() -> None:
    """Each first step (debtor, day, state, Message-ID), and what the checks found."""
    from recoup.archive.verify import verify_streams
    from recoup.cases.check import checks
    from recoup.cases.models import StepRun
    from recoup.ledger.models import Invoice
    from recoup.org.models import Creditor

    creditor = Creditor.objects.get()
    steps = StepRun.objects.of(creditor).filter(is_void=False)
    columns = ("debtor_id", "rung", "state", "message__message_id", "lease_owner")
    due: list[Any] = list(Invoice.objects.of(creditor).order_by("id").values_list("debtor_id", "due_on"))
    print(
        json.dumps(
            {
                "steps": [list(step) for step in steps.order_by("id").values_list(*columns)],
                "due": [[debtor, on.isoformat()] for debtor, on in due],
                "violations": [str(one) for one in checks(creditor) if not one.ok],
                "faults": [f"{fault.where}: {fault.what}" for fault in verify_streams(creditor.key).faults],
            }
        )
    )


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "look":
        look()
    else:
        set_up(sys.argv[2], int(sys.argv[3]))
