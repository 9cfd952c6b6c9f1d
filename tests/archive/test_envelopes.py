"""The bytes of an entry: RFC 8785, and nothing but what RFC 8785 writes in one way."""

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from recoup.archive.chain import START, decode, drafted, envelope
from recoup.lib.hashing import canonical

pytestmark = pytest.mark.anydb

KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES: st.SearchStrategy[Any] = st.recursive(
    TEXTS | INTEGERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
FACTS = st.dictionaries(KEYS, VALUES, max_size=5)
PARTS: dict[str, Any] = {
    "owner": "o",
    "stream": "s",
    "seq": 1,
    "kind": "note",
    "klass": "open",
    "direction": "",
    "channel": "",
    "result": "",
    "moment": "2026-03-02T10:00:00+00:00",
    "actor": "user:1",
    "rule": "",
    "facts": {},
    "amounts": {},
    "payloads": {},
}
RECORDED_AT = "2026-03-02T10:00:00+00:00"


@given(FACTS)
def test_canonical_bytes_are_those_of_rfc_8785(facts: dict[str, Any]) -> None:
    assert canonical(facts) == rfc8785.dumps(facts)


@given(FACTS, TEXTS)
def test_an_envelope_is_read_back_as_it_was_written(facts: dict[str, Any], rule: str) -> None:
    whole = envelope(drafted(**{**PARTS, "facts": facts, "rule": rule}), START, RECORDED_AT)
    content = decode(whole)
    assert whole == rfc8785.dumps(content)
    assert (content["facts"], content["rule"]) == (facts, rule)
    assert (content["prev"], content["recorded_at"]) == (START, RECORDED_AT)


@pytest.mark.parametrize("part", ["facts", "rule", "result"])
def test_an_author_cannot_move_the_gap_for_the_previous_hash(part: str) -> None:
    lure = {"prev": "", "recorded_at": ""} if part == "facts" else '"prev":"","recorded_at":""'
    content = decode(envelope(drafted(**{**PARTS, part: lure}), START, RECORDED_AT))
    assert (content["prev"], content["recorded_at"], content[part]) == (START, RECORDED_AT, lure)


def test_facts_changed_after_the_draft_do_not_change_it() -> None:
    facts = {"numbers": ["INV-1"]}
    draft = drafted(**{**PARTS, "facts": facts})
    facts["numbers"].append("INV-2")
    assert decode(envelope(draft, START, RECORDED_AT))["facts"] == {"numbers": ["INV-1"]}


@pytest.mark.parametrize(
    "changes",
    [
        {"facts": {"a": None}},
        {"facts": {"a": 1.5}},
        {"facts": {"a": True}},
        {"facts": {"a": (1,)}},
        {"facts": {"a": b"bytes"}},
        {"facts": {"a": 2**53}},
        {"facts": {"a": -(2**53)}},
        {"facts": {"a": [1, {"b": [None]}]}},
        {"facts": {"ä": "x"}},
        {"facts": {"a": {"ä": "x"}}},
        {"facts": {1: "x"}},
        {"facts": {"a": "\ud800"}},
        {"amounts": {"open": "500"}},
        {"amounts": {"open": True}},
        {"amounts": {"open": 2**53}},
        {"payloads": {"ä": "0" * 64}},
        {"klass": "secret"},
        {"direction": "up"},
        {"kind": ""},
        {"kind": "k" * 41},
        {"channel": "c" * 21},
        {"result": None},
        {"rule": 3},
    ],
)
def test_what_an_envelope_may_not_hold_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        drafted(**{**PARTS, **changes})


@pytest.mark.parametrize(
    "change",
    [
        lambda bytes_: b" " + bytes_,
        lambda bytes_: bytes_.replace(b'"v":2', b'"v":1'),
        lambda bytes_: bytes_.replace(b'"v":2', b'"v":2,"w":1'),
        lambda bytes_: bytes_.replace(b'"rule":"",', b""),
        lambda bytes_: bytes_.replace(b'"payloads":{}', b'"payloads":{"a":1}'),
        lambda bytes_: bytes_.replace(b'"payloads":{}', b'"payloads":[]'),
        lambda bytes_: bytes_.replace(b'"kind":"note"', b'"kind":"not\\u0065"'),
        lambda bytes_: bytes_[:-1],
        lambda bytes_: b"[]",
        lambda bytes_: b"\xff",
    ],
)
def test_bytes_that_are_not_canonical_are_no_envelope(change: Any) -> None:
    whole = envelope(drafted(**PARTS), START, RECORDED_AT)
    assert change(whole) != whole
    with pytest.raises(ValueError, match=r"."):
        decode(change(whole))


def test_two_entries_alike_have_hashes_that_tell_nothing_of_each_other() -> None:
    one, other = (envelope(drafted(**PARTS), START, RECORDED_AT) for _ in range(2))
    assert one != other
    assert len(decode(one)["salt"]) == 32


def test_an_envelope_of_the_first_version_is_still_read() -> None:
    content = decode(envelope(drafted(**PARTS), START, RECORDED_AT))
    del content["salt"]
    assert decode(canonical({**content, "v": 1}))["kind"] == "note"
    with pytest.raises(ValueError, match="version"):
        decode(canonical(content))
