"""A cell as an amount: strictly read, with the currency that it names."""

import re
from datetime import date, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache, lru_cache

from recoup.intake.cells.texts import BadCell, Cell, squashed, text
from recoup.lib import money

_PLAIN = re.compile(r"(-?)(\d{1,13})(?:([.,])(\d{1,2}))?", re.ASCII).fullmatch
_AMOUNT = re.compile(
    r"""(?P<open>\()?\s*(?P<s1>[-+])?\s*(?P<c1>[^\d\s().,'+-]{1,5}\.?)?\s*(?P<s2>[-+])?\s*(?P<open2>\()?
        (?P<num>[.,]?\d[\d.,']*)\s*(?P<s3>[-+])?\s*(?P<close>\))?
        \s*(?P<c2>[^\d\s().,'+-]{1,5}\.?)?\s*(?P<close2>\))?\s*(?P<s4>[-+])?\s*(?P<side>CR\.?|DR\.?|Cr\.?|Dr\.?|H|S)?""",
    re.VERBOSE | re.ASCII,
).fullmatch
_MINUS = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "﹣": "-", "－": "-", "’": "'", "´": "'", "`": "'"}
)
_GROUPED = re.compile(r"\d{1,3}(?:([.,'])\d{2,3})(?:\1\d{2,3})*", re.ASCII).fullmatch
_SIDES = {"cr": -1, "cr.": -1, "h": -1, "dr": 1, "dr.": 1, "s": 1}
_DOLLARS = frozenset(
    [
        "USD",
        "CAD",
        "AUD",
        "NZD",
        "SGD",
        "HKD",
        "MXN",
        "TWD",
        "BRL",
        "ARS",
        "CLP",
        "COP",
        "BSD",
        "BBD",
        "JMD",
        "TTD",
        "FJD",
        "XCD",
        "BMD",
        "KYD",
        "NAD",
    ]
)
_CURRENT = _DOLLARS.union(
    ("EUR", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "BGN"),
    ("ISK", "JPY", "CNY", "INR", "ZAR", "AED", "SAR", "KWD", "ILS", "TRY"),
)
_SIGN_CODES = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₺": "TRY", "₪": "ILS", "₩": "KRW", "₫": "VND",
    "₴": "UAH", "zł": "PLN", "kč": "CZK", "us$": "USD", "c$": "CAD", "ca$": "CAD", "a$": "AUD", "au$": "AUD",
    "nz$": "NZD", "hk$": "HKD",
    "s$": "SGD", "r$": "BRL", "fr": "CHF", "fr.": "CHF", "sfr": "CHF", "sfr.": "CHF", "euro": "EUR", "euros": "EUR",
    "ft": "HUF", "lei": "RON", "rs": "INR", "rs.": "INR", "stg": "GBP",
}  # fmt: skip
_NOT_MONEY = frozenset(
    ("XXX", "XTS", "XAU", "XAG", "XPT", "XPD", "XDR", "XBA", "XBB", "XBC", "XBD", "XSU", "XUA")
)


@cache
def _currency_names() -> dict[str, str]:
    """`US Dollar`, `Schweizer Franken`: names of the currencies in the six languages."""
    from babel import Locale

    named: dict[str, str] = {}
    for language in ("en", "de", "fr", "es", "it", "nl"):
        for code in sorted(_CURRENT):
            names = Locale.parse(language).currencies
            if code in names:
                named.setdefault(squashed(names[code]), code)
    return named


@lru_cache(10_000)
def currency_code(said: str, default: str) -> str:
    """The ISO 4217 code that a cell names by code or sign.

    A sign of several currencies is the default's if it fits ($ beside CAD), else what it says bare (USD).
    Raises BadCell when it is none.
    """
    folded = said.strip().casefold()
    code = folded.upper()
    if (
        len(code) == 3
        and code.isalpha()
        and code.isascii()
        and code not in _NOT_MONEY
        and money.is_known(code)
    ):
        return code
    if folded == "$":
        return default if default in _DOLLARS else "USD"
    if folded in ("kr", "kr."):
        if default in ("SEK", "NOK", "DKK", "ISK"):
            return default
        raise BadCell("the sign kr stands for several currencies: add a currency column")
    if folded == "¥" and default == "CNY":
        return "CNY"
    if folded in _SIGN_CODES:
        return _SIGN_CODES[folded]
    if len(folded) > 3 and (named := _currency_names().get(squashed(folded))):
        return named
    raise BadCell(f"unknown currency {said[:12]!r}")


def decimal_evidence(said: str) -> str:
    """Which mark this amount proves to be the decimal one: '.', ',', '' (nothing), '?' (either).

    >>> [decimal_evidence(a) for a in ("1.234,56", "1,234.56", "12,5", "1.234", "950", "1.234.567", "0,125")]
    [',', '.', ',', '?', '', ',', ',']
    """
    digits = re.sub(r"[^\d.,]", "", said).strip(".,")
    dots, commas = digits.count("."), digits.count(",")
    if not dots and not commas:
        return ""
    if dots and commas:
        return "." if digits.rfind(".") > digits.rfind(",") else ","
    mark, other = (".", ",") if dots else (",", ".")
    if dots + commas > 1:
        return other
    whole, _, rest = digits.partition(mark)
    if len(rest) != 3 or len(whole) > 3 or whole.startswith("0") or not whole:
        return mark
    return "?"


def amount(cell: Cell, mark: str) -> tuple[Decimal, str]:
    """The signed amount of a cell and the currency sign or code in it ('' without one).

    `mark` is the file's decimal mark, '' while nothing asked for it.
    Raises BadCell when it is no amount, and Ambiguous when only the whole column tells (1.234).
    """
    if isinstance(cell, (bool, date, time, timedelta)) or cell is None:
        raise BadCell("is not an amount")
    if isinstance(cell, (int, float)):
        if cell != cell or cell in (float("inf"), float("-inf")):
            raise BadCell("is not an amount")
        return Decimal(f"{cell:.15g}") if isinstance(cell, float) else Decimal(cell), ""
    said = "".join(text(cell).translate(_MINUS).split("\u00a0"))
    if said[:1] in ("=", "@") or (said[:1] == "+" and not said[1:2].isdigit()):
        raise BadCell("is a formula; formulas are not calculated. Save the file with values")
    if len(said) > 60:
        raise BadCell("is not an amount")
    said = re.sub(r"(?<=\d)[.,]--?(?=\s*\D*$)", "", said)
    found = _AMOUNT(re.sub(r"(?<=\d)[\s'](?=\d{2,3}(?!\d))", "", said))
    if found is None or bool(found["open"] or found["open2"]) != bool(found["close"] or found["close2"]):
        raise BadCell("is not an amount")
    c1, c2, side = found["c1"] or "", found["c2"] or "", (found["side"] or "").casefold()
    if c2.casefold() in _SIDES and not side:
        c2, side = "", c2.casefold()
    if c1 and c2 and c1 != c2:
        raise BadCell("names two currencies")
    signs = [s for s in (found["s1"], found["s2"], found["s3"], found["s4"]) if s]
    if len(signs) > 1:
        raise BadCell("has two signs")
    negative = "-" in signs or bool(found["open"] or found["open2"]) or _SIDES.get(side, 1) < 0
    value = _number(found["num"].replace("'", ""), mark)
    return (-value if negative else value), c1 or c2


class TooFine(BadCell):
    """An amount with more decimals than its currency has; `minor` is it rounded half-even."""

    def __init__(self, currency: str, minor: int, named: str) -> None:
        super().__init__(f"has more decimals than {currency} has")
        self.minor, self.named = minor, named


class Ambiguous(BadCell):
    """An amount such as 1.234 that is a thousand or a fraction; only its column tells."""


def _number(digits: str, mark: str) -> Decimal:
    proof = decimal_evidence(digits)
    if proof == "?":
        if not mark:
            raise Ambiguous("could be thousands or decimals")
        proof = mark
    if proof == "":
        return Decimal(digits.strip(".,"))
    if mark and proof != mark and (digits.count(proof) == 1 or not _GROUPED(digits)):
        raise BadCell(f"does not fit the decimal mark {mark} of the file")
    other = "," if proof == "." else "."
    whole, _, rest = digits.rpartition(proof) if proof in digits else (digits, "", "")
    if other in whole and not _GROUPED(whole):
        raise BadCell("is not an amount")
    if proof in whole or other in rest:
        raise BadCell("is not an amount")
    return Decimal(f"{whole.replace(other, '') or '0'}.{rest or '0'}")


def minor(cell: Cell, currency: str, mark: str) -> tuple[int, str]:
    """Minor units (signed) of an amount cell in that currency, and the currency that the cell itself names.

    Where the cell names one, the minor units are of that one.
    Raises BadCell: no amount, formula, unknown currency, more decimals than the currency has, too large.

    >>> minor("1.234,5", "EUR", ""), minor("$-142.85", "USD", ""), minor("(400.00)", "GBP", "")
    ((123450, ''), (-14285, 'USD'), (-40000, ''))
    """
    if type(cell) is str:
        plain = _PLAIN(cell)
        if (
            plain is not None
            and money_digits(currency) == 2
            and (not mark or plain[3] is None or plain[3] == mark)
        ):
            cents = plain[4]
            whole = int(plain[2]) * 100
            if cents:
                whole += int(cents) if len(cents) == 2 else int(cents) * 10
            return (-whole if plain[1] else whole), ""
    value, sign = amount(cell, mark)
    code = currency_code(sign, currency) if sign else currency
    try:
        return money.to_minor(value, code), code if sign else ""
    except ValueError as odd:
        rounded = (
            value.quantize(Decimal(1).scaleb(-money_digits(code)), ROUND_HALF_EVEN)
            if abs(value) < 10**14
            else value
        )
        if "large" in str(odd) or abs(rounded) >= 10**14:
            raise BadCell("is too large") from odd
        raise TooFine(code, money.to_minor(rounded, code), code if sign else "") from odd


@cache
def money_digits(currency: str) -> int:
    """Decimals of the currency, remembered."""
    return money.exponent(currency)
