"""Homes for benches: a creditor that is live, and books of 10,000 debtors."""

import csv
import os
import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recoup.org.models import Creditor

DEBTORS = 10_000
INVOICES_EACH = 10
DAY = date(2025, 3, 4)
"""A Tuesday; every invoice of the books is overdue on it."""
ACTOR = "system:bench"


def set_up(home: Path) -> None:
    """Points this process at the home and makes Django ready."""
    os.environ["RECOUP_HOME"] = str(home)
    os.environ.pop("RECOUP_DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "recoup.config.settings"
    import django

    django.setup()


def new_home(home: Path, **settings: str) -> "Creditor":
    """A migrated database with a live creditor: full automation, no daily limit."""
    home.mkdir(parents=True)
    from django.core.management import call_command

    from recoup.cases.policies import publish_default_policies
    from recoup.org.operations import create_creditor
    from recoup.org.settings import set_setting

    call_command("migrate", verbosity=0, interactive=False)
    moment = moment_on(DAY - timedelta(days=30))
    creditor = create_creditor("Northwind Ltd", "GB", "GBP", moment=moment, is_test=True)
    publish_default_policies(creditor, actor=ACTOR, moment=moment)
    wanted = {
        "live": "yes",
        "automation": "full",
        "import.daily_limit": "none",
        "mail.from": "ar@northwind.example",
        "address": "1 Dock Road, E1 6AN London",
        "iban": "GB29 NWBK 6016 1331 9268 19",
    }
    for key, value in {**wanted, **settings}.items():
        set_setting(creditor, key, value, actor=ACTOR, moment=moment)
    return creditor


def the_creditor() -> "Creditor":
    """The only one of this home."""
    from recoup.org.models import Creditor

    return Creditor.objects.get()


def moment_on(day: date) -> datetime:
    """10:00 of that day in London."""
    from recoup.lib.clock import business_moment

    return business_moment(day, "Europe/London")


def write_books(folder: Path, debtors: int = DEBTORS, each: int = INVOICES_EACH) -> tuple[Path, Path]:
    """Files of invoices and of contacts, the same each time."""
    dice = random.Random(7)
    invoices, contacts = folder / "invoices.csv", folder / "contacts.csv"
    with invoices.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            (
                "Customer No",
                "Customer Name",
                "Country",
                "Invoice No",
                "Invoice Date",
                "Due Date",
                "Currency",
                "Amount",
            )
        )
        for n in range(debtors * each):
            who = dice.randrange(debtors) if n >= debtors else n
            due = DAY - timedelta(days=dice.randint(4, 120))
            issued = due - timedelta(days=30)
            amount = f"{dice.randint(50, 9000)}.{dice.randint(0, 99):02}"
            out.writerow(
                (f"C{who:05}", f"Debtor {who:05} Ltd", "GB", f"INV-{n:06}", issued, due, "GBP", amount)
            )
    with contacts.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(("Customer No", "Customer Name", "Contact", "Role", "Email", "Phone"))
        for who in range(debtors):
            phone = f"+44 20 7946 {who % 10000:04}"
            out.writerow(
                (
                    f"C{who:05}",
                    f"Debtor {who:05} Ltd",
                    f"Ann {who}",
                    "Accounts payable",
                    f"ap{who}@debtor.example",
                    phone,
                )
            )
    return invoices, contacts
