"""What a postal address is known by, so that a mark on it does not outlive it."""

from recoup.ledger.models import Debtor
from recoup.lib.hashing import sha256_hex


def address_hash(debtor: Debtor) -> str:
    """SHA-256 of the address, whatever the case and blanks of its letters."""
    parts = (debtor.street, debtor.postal_code, debtor.city)
    return sha256_hex("|".join("".join(part.split()).casefold() for part in parts).encode())
