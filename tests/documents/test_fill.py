"""Placeholders: a closed list, filled once, values inert."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoup.documents.fill import PLACEHOLDERS, clean, fill, paragraphs
from recoup.lib.errors import Refused

pytestmark = pytest.mark.anydb


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        ("Pay {amount}", "unknown_placeholder", "amount"),
        ("Pay {net.__class__}", "unknown_placeholder", "net.__class__"),
        ("Pay {0}", "unknown_placeholder", "0"),
        ("Pay {net!r}", "unknown_placeholder", "net!r"),
        ("Pay {{net}}", "stray_brace", "{"),
        ("Pay {}", "stray_brace", "{}"),
        ("Pay net}", "stray_brace", "}"),
        ("Pay {% if x %}", "unknown_placeholder", "% if x %"),
        ("By {reply_by}", "no_value", "reply_by"),
    ],
)
def test_what_is_not_on_the_list_is_refused_by_name(text: str, code: str, named: str) -> None:
    with pytest.raises(Refused) as refused:
        fill(text, {"net": "1"})
    assert refused.value.code == code
    assert named in refused.value.what


@given(st.text(min_size=1))
def test_braces_in_values_are_inert(value: str) -> None:
    assert fill("to {debtor}!", {"debtor": value, "net": "9"}) == f"to {value}!"
    assert fill("{debtor}", {"debtor": "{net}{iban}", "net": "9"}) == "{net}{iban}"


@given(st.text())
def test_clean_is_one_line(text: str) -> None:
    kept = clean(text)
    assert not set(kept) & set("\r\n\t\0\u202e\u2028")
    assert clean(kept) == kept


def test_every_placeholder_is_a_plain_name() -> None:
    assert all(name.isidentifier() for name in PLACEHOLDERS)


def test_paragraphs_split_at_blank_lines() -> None:
    assert paragraphs("a\nb\r\n\r\n c \n \n\n{net}\n") == ["a\nb", "c", "{net}"]
