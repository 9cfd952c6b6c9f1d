"""`recoup set`: the settings of a creditor."""

import argparse
from typing import ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.screen import Screen
from recoup.lib.errors import Refused


class Command(RecoupCommand):
    """Sets one key, or shows all."""

    help = "change a setting, or show them all"
    group: ClassVar[str] = "Set up"

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """A key and its value."""
        parser.add_argument("key", metavar="KEY", nargs="?", help="the setting; without it all are shown")
        parser.add_argument(
            "value", metavar="VALUE", nargs="?", help='the new value; "" takes back the default'
        )

    def answer(self, call: Call) -> Answer:
        """What holds, and from when."""
        if call["key"] is None:
            return {"settings": _shown(call)}
        if call["value"] is None:
            raise Refused(
                "no_value",
                f"No value is given for {call['key']}.",
                "VALUE",
                'Give one, or "" to take back the default.',
            )
        from recoup.org.settings import set_setting, spec_of

        spec = spec_of(call["key"])
        call.user.require(_deed(call, spec.deed))
        value = "set" if spec.is_secret else call["value"]
        if spec.deed == "bank_account":
            return {"key": call["key"], "value": value, **_account(call)}
        since = set_setting(call.creditor, call["key"], call["value"], actor=call.actor, moment=call.moment)
        return {"key": call["key"], "value": value, "effective_at": since, "waits": since > call.moment}

    def words(self, answer: Answer, screen: Screen) -> None:
        """One sentence, or the list."""
        if "settings" in answer:
            rows = [(key, entry["value"], entry["about"]) for key, entry in answer["settings"].items()]
            screen.table(["Setting", "Value", "What it is"], rows)
            return
        value = answer["value"] or "back to its default"
        if answer["effective_at"] is None:
            screen.line(
                f"{answer['key']} becomes {value} 24 hours after another owner or manager approved it:"
            )
            screen.line("in Settings, under Bank account, or by the same command with their --user.")
            return
        since = f", from {answer['effective_at']:%Y-%m-%d %H:%M %Z} on" if answer["waits"] else ""
        screen.line(f"{answer['key']} is {value}{since}.")


def _deed(call: Call, deed: str) -> str:
    """What it is to set this: to ask for another account, or to approve what somebody else has asked for."""
    if deed != "bank_account":
        return deed
    from recoup.org.bank import is_asked_by_another

    values = {call["key"]: call["value"]}
    asked = is_asked_by_another(call.creditor, values, actor=call.actor, moment=call.moment)
    return "approve_bank_account" if asked else deed


def _account(call: Call) -> Answer:
    """A change of the account waits for another person, and then a day; a second asker approves it."""
    from recoup.org.bank import change_account

    change = change_account(call.creditor, {call["key"]: call["value"]}, actor=call.actor, moment=call.moment)
    if change is None:
        return {"effective_at": call.moment, "waits": False}
    return {"effective_at": change.effective_at, "waits": True, "change": change.pk}


def _shown(call: Call) -> dict[str, dict[str, str]]:
    from recoup.org.settings import REGISTRY, field_of, settings_of

    now = settings_of(call.creditor, call.moment)
    shown = {}
    for key, spec in REGISTRY.items():
        value = getattr(now, field_of(key))
        if spec.is_secret:
            text = "set" if value else ""
        elif isinstance(value, bool):
            text = "yes" if value else "no"
        else:
            text = "none" if value is None else str(value).replace("\n", ", ")
        shown[key] = {"value": text, "about": spec.words}
    return shown
