"""One table of a pack's data as an answer; what does not fit the question is refused in words."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from recoup.law.questions import Field, Question
from recoup.law.values import KINDS, Answer, Fact, Mark, Source, Unknown
from recoup.lib.errors import Refused
from recoup.lib.said import Said

_ABOUT = {
    "words", "mark", "source", "checked_on", "kinds", "from_on", "until_on", "unknown", "is_convention",
}  # fmt: skip


def fault(what: str, where: str) -> Refused:
    """A pack that does not load, in words."""
    return Refused("law_pack", what, where, "Mend the pack; docs/howto-law-pack.md says what it may hold.")


def read(
    question: Question, key: str, data: Mapping[str, Any], sources: Mapping[str, Source]
) -> Answer | Unknown:
    """An answer, or that there is none and why. Raises Refused for a value without source, mark or day checked."""
    where = f"{key}: {question.id}"
    kinds = frozenset(data.get("kinds", KINDS))
    if not kinds or not kinds <= set(KINDS):
        raise fault(f"The kinds are some of {', '.join(KINDS)}.", where)
    from_on, until_on = _day(data, "from_on", where), _day(data, "until_on", where)
    if "unknown" in data:
        if set(data) - {"unknown", "kinds", "from_on", "until_on"} or not str(data["unknown"]).strip():
            raise fault("What is unknown has a reason and no value.", where)
        return Unknown(question.id, key, Said(str(data["unknown"])), kinds, from_on, until_on)
    facts = {name: value for name, value in data.items() if name not in _ABOUT}
    return Answer(
        question.id,
        key,
        Said(text(data, "words", where)),
        MappingProxyType(_facts(question, facts, where)),
        mark(str(data.get("mark", "")), where),
        found(str(data.get("source", "")), sources, where),
        checked(data.get("checked_on"), where),
        bool(data.get("is_convention", False)),
        kinds,
        from_on,
        until_on,
    )


def mark(word: str, where: str) -> Mark:
    """One of the four marks."""
    try:
        return Mark(word)
    except ValueError:
        raise fault(f"A value needs one of the marks {', '.join(Mark)}.", where) from None


def found(keys: str, sources: Mapping[str, Source], where: str) -> tuple[Source, ...]:
    """The sources that the keys name, at least one."""
    try:
        named = tuple(sources[key] for key in keys.split())
    except KeyError as odd:
        raise fault(f"There is no source {odd.args[0]}.", where) from None
    if not named:
        raise fault("A value needs a source.", where)
    return named


def checked(value: object, where: str) -> date:
    """The day on which the value was last compared with its source."""
    if isinstance(value, str) and value:
        return day(value, where)
    if not isinstance(value, date):
        raise fault("A value needs the day on which it was checked.", where)
    return value


def day(text: str, where: str) -> date:
    """A day of a table."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise fault(f"{text!r} is no day.", where) from None


def decimal(value: object, where: str) -> Decimal:
    """A figure, written as text so that nothing is lost."""
    try:
        if not isinstance(value, str):
            raise InvalidOperation
        made = Decimal(value)
    except InvalidOperation:
        raise fault(f"{value!r} is no figure written as text.", where) from None
    if not made.is_finite():
        raise fault(f"{value!r} is no figure.", where)
    return made


def _facts(question: Question, data: Mapping[str, Any], where: str) -> dict[str, Fact]:
    odd = set(data) - {name.rstrip("_") for name in question.fields}
    if odd:
        raise fault(f"The question does not know {', '.join(sorted(odd))}.", where)
    made: dict[str, Fact] = {}
    for name, field in question.fields.items():
        key = name.rstrip("_")
        if key in data:
            made[key] = _fact(field, data[key], f"{where}.{key}")
        elif field.is_needed:
            raise fault(f"The answer needs {key}.", where)
    return made


def _fact(field: Field, value: Any, where: str) -> Fact:
    match field.kind:
        case "int" if type(value) is int and value >= 0:
            return value
        case "flag" if isinstance(value, bool):
            return value
        case "text" if isinstance(value, str) and value:
            return value
        case "decimal":
            return decimal(value, where)
        case "one" if value in field.choices:
            return str(value)
        case "some" if isinstance(value, list) and value and set(value) <= set(field.choices):
            return tuple(str(one) for one in value)
        case "texts" if isinstance(value, list) and value:
            return tuple(str(one) for one in value)
        case "regions" if isinstance(value, list) and value:
            return tuple((str(one[0]), int(one[1])) for one in value)
        case "bands" if isinstance(value, list) and value:
            return tuple((one[0] and decimal(one[0], where), decimal(one[1], where)) for one in value)
    raise fault(f"{value!r} is not what stands there ({field.kind}).", where)


def text(data: Mapping[str, Any], name: str, where: str) -> str:
    """Words that may not be left out."""
    made = str(data.get(name, "")).strip()
    if not made:
        raise fault(f"{name} is missing.", where)
    return made


def _day(data: Mapping[str, Any], name: str, where: str) -> date | None:
    value = data.get(name)
    if value is not None and not isinstance(value, date):
        raise fault(f"{name} is no day.", where)
    return value
