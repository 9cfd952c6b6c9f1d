"""What differs between two versions of a policy, thing by thing; words for people are made elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from recoup.ladder.policy import Caps, Policy, Rung

_RUNG_FIELDS = (
    "name", "wait_days", "counts", "tone", "needs_approval", "is_by_decision", "needs", "skip_causes",
    "shorten_causes", "stop_causes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `rung` is 0 where it is about the whole policy; `thing` is a field, a named amount, or `rung`.

    `old` and `new` are None where it was not, or is not any more. Amounts are minor units of `currency`.
    """

    thing: str
    old: Any
    new: Any
    rung: int = 0
    currency: str = ""


def changes(old: Policy, new: Policy) -> tuple[Change, ...]:
    """All differences, rung by rung, then amounts and caps; empty when both do the same."""
    return (*_rungs(old, new), *_amounts(old, new), *_caps(old.caps, new.caps))


def _rungs(old: Policy, new: Policy) -> Iterator[Change]:
    numbers = sorted({rung.number for rung in (*old.rungs, *new.rungs)})
    for number in numbers:
        was, now = old.rung(number), new.rung(number)
        if was is None or now is None:
            yield Change("rung", was.name if was else None, now.name if now else None, number)
        else:
            yield from _rung(was, now)


def _rung(was: Rung, now: Rung) -> Iterator[Change]:
    if was.ways != now.ways:
        yield Change("ways", was.ways, now.ways, now.number)
    for name in _RUNG_FIELDS:
        before, after = getattr(was, name), getattr(now, name)
        if before != after:
            yield Change(name, before, after, now.number)


def _amounts(old: Policy, new: Policy) -> Iterator[Change]:
    for currency in sorted({*old.amounts, *new.amounts}):
        was, now = old.amounts.get(currency, {}), new.amounts.get(currency, {})
        for name in sorted({*was, *now}):
            if was.get(name) != now.get(name):
                yield Change(name, was.get(name), now.get(name), currency=currency)


def _caps(old: Caps, new: Caps) -> Iterator[Change]:
    for name in Caps.__dataclass_fields__:
        if getattr(old, name) != getattr(new, name):
            yield Change(name, getattr(old, name), getattr(new, name))
