"""The terms of professionals, said so that a bookkeeper knows what is taken of which debt."""

from decimal import Decimal

import pytest

from recoup.recourse.placement.terms import Band, Terms
from recoup.web.formal.terms import told

pytestmark = pytest.mark.anydb
TWELVE, EIGHTEEN = Decimal(12), Decimal("17.5")


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ((), ["No commission on what they collect"]),
        ((Band(None, None, TWELVE),), ["12% of what they collect"]),
        (
            (Band(180, None, TWELVE), Band(None, None, EIGHTEEN)),
            [
                "12% of what comes of a debt at most 180 days late when handed over",
                "17.5% of what comes of any other debt",
            ],
        ),
        (
            (Band(180, 500_000, TWELVE), Band(None, 500_000, EIGHTEEN)),
            [
                "12% of what comes of a debt of up to £5,000.00, at most 180 days late when handed over",
                "17.5% of what comes of a debt of up to £5,000.00",
                "Nothing on any other debt",
            ],
        ),
    ],
)
def test_each_rate_says_for_which_debt_it_is(bands: tuple[Band, ...], said: list[str]) -> None:
    assert told(Terms("GBP", bands)) == [*said, "14 days of notice to ask a debt back"]


def test_what_is_taken_besides_is_said_too() -> None:
    terms = Terms("GBP", (Band(None, None, TWELVE),), 5_000, Decimal(20), recall_days=0)
    assert told(terms)[1:] == [
        "VAT of 20% on top of the commission",
        "£50.00 for each debt handed over, whatever comes of it",
        "A debt can be asked back without notice",
    ]
