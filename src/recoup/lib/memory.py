"""What memory costs: Python's search for cycles held back, and what the database keeps in reserve held small."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def settle() -> None:
    """What has been loaded stays for good: the collector looks at it no more, which else halts a page now and then."""
    gc.collect()
    gc.freeze()


@contextmanager
def small_cache(connection: Any) -> Iterator[None]:
    """Lets SQLite keep 4 MB of what it has read, while each of many large rows is read once and the room is needed."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute("PRAGMA cache_size=-4096")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size={int(usual)}")


@contextmanager
def uncollected() -> Iterator[None]:
    """Holds back the cyclic collector while many small objects are made that all live until the end of the block.

    Counting references goes on; for a bounded chunk of work only. In bulk the search costs up to a fifth of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
