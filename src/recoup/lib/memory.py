"""Python's search for cycles, held back where it cannot find any."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def settle() -> None:
    """What has been loaded stays for good: the collector looks at it no more, which else halts a page now and then."""
    gc.collect()
    gc.freeze()


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
