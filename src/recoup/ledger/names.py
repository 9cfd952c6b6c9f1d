"""Names folded for comparison: what two spellings of one debtor have in common. Pure."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[\W_]+")
_LEGAL_FORMS = frozenset(
    [
        *("ltd", "limited", "plc", "llp", "llc", "inc", "incorporated", "corp", "corporation"),
        *("co", "company", "gmbh", "mbh", "ag", "kg", "ohg", "ug", "gbr", "ek", "eg", "se", "sa"),
        *("sas", "sarl", "sasu", "eurl", "sl", "slu", "srl", "spa", "snc", "sapa", "bv", "nv"),
        *("vof", "bvba", "pty", "ab", "as", "asa", "oy", "oyj", "aps", "sp", "zoo", "kft", "kk"),
        *("the", "and", "und", "et", "y", "e", "en"),
    ]
)


def fold(name: str) -> str:
    """Case, accents, punctuation and spacing taken out; at most 300 characters.

    >>> fold("  Müller & Söhne G.m.b.H. ")
    'muller sohne gmbh'
    """
    return fold_text(name.replace(".", ""))[:300]


def fold_text(text: str) -> str:
    """Like `fold`, for a text of any length; a full stop parts words."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", plain.casefold()).strip()


def significant(name: str) -> frozenset[str]:
    """The words of a name that tell firms apart: without legal forms and little words.

    >>> sorted(significant("The Acme Trading Co. Ltd"))
    ['acme', 'trading']
    """
    return frozenset(fold(name).split()) - _LEGAL_FORMS
