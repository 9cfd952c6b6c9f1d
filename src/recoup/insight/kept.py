"""Figures kept in this process while the books stand still, so that a page over all of them answers at once."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from django.core.cache import cache
from django.db import connection

from recoup.archive.models import Entry
from recoup.lib.clock import machine_now
from recoup.org.models import Creditor

T = TypeVar("T")
REST = 30
"""Figures that took a second to count are counted again after half a minute at the earliest."""
QUICK = 0.1
"""What takes fewer seconds is counted anew whenever the books have moved."""
KEEP_SECONDS = 7 * 24 * 3600
_counting: set[str] = set()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """Figures, when they were counted (machine time), and whether the books or the day have moved since."""

    figures: T
    counted_at: datetime
    is_behind: bool


def kept(creditor: Creditor, name: str, today: date, count: Callable[[], T]) -> Kept[T]:
    """The figures of that name: counted anew when anything was recorded since, or another day has come.

    What takes long is counted beside the page, at most a thirtieth of the time, and until then the former figures
    are given with `is_behind`; only who asks first waits.
    """
    key, mark = f"insight:{creditor.key}:{name}", (_newest_entry(creditor), today)
    found = cache.get(key)
    if found is None:
        return _count(key, mark, count)
    was, figures, counted_at, seconds = found
    if was == mark:
        return Kept(figures, counted_at, False)
    if seconds <= QUICK:
        return _count(key, mark, count)
    if was[1] != today or (machine_now() - counted_at).total_seconds() >= seconds * REST:
        _count_beside(key, mark, count)
    return Kept(figures, counted_at, True)


def _count(key: str, mark: tuple[int, date], count: Callable[[], T]) -> Kept[T]:
    began, counted_at = time.monotonic(), machine_now()
    figures = count()
    cache.set(key, (mark, figures, counted_at, time.monotonic() - began), KEEP_SECONDS)
    return Kept(figures, counted_at, False)


def _count_beside(key: str, mark: tuple[int, date], count: Callable[[], object]) -> threading.Thread | None:
    """Counts in a thread of its own, unless one is at it."""
    with _lock:
        if key in _counting:
            return None
        _counting.add(key)

    def work() -> None:
        try:
            _count(key, mark, count)
        finally:
            with _lock:
                _counting.discard(key)
            connection.close()

    thread = threading.Thread(target=work, name="figures", daemon=True)
    thread.start()
    return thread


def _newest_entry(creditor: Creditor) -> int:
    """Every deed writes one."""
    newest = Entry.objects.filter(owner=creditor.key).order_by("-pk").values_list("pk", flat=True).first()
    return int(newest or 0)
