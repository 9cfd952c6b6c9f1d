"""The policies that come with the program, as data files, and which kind of debtor gets which."""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from recoup.ladder.policy import Policy
from recoup.ladder.schema import policy_from_data
from recoup.lib.errors import Refused
from recoup.lib.money import to_minor

_FOLDER = Path(__file__).parent / "policies"
_BY_DECIMALS = {"*0": "JPY", "*2": "EUR", "*3": "KWD"}
_BY_KIND = {
    "company": "company",
    "partnership": "company",
    "association": "company",
    "sole_trader": "sole_trader",
    "individual": "individual",
    "public_body": "public_body",
}
NAMES = ("company", "sole_trader", "individual", "public_body", "unknown")


def policy_name(kind: str) -> str:
    """Which shipped policy a debtor of this kind gets; empty or not listed = unknown."""
    return _BY_KIND.get(kind, "unknown")


@cache
def load_policy(name: str) -> Policy:
    """A shipped policy. Raises Refused when there is none of that name."""
    if name not in NAMES:
        raise Refused(
            "unknown_policy", f"There is no policy “{name}”.", "policy", f"Take one of {', '.join(NAMES)}."
        )
    data = _read(name)
    shared = _read("amounts")
    data["amounts"] = {
        currency: {key: _minor(text, currency) for key, text in named.items()}
        for currency, named in shared["amounts"].items()
    }
    data["reasons"] = {"policy": data.pop("reason"), **shared["reasons"]}
    return policy_from_data(data)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _minor(text: str, currency: str) -> int:
    return to_minor(Decimal(text), _BY_DECIMALS.get(currency, currency))
