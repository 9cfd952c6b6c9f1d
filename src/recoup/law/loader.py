"""Reads the packs from their folder; a pack with a gap, an overlap, a value without source or a question left out does
not load, and two packs that contradict each other do not load together."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from recoup.law import schema, tables
from recoup.law.pack import Pack
from recoup.law.questions import QUESTIONS, Question
from recoup.law.schema import fault, read
from recoup.law.values import KINDS, Answer, Source, Unknown

FOLDER = Path(__file__).parent / "packs"
_DAY = timedelta(days=1)


@cache
def packs() -> Mapping[str, Pack]:
    """All shipped packs by key. Raises Refused when one does not load, or two contradict each other."""
    sources = read_sources(FOLDER / "sources.toml")
    made = {
        folder.name: read_pack(folder, sources)
        for folder in sorted(FOLDER.iterdir())
        if (folder / "pack.toml").is_file()
    }
    agree(made.values())
    return MappingProxyType(made)


def read_sources(path: Path) -> Mapping[str, Source]:
    """The list of sources, by the key that the values name."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: Source(key, one["title"], one.get("address", "")) for key, one in data.items()}


def read_pack(folder: Path, sources: Mapping[str, Source]) -> Pack:
    """One pack. Raises Refused."""
    data = tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8"))
    key = folder.name
    answers = {id_: _versions(key, one, data, sources) for id_, one in QUESTIONS.items()}
    _nothing_else(key, data)
    rates = {
        name: tables.points(folder / name, sources)
        for name in _named(answers.values(), "interest.rate", "table")
        | _named(answers.values(), "interest.agreed_rate", "floor_table")
    }
    fees = {
        name: tables.bands(folder / name, sources)
        for id_ in ("court.fees", "court.hearing_fees", "compensation.collection")
        for name in _named(answers.values(), id_, "table")
    }
    return Pack(
        key,
        schema.text(data, "name", key),
        MappingProxyType(answers),
        MappingProxyType(rates),
        MappingProxyType(fees),
        tuple(data.get("notes", ())),
        _examples(folder / "examples.toml"),
    )


def agree(made: Iterable[Pack]) -> None:
    """Refuses packs that give one series two figures for the same day."""
    seen: dict[tuple[str, date], tuple[str, object]] = {}
    for pack in made:
        for answer in pack.answers["interest.rate"]:
            if isinstance(answer, Unknown) or "table" not in answer.facts:
                continue
            series = str(answer.facts["series"])
            for point in pack.rates[str(answer.facts["table"])]:
                key, before = seen.setdefault((series, point.from_on), (pack.key, point.percent))
                if before != point.percent:
                    raise fault(
                        f"{series} on {point.from_on} is {point.percent} here and {before} in {key}.",
                        pack.key,
                    )


def _versions(
    key: str, question: Question, data: Mapping[str, Any], sources: Mapping[str, Source]
) -> tuple[Answer | Unknown, ...]:
    room, _, name = question.id.partition(".")
    given = data.get(room, {}).get(name)
    if given is None:
        raise fault(
            "The question has no answer; what is not known is said to be unknown.", f"{key}: {question.id}"
        )
    made = tuple(read(question, key, one, sources) for one in (given if isinstance(given, list) else [given]))
    if question.id == "interest.rate":
        _rates_are_whole(key, made)
    for kind in KINDS:
        _follow(
            sorted((one for one in made if kind in one.kinds), key=_start), f"{key}: {question.id} ({kind})"
        )
    return made


def _follow(versions: list[Answer | Unknown], where: str) -> None:
    if not versions:
        raise fault("A kind of debtor has no answer.", where)
    if versions[-1].until_on is not None:
        raise fault(f"Nothing is said for days after {versions[-1].until_on}.", where)
    for before, after in pairwise(versions):
        if before.until_on is None or _start(after) != before.until_on + _DAY:
            raise fault(f"There is a gap or overlap at {after.from_on}.", where)


def _start(one: Answer | Unknown) -> date:
    return one.from_on or date.min


def _rates_are_whole(key: str, made: Iterable[Answer | Unknown]) -> None:
    for one in made:
        if isinstance(one, Unknown):
            continue
        is_table = {"table", "series", "margin"} <= set(one.facts)
        if is_table == ("percent" in one.facts):
            raise fault(
                "A rate is a percentage, or a table with its series and margin.", f"{key}: interest.rate"
            )


def _nothing_else(key: str, data: Mapping[str, Any]) -> None:
    known = {tuple(id_.split(".")) for id_ in QUESTIONS}
    for room, held in data.items():
        if room in ("name", "notes"):
            continue
        for name in held if isinstance(held, dict) else [""]:
            if (room, name) not in known:
                raise fault("There is no such question.", f"{key}: {room}.{name}")


def _named(answers: Iterable[tuple[Answer | Unknown, ...]], question: str, fact: str) -> set[str]:
    return {
        str(one.facts[fact])
        for versions in answers
        for one in versions
        if isinstance(one, Answer) and one.question == question and fact in one.facts
    }


def _examples(path: Path) -> tuple[Mapping[str, Any], ...]:
    if not path.is_file():
        return ()
    return tuple(tomllib.loads(path.read_text(encoding="utf-8"))["example"])
