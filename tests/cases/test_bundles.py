"""The evidence file of a case: what is in it, for whom, and that both verifiers say the same of it, damaged too."""

import io
import json
import random
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pypdfium2
import pytest
from tests.archive.unguarded import unguarded
from tests.cases.bundles import SECRET, hard_case, seq_of, shred, withhold
from tests.cases.people.worlds import World, at, world
from tests.pdfa import faults_of
from tests.tsa import OPENSSL, make_authority

from recoup.archive import seals, stamps
from recoup.archive.bundle import standalone
from recoup.archive.bundle.verify import verify_bundle
from recoup.archive.models import Entry
from recoup.archive.queries import Narrow, entries
from recoup.cases.bundles.operations import Made, make_bundle
from recoup.cases.classes import classes_of, set_class
from recoup.documents.facts import LANGUAGES
from recoup.lib.errors import Refused
from recoup.lib.hashing import canonical, sha256_hex
from recoup.web.debtors.timeline import timeline

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def hard() -> World:
    return hard_case()


def bundle(w: World, folder: Path, **more: Any) -> Made:
    return make_bundle(
        w.creditor, w.case.pk, folder / "evidence.zip", **{"recipient": "court", **w.by, **more}
    )


def members(made: Made) -> dict[str, bytes]:
    with zipfile.ZipFile(made.file) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def agreed(path: Path) -> list[str]:
    """What both verifiers say is wrong, after making sure that they say the same."""
    ours, alone = verify_bundle(path), standalone.check(str(path))
    assert alone["ok"] == ours.ok
    assert alone["faults"] == [{"where": fault.where, "what": fault.what} for fault in ours.faults]
    assert (alone["entries"], alone["payloads"], alone["seals"]) == (ours.entries, ours.payloads, ours.seals)
    return [f"{fault.where}: {fault.what}" for fault in ours.faults]


def test_it_is_whole_and_says_so_twice(hard: World, tmp_path: Path) -> None:
    made = bundle(hard, tmp_path)
    assert (made.verdict.faults, agreed(made.file)) == ([], [])
    assert made.verdict.entries == made.entries > made.shown
    assert made.seals >= 2
    assert made.manifest == sha256_hex(members(made)["manifest.json"])
    assert {"evidence.pdf", "VERIFY.md", "verify.py", "manifest.json"} <= members(made).keys()


def test_the_court_sees_open_entries_only(hard: World, tmp_path: Path) -> None:
    hidden = withhold(hard, "inbound.reply")
    made = bundle(hard, tmp_path)
    files = members(made)
    lines = files["record/entries.jsonl"].splitlines()
    shown = [json.loads(line) for line in lines if b"withheld" not in line[:12]]
    assert {one["kind"] for one in shown} & {
        "case.note",
        "class.changed",
        "task.opened",
        "cause.noted",
    } == set()
    assert set(json.loads(lines[hidden - 1])) == {"withheld"}
    seen = {**files, "pages": words_of(files["evidence.pdf"]).encode()}
    for word in (SECRET, "The heron has flown away", "our lawyer says so"):
        assert [name for name, data in seen.items() if word.encode() in data] == [], word
    assert agreed(made.file) == []


def test_what_is_withheld_stands_on_a_schedule_of_its_own(hard: World, tmp_path: Path) -> None:
    hidden = withhold(hard, "inbound.reply")
    made = bundle(hard, tmp_path)
    assert [one.name for one in made.withheld] == ["evidence-withheld.pdf", "evidence-withheld.json"]
    schedule = json.loads(made.withheld[1].read_text("utf-8"))
    assert schedule["manifest"] == made.manifest
    rows = {one["entry"]: one for one in schedule["withheld"]}
    assert rows[hidden]["klass"] == "privileged"
    assert len(rows) == made.entries - made.shown
    assert "privileged" in words_of(made.withheld[0].read_bytes())
    assert not any("withheld" in name for name in members(made))


def test_our_lawyer_sees_all_and_an_agency_what_is_open_and_whom_to_call(hard: World, tmp_path: Path) -> None:
    withhold(hard, "inbound.reply")
    lawyer = bundle(hard, tmp_path, recipient="lawyer")
    assert (lawyer.shown, lawyer.withheld) == (lawyer.entries, ())
    said = words_of(members(lawyer)["evidence.pdf"])
    assert SECRET in said
    assert "privileged and confidential" in said.lower()
    agency = bundle(hard, tmp_path, recipient="agency")
    said = words_of(members(agency)["evidence.pdf"])
    assert hard.contact.email in said
    assert "Draft declarations" not in said
    assert SECRET not in said
    with pytest.raises(Refused) as why:
        bundle(hard, tmp_path, recipient="press")
    assert why.value.code == "unknown_recipient"


def test_the_pages_tell_the_whole_case_in_order(hard: World, tmp_path: Path) -> None:
    made = bundle(hard, tmp_path)
    pdf = members(made)["evidence.pdf"]
    said = words_of(pdf)
    for word in (
        "No outside time-stamp",
        hard.debtor.name,
        "£5,000.00",
        "Exhibit 1: Invoice",
        "It cannot be shown on paper",
        "New_York)",
        "400.00",
        "Call backs promised by the debtor: 1",
        "Were there contacts with the debtor outside this system",
        "recorded later",
        "typed in by",
    ):
        assert word in said, word
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        with opened.open_outline() as outline:
            titles = [one.title for one in outline.root]
            assert [t[:2] for t in titles if t[1:2] == "."] == ["A.", "B.", "C.", "D.", "E.", "F.", "G."]
            exhibits = [one.title for part in outline.root for one in part.children]
        assert any(t.startswith("Exhibit 2: Terms") for t in exhibits)
        assert len(opened.attachments) == made.papers
        attached = {name: spec.get_file().read_bytes() for name, spec in opened.attachments.items()}
    files = members(made)
    assert all(files[f"originals/{name}"] == data for name, data in attached.items())


def test_counts_are_those_of_the_record(hard: World, tmp_path: Path) -> None:
    said = words_of(members(bundle(hard, tmp_path))["evidence.pdf"])
    counted = said.partition("Counted from the entries")[2]
    assert "Email 1 1 0 1" in counted
    assert "Telephone 2 – – 1" in counted
    assert "Replies recorded by 10 March 2025 in the mailboxes ar@northwind.example: 1." in counted


def test_it_is_pdf_a_3(hard: World, tmp_path: Path) -> None:
    made = bundle(hard, tmp_path)
    assert faults_of(members(made)["evidence.pdf"]) == []
    assert faults_of(made.withheld[0].read_bytes()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_all_its_words(hard: World, tmp_path: Path, language: str) -> None:
    made = bundle(hard, tmp_path, language=language)
    for text in (words_of(members(made)["evidence.pdf"]), members(made)["VERIFY.md"].decode()):
        assert "{" not in text
    assert agreed(made.file) == []


def test_the_account_stops_at_the_day_asked_for(hard: World, tmp_path: Path) -> None:
    early = bundle(hard, tmp_path, until_on=hard.invoice.issued_on)
    said = words_of(members(early)["evidence.pdf"])
    assert "Nothing up to this day." in said or "Read from the books" not in said
    assert "Telephone 0" in said
    assert early.verdict.ok


def test_erased_content_is_said_to_be_erased(hard: World, tmp_path: Path) -> None:
    reply = entries(hard.creditor.key, hard.debtor.stream_key, which=Narrow(kinds=("inbound.reply",)))[0]
    before = bundle(hard, tmp_path)
    shred(reply.payloads["content"])
    made = bundle(hard, tmp_path)
    listed = json.loads(members(made)["record/payloads.json"])
    assert listed[reply.payloads["content"]] == {"state": "erased"}
    assert made.papers == before.papers - 1
    assert agreed(made.file) == []
    assert b"The heron has flown away" not in b"".join(members(made).values())


@pytest.mark.skipif(OPENSSL is None, reason="openssl is not on this machine")
def test_an_outside_time_stamp_is_on_the_cover_and_holds(hard: World, tmp_path: Path) -> None:
    authority = make_authority(tmp_path / "tsa")
    seal = seals.make(hard.creditor.key, "2025-03-20", at(hard.day, 19))
    stamps.keep(
        hard.creditor.key, seal.number, "tsa.example", authority.answer(stamps.request(seal.statement))
    )
    made = bundle(hard, tmp_path, authority=authority.certificate)
    assert (made.stamps, made.verdict.faults) == (1, [])
    said = words_of(members(made)["evidence.pdf"])
    assert "tsa.example" in said
    assert "No outside time-stamp" not in said
    assert agreed(made.file) == []
    other = make_authority(tmp_path / "other")
    assert not bundle(hard, tmp_path, authority=other.certificate).verdict.ok


def test_that_it_was_made_is_on_the_record_and_unseen_by_the_next_court(hard: World, tmp_path: Path) -> None:
    made = bundle(hard, tmp_path)
    noted = entries(hard.creditor.key, hard.debtor.stream_key)[-1]
    assert (noted.kind, noted.klass, noted.result, noted.seq) == (
        "bundle.made",
        "internal",
        "court",
        made.entry,
    )
    assert noted.facts["manifest"] == made.manifest
    assert noted.facts["sha256"] == sha256_hex(made.file.read_bytes())
    again = bundle(hard, tmp_path)
    assert (again.entries, again.shown) == (made.entries + 1, made.shown)


def test_a_record_that_was_tampered_with_makes_no_good_file(hard: World, tmp_path: Path) -> None:
    seq = seq_of(hard, "call.made")
    with unguarded():
        row = Entry.objects.get(stream=hard.debtor.stream_key, seq=seq)
        Entry.objects.filter(pk=row.pk).update(
            envelope=bytes(row.envelope).replace(b"no_answer", b"voicemail"), result="voicemail"
        )
        made = bundle(hard, tmp_path)
    assert f"entry {seq}" in [fault.where for fault in made.verdict.faults]


def test_both_verifiers_agree_on_fifty_damaged_copies(hard: World, tmp_path: Path) -> None:
    """By turns a byte is bent in the ZIP, or a careful forger changes a file in it and makes the list of files fit."""
    made = bundle(hard, tmp_path)
    whole, files = made.file.read_bytes(), members(made)
    chance = random.Random(4)
    names = sorted(name for name in files if name.startswith(("record/entries", "originals/")))
    found = 0
    for turn in range(50):
        copy = tmp_path / "damaged.zip"
        if turn % 2:
            bent = bytearray(whole)
            bent[chance.randrange(len(bent))] ^= 1 << chance.randrange(8)
            copy.write_bytes(bytes(bent))
            faults = agreed(copy)
            assert faults or _same(copy, files)
        else:
            copy.write_bytes(_forged(files, chance.choice(names), chance))
            faults = agreed(copy)
            assert faults, turn
        found += bool(faults)
    assert found >= 40


def _same(path: Path, files: dict[str, bytes]) -> bool:
    with zipfile.ZipFile(path) as archive:
        return {one: archive.read(one) for one in archive.namelist()} == files


def _forged(files: dict[str, bytes], name: str, chance: random.Random) -> bytes:
    data = bytearray(files[name])
    if len(data) > 1:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    else:
        data += b"x"
    changed = {**files, name: bytes(data)}
    manifest = json.loads(files["manifest.json"])
    manifest["files"][name] = sha256_hex(bytes(data))
    changed["manifest.json"] = canonical(manifest)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in changed.items():
            archive.writestr(path, content)
    return out.getvalue()


def test_changing_a_class_is_an_entry_with_its_reason(hard: World) -> None:
    seq = seq_of(hard, "inbound.reply")
    whole = entries(hard.creditor.key, hard.debtor.stream_key)
    assert classes_of(hard.creditor, hard.debtor, whole)[seq] == "open"
    written = set_class(hard.creditor, hard.debtor, seq, "without_prejudice", "an offer", **hard.by)
    after = entries(hard.creditor.key, hard.debtor.stream_key)
    assert after[seq - 1] == whole[seq - 1]
    assert classes_of(hard.creditor, hard.debtor, after)[seq] == "without_prejudice"
    assert (after[-1].seq, after[-1].facts) == (
        written,
        {"entry": seq, "was": "open", "class": "without_prejudice"},
    )
    set_class(hard.creditor, hard.debtor, seq, "open", "no offer after all", **hard.by)
    assert classes_of(hard.creditor, hard.debtor, after[:seq])[seq] == "open"


@pytest.mark.parametrize(
    ("seq", "klass", "reason", "code"),
    [
        (9_999, "open", "x", "no_such_entry"),
        (1, "secret", "x", "unknown_class"),
        (1, "privileged", " ", "missing"),
    ],
)
def test_a_class_that_cannot_be_given_is_refused(seq: int, klass: str, reason: str, code: str) -> None:
    w = world()
    w.run()
    with pytest.raises(Refused) as why:
        set_class(w.creditor, w.debtor, seq, klass, reason, **w.by)
    assert why.value.code == code


def test_a_class_change_is_not_itself_classed_and_not_repeated() -> None:
    w = world()
    w.run()
    seq = seq_of(w, "message.sending")
    changed = set_class(w.creditor, w.debtor, seq, "privileged", "x", **w.by)
    for target, klass, code in (
        (changed, "open", "cannot_be_classed"),
        (seq, "privileged", "class_unchanged"),
    ):
        with pytest.raises(Refused) as why:
            set_class(w.creditor, w.debtor, target, klass, "x", **w.by)
        assert why.value.code == code


def test_the_timeline_shows_the_class_that_an_entry_has_now(hard: World) -> None:
    seq = withhold(hard, "inbound.reply")
    here = SimpleNamespace(creditor=hard.creditor)
    every = {line.seq: line for line in timeline(here, hard.debtor, limit=100).lines}  # type: ignore[arg-type]
    assert (every[seq].klass, every[seq].class_words) == ("privileged", "with our lawyer")
    assert every[seq_of(hard, "message.sending")].class_words == ""
