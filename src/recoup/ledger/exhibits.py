"""Which file of a folder belongs to which invoice: its name holds the invoice's number. Pure."""

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePath

from recoup.ledger.matching import normal

_RUN = re.compile(r"[^\W_]+")


def match_exhibits(names: Iterable[str], numbers: Mapping[str, int]) -> dict[str, int]:
    """File name -> invoice id, for every name that holds exactly one of the numbers as a whole word.

    `numbers` maps invoice numbers to ids. The longest number in a name wins; a name that fits two is left out.

    >>> match_exhibits(["Rechnung INV-2024-001.pdf", "INV-2024-0012.pdf"], {"INV/2024/001": 7})
    {'Rechnung INV-2024-001.pdf': 7}
    """
    by_key: dict[str, set[int]] = {}
    for number, pk in numbers.items():
        if normal(number):
            by_key.setdefault(normal(number), set()).add(pk)
    longest = max((len(_RUN.findall(number)) for number in numbers), default=0)
    found = {}
    for name in names:
        fitting = _fitting(PurePath(name).stem, by_key, longest)
        if len(fitting) == 1:
            found[name] = next(iter(fitting))
    return found


def _fitting(stem: str, by_key: Mapping[str, set[int]], longest: int) -> set[int]:
    runs = [run.upper() for run in _RUN.findall(stem)]
    best, fitting = 0, set[int]()
    for start in range(len(runs)):
        for end in range(start + 1, min(len(runs), start + max(longest, 1) + 1) + 1):
            key = "".join(runs[start:end])
            if key in by_key and len(key) >= best:
                fitting = by_key[key] | (fitting if len(key) == best else set())
                best = len(key)
    return fitting
