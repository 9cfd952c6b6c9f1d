"""What the guard allows and asks of each wording key: from its rung and what is intended."""

from recoup.documents.fill import placeholders
from recoup.documents.guard import CONSEQUENCES, GuardFacts
from recoup.documents.shipped import frames
from recoup.lib.errors import Refused
from recoup.lib.said import say

_ALWAYS = frozenset({"greeting", "identity", "signer"})
_CHASE = _ALWAYS | {"invoices", "net", "payment"}
_INTEREST_FROM_RUNG = 4


def guard_facts(
    key: str,
    *,
    consequences: frozenset[str] = frozenset(),
    cost_line_allowed: bool = False,
    rung: int | None = None,
) -> GuardFacts:
    """The guard's facts for a key: rungs 1 to 3 ask for principal only, 4 may mention interest.

    `consequences` are those whose step is configured, allowed and intended; a key that ships with an approved
    block (supply_stop_notice) has its own beside them. `rung` overrides the key's own rung.
    """
    frame = frames().get(key)
    at = rung if rung is not None else (frame.rung if frame else None)
    return GuardFacts(
        consequences=(consequences & CONSEQUENCES) | (frame.consequences if frame else frozenset()),
        cost_line_allowed=cost_line_allowed,
        interest_allowed=at is not None and at >= _INTEREST_FROM_RUNG,
        required=(_ALWAYS if frame and frame.service else _CHASE) | lock_of(key),
    )


def lock_of(key: str) -> frozenset[str]:
    """The placeholders that a wording of this key may not lack, whoever saves it."""
    frame = frames().get(key)
    return frozenset(frame.locked) if frame else frozenset()


def refuse_lacking(key: str, body: str) -> None:
    """Raises Refused (`locked_words`) for a text without what is locked; no reason of an approver lets it pass."""
    lacking = [
        name for name in (frames()[key].locked if key in frames() else ()) if name not in placeholders(body)
    ]
    if lacking:
        raise Refused(
            "locked_words",
            say(
                "A formal demand without this is none: %(names)s.",
                names=", ".join(f"{{{name}}}" for name in lacking),
            ),
            key,
            "Put it back into the text; the list beside the text says what each is for.",
        )
