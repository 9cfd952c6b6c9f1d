"""The tree of RFC 6962: its published vectors, and that every path leads to the root and no other does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoup.archive.merkle import leaf, path, root, root_of_path

pytestmark = pytest.mark.anydb

INPUTS = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
# the vectors that Certificate Transparency's own implementations test against
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(1, len(INPUTS) + 1))
def test_published_roots(size: int) -> None:
    assert root(leaf(bytes.fromhex(one)) for one in INPUTS[:size]).hex() == ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(st.integers(1, 70), st.data())
def test_every_path_leads_to_the_root_and_fits_no_other_leaf(size: int, data: st.DataObject) -> None:
    leaves = [leaf(str(number).encode()) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    steps = path(leaves, index)
    assert root_of_path(leaves[index], index, size, steps) == root(leaves)
    assert root_of_path(leaf(b"another"), index, size, steps) != root(leaves)
    if steps:
        with pytest.raises(ValueError, match="short"):
            root_of_path(leaves[index], index, size, steps[:-1])
    with pytest.raises(ValueError, match="long"):
        root_of_path(leaves[index], index, size, [*steps, leaves[0]])


def test_there_is_no_path_outside() -> None:
    with pytest.raises(IndexError):
        path([leaf(b"")], 1)
    with pytest.raises(ValueError, match="no such leaf"):
        root_of_path(leaf(b""), 1, 1, [])
