"""What the words in cells of type, status and payment method mean."""

from functools import lru_cache

from recoup.intake import vocabulary
from recoup.intake.cells import squashed

_WORD_LISTS: dict[str, frozenset[str]] = {
    name: frozenset(squashed(w) for w in said.split("|"))
    for name, said in (
        ("credit", vocabulary.CREDIT_NOTE),
        ("other", vocabulary.NOT_AN_INVOICE),
        ("void", vocabulary.DRAFT_OR_VOID),
        ("paid", vocabulary.PAID),
    )
}
_METHOD_OF = {
    squashed(word): method for method, words in vocabulary.METHODS.items() for word in words.split("|")
}


@lru_cache(10_000)
def is_listed(said: str, which: str) -> bool:
    """Whether a word means: credit (note), other (no invoice), void (or draft), paid."""
    folded = squashed(said)
    return folded in _WORD_LISTS[which] or (
        which in ("credit", "void") and any(len(w) >= 6 and folded.startswith(w) for w in _WORD_LISTS[which])
    )


@lru_cache(10_000)
def method_of(said: str) -> str:
    """transfer, direct_debit, card, cash, cheque, or the word itself."""
    return _METHOD_OF.get(squashed(said), said)
