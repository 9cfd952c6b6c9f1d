"""With our lawyer: privileged; a settlement letter: without prejudice; all else is open."""

import pytest

from recoup.outreach.classes import class_of, class_of_subject

pytestmark = pytest.mark.anydb
LAWYERS = ("lex.example",)


@pytest.mark.parametrize(
    ("raw", "klass"),
    [
        (b"From: debtor@acme.example\nTo: us@firm.example\n\nWe pay on Monday.", "open"),
        (b"From: us@firm.example\nCc: Ann Law <ann@LEX.example>\n\nWhat do you think?", "privileged"),
        (b"From: x@mail.lex.example\nTo: us@firm.example\n\nOur advice", "privileged"),
        (b"From: x@notlex.example\nTo: us@firm.example\n\nHello", "open"),
        (b"From: us@firm.example\nSubject: Without prejudice: our offer\n\nHalf of it", "without_prejudice"),
        (b"Subject: Vergleichsangebot\n\nGuten Tag", "without_prejudice"),
        (
            "Subject: x\nContent-Type: text/plain; charset=utf-8\n\nSous toutes réserves, nous".encode(),
            "without_prejudice",
        ),
        (b"They pay on Monday, they say.", "open"),
        (b"\xff\xfe\x00broken: \x80\nTo: ann@lex.example", "open"),
        (b"", "open"),
    ],
)
def test_a_message_is_classed_by_parties_and_wording(raw: bytes, klass: str) -> None:
    assert class_of(raw, LAWYERS) == klass


def test_what_we_write_is_classed_by_its_subject() -> None:
    assert class_of_subject("Settlement offer for K-1") == "without_prejudice"
    assert class_of_subject("Reminder") == "open"
