"""What a country tells when nobody has said otherwise: is it one, which zone, which language."""

from functools import cache

from babel.core import get_global
from babel.languages import get_official_languages

LANGUAGES = ("en", "de", "fr", "es", "it", "nl")

# where a country has several zones: the one most of its businesses keep
_MAIN_ZONES = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "FM": "Pacific/Pohnpei",
    "GL": "America/Nuuk",
    "ID": "Asia/Jakarta",
    "KI": "Pacific/Tarawa",
    "KZ": "Asia/Almaty",
    "MH": "Pacific/Majuro",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PG": "Pacific/Port_Moresby",
    "PS": "Asia/Hebron",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
    "XK": "Europe/Belgrade",
}


@cache
def countries() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes of places with a time zone of their own, and Kosovo's customary XK."""
    zones = get_global("territory_zones")
    return frozenset(code for code in zones if len(code) == 2 and code.isalpha() and code != "ZZ") | {"XK"}


def zone_of(country: str) -> str:
    """The time zone that a business in that country most likely keeps; UTC for an unknown one."""
    if country in _MAIN_ZONES:
        return _MAIN_ZONES[country]
    zones = get_global("territory_zones").get(country)
    return str(zones[0]) if zones else "UTC"


def language_of(country: str) -> str:
    """The first official language of the country that there are words for, else English."""
    official = get_official_languages(country, de_facto=True)
    return next((str(code) for code in official if code in LANGUAGES), "en")
