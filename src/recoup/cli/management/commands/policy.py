"""`recoup policy`: the ladders of a creditor, looked at, checked, published, and cases moved to them."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.moments import Dated
from recoup.cli.screen import Screen, count
from recoup.lib.errors import Refused

VERBS = ("list", "show", "check", "publish", "move")


class Command(RecoupCommand):
    """What the page Policies does, for those who keep their ladders in files."""

    help = "list, show, check and publish ladders; move running cases to the newest version"
    group: ClassVar[str] = "Set up"
    dated: ClassVar[Dated] = Dated.DEED

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """What is done, and with which ladder."""
        parser.add_argument(
            "verb", nargs="?", choices=VERBS, default="list", metavar="VERB", help=", ".join(VERBS)
        )
        parser.add_argument(
            "what", nargs="?", metavar="NAME|FILE", help="show and move: a ladder; check and publish: a file"
        )
        parser.add_argument(
            "--before-rung", type=int, metavar="N", help="move: only cases that have not reached that rung"
        )

    def answer(self, call: Call) -> Answer:
        """The ladders, the ladder, its faults, its new version, or the cases that moved."""
        if call["verb"] == "list":
            return {"policies": _all(call)}
        if not call["what"]:
            raise Refused("missing", "It is not said which ladder.", "", f"recoup policy {call['verb']} …")
        return _ANSWERS[call["verb"]](call, call["what"])

    def words(self, answer: Answer, screen: Screen) -> None:
        """The same to a person."""
        if "policies" in answer:
            heads = ("ladder", "version", "for", "cases on it", "behind")
            keys = ("name", "version", "groups", "on_newest", "behind")
            rows = [[_cell(one[key]) for key in keys] for one in answer["policies"]]
            screen.table(heads, rows, right=("version", "cases on it", "behind"))
        elif "published" in answer:
            screen.line(f"{answer['published']}, version {answer['version']}, is published.")
            if answer["behind"]:
                name = answer["published"]
                cases = count(answer["behind"], "running case")
                screen.line(f"{cases} on older versions until moved: recoup policy move {name}")
        elif "moved" in answer:
            screen.line(f"{count(len(answer['moved']), 'case')} moved.")
        else:
            _tell(answer, screen)

    def is_good(self, answer: Answer) -> bool:
        """Whether nothing keeps the ladder from being published."""
        return not answer.get("faults")


def _all(call: Call) -> list[dict[str, Any]]:
    from recoup.cases.policies import in_force
    from recoup.cases.policies.moving import Running, running

    known, chosen = in_force(call.creditor)
    cases = running(call.creditor, moment=call.moment)
    found = []
    for name, pk in sorted(chosen.newest.items()):
        of = cases.get(name, Running(0, {}))
        found.append(
            {
                "name": name,
                "version": known[pk].version,
                "groups": chosen.groups_of(name),
                "on_newest": of.on_newest,
                "behind": of.left,
            }
        )
    return found


def _show(call: Call, name: str) -> Answer:
    from recoup.cases.policies.drafts import published

    data = published(call.creditor, name)
    return {"policy": data, "faults": _faults(call, data)}


def _check(call: Call, file: str) -> Answer:
    data = _read(file)
    return {"policy": data, "faults": _faults(call, data)}


def _publish(call: Call, file: str) -> Answer:
    from recoup.cases.policies.drafts import publish_data
    from recoup.cases.policies.moving import running

    call.user.require("policy")
    data = _read(file)
    made = publish_data(call.creditor, data["name"], data, actor=call.actor, moment=call.moment)
    cases = running(call.creditor, moment=call.moment).get(made.name)
    return {"published": made.name, "version": made.version, "behind": cases.left if cases else 0}


def _move(call: Call, name: str) -> Answer:
    from recoup.cases.policies.moving import move

    call.user.require("policy")
    before = call["before_rung"]
    return {"moved": move(call.creditor, name, before_rung=before, actor=call.actor, moment=call.moment)}


def _faults(call: Call, data: dict[str, Any]) -> list[dict[str, str]]:
    from recoup.cases.policies.drafts import faults_of

    found = faults_of(call.creditor, str(data["name"]), data)
    return [{"where": str(one.where), "what": str(one.what), "how": str(one.how)} for one in found]


def _read(file: str) -> dict[str, Any]:
    """A ladder as `show NAME --json` prints it. Raises Refused: `no_file`, `bad_policy`."""
    try:
        found = json.loads(Path(file).read_text("utf-8"))
    except OSError as odd:
        raise Refused("no_file", "The file cannot be read.", file, "Give a file that is there.") from odd
    except ValueError as odd:
        raise _no_ladder(file) from odd
    data = found.get("policy", found) if isinstance(found, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("name"), str):
        raise _no_ladder(file)
    return data


def _no_ladder(file: str) -> Refused:
    how = "Begin with one: recoup policy show company --json > company.json"
    return Refused("bad_policy", "This file holds no ladder.", file, how)


def _tell(answer: Answer, screen: Screen) -> None:
    policy = answer["policy"]
    screen.line(str(policy["name"]))
    rungs = [
        [str(rung[key]) for key in ("number", "name", "wait_days")]
        + [", ".join(way["kind"] for way in rung["ways"]), "yes" if rung["needs_approval"] else ""]
        for rung in policy.get("rungs", ())
        if {"number", "name", "wait_days", "ways", "needs_approval"} <= set(rung)
    ]
    heads = ("rung", "name", "days", "how", "asks for a yes")
    screen.table(heads, rungs, right=("rung", "days"))
    for fault in answer["faults"]:
        screen.line(f"{fault['where']}: {fault['what']} {fault['how']}".strip())


def _cell(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


_ANSWERS: dict[str, Callable[[Call, str], Answer]] = {
    "show": _show, "check": _check, "publish": _publish, "move": _move,
}  # fmt: skip
