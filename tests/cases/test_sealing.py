"""The daily seal leaves the house: stamped by an authority, mailed to somebody who keeps it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from tests import builders as b
from tests.archive.unguarded import unguarded
from tests.tsa import OPENSSL, make_authority, running

from recoup.archive import seals, stamps
from recoup.cases.sealing import seal_faults, seal_is_due, seal_now
from recoup.org.models import Creditor, Notice
from recoup.org.settings import set_setting

pytestmark = pytest.mark.django_db
BY = {"actor": b.ACTOR, "moment": b.MOMENT}


@pytest.fixture
def creditor() -> Creditor:
    made = b.creditor(is_test=True)
    set_setting(made, "email", "us@creditor.example", **BY)
    return made


def test_a_seal_is_due_once_a_day(creditor: Creditor) -> None:
    assert seal_is_due(creditor, b.MOMENT)
    done = seal_now(creditor, **BY)
    assert (done.stamped_at, done.stamp_fault, done.mailed_to) == (None, "", "")
    assert not seal_is_due(creditor, b.MOMENT)
    assert seal_is_due(creditor, b.MOMENT + timedelta(days=1))
    assert not Notice.objects.of(creditor).exists()


def test_the_outsider_gets_the_very_line_that_compares(creditor: Creditor) -> None:
    set_setting(creditor, "seal.mail_to", "accountant@outside.example", **BY)
    seal_now(creditor, **BY)
    mail = Notice.objects.of(creditor).get()
    assert mail.to_address == "accountant@outside.example"
    line = next(one for one in mail.text.splitlines() if one.startswith("{"))
    assert json.loads(line)["day"] == "2025-03-03"
    assert seals.compare(creditor.key, [line.encode()]) == []


@pytest.mark.skipif(OPENSSL is None, reason="openssl is not on this machine")
def test_an_authority_stamps_it_and_check_holds_it_to_that(creditor: Creditor, tmp_path: Path) -> None:
    authority = make_authority(tmp_path / "tsa")
    set_setting(creditor, "seal.tsa_certificate", str(authority.folder / "ca.pem"), **BY)
    with running(authority) as desk:
        set_setting(creditor, "seal.tsa_url", desk.url, **BY)
        done = seal_now(creditor, **BY)
    assert done.stamped_at is not None, done.stamp_fault
    assert seal_faults(creditor, b.MOMENT) == (2, [])
    with unguarded() as cursor:
        cursor.execute("UPDATE archive_stamp SET number = 2")
        assert "its time-stamp does not hold" in seal_faults(creditor, b.MOMENT)[1][0]
    gone = seal_now(creditor, **BY)
    assert (gone.stamped_at, bool(gone.stamp_fault)) == (None, True)
    assert [one.number for one in stamps.stamps(creditor.key)] == [1]


@pytest.mark.skipif(OPENSSL is None, reason="openssl is not on this machine")
def test_a_stamp_of_another_authority_is_not_kept(creditor: Creditor, tmp_path: Path) -> None:
    mine, other = make_authority(tmp_path / "mine"), make_authority(tmp_path / "other")
    set_setting(creditor, "seal.tsa_certificate", mine.certificate.decode(), **BY)
    with running(other) as desk:
        set_setting(creditor, "seal.tsa_url", desk.url, **BY)
        done = seal_now(creditor, **BY)
    assert done.stamped_at is None
    assert done.stamp_fault
    assert stamps.stamps(creditor.key) == []
