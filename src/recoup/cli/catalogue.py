"""Which commands there are, and what `recoup help` says of them."""

import pkgutil
from difflib import get_close_matches
from functools import cache
from importlib import import_module

from recoup.cli.base import GROUPS, RecoupCommand
from recoup.cli.management import commands as folder
from recoup.cli.parser import WrongUsage


@cache
def names() -> tuple[str, ...]:
    """Our commands, by name; found as files, not imported."""
    return tuple(sorted(found.name for found in pkgutil.iter_modules(folder.__path__)))


def load(name: str) -> RecoupCommand:
    """One of our commands."""
    command = import_module(f"{folder.__name__}.{name}").Command()
    assert isinstance(command, RecoupCommand)
    return command


def unknown(name: str) -> WrongUsage:
    """There is no such command; the nearest is named."""
    near = get_close_matches(name, names(), 1)
    how = f"Did you mean `recoup {near[0]}`?" if near else "`recoup help` lists the commands."
    return WrongUsage(f"There is no command called {name}.", "recoup", how)


def listing() -> list[dict[str, str]]:
    """Every command with its group and what it does."""
    loaded = ((name, load(name)) for name in names())
    return [{"name": name, "group": one.group, "about": one.help} for name, one in loaded]


def overview() -> str:
    """What `recoup help` prints."""
    loaded = {name: load(name) for name in names()}
    width = max(len(name) for name in loaded)
    lines = ["Recoup gets unpaid invoices paid.", "", "Usage: recoup COMMAND [options]", ""]
    for group in GROUPS:
        members = {name: command for name, command in loaded.items() if command.group == group}
        if members:
            lines.append(group)
            lines += [f"  {name:{width}}  {command.help}" for name, command in members.items()]
            lines.append("")
    lines.append("`recoup COMMAND --help` says more. Every command takes --json.")
    return "\n".join(lines)
