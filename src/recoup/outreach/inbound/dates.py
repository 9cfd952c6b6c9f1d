"""Days as people write them in six languages. A suggestion for a person to confirm, never a fact. Pure."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = (
    "january januar janvier enero gennaio januari jan jän jänner janv ene gen",
    "february februar février fevrier febrero febbraio februari feb fév févr",
    "march märz mars marzo maart mar mär mrt maerz",
    "april avril abril aprile apr avr abr",
    "may mai mayo maggio mei mag",
    "june juni juin junio giugno jun giu",
    "july juli juillet julio luglio jul juil lug",
    "august août aout agosto augustus aug ago",
    "september septembre septiembre settembre sept sep set",
    "october oktober octobre octubre ottobre oct okt ott",
    "november novembre noviembre nov",
    "december dezember décembre decembre diciembre dicembre dec dez déc dic",
)
MONTH = {name: n + 1 for n, names in enumerate(_MONTHS) for name in names.split()}
_WEEKDAYS = (
    "monday montag lundi lunes lunedì lunedi maandag",
    "tuesday dienstag mardi martes martedì martedi dinsdag",
    "wednesday mittwoch mercredi miércoles miercoles mercoledì mercoledi woensdag",
    "thursday donnerstag jeudi jueves giovedì giovedi donderdag",
    "friday freitag vendredi viernes venerdì venerdi vrijdag",
    "saturday samstag sonnabend samedi sábado sabado sabato zaterdag",
    "sunday sonntag dimanche domingo domenica zondag",
)
WEEKDAY = {name: n for n, names in enumerate(_WEEKDAYS) for name in names.split()}
_NUMBERS = {
    name: n
    for n, names in enumerate(
        (
            "one a ein einer einem une un una uno een",
            "two zwei deux dos due twee",
            "three drei trois tres tre drie",
            "four vier quatre cuatro quattro",
            "five fünf cinq cinco cinque vijf",
        ),
        start=1,
    )
    for name in names.split()
}


def _either(names: object) -> str:
    return "|".join(sorted((re.escape(str(name)) for name in names), key=len, reverse=True))  # type: ignore[attr-defined]  # Babel's names are untyped


_MONTH_RE, _WEEKDAY_RE = _either(MONTH), _either(WEEKDAY)
WEEKDAY_NAMES = _WEEKDAY_RE
"""All names of days of the week, as one choice for a pattern."""
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_NUMERIC = re.compile(
    r"(?<![\d.,/])(?<!\w-)(\d{1,2})([./-])\s?(\d{1,2})(?:\2\s?(\d{4}|\d{2})\b|\.(?!\d)|\b)(?![\d,/%€$£])"
)
_DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|\.|º|°)?\s+(?:of\s+|de\s+|d[’'])?({_MONTH_RE})\b\.?(?:,?\s+(?:de\s+|del\s+)?(\d{{4}})\b)?",
    re.I,
)
_MONTH_DAY = re.compile(
    rf"\b({_MONTH_RE})\.?\s+(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:\s?[–—-]\s?(\d{{1,2}})(?:st|nd|rd|th)?\b)?"
    r"(?:,?\s+(\d{4})\b)?",
    re.I,
)
_NAMED_DAY = re.compile(rf"\b({_WEEKDAY_RE})\b", re.I)
_TOMORROW = re.compile(r"\b(?:tomorrow|morgen(?! früh um)|demain|mañana|domani)\b", re.I)
_TODAY = re.compile(r"\b(?:today|heute|aujourd[’']hui|hoy|oggi|vandaag)\b", re.I)
_MONTH_END = re.compile(
    r"\b(?:end of (?:the|this) month|month[- ]end|monatsende|ende (?:des|dieses) monats|fin (?:du|de ce|de) mois|"
    r"fin(?:al)? de(?:l| este)? mes|fine (?:del )?mese|eind(?:e)? van (?:de|deze) maand)\b",
    re.I,
)
_WEEK_END = re.compile(
    r"\b(?:end of (?:the|this) week|ende der woche|wochenende|fin de (?:la )?semaine|fin(?:al)? de (?:la )?semana|"
    r"fine settimana|eind(?:e)? van (?:de|deze) week)\b",
    re.I,
)
_NEXT_WEEK = re.compile(
    r"\b(?:next week|nächste(?:r|n)? woche|kommende(?:r|n)? woche|la semaine prochaine|semaine prochaine|"
    r"(?:la )?próxima semana|la semana que viene|(?:la )?prossima settimana|settimana prossima|volgende week)\b",
    re.I,
)
_IN_DAYS = re.compile(
    r"\b(?:in|within|innerhalb von|binnen|dans|sous|en|dentro de|tra|fra|entro|"
    r"over)\s+(?:the next\s+|den nächsten\s+|les\s+)?"
    rf"(\d{{1,3}}|{_either(_NUMBERS)})\s+"
    r"(days?|tagen?|jours?|días?|dias?|giorni|giorno|dagen|dag|weeks?|wochen?|semaines?|semanas?|settiman[ae]|weken|week)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day named in a text, with where its words begin and end. `is_loose`: “next week”, “end of the month”."""

    on: date
    start: int
    end: int
    is_loose: bool = False


def days_in(text: str, today: date, *, day_first: bool = True) -> list[Day]:
    """The days a text names, in its order; without a year the one nearest ahead, or up to a month back.

    `day_first` decides 03/04; 13 and above decide for themselves.
    """
    found: list[Day] = []
    for one in sorted(_all(text, today, day_first), key=lambda day: (day.start, -day.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return [day for n, day in enumerate(found) if not _names_next(text, day, found[n + 1 : n + 2])]


def _names_next(text: str, day: Day, following: list[Day]) -> bool:
    """A weekday that only goes before its date: “Friday, 4 December”."""
    if not following or not _NAMED_DAY.fullmatch(text[day.start : day.end]):
        return False
    between = text[day.end : following[0].start]
    return re.fullmatch(r"[\s,.]*(?:the|den|dem|le|el|il|de)?\s*", between, re.I) is not None


def _all(text: str, today: date, day_first: bool) -> Iterator[Day]:
    for hit in _ISO.finditer(text):
        yield from _made(hit, int(hit[1]), int(hit[2]), int(hit[3]), today)
    for hit in _NUMERIC.finditer(text):
        first, second, year = int(hit[1]), int(hit[3]), hit[4]
        if hit[2] != "." and year is None and not re.search(r"[/-]", hit[2]):
            continue
        is_month_first = second > 12 or (hit[2] == "/" and not day_first and first <= 12)
        day, month = (second, first) if is_month_first else (first, second)
        yield from _made(hit, _year(year), month, day, today)
    for hit in _DAY_MONTH.finditer(text):
        yield from _made(hit, _year(hit[3]), MONTH[hit[2].lower()], int(hit[1]), today)
    for hit in _MONTH_DAY.finditer(text):
        year, month = _year(hit[4]), MONTH[hit[1].lower()]
        if hit[3]:
            yield from _made(hit, year, month, int(hit[3]), today, start=hit.start(3))
        yield from _made(hit, year, month, int(hit[2]), today, end=hit.end(2) if hit[3] else None)
    yield from _spoken(text, today)


def _spoken(text: str, today: date) -> Iterator[Day]:
    for hit in _NAMED_DAY.finditer(text):
        ahead = (WEEKDAY[hit[1].lower()] - today.weekday()) % 7 or 7
        yield Day(today + timedelta(days=ahead), hit.start(), hit.end())
    for pattern, days in ((_TODAY, 0), (_TOMORROW, 1)):
        for hit in pattern.finditer(text):
            yield Day(today + timedelta(days=days), hit.start(), hit.end())
    last = today.replace(day=monthrange(today.year, today.month)[1])
    friday = today + timedelta(days=(4 - today.weekday()) % 7)
    for pattern, on in ((_MONTH_END, last), (_WEEK_END, friday)):
        for hit in pattern.finditer(text):
            yield Day(on, hit.start(), hit.end(), True)
    for hit in _NEXT_WEEK.finditer(text):
        yield Day(today + timedelta(days=11 - today.weekday()), hit.start(), hit.end(), True)
    for hit in _IN_DAYS.finditer(text):
        count = int(hit[1]) if hit[1].isdigit() else _NUMBERS[hit[1].lower()]
        is_week = hit[2].lower().startswith(("w", "sem", "sett"))
        yield Day(today + timedelta(days=count * (7 if is_week else 1)), hit.start(), hit.end(), True)


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text)


def _made(
    hit: "re.Match[str]",
    year: int | None,
    month: int,
    day: int,
    today: date,
    *,
    start: int | None = None,
    end: int | None = None,
) -> Iterator[Day]:
    try:
        if year is not None:
            on = date(year, month, day)
        else:
            on = date(today.year, month, day)
            if on < today - timedelta(days=31):
                on = date(today.year + 1, month, day)
            elif on > today + timedelta(days=334):
                on = date(today.year - 1, month, day)
    except ValueError:
        return
    if abs((on - today).days) <= 1500:
        yield Day(on, hit.start() if start is None else start, hit.end() if end is None else end)
