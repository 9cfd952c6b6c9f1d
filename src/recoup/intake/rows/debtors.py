"""The debtor that a row names, read once per distinct debtor."""

import re
import unicodedata
from functools import cache, lru_cache
from operator import itemgetter
from typing import cast

from recoup.intake import vocabulary
from recoup.intake.cells import Cell, emails, has_control, reference, squashed, text
from recoup.ledger.facts import DebtorFacts, DebtorKind

_LANGUAGES = ("en", "de", "fr", "es", "it", "nl")
_DAYS = re.compile(r"\d{1,3}")
_FIELDS = (
    "debtor_number", "debtor_name", "first_name", "last_name", "debtor_kind", "register_number", "vat_id", "country",
    "region", "language", "street", "postal_code", "city", "email", "phone", "terms_days", "account_owner",
)  # fmt: skip


@cache
def _territories() -> dict[str, str]:
    from babel import Locale
    from babel.core import get_global

    named = {}
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                named[squashed(name)] = code
    for code, targets in get_global("territory_aliases").items():
        if len(code) == 3 and code.isalpha() and len(targets) == 1:
            named.setdefault(squashed(code), targets[0])
    named |= {
        "usa": "US",
        "uk": "GB",
        "england": "GB",
        "scotland": "GB",
        "wales": "GB",
        "holland": "NL",
        "greatbritain": "GB",
    }
    return named


@lru_cache(10_000)
def country_code(said: str) -> str:
    """ISO alpha-2 of a code or of a name in the six languages; '' when it is neither.

    >>> country_code("de"), country_code("Deutschland"), country_code("DEU"), country_code("391")
    ('DE', 'DE', 'DE', '')
    """
    from babel import Locale

    code = said.strip().upper()
    if len(code) == 2 and code.isalpha() and code in Locale.parse("en").territories:
        return {"UK": "GB", "EL": "GR"}.get(code, code)
    if code in ("UK", "EL"):
        return {"UK": "GB", "EL": "GR"}[code]
    return _territories().get(squashed(said), "")


@lru_cache(10_000)
def language_code(said: str) -> str:
    """Two letters of a language code, locale or name; '' when unknown."""
    from babel import Locale

    folded = said.strip().replace("_", "-").lower()
    head = folded.split("-")[0]
    if len(head) == 2 and head.isalpha() and head in Locale.parse("en").languages:
        return head
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).languages.items():
            if len(code) == 2 and squashed(name) == squashed(said):
                return str(code)
    return ""


@cache
def _kinds() -> dict[str, DebtorKind]:
    return {
        word: cast(DebtorKind, kind) for kind, words in vocabulary.KINDS.items() for word in words.split("|")
    }


@lru_cache(10_000)
def terms_of(said: str) -> int | None:
    """Days of a payment term such as '30', '30 days net', 'Netto 14 Tage'; None when not one clear number.

    >>> terms_of("Net 30"), terms_of("2% 10, net 30"), terms_of("NAA8")
    (30, None, None)
    """
    if re.search(r"[A-Za-z]\d|\d[A-Za-z]{2,}\d|%", said.replace(" ", "_")):
        return None
    numbers = {int(n) for n in _DAYS.findall(said)}
    days = numbers.pop() if len(numbers) == 1 else None
    return days if days is not None and days <= 365 else None


class Debtors:
    """Reads and remembers the debtors of one table."""

    def __init__(self, at: dict[str, int]) -> None:
        used = [(name, at[name]) for name in _FIELDS if name in at]
        self._names = tuple(name for name, _ in used)
        indexes = [index for _, index in used]
        self._pick = itemgetter(*indexes) if indexes else None
        self._single = len(indexes) == 1
        self._known: dict[object, DebtorFacts] = {}
        self.cleaned = 0

    def of(self, row: list[Cell], group: str = "") -> DebtorFacts:
        """The debtor of that row; `group` is the name it stands under in a grouped report."""
        key: object = (self._pick(row) if self._pick else (), group)
        known = self._known.get(key)
        if known is None:
            cells = key[0] if not self._single else (key[0],)  # type: ignore[index]  # a tuple unless single
            known = self._known[key] = self._read(dict(zip(self._names, cells, strict=True)), group)
        return known

    def _read(self, said: dict[str, Cell], group: str) -> DebtorFacts:
        if any(has_control(cell) for cell in said.values()):
            self.cleaned += 1

        def word(name: str) -> str:
            return text(said.get(name))

        person = " ".join(part for part in (word("first_name"), word("last_name")) if part)
        terms = said.get("terms_days")
        return DebtorFacts(
            number=reference(said.get("debtor_number")),
            name=unicodedata.normalize("NFC", reference(said.get("debtor_name")) or group or person),
            kind=_kinds().get(squashed(word("debtor_kind")), ""),
            register_number=reference(said.get("register_number")),
            vat_id=reference(said.get("vat_id")),
            country=country_code(word("country")),
            region=word("region"),
            language=language_code(word("language")),
            street=word("street"),
            postal_code=reference(said.get("postal_code")),
            city=word("city"),
            email=next(iter(emails(said.get("email"))), ""),
            phone=reference(said.get("phone")),
            terms_days=int(terms)
            if isinstance(terms, (int, float)) and not isinstance(terms, bool) and 0 <= terms <= 365
            else terms_of(word("terms_days")),
            account_owner=word("account_owner"),
        )
