"""`recoup capture`: what it prints, and what it refuses."""

from pathlib import Path
from typing import Any

import pytest
from tests.cases.people.worlds import world
from tests.cases.test_capture import mail
from tests.cli.conftest import Recoup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def test_files_are_taken_in_and_what_is_no_mail_is_refused(recoup: Recoup, tmp_path: Path) -> None:
    w = world()
    one = mail(sender=w.contact.email)
    (tmp_path / "one.eml").write_bytes(one)
    (tmp_path / "two.mbox").write_bytes(
        b"".join(
            b"From x@y Mon Mar  3 08:00:00 2025\n" + raw + b"\n"
            for raw in (one, mail(sender="jo@else.example"))
        )
    )
    folder = tmp_path / "Maildir" / ".Sent" / "cur"
    folder.mkdir(parents=True)
    (folder / "1:2,S").write_bytes(
        mail(sender="boss@home.example", to=w.contact.email, Message_ID="<o@x.example>")
    )
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0 no mail at all")
    names = [tmp_path / name for name in ("one.eml", "two.mbox", "Maildir", "photo.jpg", "missing.eml")]
    said = recoup("capture", *names, "--json", "--date", "2025-03-03")
    assert said.code == 1
    files = said.json["files"]
    assert [(f["new"], f["known"], f["waiting"]) for f in files[:3]] == [(1, 0, 0), (1, 1, 1), (1, 0, 0)]
    assert files[0]["mails"][0] | {"mail": 0, "where": ""} == {
        "where": "", "mail": 0, "new": True, "direction": "in", "kind": "reply", "debtor": w.debtor.pk,
        "matched_by": "address", "flags": [],
    }  # fmt: skip
    assert files[2]["kinds"] == {"sent": 1}
    assert [f["refused"]["code"] for f in files[3:]] == ["no_mail", "no_such_file"]
