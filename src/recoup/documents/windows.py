"""Where an address must stand so that it shows in the window of the envelopes used in its country."""

from dataclasses import asdict, dataclass
from typing import Any

_MIDDLE = 90


@dataclass(frozen=True, slots=True)
class Window:
    """Paper, and the place of the address on it, in millimetres from the top left corner.

    `sender_zone` is the height kept above the address for the sender's small line, `inset` what the text
    keeps from the left edge of the window.
    """

    paper: str
    left: float
    top: float
    width: float
    height: float
    sender_zone: float = 5
    inset: float = 2
    fold_marks: bool = False

    def data(self) -> dict[str, Any]:
        """For the layout; a window in the right half sends the letterhead to the left."""
        return asdict(self) | {"on_right": self.left > _MIDDLE}


# DIN 5008 form B: field of 85 x 45 mm, 20 mm from the left edge and 45 mm from the top, of which 17.7 mm are
# the sender's line and remarks; the text starts 5 mm inside.
_DIN = Window("a4", 20, 45, 80, 45, sender_zone=17.7, inset=5, fold_marks=True)
# Window on the right, 100 x 45 mm, as usual in France, Belgium, Spain, Italy.
_RIGHT = Window("a4", 108, 45, 82, 42)
# Swiss C5/6 and C5: right window; the left one for creditors who use such envelopes.
_SWISS = Window("a4", 116, 48, 76, 40)
_SWISS_LEFT = Window("a4", 22, 48, 80, 40)
# DL: 90 x 35 mm, 20 mm from the left edge and 18 mm from the bottom of the envelope.
_DL = Window("a4", 20, 47, 85, 38)
# No. 10 envelope, letter paper folded in three.
_US = Window("us-letter", 22, 48, 90, 32)

WINDOWS = {"de": _DIN, "fr": _RIGHT, "ch": _SWISS, "ch_left": _SWISS_LEFT, "uk": _DL, "us": _US}
_BY_COUNTRY = (
    dict.fromkeys(("DE", "AT", "PL", "CZ", "SK", "HU", "SI", "HR"), "de")
    | dict.fromkeys(("FR", "BE", "LU", "ES", "IT", "PT", "MC"), "fr")
    | dict.fromkeys(("CH", "LI"), "ch")
    | dict.fromkeys(("GB", "IE", "NL", "AU", "NZ", "ZA", "SG", "HK", "IN"), "uk")
    | dict.fromkeys(("US", "CA"), "us")
)


def window_for(country: str) -> str:
    """The name of the window that is usual in a country; DIN where we know none.

    >>> window_for("US"), window_for("FR"), window_for("")
    ('us', 'fr', 'de')
    """
    return _BY_COUNTRY.get(country, "de")
