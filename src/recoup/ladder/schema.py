"""A policy to plain data and back, refusing in words what contradicts itself or is not built."""

from collections.abc import Mapping
from typing import Any

from recoup.ladder.causes import CAUSES
from recoup.ladder.policy import Caps, Policy, Rung, Way
from recoup.lib.errors import Refused
from recoup.lib.said import say

ASKING = ("email", "letter", "phone", "find_contact", "visit")
BY_RUNG = {5: "demand", 6: "placement", 7: "claim", 8: "write_off"}
NOT_BUILT = ("sms", "portal", "statement")
AMOUNTS = ("call", "visit", "net", "top", "tolerance")
TONES = ("friendly", "neutral", "firm")
COUNTS = ("calendar", "bank")
MAX_WAIT_DAYS = 366
LAST_RUNG = 8
HALVED = frozenset((2, 3, 4, 6))
"""Rungs whose wait is ours alone, so that a cause may halve it; the law's waits are never shortened."""
_POLICY_KEYS = {"name", "version", "rungs", "amounts", "caps", "reasons"}
_RUNG_KEYS = {
    "number", "name", "ways", "wait_days", "tone", "needs_approval", "skip_causes", "stop_causes", "counts",
    "needs", "is_by_decision", "shorten_causes",
}  # fmt: skip
_WAY_KEYS = {"kind", "channel", "minimum", "wording"}


def policy_to_data(policy: Policy) -> dict[str, Any]:
    """The policy as JSON-able data, without its id; `policy_from_data` makes the same policy of it."""
    return {
        "name": policy.name,
        "version": policy.version,
        "rungs": [_rung_to_data(rung) for rung in policy.rungs],
        "amounts": {currency: dict(named) for currency, named in policy.amounts.items()},
        "caps": {key: getattr(policy.caps, key) for key in _caps_keys()},
        "reasons": dict(policy.reasons),
    }


def _rung_to_data(rung: Rung) -> dict[str, Any]:
    return {
        "number": rung.number,
        "name": rung.name,
        "ways": [{key: getattr(way, key) for key in sorted(_WAY_KEYS)} for way in rung.ways],
        "wait_days": rung.wait_days,
        "tone": rung.tone,
        "needs_approval": rung.needs_approval,
        "skip_causes": sorted(rung.skip_causes),
        "stop_causes": sorted(rung.stop_causes),
        "counts": rung.counts,
        "needs": list(rung.needs),
        "is_by_decision": rung.is_by_decision,
        "shorten_causes": sorted(rung.shorten_causes) if rung.number in HALVED else [],
    }


def policy_from_data(data: Mapping[str, Any], id: int | None = None) -> Policy:
    """The policy that the data describes.

    Raises Refused, with the place in the data, when it cannot be followed.
    """
    _known(data, _POLICY_KEYS, "policy")
    name = _text(data, "name", "policy")
    version = _whole(data, "version", "policy", 1, 10**9)
    rungs = tuple(_rung(item, f"rungs[{at}]") for at, item in enumerate(_list(data, "rungs", "policy")))
    _check_order(rungs)
    amounts = _amounts(_table(data, "amounts", "policy"))
    _check_minimums(rungs, amounts)
    _check_shortened(rungs)
    reasons = {str(key): str(value) for key, value in _table(data, "reasons", "policy").items()}
    return Policy(name, version, rungs, amounts, id, _caps(_table(data, "caps", "policy")), reasons)


def rung_from_data(data: Mapping[str, Any]) -> Rung:
    """The one rung that the data describes. Raises Refused when it cannot stand, whatever is around it."""
    rung = _rung(data, f"rung {data.get('number', '')}")
    _check_shortened((rung,))
    return rung


def rung_to_data(rung: Rung) -> dict[str, Any]:
    """The rung as JSON-able data."""
    return _rung_to_data(rung)


def _refuse(what: str, where: str, how: str) -> Refused:
    return Refused("bad_policy", what, where, how)


def _known(data: Mapping[str, Any], keys: set[str], where: str) -> None:
    odd = sorted(set(data) - keys)
    if odd:
        raise _refuse(
            say("“%(word)s” means nothing here.", word=odd[0]),
            where,
            say("Known are %(known)s.", known=", ".join(sorted(keys))),
        )


def _text(data: Mapping[str, Any], key: str, where: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _refuse(say("“%(key)s” is missing.", key=key), where, say("Give it a text."))
    return value


def _whole(
    data: Mapping[str, Any], key: str, where: str, least: int, most: int, default: int | None = None
) -> int:
    value = data.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise _refuse(
            say("“%(key)s” is %(value)s.", key=key, value=repr(value)),
            where,
            say("Give a whole number from %(least)s to %(most)s.", least=least, most=most),
        )
    return value


def _flag(data: Mapping[str, Any], key: str, where: str) -> bool:
    value = data.get(key, False)
    if not isinstance(value, bool):
        raise _refuse(
            say("“%(key)s” is %(value)s.", key=key, value=repr(value)), where, say("Say true or false.")
        )
    return value


def _one_of(data: Mapping[str, Any], key: str, where: str, options: tuple[str, ...], default: str) -> str:
    value = data.get(key, default)
    if value not in options:
        raise _refuse(
            say("“%(key)s” is %(value)s.", key=key, value=repr(value)),
            where,
            say("Take one of %(known)s.", known=", ".join(options)),
        )
    return str(value)


def _list(data: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = data.get(key, [])
    if not isinstance(value, list | tuple):
        raise _refuse(say("“%(key)s” is no list.", key=key), where, say("Write a list."))
    return list(value)


def _table(data: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    value = data.get(key, {})
    if not isinstance(value, Mapping):
        raise _refuse(say("“%(key)s” is no table.", key=key), where, say("Write names with values."))
    return value


def _rung(data: Any, where: str) -> Rung:
    if not isinstance(data, Mapping):
        raise _refuse(say("A rung is no table."), where, say("Write number, name, wait_days and ways."))
    _known(data, _RUNG_KEYS, where)
    number = _whole(data, "number", where, 0, LAST_RUNG)
    if number == 0:
        raise _refuse(
            say("Rung 0, asking before the due date, is not built yet."), where, say("Leave it out.")
        )
    where = f"rung {number}"
    ways = tuple(
        _way(item, number, f"{where}, way {at}") for at, item in enumerate(_list(data, "ways", where), 1)
    )
    if not ways:
        raise _refuse(say("The rung has no way to be done."), where, say("Give it at least one way."))
    channels = [way.channel for way in ways]
    if len(set(channels)) < len(channels):
        raise _refuse(
            say("The rung names a channel twice."), where, say("Name each channel once: a step is sent once.")
        )
    needs_approval = _flag(data, "needs_approval", where)
    if number in BY_RUNG and not needs_approval:
        raise _refuse(say("A formal rung without approval."), where, say("Set needs_approval = true."))
    skip, stop = _causes(data, "skip_causes", where), _causes(data, "stop_causes", where)
    both = sorted(skip & stop)
    if both:
        raise _refuse(
            say("“%(word)s” both skips and stops the rung.", word=both[0]), where, say("Keep one of the two.")
        )
    shorten = _causes(data, "shorten_causes", where)
    if "shorten_causes" not in data and number in HALVED:
        shorten = frozenset(("unwilling",))
    return Rung(
        number=number,
        name=_text(data, "name", where),
        ways=ways,
        wait_days=_whole(data, "wait_days", where, 0, MAX_WAIT_DAYS),
        tone=_one_of(data, "tone", where, TONES, "friendly"),
        needs_approval=needs_approval,
        skip_causes=skip,
        stop_causes=stop,
        counts=_one_of(data, "counts", where, COUNTS, "calendar"),
        needs=tuple(str(item) for item in _list(data, "needs", where)),
        is_by_decision=_flag(data, "is_by_decision", where),
        shorten_causes=shorten,
    )


def _way(data: Any, rung: int, where: str) -> Way:
    if not isinstance(data, Mapping):
        raise _refuse(say("A way is no table."), where, say("Write its kind."))
    _known(data, _WAY_KEYS, where)
    kind = _text(data, "kind", where)
    if kind in NOT_BUILT:
        raise _refuse(
            say("“%(kind)s” is not built yet.", kind=kind),
            where,
            say("Take one of %(known)s.", known=", ".join(ASKING)),
        )
    allowed = (BY_RUNG[rung],) if rung in BY_RUNG else ASKING
    if kind not in allowed:
        raise _refuse(
            say("“%(kind)s” is no way of rung %(rung)s.", kind=kind, rung=rung),
            where,
            say("Take one of %(known)s.", known=", ".join(allowed)),
        )
    channel = data.get("channel") or kind
    if channel != kind and rung not in BY_RUNG:
        raise _refuse(
            say("“%(kind)s” does not go by “%(channel)s”.", kind=kind, channel=channel),
            where,
            say("Leave the channel out."),
        )
    wording = str(data.get("wording", ""))
    if kind in ("email", "letter") and not wording:
        raise _refuse(say("A written way without a wording."), where, say("Name the wording."))
    minimum = str(data.get("minimum", ""))
    if minimum and minimum not in AMOUNTS:
        raise _refuse(
            say("“%(minimum)s” is no named amount.", minimum=minimum),
            where,
            say("Take one of %(known)s.", known=", ".join(AMOUNTS)),
        )
    return Way(kind, str(channel), minimum, wording)


def _causes(data: Mapping[str, Any], key: str, where: str) -> frozenset[str]:
    found = frozenset(str(item) for item in _list(data, key, where))
    odd = sorted(found - set(CAUSES))
    if odd:
        raise _refuse(
            say("“%(word)s” is no cause.", word=odd[0]),
            f"{where}, {key}",
            say("Known are %(known)s.", known=", ".join(CAUSES)),
        )
    return found


def _check_order(rungs: tuple[Rung, ...]) -> None:
    numbers = [rung.number for rung in rungs]
    if not numbers:
        raise _refuse(say("The policy has no rung."), "rungs", say("Give it at least rung 1."))
    if numbers != sorted(set(numbers)):
        raise _refuse(
            say("The rungs are not in order, or one stands twice."),
            "rungs",
            say("List each once, from low to high."),
        )
    if numbers[0] != 1:
        raise _refuse(
            say("The ladder does not begin with rung 1."),
            "rungs",
            say("Nobody is asked later what was not asked first."),
        )
    if any(number >= 5 for number in numbers) and not {1, 2} <= set(numbers):
        raise _refuse(
            say("A formal rung with fewer than two rungs of asking before it."),
            "rungs",
            say("Keep rungs 1 and 2."),
        )


def _check_shortened(rungs: tuple[Rung, ...]) -> None:
    for rung in rungs:
        if rung.shorten_causes and rung.number not in HALVED:
            raise _refuse(
                say("The wait of this rung is not ours to shorten."),
                f"rung {rung.number}",
                say("Leave shorten_causes out."),
            )


def _amounts(data: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    found = {}
    for currency, named in data.items():
        where = f"amounts.{currency}"
        if not isinstance(named, Mapping):
            raise _refuse(
                say("The amounts of a currency are no table."), where, say("Write names with values.")
            )
        _known(named, set(AMOUNTS), where)
        found[str(currency)] = {key: _whole(named, key, where, 0, 2**53 - 1) for key in named}
        if found[str(currency)].get("tolerance", 0) > found[str(currency)].get("net", 2**53):
            raise _refuse(
                say("The tolerance is above the smallest sum that is asked for."),
                where,
                say("Set tolerance at or below net."),
            )
    return found


def _check_minimums(rungs: tuple[Rung, ...], amounts: dict[str, dict[str, int]]) -> None:
    for rung in rungs:
        for way in rung.ways:
            if not way.minimum:
                continue
            for currency, named in amounts.items():
                if way.minimum not in named:
                    raise _refuse(
                        say(
                            "“%(minimum)s” has no amount in %(currency)s.",
                            minimum=way.minimum,
                            currency=currency,
                        ),
                        f"rung {rung.number}",
                        say("Add it to amounts."),
                    )
            if not amounts:
                raise _refuse(
                    say("“%(minimum)s” has no amount.", minimum=way.minimum),
                    f"rung {rung.number}",
                    say("Add it to amounts."),
                )


def _caps_keys() -> tuple[str, ...]:
    return tuple(Caps.__dataclass_fields__)


def _caps(data: Mapping[str, Any]) -> Caps:
    _known(data, set(_caps_keys()), "caps")
    base = Caps()
    opens, closes = _hour(data, "from_hour", base.from_hour), _hour(data, "until_hour", base.until_hour)
    if opens >= closes:
        raise _refuse(
            say("The hours end before they begin."), "caps", say("Set from_hour before until_hour.")
        )
    return Caps(
        _whole(data, "gap_days", "caps", 1, 60, base.gap_days),
        _whole(data, "contacts_in_7_days", "caps", 1, 7, base.contacts_in_7_days),
        _whole(data, "call_tries_in_7_days", "caps", 1, 7, base.call_tries_in_7_days),
        opens,
        closes,
    )


def _hour(data: Mapping[str, Any], key: str, default: str) -> str:
    value = str(data.get(key, default))
    hours, _, minutes = value.partition(":")
    if len(value) == 5 and hours.isdigit() and minutes.isdigit() and int(hours) < 24 and int(minutes) < 60:
        return value
    raise _refuse(
        say("“%(key)s” is %(value)s.", key=key, value=repr(value)), "caps", say("Write it like 09:00.")
    )
