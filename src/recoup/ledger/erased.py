"""Who was erased is not taken in again from a file: known by a keyed hash of address, number, or name at a debtor."""

import re
from collections.abc import Iterable

from recoup.archive import shredding
from recoup.ledger.models import Contact
from recoup.ledger.names import fold
from recoup.org.models import Creditor

WHY = (
    "This person was erased at their wish or by law, so the row was left out. "
    "If they may be written to again, add them by hand on the debtor’s page, and take them out of the file."
)


def marks_of(creditor: Creditor, contacts: Iterable[Contact]) -> list[str]:
    """By what these people are known again; call it while their rows still name them."""
    said = {one for row in contacts for one in _signs(row.debtor_id, row.email, row.phone, row.name)}
    return sorted(shredding.mark(creditor.key, one) for one in said)


class ErasedPeople:
    """Those of one creditor; one reading of the list for a whole file."""

    def __init__(self, creditor: Creditor) -> None:
        self._owner = creditor.key
        self._marks = shredding.marks(creditor.key) if shredding.erased_before() else frozenset[str]()

    def has(self, debtor: int, *, email: str = "", phone: str = "", name: str = "") -> bool:
        """Whether any of these is theirs; a name only at the debtor where it was."""
        if not self._marks:
            return False
        return any(
            shredding.mark(self._owner, one) in self._marks for one in _signs(debtor, email, phone, name)
        )


def _signs(debtor: int, email: str, phone: str, name: str) -> Iterable[str]:
    digits = re.sub(r"\D", "", phone)
    if email.strip():
        yield f"email {email.strip().casefold()}"
    if len(digits) >= 7:
        yield f"phone {digits}"
    if name.strip():
        yield f"name {debtor} {fold(name)}"
