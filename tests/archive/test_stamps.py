"""A time-stamp proves the seal's bytes at its moment, offline; one that was bent, moved or made by another does not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.shared import SHARED
from tests.tsa import OPENSSL, Authority, make_authority, running

from recoup.archive import seals, stamps
from recoup.archive.deeds import deed
from recoup.lib.http import post

FOREIGN = SHARED / "data" / "evidence_rfc3161_trailofbits" / "test" / "fixtures" / "test_tsa"
needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="openssl is not on this machine")
needs_foreign = pytest.mark.skipif(not FOREIGN.exists(), reason="the files under shared/data are not here")
NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
WORDS = b'{"a seal":1}'


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("tsa"))


@needs_openssl
@pytest.mark.django_db
def test_a_seal_stamped_over_http_is_checked_offline(authority: Authority) -> None:
    with deed("user:1", NOW, "alice", ["a"]) as act:
        act.record("a", "note")
    made = seals.make("alice", "2026-03-02", NOW)
    with running(authority) as desk:
        query = stamps.request(made.statement)
        answer = post(
            desk.url, query, sent_as="application/timestamp-query", allow_private=True, limit=100_000
        )
    kept = stamps.keep("alice", made.number, desk.url, answer)
    assert abs(kept.stamped_at - datetime.now(UTC)) < timedelta(minutes=5)
    assert stamps.stamps("alice") == [kept]
    assert stamps.stamps("alice", [made.number + 1]) == stamps.stamps("bob") == []
    assert stamps.fault_of(kept.response, made.statement, authority.certificate) == ""
    assert "Mismatch" in stamps.fault_of(kept.response, made.statement + b" ", authority.certificate)


@needs_openssl
@pytest.mark.anydb
def test_another_authority_proves_nothing(authority: Authority, tmp_path: Path) -> None:
    answer = authority.answer(stamps.request(WORDS))
    other = make_authority(tmp_path)
    assert stamps.fault_of(answer, WORDS, authority.certificate) == ""
    assert stamps.fault_of(answer, WORDS, other.certificate) != ""
    assert stamps.fault_of(answer, WORDS, b"no certificate") == "the authority's certificate cannot be read"


@needs_openssl
@pytest.mark.anydb
@settings(max_examples=30, deadline=None)
@given(st.data())
def test_no_byte_of_what_is_signed_can_be_bent(authority: Authority, data: st.DataObject) -> None:
    """Only the status before the token, which nobody signs, may differ without harm."""
    answer = _answer_of(authority)
    place = data.draw(st.integers(20, len(answer) - 1))
    bent = bytearray(answer)
    bent[place] ^= 1 << data.draw(st.integers(0, 7))
    if stamps.fault_of(bytes(bent), WORDS, authority.certificate) == "":
        assert stamps.stamped_at(bytes(bent)) == stamps.stamped_at(answer)


_ANSWERS: dict[Path, bytes] = {}


def _answer_of(authority: Authority) -> bytes:
    if authority.folder not in _ANSWERS:
        _ANSWERS[authority.folder] = authority.answer(stamps.request(WORDS))
    return _ANSWERS[authority.folder]


@needs_foreign
@pytest.mark.anydb
def test_foreign_stamps_are_read_and_checked() -> None:
    from rfc3161_client import decode_timestamp_response

    chain = (FOREIGN / "ts_chain.pem").read_bytes()
    good = (FOREIGN / "response.tsr").read_bytes()
    assert stamps.stamped_at(good) == datetime(2024, 10, 8, 15, 40, 32, tzinfo=UTC)
    hidden = decode_timestamp_response(good).tst_info.message_imprint.message
    assert stamps.fault_of(good, b"hello", chain) == _said_of(hidden, b"hello")
    assert stamps.fault_of(good, b"goodbye", chain) == "Mismatch between messages"
    injected = (FOREIGN / "response-injected-certs.tsr").read_bytes()
    assert stamps.fault_of(injected, b"goodbye", chain) != ""


def _said_of(hidden: bytes, words: bytes) -> str:
    from hashlib import sha512

    return "" if sha512(words).digest() == hidden else "Mismatch between messages"


@pytest.mark.anydb
@pytest.mark.parametrize("junk", [b"", b"junk", b"\x30\x03\x02\x01\x02", b"\x30\x82" + b"\xff" * 500])
def test_what_is_no_stamp_is_refused_in_words(junk: bytes) -> None:
    with pytest.raises(ValueError, match="not a time-stamp"):
        stamps.stamped_at(junk)
    assert stamps.fault_of(junk, WORDS, b"") != ""


@pytest.mark.anydb
@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://example.org/", "begins with http"),
        ("nonsense", "begins with http"),
        ("http://127.0.0.1:1/", "private network"),
    ],
)
def test_a_wrong_address_is_said(url: str, said: str) -> None:
    with pytest.raises(OSError, match=said):
        post(url, b"", sent_as="text/plain", allow_private=False, limit=10)
