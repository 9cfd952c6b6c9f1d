"""Help, wrong usage and what is said of it; no database is asked."""

import pytest

from recoup.cli import catalogue
from recoup.cli.base import GROUPS, RecoupCommand
from recoup.cli.screen import Screen, amount

pytestmark = pytest.mark.anydb

NAMES = catalogue.names()


def test_help_lists_every_command_and_none_of_djangos(recoup) -> None:
    for arguments in ((), ("help",), ("--help",)):
        said = recoup(*arguments)
        assert said.code == 0
        assert all(f"\n  {name} " in said.out for name in NAMES)
        assert "makemigrations" not in said.out


def test_help_as_json(recoup) -> None:
    assert [one["name"] for one in recoup("help", "--json").json["commands"]] == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_says_what_it_does(recoup, name: str) -> None:
    command = catalogue.load(name)
    assert isinstance(command, RecoupCommand) and command.group in GROUPS
    assert command.help[0].islower() and not command.help.endswith(".")
    said = recoup(name, "--help")
    assert said.code == 0 and "--json" in said.out
    for noise in ("--settings", "--traceback", "--verbosity", "--no-color"):
        assert noise not in said.out
    assert recoup("help", name).out == said.out


def test_an_unknown_command_names_the_nearest(recoup) -> None:
    said = recoup("previw")
    assert said.code == 2 and said.out == ""
    assert "Did you mean `recoup preview`?" in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("ageing", "--date", "31.3.2025"),
        ("ageing", "--date", "20250331"),
        ("ageing", "--dat", "2025-03-31"),
        ("ageing", "extra"),
        ("import",),
        ("init", "--name", "A"),
        ("run", "--settings", "x"),
        ("case", "seven"),
    ],
)
def test_wrong_usage_is_two_and_one_object(recoup, arguments: tuple[str, ...]) -> None:
    said = recoup(*arguments, "--json")
    assert said.code == 2
    assert set(said.json["error"]) == {"code", "what", "where", "how"}
    assert said.json["error"]["code"] == "usage"
    plain = recoup(*arguments)
    assert plain.code == 2 and plain.out == "" and "Traceback" not in plain.err and plain.err.strip()


def test_the_version_is_told(recoup) -> None:
    assert recoup("--version").out.startswith("recoup 0.")


class _Paper:
    def __init__(self, terminal: bool) -> None:
        self.text, self.terminal = "", terminal

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def isatty(self) -> bool:
        return self.terminal

    def flush(self) -> None:
        """Nothing to do."""


def test_a_piped_table_is_plain() -> None:
    paper = _Paper(terminal=False)
    Screen(paper).table(["Debtor", "Open"], [("Acme [red]", "1.00"), ("B", None)], right=["Open"])  # type: ignore[arg-type]
    assert paper.text == "Debtor      Open\nAcme [red]  1.00\nB\n"


def test_a_table_on_a_terminal_takes_no_markup_from_data() -> None:
    paper = _Paper(terminal=True)
    Screen(paper).table(["Debtor"], [("Acme [red]",)])  # type: ignore[arg-type]
    assert "Acme [red]" in paper.text


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (125000, "GBP", "1,250.00 GBP"),
        (-5, "EUR", "-0.05 EUR"),
        (1200, "JPY", "1,200 JPY"),
        (1, "KWD", "0.001 KWD"),
    ],
)
def test_amounts_keep_their_currencys_decimals(minor: int, currency: str, text: str) -> None:
    assert amount(minor, currency) == text
