"""The Merkle tree of RFC 6962: one hash for many leaves, and the short proof that one of them is under it. Pure."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

_LEAF, _NODE = b"\x00", b"\x01"


def leaf(data: bytes) -> bytes:
    """The hash of a leaf; marked, so that no node can pass for one (RFC 6962, 2.1)."""
    return sha256(_LEAF + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(_NODE + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in their order; of none, the hash of nothing (RFC 6962, 2.1).

    A last one without a neighbour is carried up as it is.
    """
    level = list(leaves)
    if not level:
        return sha256(b"").digest()
    while len(level) > 1:
        level = _above(level)
    return level[0]


def _above(level: list[bytes]) -> list[bytes]:
    odd = level[len(level) & ~1 :]
    return [_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)] + odd


def path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of one leaf, from the bottom (RFC 6962, 2.1.1). Raises IndexError outside the leaves."""
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    found, level = [], list(leaves)
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            found.append(level[beside])
        level, index = _above(level), index >> 1
    return found


def root_of_path(leaf_hash: bytes, index: int, size: int, audit_path: Iterable[bytes]) -> bytes:
    """The root that the path leads to (RFC 9162, 2.1.3.2). Raises ValueError when path and size do not fit."""
    if not 0 <= index < size:
        raise ValueError("there is no such leaf")
    place, last, found = index, size - 1, leaf_hash
    for beside in audit_path:
        if last == 0:
            raise ValueError("the path is too long")
        if place & 1 or place == last:
            found = _node(beside, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = _node(found, beside)
        place, last = place >> 1, last >> 1
    if last:
        raise ValueError("the path is too short")
    return found
