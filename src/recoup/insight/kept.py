"""Figures kept in this process while the books stand still, so that a page over all of them answers at once."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.cache import cache

from recoup.archive.models import Entry
from recoup.lib.clock import machine_now
from recoup.org.models import Creditor

T = TypeVar("T")
REST = 30
"""Figures that took a second to count are counted again after half a minute at the earliest."""
QUICK = 0.1
"""What takes fewer seconds is counted anew whenever the books have moved."""
KEEP_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """Figures, when they were counted (machine time), and whether the books have moved since."""

    figures: T
    counted_at: Any
    is_behind: bool


def kept(creditor: Creditor, name: str, count: Callable[[], T]) -> Kept[T]:
    """The figures of that name: counted anew when anything was recorded since, but never for most of the time.

    Counting costs a thirtieth of the time at most: what takes a while may be that much behind, and says so.
    """
    key, mark = f"insight:{creditor.key}:{name}", _mark(creditor)
    found = cache.get(key)
    if found is not None:
        was, figures, counted_at, seconds = found
        is_fresh = was == mark
        rests = seconds > QUICK and (machine_now() - counted_at).total_seconds() < seconds * REST
        if is_fresh or rests:
            return Kept(figures, counted_at, not is_fresh)
    began, counted_at = time.monotonic(), machine_now()
    figures = count()
    cache.set(key, (mark, figures, counted_at, time.monotonic() - began), KEEP_SECONDS)
    return Kept(figures, counted_at, False)


def _mark(creditor: Creditor) -> int:
    """The newest entry: every deed writes one."""
    newest = Entry.objects.filter(owner=creditor.key).order_by("-pk").values_list("pk", flat=True).first()
    return int(newest or 0)
