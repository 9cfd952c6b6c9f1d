"""The wording guard: what a text to a debtor may not say, found sentence by sentence.

Closed lists per language lie as data in `forbidden/`. It reads folded text, so capitals, accents, hidden
characters and letters borrowed from other alphabets do not slip past. It examines wordings (with their
placeholders) and what people type by hand; values filled in later are never read as wording.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from recoup.documents.facts import LANGUAGES
from recoup.documents.fill import PLACEHOLDERS, placeholders

CONSEQUENCES = frozenset({"court", "agency", "lawyer", "supply_stop"})
_NEVER = (
    "crime",
    "police",
    "bailiff",
    "prison",
    "publicity",
    "credit_register",
    "legal_department",
    "court_paper",
)


@dataclass(frozen=True, slots=True)
class GuardFacts:
    """What this text may say. `consequences`: those whose step is configured, allowed and intended.

    `interest_allowed` from rung 4; `cost_line_allowed` only where the law's answer lets a cost be
    charged; `required` placeholders must all stand in the text; `digits_allowed` for notes
    of what was agreed.
    """

    consequences: frozenset[str] = frozenset()
    cost_line_allowed: bool = False
    interest_allowed: bool = False
    required: frozenset[str] = frozenset()
    digits_allowed: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: a stable code, the words it was found in, and the sentence they stand in."""

    code: str
    quote: str
    sentence: str


def examine(text: str, language: str, allowed: GuardFacts) -> list[Finding]:
    """Everything in the text that may not be said, in the order of the text; empty when it may go out.

    Codes: crime, police, bailiff, prison, publicity, credit_register, legal_department, court_paper; court,
    agency, lawyer, supply_stop unless allowed; cost, interest, digits unless allowed; unknown_placeholder and
    missing_placeholder. A language without a list is examined with all of them.
    """
    found = [
        finding for sentence in _sentences(text) for finding in _in_sentence(sentence, language, allowed)
    ]
    named = placeholders(text)
    found += [Finding("unknown_placeholder", name, "") for name in sorted(named - PLACEHOLDERS)]
    return found + [Finding("missing_placeholder", name, "") for name in sorted(allowed.required - named)]


def _sentences(text: str) -> list[str]:
    parts = re.split(r"(?<=[.!?;:])(?<!\d\.)\s+|\n\s*\n", text)
    return [" ".join(part.split()) for part in parts if part.strip()]


def _in_sentence(sentence: str, language: str, allowed: GuardFacts) -> Iterator[Finding]:
    folded = fold(re.sub(r"\{[a-z_]*\}", " \N{WHITE SQUARE} ", sentence))
    seen: set[str] = set()
    for rules in _rules_for(language):
        plain = rules.innocent.sub(" \N{WHITE SQUARE} ", folded)
        for code, pattern in rules.patterns.items():
            if code in seen or _may_say(code, allowed):
                continue
            hit = pattern.search(plain) or (pattern.search(unleet(plain)) if code != "digits" else None)
            if hit:
                seen.add(code)
                yield Finding("digits" if code == "deadline" else code, hit.group().strip(), sentence)


def _may_say(code: str, allowed: GuardFacts) -> bool:
    if code in CONSEQUENCES:
        return code in allowed.consequences
    if code == "cost":
        return allowed.cost_line_allowed
    if code == "interest":
        return allowed.interest_allowed or allowed.cost_line_allowed
    return code in ("digits", "deadline") and allowed.digits_allowed


@dataclass(frozen=True, slots=True)
class _Rules:
    patterns: dict[str, re.Pattern[str]]
    innocent: re.Pattern[str]


def _rules_for(language: str) -> list[_Rules]:
    base = language.replace("_", "-").split("-")[0].lower()
    return [_rules(base)] if base in LANGUAGES else [_rules(one) for one in LANGUAGES]


@cache
def _rules(language: str) -> _Rules:
    source = files(__package__) / "forbidden" / f"{language}.toml"
    data = tomllib.loads(source.read_text("utf-8"))
    codes = (*_NEVER, *sorted(CONSEQUENCES), "cost", "interest", "deadline")
    patterns = {code: _any_of(data[code]) for code in codes}
    patterns["digits"] = _digits(data["units"], data["months"])
    return _Rules(patterns, _any_of(data["innocent"]))


def _any_of(globs: list[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(_regex(glob) for glob in globs) + r")(?!\w)")


def _regex(glob: str) -> str:
    """`late fee*` finds "late fees" and "late-fee"; `a|b c` finds "a c" and "b c".

    >>> bool(re.fullmatch(_regex("sue|sued you*"), "sued yourself"))
    True
    """
    words = []
    for position in glob.split(" "):
        choices = [re.escape(word).replace(r"\*", r"\w*") for word in position.split("|")]
        words.append(choices[0] if len(choices) == 1 else f"(?:{'|'.join(choices)})")
    return r"[\s\-]+".join(words)


def _digits(units: str, months: str) -> re.Pattern[str]:
    """Amounts and days written out: 500 EUR, € 500, 1.234,50, 14 days, 3 May, 12.5.2026, 2026-05-12, 5 %."""
    number = r"\d[\d.,'\s]*"
    money_code = r"(?:eur|usd|gbp|chf|cad|aud|[€$£¥])"
    return re.compile(
        rf"{money_code}\s*\d[\d.,']*|{number}\s*(?:{money_code}|%)|\d+[.,]\d\d(?!\d)"
        rf"|\d+(?:st|nd|rd|th|er|\.|o)?[\s\-]+(?:{units}|(?:de\s+)?(?:{months})|of\s+(?:{months}))(?!\w)"
        rf"|(?<!\w)(?:{months})\s+\d+"
        r"|(?<!\d)\d{1,2}[./\-]\d{1,2}[./\-](?:\d{4}|\d{2})(?!\d)|\d{4}-\d{2}-\d{2}|(?<!\d)\d{1,2}\.\d{1,2}\.(?!\d)"
    )


_LOOKALIKE = str.maketrans(
    "аеорсухкмтвнігјѕԁһԛԝαοερικντυχβωӏⅼɡɑı",
    "aeopcyxkmtbhirjsdhqwaoepikvtuxbwllgai",
)
_LEET = str.maketrans("013457@$", "oieastas")
_LEET_WORD = re.compile(r"(?<!\w)(?=[\w@$]*[a-z])(?=[\w@$]*[013457@$])[\w@$]+(?!\w)")
_LIGATURES = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l"}
_SPECIAL = str.maketrans(_LIGATURES | {"'": " ", "’": " ", "_": ""})


def fold(text: str) -> str:
    """Lower case without accents, hidden characters, look-alike letters or doubled spaces.

    >>> fold("P\\u200bоLÍCÉ")
    'police'
    """
    wide = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(c for c in unicodedata.normalize("NFKD", wide) if unicodedata.category(c) not in _DROPPED)
    plain = kept.translate(_LOOKALIKE).translate(_SPECIAL)
    return " ".join(_spelled_out(plain).split())


_DROPPED = frozenset({"Mn", "Me", "Cf"})
_SPELLED = re.compile(r"(?<!\w)(?:\w[ .\-*]){3,}\w(?!\w)")


def _spelled_out(text: str) -> str:
    """Letters set apart are put together: `p o l i c e` is police."""
    return _SPELLED.sub(lambda found: re.sub(r"[ .\-*]", "", found.group()), text)


def unleet(text: str) -> str:
    """Digits and signs inside words as the letters they stand for: `p0l1ce` is police."""
    return _LEET_WORD.sub(lambda found: found.group().translate(_LEET), text)
