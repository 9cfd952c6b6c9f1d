"""Settings: what is taken, what is refused in words, what waits, and what is never shown."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import builders
from tests.builders import ACTOR, MOMENT

from recoup.archive.models import Entry
from recoup.archive.queries import entries
from recoup.lib.clock import machine_now
from recoup.lib.errors import Refused
from recoup.org import keys
from recoup.org.models import Creditor, Setting
from recoup.org.settings import REGISTRY, Settings, field_of, set_setting, settings_of

pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)
OLD_IBAN, NEW_IBAN = "GB33BUKB20201555555555", "DE89370400440532013000"


@pytest.fixture
def creditor() -> Creditor:
    return builders.creditor()


def put(creditor: Creditor, key: str, value: str, moment: Any = MOMENT) -> Any:
    return set_setting(creditor, key, value, actor=ACTOR, moment=moment)


def test_every_key_has_a_field_and_every_field_a_key() -> None:
    assert {field_of(key) for key in REGISTRY} == set(Settings.__dataclass_fields__)


def test_a_new_creditor_drafts_is_not_live_and_keeps_its_country_zone(creditor: Creditor) -> None:
    now = settings_of(creditor, MOMENT)
    assert (now.live, now.automation, now.sending, now.timezone, now.language) == (
        False,
        "draft",
        True,
        "Europe/London",
        "en",
    )


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("live", "YES", True),
        ("sending", "off", False),
        ("import.daily_limit", "20", 20),
        ("import.daily_limit", "none", None),
        ("address", "1 High Street, London, EC1A 1BB", "1 High Street\nLondon\nEC1A 1BB"),
        ("address", "12, High Street\\nLondon", "12, High Street\nLondon"),
        ("iban", "gb33 BUKB 2020 1555 5555 55", OLD_IBAN),
        ("mail.from", '"Ann, Books" <ann@firm.example>', "Ann, Books <ann@firm.example>"),
        ("mail.from", "ann@bücher.example", "ann@bücher.example"),
        ("timezone", "Asia/Tokyo", "Asia/Tokyo"),
        ("default_kind", "Sole Trader", "sole_trader"),
        ("default_kind", "unknown", ""),
        ("phone", "020 7946 0123", "020 7946 0123"),
        ("mail.url", "smtp://u:p%40ss@8.8.8.8:2525", "smtp://u:p%40ss@8.8.8.8:2525"),
    ],
)
def test_what_is_set_is_read_back(creditor: Creditor, key: str, text: str, value: object) -> None:
    put(creditor, key, text)
    assert getattr(settings_of(creditor, MOMENT), field_of(key)) == value


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("live", "maybe", "bad_setting"),
        ("automation", "fast", "bad_setting"),
        ("import.daily_limit", "-1", "bad_setting"),
        ("import.daily_limit", "9" * 30, "bad_setting"),
        ("freshness.working_days", "1.5", "bad_setting"),
        ("iban", "GB33BUKB20201555555556", "bad_setting"),
        ("bic", "NOPE", "bad_setting"),
        ("timezone", "Mars/Olympus", "bad_setting"),
        ("mail.from", "not an address", "bad_setting"),
        ("mail.from", "ann@firm.example\r\nBcc: eve@evil.example", "bad_setting"),
        ("mail.from", "ann@firm..example", "bad_setting"),
        ("signer", "Ann\nEve", "bad_setting"),
        ("phone", "call me", "bad_setting"),
        ("mail.url", "http://mail.example", "bad_setting"),
        ("mail.url", "smtp://mail.example:99999", "bad_setting"),
        ("mail.url", "smtp:///", "bad_setting"),
        ("mail.url", "smtp://127.0.0.1:25", "private_host"),
        ("mail.url", "smtp://[::1]:25", "private_host"),
        ("mail.url", "smtp://[::ffff:10.0.0.1]:25", "private_host"),
        ("mail.url", "smtp://192.168.1.4", "private_host"),
        ("mail.url", "smtp://169.254.169.254", "private_host"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_written(
    creditor: Creditor, key: str, text: str, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        put(creditor, key, text)
    assert refusal.value.code == code
    assert refusal.value.how
    assert not Setting.objects.exists()
    assert not Entry.objects.exists()


def test_an_unknown_key_names_the_nearest(creditor: Creditor) -> None:
    with pytest.raises(Refused) as refusal:
        put(creditor, "mail.ulr", "x")
    assert refusal.value.code == "unknown_setting"
    assert "mail.url" in refusal.value.how


@pytest.mark.parametrize("allowed", ["the operator", "a test home"])
def test_a_private_mail_server_needs_leave(creditor: Creditor, allowed: str) -> None:
    if allowed == "the operator":
        put(creditor, "mail.allow_private", "yes")
    else:
        creditor.is_test = True
    put(creditor, "mail.url", "smtp://127.0.0.1:2525")
    assert settings_of(creditor, MOMENT).mail_url == "smtp://127.0.0.1:2525"


def test_a_secret_is_sealed_in_the_table_and_nowhere_else(creditor: Creditor) -> None:
    put(creditor, "mail.url", "smtp://ann:swordfish@8.8.8.8")
    assert "swordfish" not in Setting.objects.get().value
    (entry,) = entries(creditor.key, creditor.stream_key)
    assert entry.facts["key"] == "mail.url"
    assert entry.payloads == {}
    assert b"swordfish" not in entry.envelope
    assert "swordfish" not in repr(settings_of(creditor, MOMENT))


def test_a_refused_secret_is_not_repeated(creditor: Creditor) -> None:
    with pytest.raises(Refused) as refusal:
        put(creditor, "mail.url", "http://ann:swordfish@mail.example")
    assert "swordfish" not in str(refusal.value)


def test_a_changed_account_waits_a_day_and_the_first_does_not(creditor: Creditor) -> None:
    creditor.is_test = True
    put(creditor, "iban", OLD_IBAN)
    assert settings_of(creditor, MOMENT).iban == OLD_IBAN
    later = MOMENT + DAY
    assert put(creditor, "iban", NEW_IBAN, later) == later + DAY
    assert settings_of(creditor, later + DAY - timedelta(seconds=1)).iban == OLD_IBAN
    assert settings_of(creditor, later + DAY).iban == NEW_IBAN
    facts = entries(creditor.key, creditor.stream_key)[-1].facts
    assert facts["effective_at"] == (later + DAY).isoformat()


def test_taking_the_account_away_first_does_not_shorten_the_wait(creditor: Creditor) -> None:
    creditor.is_test = True
    put(creditor, "iban", OLD_IBAN)
    put(creditor, "iban", "", MOMENT + DAY)
    put(creditor, "iban", NEW_IBAN, MOMENT + DAY)
    assert settings_of(creditor, MOMENT + DAY).iban == OLD_IBAN
    assert settings_of(creditor, MOMENT + 2 * DAY).iban == NEW_IBAN


def test_setting_the_old_account_again_calls_the_change_off(creditor: Creditor) -> None:
    creditor.is_test = True
    put(creditor, "iban", OLD_IBAN)
    put(creditor, "iban", NEW_IBAN, MOMENT + DAY)
    put(creditor, "iban", OLD_IBAN, MOMENT + DAY)
    assert settings_of(creditor, MOMENT + 9 * DAY).iban == OLD_IBAN


@pytest.mark.parametrize("back", [timedelta(days=30), -timedelta(days=30)])
def test_a_date_in_the_past_does_not_shorten_the_wait(creditor: Creditor, back: timedelta) -> None:
    now = machine_now()
    put(creditor, "iban", OLD_IBAN, now - back)
    assert put(creditor, "iban", NEW_IBAN, now - timedelta(days=2)) >= now + DAY
    assert settings_of(creditor, now + timedelta(hours=23)).iban == OLD_IBAN


def test_what_is_set_last_wins_whatever_its_date(creditor: Creditor) -> None:
    put(creditor, "sending", "on", MOMENT + 9 * DAY)
    put(creditor, "sending", "off", MOMENT)
    assert not settings_of(creditor, MOMENT).sending
    assert not settings_of(creditor, MOMENT + 10 * DAY).sending


def test_once_live_a_second_way_to_pay_waits_too(creditor: Creditor) -> None:
    creditor.is_test = True
    put(creditor, "iban", OLD_IBAN)
    put(creditor, "live", "yes")
    put(creditor, "account_text", "Sort code 00-00-00\nAccount 12345678")
    assert settings_of(creditor, MOMENT).account_text == ""
    assert settings_of(creditor, MOMENT + DAY).account_text


def test_the_same_value_again_is_no_change(creditor: Creditor) -> None:
    put(creditor, "mail.url", "smtp://ann:pw@8.8.8.8")
    put(creditor, "mail.url", "smtp://ann:pw@8.8.8.8", MOMENT + DAY)
    assert Entry.objects.count() == 1
    assert Setting.objects.count() == 1


def test_an_empty_value_goes_back_to_the_default(creditor: Creditor) -> None:
    put(creditor, "timezone", "Asia/Tokyo")
    assert settings_of(creditor, MOMENT).timezone == "Asia/Tokyo"
    put(creditor, "timezone", "", MOMENT + DAY)
    assert settings_of(creditor, MOMENT + DAY).timezone == "Europe/London"


def test_sending_switched_off_at_noon_is_off_in_a_run_for_that_morning(creditor: Creditor) -> None:
    put(creditor, "sending", "off", MOMENT + timedelta(hours=2))
    assert not settings_of(creditor, MOMENT).sending


def test_live_keeps_its_day_in_the_creditors_zone(creditor: Creditor) -> None:
    put(creditor, "timezone", "Pacific/Auckland")
    put(creditor, "live", "yes", MOMENT.replace(hour=23))
    creditor.refresh_from_db()
    assert creditor.went_live_on == (MOMENT + DAY).date()
    put(creditor, "live", "no", MOMENT + 5 * DAY)
    creditor.refresh_from_db()
    assert creditor.went_live_on is None


def test_real_mail_does_not_go_live_without_a_sender(creditor: Creditor) -> None:
    put(creditor, "mail.url", "smtp://8.8.8.8")
    with pytest.raises(Refused) as refusal:
        put(creditor, "live", "yes")
    assert refusal.value.code == "no_sender"
    put(creditor, "mail.from", "ann@firm.example")
    put(creditor, "live", "yes")


def test_values_come_in_one_query_and_only_ones_own(creditor: Creditor) -> None:
    other = builders.creditor("Other Ltd")
    put(creditor, "signer", "Ann")
    put(other, "signer", "Eve")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert settings_of(creditor, MOMENT).signer == "Ann"
    assert len(queries) == 1


def test_what_a_person_wrote_is_no_part_of_the_envelope(creditor: Creditor) -> None:
    put(creditor, "signer", "Ann Example")
    (entry,) = entries(creditor.key, creditor.stream_key)
    assert "Ann Example" not in json.dumps(entry.facts)
    assert list(entry.payloads) == ["value"]


def test_a_lost_settings_key_is_said_in_words(creditor: Creditor, tmp_path: Any, settings: Any) -> None:
    put(creditor, "mail.url", "smtp://8.8.8.8")
    settings.HOME = tmp_path
    with pytest.raises(Refused) as refusal:
        settings_of(creditor, MOMENT)
    assert refusal.value.code == "settings_key"
    keys.ensure_keys()
    with pytest.raises(Refused) as refusal:
        settings_of(creditor, MOMENT)
    assert "does not fit" in refusal.value.what


def test_keys_are_for_their_owner_only_and_made_once(tmp_path: Any, settings: Any) -> None:
    settings.HOME = tmp_path
    keys.ensure_keys()
    made = {path.name: path.read_text() for path in (tmp_path / "keys").iterdir()}
    keys.ensure_keys()
    assert made == {path.name: path.read_text() for path in (tmp_path / "keys").iterdir()}
    assert set(made) == {"settings.key", "session.key"}
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}
