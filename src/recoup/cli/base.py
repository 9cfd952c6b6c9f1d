"""What all commands share: options, who acts when and for whom, one JSON object, exit codes.

A command is a file in `management/commands/` with a class `Command(RecoupCommand)`: `help`, `group`,
`arguments`, `answer` (calls one operation or query and returns what --json prints) and `words` (says the same
to a person).
"""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TextIO

from django.core.management.base import BaseCommand

from recoup.cli import home
from recoup.cli.moments import Dated, moment_for
from recoup.cli.parser import CliParser, a_day
from recoup.cli.screen import Screen
from recoup.lib.clock import day_in, machine_now
from recoup.lib.errors import Refused

if TYPE_CHECKING:
    from recoup.org.models import Creditor
    from recoup.org.queries import Acting

Answer = dict[str, Any]
GROUPS = ("Set up", "Every day", "Look", "Prove", "Serve")


class Call:
    """One call of a command: its options, and what they stand for, read when it is first asked for."""

    def __init__(self, options: dict[str, Any], dated: Dated) -> None:
        self.options = options
        self.dated = dated

    def __getitem__(self, name: str) -> Any:
        return self.options[name]

    @cached_property
    def creditor(self) -> "Creditor":
        """The creditor named by --creditor, or the only one."""
        from recoup.org.queries import creditor_by

        return creditor_by(self.options.get("creditor"))

    @cached_property
    def user(self) -> "Acting":
        """The user named by --user, or the creditor's first owner."""
        from recoup.org.queries import acting_user

        return acting_user(self.creditor, self.options.get("user"))

    @property
    def actor(self) -> str:
        """What the archive calls the user."""
        return self.user.actor

    @property
    def actor_unattended(self) -> str:
        """The same, or the system itself where --user names nobody: for what also runs by itself."""
        from recoup.org.queries import SYSTEM

        return self.actor if self.options.get("user") else SYSTEM

    @cached_property
    def zone(self) -> str:
        """The creditor's time zone."""
        from recoup.org.settings import settings_of

        return settings_of(self.creditor, machine_now()).timezone

    @cached_property
    def moment(self) -> datetime:
        """The moment of business time that the command acts at."""
        return moment_for(
            self.options.get("date"),
            self.dated,
            now=machine_now(),
            zone=self.zone,
            last_run_on=self.creditor.last_run_on,
            is_free=self.creditor.is_test or bool(self.options.get("no_send")),
        )

    @cached_property
    def today(self) -> date:
        """The business day of that moment."""
        return day_in(self.moment, self.zone)

    @contextmanager
    def progress(self, words: str) -> Iterator["Bar"]:
        """A bar on the terminal while long work goes on; nothing where nobody looks."""
        if self.options.get("as_json") or not sys.stderr.isatty():
            yield Bar()
            return
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as progress:
            yield Bar(progress, progress.add_task(words, total=None))


@dataclass(slots=True)
class Bar:
    """How far long work has come."""

    progress: Any = None
    task: Any = None

    def show(self, done: int, total: int | None = None) -> None:
        """So much is done; it can be handed on as a callback."""
        if self.progress is not None:
            self.progress.update(self.task, completed=done, total=total)


class RecoupCommand(BaseCommand):
    """The base of every command."""

    group: ClassVar[str] = "Look"
    deed: ClassVar[str] = "view"
    """What the user must be allowed to do, see org.access."""
    dated: ClassVar[Dated] = Dated.NONE
    needs_home: ClassVar[bool] = True
    is_for_all: ClassVar[bool] = False
    """Without --creditor it works for all creditors, and then for no user."""
    requires_system_checks = ()

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Adds what only this command takes."""

    def answer(self, call: Call) -> Answer:
        """Does the work; what --json prints. Raises Refused."""
        raise NotImplementedError

    def words(self, answer: Answer, screen: Screen) -> None:
        """Says the answer to a person."""
        raise NotImplementedError

    def is_good(self, answer: Answer) -> bool:
        """False: what was asked for was refused or found wrong, and the exit code is 1."""
        return True

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> Any:
        """Our own parser: Django's options are no business of a book-keeper."""
        parser = CliParser(prog=f"recoup {subcommand}", description=self.help, **options)
        self.arguments(parser)
        common = parser.add_argument_group("as everywhere")
        common.add_argument(
            "--json", dest="as_json", action="store_true", help="print one JSON object and nothing else"
        )
        if self.needs_home:
            whom = "all creditors" if self.is_for_all else "the only creditor"
            common.add_argument("--creditor", metavar="NAME", help=f"for whom; default: {whom}")
            common.add_argument("--user", metavar="EMAIL", help="who does it; default: the first owner")
        if self.dated is not Dated.NONE:
            common.add_argument(
                "--date",
                type=a_day,
                metavar="D",
                help="as at 10:00 on that day: 2025-03-31; default: now",
            )
        parser.set_defaults(force_color=False, no_color=True, verbosity=0)
        return parser

    def handle(self, *args: Any, **options: Any) -> None:
        """Answers in words or as JSON; raises SystemExit(1) after an answer that is not good."""
        if self.needs_home:
            home.require()
        call = Call(options, self.dated)
        out: TextIO = options.get("stdout") or sys.stdout
        with redirect_stdout(sys.stderr):
            if self.needs_home and not (self.is_for_all and options["creditor"] is None):
                call.user.require(self.deed)
            answer = self.answer(call)
        if options["as_json"]:
            out.write(as_json(answer) + "\n")
        else:
            self.words(answer, Screen(out))
        if not self.is_good(answer):
            raise SystemExit(1)


def as_json(answer: Any) -> str:
    """The one object: dates ISO, moments with offset, decimals as text."""
    return json.dumps(answer, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, set | frozenset | tuple):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON")


def refusal(odd: Refused) -> dict[str, str]:
    """A refusal as --json prints it."""
    return {"code": odd.code, "what": odd.what, "where": odd.where, "how": odd.how}
