"""A message as bytes: what it holds, that nothing can be smuggled in, and that it is the same each time."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recoup.lib.errors import Refused
from recoup.outreach.compose import Attachment, Draft, bare_address, compose_email, message_id_for, tokened

pytestmark = pytest.mark.anydb

DRAFT = Draft(
    message_id="<0a1b2c@firm.example>",
    moment=datetime(2025, 3, 3, 10, 0, tzinfo=UTC),
    sender="Northwind Accounts <accounts@firm.example>",
    to_address="ann@debtor.example",
    to_name="Ann Payne",
    subject="Invoice INV-1 of 2 January",
    text="Dear Ann,\nyou owe 100.00.\n",
    html="<p>Dear Ann,<br>you owe 100.00.</p>",
    token="7f3a",
    references=("<first@firm.example>", "<second@firm.example>"),
    attachments=(Attachment("statement.pdf", b"%PDF-1.7 \x00\xff"),),
)
OURS = {
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"),
    *("Auto-Submitted", "MIME-Version", "Content-Type"),
}


def parsed(draft: Draft) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(compose_email(draft), policy=policy.default))


def test_all_parts_and_headers_are_there() -> None:
    mail = parsed(DRAFT)
    assert str(mail["From"]) == "Northwind Accounts <accounts@firm.example>"
    assert str(mail["To"]) == "Ann Payne <ann@debtor.example>"
    assert str(mail["Reply-To"]) == "Northwind Accounts <accounts+7f3a@firm.example>"
    assert str(mail["Date"]) == "Mon, 03 Mar 2025 10:00:00 +0000"
    assert str(mail["Message-ID"]) == "<0a1b2c@firm.example>"
    assert str(mail["In-Reply-To"]) == "<second@firm.example>"
    assert str(mail["References"]).split() == ["<first@firm.example>", "<second@firm.example>"]
    assert str(mail["Auto-Submitted"]) == "auto-generated"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None and "you owe 100.00" in text.get_content()
    assert html is not None and "<br>" in html.get_content()
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "statement.pdf"
    assert attached.get_content() == b"%PDF-1.7 \x00\xff"
    assert set(mail.keys()) == OURS


def test_the_same_draft_is_the_same_bytes_and_another_id_is_not() -> None:
    assert compose_email(DRAFT) == compose_email(DRAFT)
    assert compose_email(DRAFT) != compose_email(replace(DRAFT, message_id="<other@firm.example>"))


def test_it_is_plain_ascii_with_crlf_and_short_lines() -> None:
    raw = compose_email(replace(DRAFT, subject="Zahlung fällig – bitte " * 20, text="ä" * 5000))
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_a_subject_of_300_characters_is_folded_and_comes_back_whole() -> None:
    subject = ("Ihre Rechnung über 1.000 € ist überfällig " * 9)[:300].strip()
    raw = compose_email(replace(DRAFT, subject=subject))
    head = raw.partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 78
    assert str(parsed(replace(DRAFT, subject=subject))["Subject"]) == subject


@pytest.mark.parametrize("long", ["<" + "x" * 150 + "@mail.example>", "<a@" + "y" * 100 + ".example>"])
def test_long_ids_of_others_stay_as_they_are(long: str) -> None:
    raw = compose_email(replace(DRAFT, references=("<one@x>", long)))
    assert long.encode() in raw
    assert b"=?" not in raw.partition(b"\r\n\r\n")[0]
    assert str(parsed(replace(DRAFT, references=(long,)))["In-Reply-To"]) == long


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Jürgen Müller", "Jürgen Müller"),
        ("Payne, Ann (AP)", "Payne, Ann (AP)"),
        ('"quoted" \\ name', '"quoted" \\ name'),
        ("Ann\r\nBcc: eve@evil.example", "Ann Bcc: eve@evil.example"),
        ("Ann\x00\u202egnp", "Ann gnp"),
        ("山田太郎", "山田太郎"),
    ],
)
def test_names_keep_their_letters_and_start_no_header(name: str, shown: str) -> None:
    mail = parsed(replace(DRAFT, to_name=name))
    (to,) = mail["To"].addresses
    assert (to.display_name, to.addr_spec) == (shown, "ann@debtor.example")
    assert set(mail.keys()) == OURS


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_no_name_subject_or_file_name_adds_a_header_or_an_address(name: str, subject: str, file: str) -> None:
    draft = replace(DRAFT, to_name=name, subject=subject, attachments=(Attachment(file, b"x"),))
    mail = parsed(draft)
    assert set(mail.keys()) == OURS
    assert [to.addr_spec for to in mail["To"].addresses] == ["ann@debtor.example"]
    assert len(list(mail.iter_attachments())) == 1


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "ann",
        "ann@",
        "@debtor.example",
        "ann@debtor..example",
        "ann@debtor.example, bob@debtor.example",
        "ann@debtor.example\r\nBcc: eve@evil.example",
        "ann payne@debtor.example",
        "ann@-debtor.example",
        "a" * 65 + "@debtor.example",
        "ann@" + "d" * 64 + ".example",
        "ann@debtor.example;bob@debtor.example",
    ],
)
def test_what_is_no_address_is_refused_in_words(bad: str) -> None:
    with pytest.raises(Refused) as refused:
        compose_email(replace(DRAFT, to_address=bad))
    assert refused.value.code == "bad_address"
    assert "is no email address" in refused.value.what


def test_no_sender_is_refused_in_words() -> None:
    with pytest.raises(Refused) as refused:
        compose_email(replace(DRAFT, sender=""))
    assert refused.value.code == "no_sender"


def test_a_domain_in_other_letters_becomes_ascii() -> None:
    mail = parsed(replace(DRAFT, to_address="ann@bücher.example"))
    assert mail["To"].addresses[0].addr_spec == "ann@xn--bcher-kva.example"
    assert compose_email(replace(DRAFT, to_address="ann@bücher.example")).isascii()


def test_only_a_local_part_in_other_letters_needs_utf8() -> None:
    raw = compose_email(replace(DRAFT, to_address="jürgen@debtor.example"))
    assert "jürgen@debtor.example".encode() in raw


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("a@firm.example", "a+7f3a@firm.example"),
        ("Ann <a@firm.example>", "Ann <a+7f3a@firm.example>"),
        ("a+fixed@firm.example", "a+fixed@firm.example"),
        ("x" * 62 + "@firm.example", "x" * 62 + "@firm.example"),
    ],
)
def test_where_answers_go(address: str, expected: str) -> None:
    assert tokened(address, "7f3a") == expected


def test_reply_to_has_an_address_of_its_own_when_set() -> None:
    assert (
        str(parsed(replace(DRAFT, reply_to="answers@firm.example"))["Reply-To"])
        == "answers+7f3a@firm.example"
    )


def test_a_message_id_is_the_keys_and_fits_a_line() -> None:
    one = message_id_for("k1", "Ann <a@firm.example>")
    assert one == message_id_for("k1", "b@firm.example")
    assert one != message_id_for("k2", "a@firm.example")
    assert len(message_id_for("k", "a@" + "sub." * 40 + "firm.example")) < 78


def test_the_bare_address_is_what_the_envelope_takes() -> None:
    assert bare_address("Ann <ann@bücher.example>") == "ann@xn--bcher-kva.example"


@given(st.text(max_size=2000), st.text(max_size=2000), st.binary(max_size=2000))
@settings(max_examples=100, deadline=None)
def test_text_html_and_file_arrive_as_they_were(text: str, html: str, data: bytes) -> None:
    draft = replace(DRAFT, text=text, html=html, attachments=(Attachment("a.pdf", data),))
    mail = parsed(draft)
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().split() == text.split()
    (attached,) = mail.iter_attachments()
    assert attached.get_content() == data
    assert compose_email(draft) == compose_email(draft)
