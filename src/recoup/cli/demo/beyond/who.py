"""Who let a debt grow old: a company each, its invoices, and the tale that becomes of it (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from recoup.cli.demo.books import Books
from recoup.cli.demo.cast import Habit, Payer, one_payer
from recoup.cli.demo.files import Paper

LAND = "GB"
HABIT = Habit("lets debts grow old", 0, 100, 9, (0, 0), "no_answer", "old")
TERMS_DAYS = 30


@dataclass(frozen=True, slots=True)
class Lot:
    """A tale by its name, how many days before the last one its invoices are due, and their sums in minor units."""

    tale: str
    due_before: int
    sums: tuple[int, ...]


LOTS = (
    Lot("pays_after_the_demand", 96, (412_500,)),
    Lot("lets_the_demand_pass", 92, (268_000, 91_440)),
    Lot("demand_waits_for_a_yes", 64, (187_320,)),
    Lot("demand_was_posted", 72, (533_000,)),
    Lot("demand_to_prepare", 58, (146_900,)),
    Lot("pays_by_plan", 110, (624_000,)),
    Lot("settles", 128, (389_000, 112_500)),
    Lot("settlement_is_offered", 101, (244_800,)),
    Lot("agency_collects", 152, (715_000, 98_250)),
    Lot("agency_is_recalled", 158, (301_750,)),
    Lot("placement_waits_for_a_yes", 107, (226_000,)),
    Lot("court_gives_judgment", 196, (874_000, 431_000)),
    Lot("court_runs", 149, (1_185_000,)),
    Lot("claim_waits_for_a_yes", 122, (498_000,)),
    Lot("becomes_insolvent", 168, (952_000,)),
    Lot("is_let_go_and_pays_late", 199, (83_500,)),
    Lot("is_let_go_in_part", 133, (205_000, 31_900)),
    Lot("write_off_waits_for_a_yes", 118, (42_600,)),
)
"""Who is due before half a year shows the tax that may be claimed back."""


@dataclass(frozen=True, slots=True)
class Old:
    """A debtor whose debt grew old, with its invoices."""

    payer: Payer
    tale: str
    papers: tuple[Paper, ...]


def grow_old(rng: Random, books: Books, others: Sequence[Payer], first_on: date, last_on: date) -> list[Old]:
    """Those whose invoices were issued within the demo's time; their sales are in the books."""
    taken = {payer.name for payer in others}
    found = []
    for n, lot in enumerate(LOTS, len(others)):
        made = one_payer(rng, n, LAND, HABIT, taken)
        payer = replace(made, terms_days=TERMS_DAYS, distance_km=None)
        due_on = last_on - timedelta(days=lot.due_before)
        if due_on - timedelta(days=TERMS_DAYS) < first_on:
            continue
        found.append(Old(payer, lot.tale, tuple(_sold(books, payer, due_on, lot.sums))))
    return found


def _sold(books: Books, payer: Payer, due_on: date, sums: Sequence[int]) -> list[Paper]:
    return [
        books.issue(payer, due_on - timedelta(days=TERMS_DAYS + 2 * n), due_on - timedelta(days=2 * n), minor)
        for n, minor in enumerate(sums)
    ]
