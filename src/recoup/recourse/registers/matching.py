"""Which debtor a notice is about: surely, by register number; perhaps, by name."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from recoup.ledger.names import fold, significant
from recoup.recourse.registers.notice import Notice

PER_COURT = frozenset(("DE",))
"""Where a number is one court's alone, so that the same is given out many times."""
_PARTS = re.compile(r"[A-Z]+|\d+")


@dataclass(frozen=True, slots=True)
class Who:
    """A debtor as registers may name it. `country` is ISO 3166-1, empty when not known."""

    id: int
    name: str
    number: str = ""
    country: str = ""
    vat_id: str = ""


def plain_number(number: str, country: str) -> str:
    """A register number as it is compared: no spaces, marks, leading zeros; a French one is its SIREN.

    >>> plain_number("SC 012345", "GB"), plain_number("00445790", "GB"), plain_number("RCS Paris 552 100 554", "FR")
    ('SC12345', '445790', '552100554')
    >>> plain_number("552 100 554 00013", "FR"), plain_number("HRB 12345 B", "DE"), plain_number("unknown", "GB")
    ('552100554', 'HRB12345B', '')
    """
    given = number.upper()[:80]
    if country == "FR":
        digits = re.sub(r"\D", "", given)
        return digits[:9] if len(digits) in (9, 14) else ""
    parts = _PARTS.findall(re.sub(r"[^A-Z0-9]", "", given))
    if not any(part.isdigit() for part in parts):
        return ""
    return "".join(part.lstrip("0") if part.isdigit() else part for part in parts)


class Finder:
    """The debtors of a creditor, found by what a notice says."""

    def __init__(self, debtors: Iterable[Who], home: str) -> None:
        self.home = home
        self.numbers: dict[tuple[str, str], list[Who]] = defaultdict(list)
        self.names: dict[frozenset[str], list[Who]] = defaultdict(list)
        for one in debtors:
            for number in _numbers(one, home):
                self.numbers[one.country or home, number].append(one)
            words = significant(one.name)
            if words:
                self.names[words].append(one)

    def find(self, notice: Notice) -> list[tuple[Who, str]]:
        """The debtors it may be about, each with `number` or `name`.

        A number counts within the register's country. A name counts where nothing speaks against it: neither the
        country nor another number of the same register. A number that is one court's alone needs the name as well.
        """
        country = notice.country or self.home
        number = plain_number(notice.number, country)
        sure = self.numbers.get((country, number), []) if number else []
        if country in PER_COURT:
            sure = [one for one in sure if significant(one.name) == significant(notice.name)]
        found = [(one, "number") for one in sure]
        taken = {one.id for one in sure}
        named = self.names.get(significant(notice.name), []) if notice.name else []
        return found + [
            (one, "name") for one in named if one.id not in taken and self._may_be(one, notice, number)
        ]

    def _may_be(self, one: Who, notice: Notice, number: str) -> bool:
        if notice.country and one.country and notice.country != one.country:
            return False
        own = set(_numbers(one, self.home))
        if number and own and number not in own:
            return False
        return bool(fold(notice.name))


def _numbers(one: Who, home: str) -> set[str]:
    country = one.country or home
    found = {plain_number(one.number, country)}
    if country == "FR" and one.vat_id.upper().startswith("FR"):
        found.add(plain_number(one.vat_id[-9:], "FR"))
    return found - {""}
