"""The console script: `recoup COMMAND`; what is refused is a sentence, and a traceback reaches nobody."""

import contextlib
import os
import sys
from collections.abc import Sequence

from recoup.lib.errors import Refused


def main() -> None:
    """Run one command; its exit code is the process's."""
    os.umask(0o077)  # whatever Recoup writes is its owner's alone
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Runs one command line: 0 done, 1 refused, 2 wrong usage."""
    from recoup.cli.parser import WrongUsage

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recoup.config.settings")
    json_wanted = "--json" in arguments
    try:
        return _run(list(arguments))
    except WrongUsage as odd:
        return _say("usage", odd.what, odd.where, odd.how, json_wanted, 2)
    except Refused as odd:
        return _say(odd.code, odd.what, odd.where, odd.how, json_wanted, 1)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # who read our output has left; nothing may be flushed into the closed pipe at the end
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as odd:  # nobody sees a traceback; it is written down and said in a sentence
        if os.environ.get("RECOUP_DEBUG") == "1":
            raise
        return _unexpected(odd, json_wanted)


def _run(arguments: list[str]) -> int:
    from recoup.cli import catalogue

    name = arguments[0] if arguments else "help"
    if name == "--version":
        from importlib.metadata import version

        print(f"recoup {version('recoup')}")
        return 0
    if name in ("help", "-h", "--help", "--json"):
        asked = next((word for word in arguments[1:] if not word.startswith("-")), None)
        if asked is None:
            _help("--json" in arguments)
            return 0
        name, arguments = asked, [asked, "--help"]
    if name not in catalogue.names():
        return _django(name, arguments)
    command = catalogue.load(name)
    options = command.create_parser("recoup", name).parse_args(arguments[1:])
    import django

    django.setup()
    command.execute(**vars(options))
    return 0


def _help(json_wanted: bool) -> None:
    from recoup.cli import catalogue
    from recoup.cli.base import as_json

    print(as_json({"commands": catalogue.listing()}) if json_wanted else catalogue.overview())


def _django(name: str, arguments: list[str]) -> int:
    """Django's own commands (`migrate`, `dbshell`) are there for who knows them, and listed nowhere."""
    from django.core.management import execute_from_command_line, get_commands

    from recoup.cli import catalogue

    if name not in get_commands():
        raise catalogue.unknown(name)
    execute_from_command_line(["recoup", *arguments])
    return 0


def _unexpected(odd: Exception, json_wanted: bool) -> int:
    from django.db import InterfaceError, OperationalError, ProgrammingError

    from recoup.cli import home

    is_database = isinstance(odd, OperationalError | ProgrammingError | InterfaceError)
    known = home.database_trouble(odd) if is_database else None
    if known is not None:
        return _say(known.code, known.what, known.where, known.how, json_wanted, 1)
    log = home.write_down(odd)
    what = "Something went wrong that Recoup did not foresee; what was not finished was not written."
    how = f"The details are in {log}." if log else "Run it again with RECOUP_DEBUG=1 to see the details."
    return _say("internal", what, type(odd).__name__, how, json_wanted, 1)


def _say(code: str, what: str, where: str, how: str, json_wanted: bool, exit_code: int) -> int:
    if json_wanted:
        from recoup.cli.base import as_json

        print(as_json({"error": {"code": code, "what": what, "where": where, "how": how}}))
    else:
        print(str(Refused(code, what, where, how)), file=sys.stderr)
    return exit_code
