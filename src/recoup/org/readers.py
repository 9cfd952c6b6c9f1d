"""How the text of a setting is read: to a value, or to a ValueError that says what is wrong."""

import re
import zoneinfo
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from recoup.lib import money
from recoup.org.places import LANGUAGES

MAIL_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_LOCAL, _DOMAIN = re.compile(rf"{_ATOM}(\.{_ATOM})*"), re.compile(rf"{_LABEL}(\.{_LABEL})*")
_YES, _NO = ("yes", "on", "true", "1"), ("no", "off", "false", "0")


def line(text: str) -> str:
    """One line without control characters."""
    if _CONTROL.search(text):
        raise ValueError("It holds a line break or a control character.")
    if len(text) > 300:
        raise ValueError("It is longer than 300 characters.")
    return text


def lines(text: str) -> str:
    """Several lines; written on one, they are parted by commas or by \\n."""
    text = text.replace("\\n", "\n").replace("\r\n", "\n")
    parts = text.split("\n") if "\n" in text else text.split(",")
    kept = [line(part.strip()) for part in parts if part.strip()]
    if len(kept) > 6:
        raise ValueError("It has more than six lines.")
    return "\n".join(kept)


def domains(text: str) -> str:
    """Domains, parted by blanks, however they were parted; an @ before one is left out.

    >>> domains("@Lex.example, law.example")
    'lex.example law.example'
    """
    given = [word.lower().removeprefix("@") for word in re.split(r"[\s,;]+", line(text)) if word]
    for word in given:
        if not _DOMAIN.fullmatch(word) or "." not in word:
            raise ValueError(f"{word} is no domain; they look like lex.example.")
    return " ".join(dict.fromkeys(given))


def web_address(text: str) -> str:
    """An address that begins with http:// or https://."""
    parts = urlsplit(line(text))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("It does not begin with http:// or https:// and the name of a host.")
    return text


def certificates(text: str) -> str:
    """Certificates in PEM, or the path of a file that holds them."""
    from cryptography import x509

    if "-----BEGIN" not in text:
        try:
            text = Path(line(text)).read_text("ascii")
        except (OSError, UnicodeDecodeError) as odd:
            raise ValueError("There is no such file, and it is no certificate in PEM either.") from odd
    try:
        x509.load_pem_x509_certificates(text.encode())
    except ValueError as odd:
        raise ValueError("It holds no certificate in PEM.") from odd
    return text.strip()


def yes_no(text: str) -> bool:
    """yes or no, on or off."""
    if text.lower() not in _YES + _NO:
        raise ValueError("It is neither yes nor no.")
    return text.lower() in _YES


def one_of(*words: str) -> Callable[[str], str]:
    """One of these words."""

    def read(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(f"It is none of {', '.join(word for word in words if word)}.")
        return text.lower()

    return read


def number(low: int, high: int) -> Callable[[str], int]:
    """A whole number between the two, both included."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"It is not a whole number from {low} to {high}.")
        return int(text)

    return read


def limit(text: str) -> int | None:
    """A whole number; none or 0 means no limit."""
    if text.lower() in ("none", "no", "0"):
        return None
    return number(1, 1_000_000)(text)


def kind(text: str) -> str:
    """A kind of debtor; unknown is kept as empty."""
    kinds = ("company", "partnership", "sole_trader", "individual", "public_body", "association", "unknown")
    word = one_of(*kinds)(text.replace(" ", "_"))
    return "" if word == "unknown" else word


def zone(text: str) -> str:
    """A time zone of the IANA list."""
    if text not in zoneinfo.available_timezones():
        raise ValueError("It is no time zone; they look like Europe/Berlin.")
    return text


def language(text: str) -> str:
    """A language that there are words for."""
    return one_of(*LANGUAGES)(text)


def email(text: str) -> str:
    """A bare email address, or one with a name before it: Accounts <accounts@firm.example>."""
    name, address = split_address(text)
    return f"{name} <{address}>" if name else address


def split_address(text: str) -> tuple[str, str]:
    """Name and address of `Name <local@domain>`. Raises ValueError when it is no address."""
    line(text)
    match = re.fullmatch(r'\s*"?([^"<>]*?)"?\s*<([^<>\s]+)>\s*', text)
    name, address = (match[1], match[2]) if match else ("", text.strip())
    local, _, domain = address.rpartition("@")
    if len(address) > 254 or len(local) > 64 or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise ValueError("It is no email address.")
    return name.strip(), address


def phone(country: str) -> Callable[[str], str]:
    """A telephone number as written; it must be one that can exist in that country or abroad."""

    def read(text: str) -> str:
        import phonenumbers  # slow to import

        try:
            parsed = phonenumbers.parse(line(text), country)
        except phonenumbers.NumberParseException:
            raise ValueError("It is no telephone number.") from None
        if not phonenumbers.is_possible_number(parsed):
            raise ValueError("It is no telephone number; write it with its country code.")
        return text

    return read


def iban(text: str) -> str:
    """An IBAN whose check digits and length are right, without spaces."""
    from schwifty import IBAN  # slow to import
    from schwifty.exceptions import SchwiftyException

    try:
        return str(IBAN(text))
    except SchwiftyException:
        raise ValueError("It is no IBAN: its length or its check digits are wrong.") from None


def bic(text: str) -> str:
    """A BIC of 8 or 11 characters."""
    from schwifty import BIC  # slow to import
    from schwifty.exceptions import SchwiftyException

    try:
        return str(BIC(text))
    except SchwiftyException:
        raise ValueError("It is no BIC: eight or eleven letters and digits.") from None


def account_code(text: str) -> str:
    """The code of an account in the books: letters, digits, dots and hyphens."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.\-/]{0,19}", text):
        raise ValueError("It is no code of an account; they look like 1400 or 6930.")
    return text


def amounts(text: str) -> str:
    """Whole amounts by currency, parted by commas: each currency once.

    >>> amounts("gbp 500, 600 eur")
    '500 GBP, 600 EUR'
    """
    found: dict[str, int] = {}
    for part in text.split(","):
        match = re.fullmatch(r"(?:([A-Z]{3}) ?)?([0-9]{1,12})(?: ?([A-Z]{3}))?", part.strip().upper())
        code = match and (match[1] or match[3])
        if match is None or not code or (match[1] and match[3]) or not money.is_known(code) or code in found:
            raise ValueError("Write whole amounts with their currency, like 500 GBP, 600 EUR.")
        found[code] = int(match[2])
    return ", ".join(f"{amount} {code}" for code, amount in found.items())


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def weekdays(text: str) -> str:
    """Days of the week, at least one: mon tue wed.

    >>> weekdays("Fri, mon")
    'mon fri'
    """
    given = [word[:3] for word in re.split(r"[\s,;]+", text.lower()) if word]
    if not given or any(word not in WEEKDAYS for word in given):
        raise ValueError("It names no days; they are mon tue wed thu fri sat sun.")
    return " ".join(day for day in WEEKDAYS if day in given)


def days(text: str) -> str:
    """Days like 2026-12-24, parted by blanks, commas or lines; sorted, each once."""
    given = {word for word in re.split(r"[\s,;]+", text) if word}
    if len(given) > 400:
        raise ValueError("It names more than 400 days.")
    try:
        return " ".join(sorted(date.fromisoformat(word).isoformat() for word in given))
    except ValueError:
        raise ValueError("Write each day like 2026-12-24.") from None


def region(text: str) -> str:
    """The letters of a part of a country, as ISO 3166-2 has them after the hyphen."""
    code = text.upper().rpartition("-")[2]
    if not re.fullmatch(r"[A-Z0-9]{1,3}", code):
        raise ValueError("It is no region; they look like BY or SCT.")
    return code


def countries(text: str) -> str:
    """Countries by their two letters, sorted, each once.

    >>> countries("gb, DE")
    'DE GB'
    """
    given = {word.upper() for word in re.split(r"[\s,;]+", text) if word}
    if any(not re.fullmatch(r"[A-Z]{2}", word) for word in given):
        raise ValueError("Write each country by its two letters, like GB DE.")
    return " ".join(sorted(given))


def digest(text: str) -> str:
    """A SHA-256 in hexadecimal."""
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise ValueError("It is no digest; upload the picture in Settings.")
    return text


def selector(text: str) -> str:
    """The name of a DKIM key: letters, digits, hyphens and dots."""
    if len(text) > 63 or not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", text):
        raise ValueError("It is no name of a key; they look like selector1.")
    return text.lower()


def mail_url(text: str) -> str:
    """smtp://, smtps:// or smtp+starttls:// with a host; an empty one means that mail stays in the outbox."""
    if text:
        split_mail_url(text)
    return text


def split_mail_url(text: str) -> tuple[SplitResult, int, str, str]:
    """The parts of a mail URL: as split, the port, user and password. Raises ValueError in words."""
    url = urlsplit(line(text))
    if url.scheme not in MAIL_PORTS:
        raise ValueError("It begins with none of smtp://, smtps:// and smtp+starttls://.")
    try:
        port = url.port or MAIL_PORTS[url.scheme]
    except ValueError:
        raise ValueError("Its port is no number from 1 to 65535.") from None
    if not url.hostname:
        raise ValueError("It names no host.")
    if url.query or url.fragment or url.path not in ("", "/"):
        raise ValueError("It goes on after the host; write / ? # in a password as %2F %3F %23.")
    return url, port, unquote(url.username or ""), unquote(url.password or "")
