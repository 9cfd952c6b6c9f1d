"""The search finds what was said, sent and received, only of this creditor, and forgets what is erased."""

from email.message import EmailMessage

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests import builders as b

from recoup.archive.deeds import Content, deed
from recoup.archive.models import PayloadKey
from recoup.cases.models import SearchLine
from recoup.cases.searching.find import Asked, find
from recoup.cases.searching.index import catch_up, purge
from recoup.cases.searching.words import excerpt, tokens, words_of
from recoup.ledger.models import Debtor


def _say(debtor: Debtor, text: str, kind: str = "text/plain; charset=utf-8", **more: str) -> None:
    with deed(b.ACTOR, b.MOMENT, debtor.creditor.key, [debtor.stream_key]) as act:
        act.record(debtor.stream_key, "note", payloads={"text": Content(text.encode(), kind)}, **more)


def _found(debtor: Debtor, words: str, **more: object) -> list[int]:
    catch_up(debtor.creditor)
    return [hit.seq for hit in find(debtor.creditor, Asked(words=words, **more))[0]]  # type: ignore[arg-type]


@pytest.mark.django_db
def test_words_are_found_in_any_case_accent_and_by_their_beginning() -> None:
    debtor = b.debtor(b.creditor())
    _say(debtor, "Herr Müller zahlt am Freitag, Rechnung INV-204")
    _say(debtor, "Nothing of the kind")
    for words in ("muller", "MÜLLER frei", "inv-204", "zahlt Rechnung", "204"):
        assert _found(debtor, words) == [1], words
    for words in ("müller nothing", "üller", "205"):
        assert _found(debtor, words) == [], words
    assert _found(debtor, "") == [2, 1]


@pytest.mark.django_db
def test_what_comes_later_is_taken_in_and_nothing_twice() -> None:
    debtor = b.debtor(b.creditor())
    _say(debtor, "first")
    assert _found(debtor, "first") == [1]
    _say(debtor, "second, not the first")
    assert _found(debtor, "first") == [2, 1]
    assert catch_up(debtor.creditor)
    assert SearchLine.objects.of(debtor.creditor).count() == 2


@pytest.mark.django_db
def test_a_turn_takes_in_no_more_than_it_may() -> None:
    creditor = b.creditor()
    for _ in range(3):
        _say(b.debtor(creditor), "hello")
    assert not catch_up(creditor, most=2)
    assert SearchLine.objects.of(creditor).count() == 2
    assert catch_up(creditor, most=2)
    assert SearchLine.objects.of(creditor).count() == 3


@pytest.mark.django_db
def test_another_creditor_finds_nothing() -> None:
    mine, theirs = b.debtor(b.creditor("Mine")), b.debtor(b.creditor("Theirs"))
    _say(mine, "secret words")
    assert _found(mine, "secret") == [1]
    assert _found(theirs, "secret") == []


@pytest.mark.django_db
def test_filters_narrow() -> None:
    debtor, other = b.debtor(creditor := b.creditor()), b.debtor(creditor)
    _say(debtor, "pay by mail", channel="email", direction="out", result="sent")
    _say(debtor, "pay by phone", channel="phone", direction="in", result="reached")
    _say(other, "pay by letter", channel="letter")
    assert len(_found(debtor, "pay")) == 3
    wanted: list[tuple[dict[str, object], list[int]]] = [
        ({"channel": "phone"}, [2]), ({"direction": "out"}, [1]), ({"result": "reached"}, [2]),
        ({"debtor_id": debtor.pk}, [2, 1]), ({"actor": "user:2"}, []), ({"from_at": b.MOMENT}, [1, 2, 1]),
        ({"until_at": b.MOMENT}, []),
    ]  # fmt: skip
    for more, seqs in wanted:
        assert sorted(_found(debtor, "pay", **more)) == sorted(seqs), more


@pytest.mark.django_db
def test_the_second_page_goes_on_behind_the_first() -> None:
    debtor = b.debtor(b.creditor())
    for number in range(53):
        _say(debtor, f"line {number}")
    catch_up(debtor.creditor)
    first, has_more = find(debtor.creditor, Asked(words="line"))
    second, has_yet_more = find(debtor.creditor, Asked(words="line"), page=2)
    assert (len(first), has_more, len(second), has_yet_more) == (50, True, 3, False)
    assert not {hit.seq for hit in first} & {hit.seq for hit in second}


@pytest.mark.django_db
def test_erased_content_is_not_found_by_search_nor_by_grep() -> None:
    debtor = b.debtor(b.creditor())
    _say(debtor, "Zacharias has the keys")
    _say(debtor, "Somebody else stays")
    assert _found(debtor, "zacharias") == [1]
    line = SearchLine.objects.of(debtor.creditor).get(seq=1)
    PayloadKey.objects.filter(commitment=line.commitment).delete()
    assert purge(debtor.creditor, [line.commitment]) == 1
    assert purge(debtor.creditor, [line.commitment]) == 0
    assert _found(debtor, "zacharias") == []
    assert _found(debtor, "somebody") == [2]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM cases_searchtext_data")
            assert not any(b"zachar" in bytes(block) for (block,) in cursor.fetchall())


@pytest.mark.anydb
def test_a_mail_is_read_by_its_subject_and_text() -> None:
    mail = EmailMessage()
    mail["Subject"] = "Überweisung folgt"
    mail.set_content("We pay on Friday.")
    mail.add_alternative("<style>p{color:red}</style><p>We <b>pay</b></p>", subtype="html")
    assert words_of(mail.as_bytes(), "message/rfc822").split() == [
        "Überweisung",
        "folgt",
        "We",
        "pay",
        "on",
        "Friday.",
    ]
    html = EmailMessage()
    html.set_content("<style>p{color:red}</style><p>We <b>pay</b></p>", subtype="html")
    assert words_of(html.as_bytes(), "message/rfc822").split() == ["We", "pay"]


@pytest.mark.anydb
@given(
    st.binary(max_size=300), st.sampled_from(["text/plain", "message/rfc822", "application/pdf", "image/png"])
)
def test_no_bytes_make_it_stumble(data: bytes, kind: str) -> None:
    assert isinstance(words_of(data, kind), str)


@pytest.mark.anydb
@given(st.text(max_size=60), st.text(max_size=200))
def test_an_excerpt_is_of_the_text_and_tokens_are_plain(asked: str, text: str) -> None:
    assert all(token.isalnum() for token in tokens(asked))
    said = "".join(piece for piece, _ in excerpt(text, tokens(asked)))
    assert said.removeprefix("… ").removesuffix(" …") in " ".join(text.split())
