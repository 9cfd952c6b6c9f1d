"""The argument parser of all commands: no abbreviations, no noise, and wrong usage is an exception."""

import argparse
from datetime import date
from typing import Any, NoReturn


class WrongUsage(Exception):  # noqa: N818 - said in words, not a fault of the program
    """The command line cannot be understood; `how` is the usage line."""

    def __init__(self, what: str, where: str = "", how: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.how = what, where, how


class CliParser(argparse.ArgumentParser):
    """Raises WrongUsage where argparse would print and leave."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        """Raises WrongUsage with argparse's sentence."""
        usage = " ".join(self.format_usage().split())
        raise WrongUsage(f"{message[:1].upper()}{message[1:]}.", self.prog, f"U{usage[1:]}")


def a_day(text: str) -> date:
    """A date as --date and its like take it: 2025-03-31."""
    try:
        if len(text) != len("2025-03-31"):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it like 2025-03-31") from None
