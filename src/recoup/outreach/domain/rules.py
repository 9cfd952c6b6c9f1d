"""Judges what a domain says about its mail: one finding each for SPF, DKIM and DMARC, and what to add."""

import base64
import binascii
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from recoup.outreach.domain.lookup import Lookup, LookupTroubleError
from recoup.outreach.domain.providers import USUAL_SELECTORS, provider_of

GOOD, WEAK, BAD, UNKNOWN = "good", "weak", "bad", "unknown"
_MOST_LOOKUPS = 10  # RFC 7208, 4.6.4
_LEAST_BITS, _WEAK_BITS = 1024, 2048  # RFC 8301
_ASKING = ("include", "a", "mx", "ptr", "exists")
_TERMS = frozenset((*_ASKING, "all", "ip4", "ip6", "redirect", "exp"))


@dataclass(frozen=True, slots=True)
class Record:
    """A text record to add at the provider of the domain."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of one of the three. `code` has its words in `words.py`; `found` is the record as it stands."""

    about: str
    state: str
    code: str
    found: str = ""
    add: Record | None = None
    arg: str = ""


def examine(domain: str, host: str, selector: str, report_to: str, look: Lookup) -> tuple[Finding, ...]:
    """SPF, DKIM and DMARC of the domain that mail is from, when it leaves through this mail server.

    `selector` is the name of the DKIM key, where it is known; `report_to` the address for DMARC's reports.
    """
    rules: tuple[tuple[str, Callable[[], Finding]], ...] = (
        ("spf", lambda: spf(domain, host, look)),
        ("dkim", lambda: dkim(domain, host, selector, look)),
        ("dmarc", lambda: dmarc(domain, report_to, look)),
    )
    found = []
    for about, rule in rules:
        try:
            found.append(rule())
        except LookupTroubleError:
            found.append(Finding(about, UNKNOWN, "no_answer"))
    return tuple(found)


def spf(domain: str, host: str, look: Lookup) -> Finding:
    """Which servers may send for the domain (RFC 7208)."""
    provider = provider_of(host)
    ours = f"include:{provider.include}" if provider else f"a:{host}" if host else "mx"
    records = [text for text in look.txt(domain) if text.lower().split(" ")[0] == "v=spf1"]
    if not records:
        return Finding("spf", BAD, "spf_missing", add=Record(domain, f"v=spf1 {ours} ~all"))
    if len(records) > 1:
        return Finding("spf", BAD, "spf_many", " · ".join(records))
    text = records[0]
    wrong = _spf_fault(domain, text, look)
    if wrong:
        return Finding("spf", BAD, wrong, text)
    if provider and provider.include not in text.lower() and not _reaches(text, provider.include, look):
        better = text.replace("v=spf1", f"v=spf1 {ours}", 1)
        return Finding("spf", BAD, "spf_not_ours", text, Record(domain, better), provider.name)
    ends = text.lower().split()[-1]
    if ends not in ("-all", "~all") and "redirect=" not in ends:
        return Finding("spf", WEAK, "spf_open_end", text)
    return Finding("spf", GOOD, "spf_good", text)


def _spf_fault(domain: str, text: str, look: Lookup) -> str:
    terms = text.lower().split()[1:]
    names = [_name(term) for term in terms]
    if any(name not in _TERMS for name in names):
        return "spf_unreadable"
    if "all" in terms or "+all" in terms:
        return "spf_anybody"
    return "spf_too_long" if _lookups(domain, text, look, set()) > _MOST_LOOKUPS else ""


def _name(term: str) -> str:
    """The name of a term.

    >>> _name("~include:x.example"), _name("ip4:192.0.2.0/24"), _name("redirect=y.example"), _name("a/24")
    ('include', 'ip4', 'redirect', 'a')
    """
    return term.lstrip("+-~?").partition(":")[0].partition("=")[0].partition("/")[0]


def _targets(text: str) -> list[str]:
    terms = text.lower().split()[1:]
    named = [term.partition(":")[2] for term in terms if _name(term) == "include"]
    return named + [term.partition("=")[2] for term in terms if _name(term) == "redirect"]


def _lookups(domain: str, text: str, look: Lookup, seen: set[str]) -> int:
    """How many questions the record makes a receiver ask; circles are asked once."""
    seen.add(domain)
    count = sum(_name(term) in (*_ASKING, "redirect") for term in text.lower().split()[1:])
    for target in _targets(text):
        if target and target not in seen and len(seen) <= 2 * _MOST_LOOKUPS:
            for found in look.txt(target):
                if found.lower().startswith("v=spf1"):
                    count += _lookups(target, found, look, seen)
    return count


def _reaches(text: str, include: str, look: Lookup) -> bool:
    """Whether the record leads there by way of another one."""
    seen: set[str] = set()
    waiting = _targets(text)
    while waiting and len(seen) < _MOST_LOOKUPS:
        target = waiting.pop()
        if target == include:
            return True
        if target in seen:
            continue
        seen.add(target)
        for found in look.txt(target):
            if found.lower().startswith("v=spf1"):
                waiting += _targets(found)
    return False


def dkim(domain: str, host: str, selector: str, look: Lookup) -> Finding:
    """The key with which the mail server signs (RFC 6376); without a known name the usual ones are tried."""
    provider = provider_of(host)
    usual: Iterable[str] = (*(provider.selectors if provider else ()), *USUAL_SELECTORS)
    names = [selector] if selector else list(dict.fromkeys(usual))
    kept: Finding | None = None
    for name in names:
        for text in look.txt(f"{name}._domainkey.{domain}"):
            judged = _key(name, text)
            if judged is None:
                continue
            if judged.state == GOOD:
                return judged
            kept = kept or judged
    if kept is not None:
        return kept
    return Finding("dkim", BAD, "dkim_missing" if selector else "dkim_unknown", arg=selector)


def _key(selector: str, text: str) -> Finding | None:
    """The finding for a key record; None for a text that is none."""
    known = tags(text)
    if "p" not in known or known.get("v", "DKIM1") != "DKIM1":
        return None
    if not known["p"]:
        return Finding("dkim", BAD, "dkim_revoked", _short(text), arg=selector)
    bits = _bits(known["p"], known.get("k", "rsa"))
    if bits is None:
        return Finding("dkim", BAD, "dkim_unreadable", _short(text), arg=selector)
    if bits < _LEAST_BITS:
        return Finding("dkim", BAD, "dkim_short", _short(text), arg=selector)
    if bits < _WEAK_BITS:
        return Finding("dkim", WEAK, "dkim_weak", _short(text), arg=selector)
    return Finding("dkim", GOOD, "dkim_good", _short(text), arg=selector)


def _bits(encoded: str, kind: str) -> int | None:
    """The strength of a public key; an Ed25519 key counts as a long one; None when it cannot be read."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        raw = base64.b64decode("".join(encoded.split()), validate=True)
        if kind == "ed25519":
            return _WEAK_BITS if len(raw) == 32 else None
        key = load_der_public_key(raw)
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return None
    return key.key_size if isinstance(key, RSAPublicKey) else None


def dmarc(domain: str, report_to: str, look: Lookup) -> Finding:
    """What receivers do with mail that is not ours (RFC 7489); parents of the domain speak for it too."""
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        name = ".".join(labels[start:])
        records = [text for text in look.txt(f"_dmarc.{name}") if tags(text).get("v") == "DMARC1"]
        if len(records) > 1:
            return Finding("dmarc", BAD, "dmarc_many", " · ".join(records))
        if records:
            policy = tags(records[0]).get("sp" if start else "p", tags(records[0]).get("p", "")).lower()
            if policy not in ("none", "quarantine", "reject"):
                return Finding("dmarc", BAD, "dmarc_unreadable", records[0])
            return Finding("dmarc", GOOD, "dmarc_watch" if policy == "none" else "dmarc_good", records[0])
    value = "v=DMARC1; p=none" + (f"; rua=mailto:{report_to}" if report_to else "")
    return Finding("dmarc", BAD, "dmarc_missing", add=Record(f"_dmarc.{domain}", value))


def tags(text: str) -> dict[str, str]:
    """`v=DMARC1; p=none` as a dictionary; what is no tag is left out.

    >>> tags("v=DMARC1; p=none;")
    {'v': 'DMARC1', 'p': 'none'}
    """
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, mark, value in pairs if mark}


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}…"
