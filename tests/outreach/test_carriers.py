"""Every carrier keeps the same promises; the mail server's own are tested over the wire."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.smtp import DROP, MailServer, certificate, login, smtp_server, started

from recoup.org.settings import Settings
from recoup.outreach.carriers import CARRIERS, Paced, carrier_of
from recoup.outreach.carriers.base import Carrier, Handed, NotSent, Parcel, Unsure, next_try_at
from recoup.outreach.carriers.outbox import OutboxCarrier, file_name
from recoup.outreach.carriers.smtp import Server, SmtpCarrier, wire_form

__all__ = ["smtp_server"]
pytestmark = pytest.mark.anydb

RAW = b"From: a@firm.example\r\nSubject: dots\r\n\r\n.\r\n..two\r\nend\r\n"
PARCEL = Parcel("<abc@firm.example>", RAW, "a+token@firm.example", "ann@debtor.example")


def to_server(server: MailServer, **more: Any) -> Server:
    values = {
        "host": server.host,
        "port": server.port,
        "user": server.user,
        "password": server.password,
        "security": "none",
        "helo": "firm.example",
        "allow_private": True,
        "timeout_s": 5.0,
        **more,
    }
    return Server(**values)


@pytest.fixture
def smtp(smtp_server: MailServer) -> Iterator[SmtpCarrier]:
    carrier = SmtpCarrier(to_server(smtp_server))
    yield carrier
    carrier.close()


@pytest.fixture(params=["smtp", "outbox"])
def any_carrier(
    request: pytest.FixtureRequest, smtp_server: MailServer, tmp_path: Path
) -> Iterator[tuple[Carrier, Callable[[], list[bytes]]]]:
    """Each carrier, and what has arrived at its far end."""
    if request.param == "smtp":
        carrier: Carrier = SmtpCarrier(to_server(smtp_server))
        yield carrier, lambda: [message.raw for message in smtp_server.messages]
    else:
        carrier = OutboxCarrier(tmp_path / "outbox")
        yield carrier, lambda: [path.read_bytes() for path in sorted((tmp_path / "outbox").glob("*.eml"))]
    carrier.close()


def test_the_exact_bytes_arrive(any_carrier: Any) -> None:
    carrier, arrived = any_carrier
    outcome = carrier.deliver(PARCEL)
    assert isinstance(outcome, Handed)
    assert outcome.answer
    assert arrived() == [RAW]


def test_many_messages_arrive_each_once(any_carrier: Any) -> None:
    carrier, arrived = any_carrier
    sent = [RAW + str(n).encode() + b"\r\n" for n in range(20)]
    for n, raw in enumerate(sent):
        assert isinstance(carrier.deliver(replace(PARCEL, raw=raw, message_id=f"<{n:02}@x.example>")), Handed)
    assert sorted(arrived()) == sorted(sent)


def test_closing_twice_and_going_on_after_it(any_carrier: Any) -> None:
    carrier, arrived = any_carrier
    carrier.close()
    carrier.deliver(PARCEL)
    carrier.close()
    carrier.close()
    assert len(arrived()) == 1


def test_a_far_end_that_is_not_there_is_not_sent(tmp_path: Path, smtp_server: MailServer) -> None:
    (tmp_path / "file").write_text("in the way")
    gone = to_server(smtp_server, port=1)
    for carrier in (OutboxCarrier(tmp_path / "file"), SmtpCarrier(gone)):
        outcome = carrier.deliver(PARCEL)
        assert isinstance(outcome, NotSent)
        assert (outcome.fault, outcome.is_final) == ("server", False)
        carrier.close()


def test_the_outbox_never_holds_a_message_twice(tmp_path: Path) -> None:
    carrier = OutboxCarrier(tmp_path)
    assert isinstance(carrier.deliver(PARCEL), Handed)
    assert isinstance(carrier.deliver(replace(PARCEL, raw=b"other\r\n")), Handed)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [RAW]


@pytest.mark.parametrize(
    "odd", ["<../../etc/passwd>", "<a/b@c>", "<>", "<ABC@firm.example>", "<" + "a" * 400 + "@b>"]
)
def test_no_message_id_leads_out_of_the_outbox(tmp_path: Path, odd: str) -> None:
    OutboxCarrier(tmp_path / "outbox").deliver(replace(PARCEL, message_id=odd))
    assert [path.parent for path in tmp_path.rglob("*.eml")] == [tmp_path / "outbox"]


def test_ids_that_differ_have_files_that_differ() -> None:
    ids = [
        "<a@b>",
        "<A@b>",
        "<a_b@c>",
        "<a/b@c>",
        "<a?b@c>",
        "<" + "x" * 200 + "1@c>",
        "<" + "x" * 200 + "2@c>",
    ]
    assert len({file_name(one).lower() for one in ids}) == len(ids)


@pytest.mark.parametrize(
    ("stage", "answer", "fault", "is_final"),
    [
        ("MAIL", "451 try later", "sender", False),
        ("MAIL", "550 not from you", "sender", True),
        ("RCPT", "450 greylisted", "address", False),
        ("RCPT", "550 5.1.1 no such user", "address", True),
        ("DATA", "451 not now", "message", False),
        ("DATA", "554 no", "message", True),
        ("TEXT", "452 disk full", "message", False),
        ("TEXT", "554 looks like spam", "message", True),
        ("MAIL", "421 going down", "server", False),
        ("RCPT", DROP, "server", False),
    ],
)
def test_what_the_server_refuses_is_not_sent(
    smtp: SmtpCarrier, smtp_server: MailServer, stage: str, answer: str, fault: str, is_final: bool
) -> None:
    smtp_server.fail(stage, answer)
    outcome = smtp.deliver(PARCEL)
    assert isinstance(outcome, NotSent)
    assert (outcome.fault, outcome.is_final) == (fault, is_final)
    assert answer == DROP or answer in outcome.answer or outcome.answer
    assert smtp_server.messages == []
    assert isinstance(smtp.deliver(PARCEL), Handed)
    assert len(smtp_server.messages) == 1


@pytest.mark.parametrize(("stage", "arrived"), [("DATA", 0), ("TEXT", 1)])
def test_cut_after_the_text_began_is_unsure(
    smtp: SmtpCarrier, smtp_server: MailServer, stage: str, arrived: int
) -> None:
    smtp_server.fail(stage, DROP)
    assert isinstance(smtp.deliver(PARCEL), Unsure)
    assert len(smtp_server.messages) == arrived
    other = replace(PARCEL, message_id="<other@firm.example>")
    assert isinstance(smtp.deliver(other), Handed)
    assert len(smtp_server.messages) == arrived + 1


def test_one_connection_serves_many_messages_and_a_refusal_between(
    smtp: SmtpCarrier, smtp_server: MailServer
) -> None:
    smtp_server.refuses["nobody@debtor.example"] = "550 no"
    for to in ("a@debtor.example", "nobody@debtor.example", "b@debtor.example"):
        smtp.deliver(replace(PARCEL, to=to))
    assert [message.to for message in smtp_server.messages] == ["a@debtor.example", "b@debtor.example"]
    assert smtp_server.connections == 1


def test_a_kept_connection_that_was_closed_is_opened_again(
    smtp: SmtpCarrier, smtp_server: MailServer
) -> None:
    assert isinstance(smtp.deliver(PARCEL), Handed)
    smtp_server.fail("MAIL", DROP)
    assert isinstance(smtp.deliver(PARCEL), Handed)
    assert (smtp_server.connections, len(smtp_server.messages)) == (2, 2)


def test_the_envelope_carries_token_and_address(smtp: SmtpCarrier, smtp_server: MailServer) -> None:
    smtp.deliver(PARCEL)
    (message,) = smtp_server.messages
    assert (message.mail_from, message.to) == ("a+token@firm.example", "ann@debtor.example")


def test_an_address_in_letters_beyond_ascii_goes_over_smtputf8(
    smtp: SmtpCarrier, smtp_server: MailServer
) -> None:
    assert isinstance(smtp.deliver(replace(PARCEL, to="jürgen@debtor.example")), Handed)
    assert smtp_server.messages[0].to == "jürgen@debtor.example"


def test_a_server_without_smtputf8_refuses_such_an_address() -> None:
    for server in started(MailServer(), enable_SMTPUTF8=False):
        carrier = SmtpCarrier(to_server(server))
        outcome = carrier.deliver(replace(PARCEL, to="jürgen@debtor.example"))
        assert isinstance(outcome, NotSent)
        assert (outcome.fault, outcome.is_final) == ("address", True)
        assert isinstance(carrier.deliver(PARCEL), Handed)
        carrier.close()


def test_a_private_address_needs_leave_at_each_connection(smtp_server: MailServer) -> None:
    carrier = SmtpCarrier(to_server(smtp_server, allow_private=False))
    outcome = carrier.deliver(PARCEL)
    assert isinstance(outcome, NotSent)
    assert "private" in outcome.answer
    assert smtp_server.connections == 0


@pytest.mark.parametrize(("password", "sent"), [("right", True), ("wrong", False)])
def test_starttls_with_login(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, password: str, sent: bool
) -> None:
    trusted, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    options = {"tls_context": context, "auth_required": True, "authenticator": login("ann", "right")}
    for server in started(MailServer(user="ann", password=password), **options):
        carrier = SmtpCarrier(to_server(server, security="starttls"))
        outcome = carrier.deliver(PARCEL)
        assert isinstance(outcome, Handed) is sent
        if isinstance(outcome, NotSent):
            assert (outcome.fault, outcome.is_final) == ("server", False)
            assert "wrong" not in outcome.answer
        carrier.close()


def test_tls_from_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trusted, context = certificate(tmp_path)
    for server in started(MailServer(), ssl_context=context):
        mistrusted = SmtpCarrier(to_server(server, security="tls")).deliver(PARCEL)
        assert isinstance(mistrusted, NotSent)
        assert "certificate" in mistrusted.answer
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        carrier = SmtpCarrier(to_server(server, security="tls"))
        assert isinstance(carrier.deliver(PARCEL), Handed)
        carrier.close()


def test_starttls_that_is_not_offered_is_no_plain_sending(smtp_server: MailServer) -> None:
    outcome = SmtpCarrier(to_server(smtp_server, security="starttls")).deliver(PARCEL)
    assert isinstance(outcome, NotSent)
    assert smtp_server.messages == []


@pytest.mark.parametrize(
    ("raw", "wire"),
    [
        (b"a\n.b\n", b"a\r\n..b\r\n.\r\n"),
        (b".", b"..\r\n.\r\n"),
        (b"a\r\n.\r\nb", b"a\r\n..\r\nb\r\n.\r\n"),
        (b"a\rb", b"a\r\nb\r\n.\r\n"),
    ],
)
def test_the_form_on_the_wire(raw: bytes, wire: bytes) -> None:
    assert wire_form(raw) == wire


def test_the_settings_choose_the_carrier(smtp_server: MailServer, tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path
    with carrier_of(Settings()) as carrier:
        carrier.deliver(PARCEL)
    assert [path.name for path in (tmp_path / "outbox").iterdir()] == ["abc@firm.example.eml"]
    with carrier_of(Settings(mail_url=smtp_server.url, mail_from="a@firm.example"), is_test=True) as carrier:
        assert isinstance(carrier.deliver(PARCEL), Handed)
    with carrier_of(Settings(mail_url=smtp_server.url, mail_from="a@firm.example")) as carrier:
        assert isinstance(carrier.deliver(PARCEL), NotSent)
    assert len(smtp_server.messages) == 1


def test_every_scheme_of_a_mail_url_has_its_carrier() -> None:
    from recoup.org.readers import MAIL_PORTS

    assert set(CARRIERS) == {"", *MAIL_PORTS}


def test_a_rate_spreads_messages_over_the_minute(tmp_path: Path) -> None:
    now, slept = [0.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    carrier = Paced(OutboxCarrier(tmp_path), 30, lambda: now[0], sleep)
    for n in range(4):
        carrier.deliver(replace(PARCEL, message_id=f"<{n}@x>"))
    assert slept == [2.0, 2.0, 2.0]


def test_a_failed_message_is_tried_for_a_day_and_a_half() -> None:
    at = start = datetime(2025, 3, 3, tzinfo=UTC)
    soft = NotSent("451", "server", False)
    tries = 1
    while (then := next_try_at(soft, tries, at)) is not None:
        assert timedelta(minutes=5) <= then - at <= timedelta(hours=4)
        at, tries = then, tries + 1
    assert timedelta(hours=24) < at - start < timedelta(hours=48)
    assert next_try_at(NotSent("550", "address", True), 1, start) is None


@pytest.mark.prove
def test_a_thousand_messages_a_few_seconds(smtp: SmtpCarrier, smtp_server: MailServer) -> None:
    began = time.monotonic()
    for n in range(1000):
        smtp.deliver(replace(PARCEL, message_id=f"<{n}@x>"))
    assert time.monotonic() - began < 20
    assert len(smtp_server.messages) == 1000
