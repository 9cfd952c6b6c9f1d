"""`recoup init`: a home, a creditor, its ladder and its first user."""

import argparse
import shutil
from pathlib import Path
from typing import Any, ClassVar

from recoup.cli import home
from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.screen import Screen
from recoup.lib.clock import machine_now
from recoup.lib.errors import Refused


class Command(RecoupCommand):
    """Makes what is missing; what is there stays."""

    help = "make a home with a creditor, the default ladder and a first user"
    group: ClassVar[str] = "Set up"
    needs_home: ClassVar[bool] = False

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Who keeps books here."""
        parser.add_argument("--name", required=True, help="the firm's full legal name")
        parser.add_argument("--country", required=True, metavar="GB", help="its country, two letters")
        parser.add_argument("--currency", required=True, metavar="GBP", help="its currency, three letters")
        parser.add_argument("--email", metavar="ADDRESS", help="the owner's address, to log in with")
        parser.add_argument(
            "--test", action="store_true", help="a home to try things out: any --date may be run"
        )

    def answer(self, call: Call) -> Answer:
        """Leaves nothing behind when it is refused."""
        from django.db import connection

        home_is_new = home.make()
        file_is_new = home.is_file_database() and not home.database_file().exists()
        try:
            _migrate()
            return {"home": str(home.folder()), **_create(call)}
        except Refused:
            connection.close()
            if home_is_new:
                shutil.rmtree(home.folder())
            elif file_is_new:
                _remove_database(home.database_file())
            raise

    def words(self, answer: Answer, screen: Screen) -> None:
        """What was made, and what to do next."""
        creditor = answer["creditor"]
        screen.line(f"{creditor['name']} is set up in {answer['home']}.")
        if answer["password"]:
            screen.line(f"First user: {answer['user']}, password: {answer['password']}")
            screen.line("The password is shown this once; write it down.")
        screen.line("Nothing leaves yet: every message is a draft until you say `recoup set live yes`.")
        screen.line("Next: recoup import FILE, then recoup preview.")


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def _create(call: Call) -> dict[str, Any]:
    from recoup.cases.founding import found_creditor
    from recoup.org.operations import FIRST_USER

    creditor, owner, password = found_creditor(
        call["name"],
        call["country"],
        call["currency"],
        owner_email=call["email"] or FIRST_USER,
        moment=machine_now(),
        is_test=call["test"],
    )
    return {
        "creditor": {
            "key": creditor.key,
            "name": creditor.name,
            "country": creditor.country,
            "currency": creditor.currency,
            "test": creditor.is_test,
        },
        "user": owner.email,
        "password": password,
    }


def _remove_database(file: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
