"""A rung as the fields of a form, and back; what was typed survives as it was."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from recoup.ladder.causes import CAUSES
from recoup.ladder.schema import BY_RUNG, MAX_WAIT_DAYS
from recoup.lib.errors import Refused

MOST_WAYS = 4
Values = dict[str, Any]
_CHOICES = ("skip", "shorten", "stop")


def from_rung(rung: Mapping[str, Any]) -> Values:
    """The values of the fields for a rung as it is."""
    values: Values = {
        key: rung[key] for key in ("name", "wait_days", "counts", "tone", "needs_approval", "needs")
    }
    values["is_by_decision"] = rung["is_by_decision"]
    values["ways"] = _padded([dict(way) for way in rung["ways"]])
    effect = {cause: choice for choice in _CHOICES for cause in rung[f"{choice}_causes"]}
    values["causes"] = [(cause, effect.get(cause, "")) for cause in CAUSES]
    return values


def from_typed(form: QueryDict) -> Values:
    """The values as somebody typed them."""
    ways = [
        {part: form.get(f"{part}-{n}", "").strip()[:40] for part in ("kind", "wording", "minimum")}
        for n in range(MOST_WAYS)
    ]
    return {
        "name": form.get("name", "").strip()[:80],
        "wait_days": form.get("wait_days", "").strip()[:10],
        "counts": form.get("counts", "calendar"),
        "tone": form.get("tone", ""),
        "needs_approval": "needs_approval" in form,
        "is_by_decision": "is_by_decision" in form,
        "needs": form.getlist("needs"),
        "ways": ways,
        "causes": [(cause, form.get(f"cause-{cause}", "")) for cause in CAUSES],
    }


def to_rung(values: Values, number: int) -> dict[str, Any]:
    """The rung that the values describe. Raises Refused (`bad_number`); the rest is checked by the ladder."""
    typed = str(values["wait_days"])
    if not (typed.isascii() and typed.isdigit()) or int(typed) > MAX_WAIT_DAYS:
        raise Refused(
            "bad_number",
            _("“%(given)s” is no number of days.") % {"given": typed},
            "wait_days",
            _("Write a whole number from 0 to %(most)s.") % {"most": MAX_WAIT_DAYS},
        )
    ways = (
        [{"kind": BY_RUNG[number]}]
        if number in BY_RUNG
        else [_way(one) for one in values["ways"] if one["kind"]]
    )
    chosen = {
        f"{choice}_causes": [c for c, effect in values["causes"] if effect == choice] for choice in _CHOICES
    }
    kept = {key: values[key] for key in ("name", "counts", "tone", "needs_approval", "is_by_decision")}
    return {
        "number": number,
        "wait_days": int(typed),
        "ways": ways,
        "needs": list(values["needs"]),
        **kept,
        **chosen,
    }


def _way(one: Mapping[str, str]) -> dict[str, str]:
    is_written = one["kind"] in ("email", "letter")
    return {"kind": one["kind"], "wording": one["wording"] if is_written else "", "minimum": one["minimum"]}


def _padded(ways: list[dict[str, Any]]) -> list[dict[str, Any]]:
    empty = {"kind": "", "wording": "", "minimum": ""}
    return [*ways, *[dict(empty) for _ in range(MOST_WAYS - len(ways))]]
