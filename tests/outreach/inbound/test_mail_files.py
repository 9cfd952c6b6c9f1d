"""Mail in files: an mbox that is not quite one, a Maildir with odd things in it, files that are no mail."""

from pathlib import Path

import pytest

from recoup.lib.errors import Refused
from recoup.outreach.inbound.files import mails_in

pytestmark = pytest.mark.anydb
A = b"From: ann@debtor.example\nSubject: one\n\n"
B = b"From: bob@debtor.example\nSubject: two\n\nBye.\n"


@pytest.mark.parametrize(
    ("text", "mails"),
    [
        (b"From a@x Fri Nov 20 09:00:00 2026\n" + A + b"Hi.\n\nFrom b@x Fri Nov 20 09:01:00 2026\n" + B, 2),
        (b"From - Fri Nov 20 09:00:00 2026\n" + A + b"Hi.\n\nFrom - Fri Nov 20 09:01:00 2026\n" + B, 2),
        (b"From a@x Fri Nov 20 09:00:00 2026\n" + A + b"Hi.\nFrom b@x Fri Nov 20 09:01:00 2026\n" + B, 2),
        (b"From a@x Fri Nov 20 09:00:00 2026\n" + A + b"Hi.\n\nFrom 2026 on we pay weekly.\nAnn\n", 1),
        (b"From a@x Fri Nov 20 09:00:00 2026\n" + A + b"Hi.\nFrom 10:30 to 12:00 in 2026\nwe pay.\n", 1),
        (b"From a@x Fri Nov 20 09:00:00 2026\n" + A + b"\n>From here on.\n", 1),
        (b"From a@x 2026\r\n" + A.replace(b"\n", b"\r\n") + b"\r\n\r\nFrom b@x 2026\r\n" + B, 2),
        (b"From a@x Fri Nov 20 09:00:00 2026\n>From a@x before 1\n" + A, 1),
    ],
)
def test_an_mbox_is_split_where_a_mail_begins(tmp_path: Path, text: bytes, mails: int) -> None:
    (tmp_path / "a.mbox").write_bytes(text)
    found = [one.raw for one in mails_in(tmp_path / "a.mbox")]
    assert len(found) == mails
    assert found[-1].endswith(text.rsplit(b"\n", 2)[-2].lstrip(b">") + b"\n")


def test_an_odd_file_stops_no_folder(tmp_path: Path) -> None:
    cur = tmp_path / "Maildir" / "cur"
    cur.mkdir(parents=True)
    (cur / "0:2,").write_bytes(b"")
    (cur / "1.M2P3.host,S=12:2,RS").write_bytes(A + b"Hi.")
    (cur / "2 with a space\tand ü:2,").write_bytes(B)
    (cur / "3").write_bytes(b"\x00\x01 the rest of a mail whose head is lost")
    (cur / ".hidden").write_bytes(b"index")
    new = tmp_path / "Other" / "new"
    new.mkdir(parents=True)
    (new / "4").write_bytes(A + b"only in new")
    (tmp_path / "five.eml").write_bytes(b"\xff\xd8\xff no mail")
    skipped: list[Refused] = []
    found = list(mails_in(tmp_path, skipped))
    assert len(found) == 4
    assert sorted(one.code for one in skipped) == ["empty_file", "no_mail"]


def test_a_folder_without_mail_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as odd:
        list(mails_in(tmp_path))
    assert odd.value.code == "no_mail"
