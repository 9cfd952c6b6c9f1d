"""Account numbers and references of transfers: checked, and written as people read them.

Sources: ISO 13616 (IBAN), ISO 11649 (RF reference), SIX Swiss Implementation Guidelines QR-bill 2.3 (a
QR-IBAN needs a QR reference with a check digit modulo 10 recursive).
"""

import re

from stdnum import iban as iban_number
from stdnum import iso11649
from stdnum.ch import esr
from stdnum.exceptions import ValidationError

_QR_IID = range(30000, 32000)


def spaced(text: str, size: int) -> str:
    """The text in groups of that size.

    >>> spaced("RF18539", 4)
    'RF18 539'
    """
    return " ".join(text[at : at + size] for at in range(0, len(text), size))


def is_valid(check: object, number: str) -> bool:
    """Whether a module of stdnum takes the number."""
    try:
        check.validate(number)  # type: ignore[attr-defined]  # modules of a library that are alike
    except ValidationError:
        return False
    return True


def packed_iban(iban: str) -> str:
    """The IBAN without spaces, in capitals; empty when its check digits or length are wrong."""
    packed = "".join(iban.split()).upper()
    return packed if packed and is_valid(iban_number, packed) else ""


def swiss_reference(iban: str, reference: str) -> tuple[str, str]:
    """Type and number: QRR for a QR-IBAN, SCOR for an RF number, else NON; ("", "") when none is possible.

    >>> swiss_reference("CH4431999123000889012", "K-10023")
    ('QRR', '000000000000000000000100236')
    >>> swiss_reference("CH9300762011623852957", "K-10023")
    ('NON', '')
    """
    if int(iban[4:9]) in _QR_IID:
        digits = re.sub(r"\D", "", reference)
        if len(digits) == 27 and is_valid(esr, digits):
            return "QRR", digits
        if not digits or len(digits) > 26:
            return "", ""
        padded = digits.zfill(26)
        return "QRR", padded + esr.calc_check_digit(padded)
    if is_valid(iso11649, reference):
        return "SCOR", iso11649.compact(reference)
    return "NON", ""
