"""One cell at a time: text made clean, amounts and dates read strictly, never evaluated and never guessed."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache, lru_cache

from recoup.intake import vocabulary
from recoup.lib import money

Cell = str | int | float | bool | date | time | timedelta | None
"""A cell as the file has it: text from text files, typed values from workbooks."""

DateParts = tuple[int, int, int, str]
"""Three numbers of a date whose order only the whole column tells, and the mark between them."""

_KEPT_FORMAT_CHARACTERS = "\u200c\u200d"
_EXCEL_DAY_0 = date(1899, 12, 30)
_ZERO_DATES = frozenset(("0000-00-00", "00/00/0000", "00.00.0000", "0", "00000000", "0000-00-00 00:00:00"))
_BLANK = frozenset(
    ("", "-", "--", "–", "—", "n/a", "na", "null", "none", "nan", "nat", "#n/a", "(null)", "nil", "\\n")
)
_EXCEL_TEXT = re.compile(r'="([^"]*)"')
"""How programs keep Excel from turning an id into a number: `="00123"` is the text 00123, no formula."""


class BadCell(ValueError):  # noqa: N818 - a cell that is bad, no fault of the program
    """A cell that cannot be read; says why, in words that complete a sentence on the row."""


# --- text ---------------------------------------------------------------------------------------------------


def text(cell: Cell) -> str:
    """The cell as clean text: no control or direction-changing characters, ids without Excel's `.0`.

    >>> text(12345.0), text(" Ac\\u202eme\\x00 "), text("007"), text('="00123"')
    ('12345', 'Acme', '007', '00123')
    """
    if type(cell) is str:
        said = cell.strip() if cell.isprintable() else _clean(cell)
        return _EXCEL_TEXT.sub(r"\1", said) if said[:2] == '="' else said
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)


def _clean(raw: str) -> str:
    kept = []
    for c in raw:
        if c.isprintable() or c in _KEPT_FORMAT_CHARACTERS:
            kept.append(c)
        elif unicodedata.category(c) in ("Zs", "Zl", "Zp") or c in "\t\n\r\v\f":
            kept.append(" ")
    return "".join(kept).strip()


def has_control(cell: Cell) -> bool:
    """Whether `text` dropped characters that nobody types: controls, overrides of direction."""
    return (
        type(cell) is str
        and not cell.isprintable()
        and any(
            not c.isprintable()
            and c not in "\t\n\r\ufeff"
            and c not in _KEPT_FORMAT_CHARACTERS
            and unicodedata.category(c) not in ("Zs", "Zl", "Zp")
            for c in cell
        )
    )


def is_blank(cell: Cell) -> bool:
    """Whether the cell says nothing: empty, a dash, n/a, null."""
    return cell is None or (type(cell) is str and text(cell).casefold() in _BLANK)


def reference(cell: Cell) -> str:
    """An id or reference as text; leading zeros kept, `12345.0` of a spreadsheet is `12345`, blanks are ''.

    >>> reference("00123"), reference("12345.0"), reference("1.50"), reference("n/a")
    ('00123', '12345', '1.50', '')
    """
    said = text(cell)
    if said.endswith(".0") and said[:-2].isdigit():
        return said[:-2]
    return "" if said.casefold() in _BLANK else said


_EMAIL = re.compile(r"[^\s<>;,\"]+@[^\s<>;,\"]+")


def emails(cell: Cell) -> list[str]:
    """The addresses in a cell: `Ann <a@b.c>; d@e.f` has two."""
    return _EMAIL.findall(text(cell))


def squashed(said: str) -> str:
    """Folded to bare letters and digits, ä like ae, for comparing with lists of words folded alike.

    >>> squashed("Crédit-Note (Sales)"), squashed("Gelöscht") == squashed("geloescht")
    ('creditnotesales', True)
    """
    folded = unicodedata.normalize("NFKD", said.casefold().replace("ß", "ss"))
    bare = "".join(c for c in folded if c.isalnum())
    return bare.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def yes_no(cell: Cell) -> bool | None:
    """A yes or no in six languages; None when blank or neither."""
    if isinstance(cell, bool):
        return cell
    said = text(cell).casefold()
    if not said:
        return None
    if said in vocabulary.YES:
        return True
    return False if said in vocabulary.NO else None


# --- amounts ------------------------------------------------------------------------------------------------

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


# --- dates --------------------------------------------------------------------------------------------------

_MONTHS = {name: at for at, names in enumerate(vocabulary.MONTHS, 1) for name in names.split()}
_TIME = re.compile(r"[T\s,]+\d{1,2}[:.h]\d{2}.*$", re.ASCII)
_TRIPLE = re.compile(r"(\d{1,4})\s?([./\-\s])\s?(\d{1,2})\s?[./\-\s]\s?(\d{1,4})\.?", re.ASCII).fullmatch
_EIGHT = re.compile(r"(\d{8})(?:\.0+)?", re.ASCII).fullmatch
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII).fullmatch
_WITH_MONTH = re.compile(r"\d+|[^\W\d_]+")


def day(cell: Cell) -> date | DateParts | None:
    """The date in a cell; None when blank; the three numbers when only the column tells their order.

    Raises BadCell when it is no possible date.

    >>> day("3. März 2024"), day("20200401.0"), day("1/2/2024")
    (datetime.date(2024, 3, 3), datetime.date(2020, 4, 1), (1, 2, 2024, '/'))
    """
    if isinstance(cell, datetime):
        return _sane(cell.date())
    if isinstance(cell, date):
        return _sane(cell)
    if isinstance(cell, (bool, time, timedelta)):
        raise BadCell("is not a date")
    said = text(cell)
    if len(said) == 10 and said[4] == "-" and said[7] == "-" and said not in _ZERO_DATES:
        return _from_numbers(said[:4], said[5:7], said[8:])
    if said.casefold() in _BLANK or said in _ZERO_DATES:
        return None
    if len(said) > 60:
        raise BadCell("is not a date")
    return _day_of_text(said)


def _day_of_text(said: str) -> date | DateParts:
    serial = _SERIAL(said)
    if serial is not None and 20000 <= int(serial[1]) <= 80000:
        return _EXCEL_DAY_0 + timedelta(days=int(serial[1]))
    eight = _EIGHT(said)
    if eight is not None:
        d = eight[1]
        if 1900 <= int(d[:4]) <= 2100 and int(d[4:6]) <= 12:
            return _from_numbers(d[:4], d[4:6], d[6:])
        return int(d[:2]), int(d[2:4]), int(d[4:]), ""
    said = _TIME.sub("", said).strip().rstrip("Z,")
    triple = _TRIPLE(said)
    if triple is not None:
        first, mark, second, third = triple.groups()
        if len(first) >= 3:
            return _from_numbers(first, second, third)
        if len(third) == 3 or len(third) == 1:
            raise BadCell("is not a possible date")
        return int(first), int(second), year_of(third), mark
    return _day_with_month(said)


def _day_with_month(said: str) -> date:
    folded = "".join(
        c for c in unicodedata.normalize("NFKD", said.casefold()) if not unicodedata.combining(c)
    )
    parts = _WITH_MONTH.findall(folded)
    months = [_MONTHS[p] for p in parts if p in _MONTHS]
    numbers = [p for p in parts if p.isascii() and p.isdigit()]
    if len(months) != 1 or len(numbers) not in (2, 3) or len(parts) > 7:
        raise BadCell("is not a date")
    if len(numbers[0]) == 4:
        return _from_numbers(numbers[0], str(months[0]), numbers[1])
    if len(numbers[0]) > 2 or len(numbers[1]) not in (2, 4):
        raise BadCell("is not a date")
    return _from_numbers(str(year_of(numbers[1])), str(months[0]), numbers[0])


def year_of(said: str) -> int:
    """A year of two or four digits; two digits as POSIX reads them (69 to 99 are 19xx)."""
    number = int(said)
    if len(said) > 2:
        return number
    return number + (1900 if number >= 69 else 2000)


def in_order(parts: DateParts, order: str) -> date:
    """The date of three numbers in that order (dmy, mdy, ymd). Raises BadCell when it is impossible."""
    first, second, third, _ = parts
    if order == "dmy":
        return _date(third, second, first)
    if order == "mdy":
        return _date(third, first, second)
    return _date(year_of(f"{first:02d}"), second, third % 100)


def _from_numbers(year: str, month: str, day_: str) -> date:
    if not (year.isascii() and year.isdigit() and month.isdigit() and day_.isdigit() and len(day_) <= 2):
        raise BadCell("is not a date")
    return _date(int(year), int(month), int(day_))


def _date(year: int, month: int, day_: int) -> date:
    try:
        on = date(year, month, day_)
    except ValueError as odd:
        raise BadCell("is not a possible date") from odd
    return _sane(on)


def _sane(on: date) -> date:
    if not 1950 <= on.year <= 2100:
        raise BadCell(f"is not a plausible date (year {on.year})")
    return on


def order_proved(parts: Iterable[DateParts]) -> set[str]:
    """The orders that these dates prove: a number of 13 or more cannot be a month."""
    proved = set()
    for first, second, _, _ in parts:
        if 12 < first <= 31 and 1 <= second <= 12:
            proved.add("dmy")
        elif 12 < second <= 31 and 1 <= first <= 12:
            proved.add("mdy")
        elif first > 31 and 1 <= second <= 12:
            proved.add("ymd")
    return proved
