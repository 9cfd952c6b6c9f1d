"""An evidence file proves itself; whatever is bent in it, both verifiers find it and agree."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.tsa import OPENSSL, make_authority

from recoup.archive import queries, seals, stamps
from recoup.archive.bundle import standalone
from recoup.archive.bundle.container import Contents, Line, Original, SealProof, write
from recoup.archive.bundle.verify import Verdict, verify_bundle
from recoup.archive.deeds import Content, deed
from recoup.archive.shredding import shred
from recoup.lib.hashing import canonical, sha256_hex

NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
ENTRIES = 7


@pytest.fixture
def contents() -> Contents:
    for day in range(1, ENTRIES + 1):
        with deed("user:1", NOW, "alice", ["a", "b"]) as act:
            payloads = {"text": Content(f"words {day}".encode())} if day % 2 else None
            act.record("a", "note", klass="internal" if day == 4 else "open", payloads=payloads)
            act.record("b", "note")
        if day in (2, 3, 6):
            seals.make("alice", f"2026-03-0{day}", NOW)
    views = queries.entries("alice", "a")
    lines = [Line(one.seq, None if one.klass == "internal" else one.envelope, one.hash) for one in views]
    named = [commitment for one in views if one.klass == "open" for commitment in one.payloads.values()]
    originals = [Original(one, queries.read_salted("alice", one), "here") for one in named[:-1]]
    originals.append(Original(named[-1], None, "erased"))
    proofs = []
    for seal in reversed(seals.seals("alice")):
        proof = seals.inclusion("alice", "a", number=seal.number)
        assert proof is not None
        proofs.append(SealProof(seal.statement, proof, ()))
    return Contents(
        "alice",
        "a",
        {"for": "court"},
        lines,
        originals,
        proofs,
        [("bundle.pdf", b"%PDF"), ("VERIFY.md", b"#")],
    )


def _made(contents: Contents) -> bytes:
    target = io.BytesIO()
    write(target, contents)
    return target.getvalue()


def _verdicts(data: bytes, folder: Path) -> tuple[Verdict, dict[str, Any]]:
    path = folder / "evidence.zip"
    path.write_bytes(data)
    return verify_bundle(path), standalone.check(str(path))


def _agreed(data: bytes, folder: Path) -> list[str]:
    """What both say is wrong, after making sure that they say the same."""
    ours, alone = _verdicts(data, folder)
    assert alone == {
        "ok": ours.ok,
        "entries": ours.entries,
        "withheld": ours.withheld,
        "payloads": ours.payloads,
        "erased": ours.erased,
        "seals": ours.seals,
        "sealed": ours.sealed,
        "last_day": ours.last_day,
        "faults": [{"where": fault.where, "what": fault.what} for fault in ours.faults],
    }
    return [f"{fault.where}: {fault.what}" for fault in ours.faults]


@pytest.mark.django_db
def test_a_file_as_it_was_made_is_found_whole(contents: Contents, tmp_path: Path) -> None:
    data = _made(contents)
    assert data == _made(contents)
    ours, alone = _verdicts(data, tmp_path)
    assert (ours.entries, ours.payloads, ours.seals, ours.faults) == (ENTRIES, 4, 3, [])
    assert alone["ok"]


@pytest.mark.django_db
def test_the_verifier_inside_runs_by_itself(contents: Contents, tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    path.write_bytes(_made(contents))
    with zipfile.ZipFile(path) as archive:
        inside = archive.read("verify.py")
    assert inside == resources.files("recoup.archive.bundle").joinpath("standalone.py").read_bytes()
    (tmp_path / "verify.py").write_bytes(inside)
    command = [sys.executable, "-I", "-S", str(tmp_path / "verify.py")]
    good = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    assert (good.returncode, json.loads(good.stdout)["ok"]) == (0, True)
    path.write_bytes(b"no zip")
    bad = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    assert (bad.returncode, json.loads(bad.stdout)["faults"][0]["where"]) == (1, "the file")
    assert subprocess.run(command, capture_output=True, check=False).returncode == 2


def _rezipped(data: bytes, change: Callable[[dict[str, bytes]], None], *, relist: bool = True) -> bytes:
    """The file with its members changed, and, as a careful forger does it, its list of files made to fit."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    change(members)
    if relist:
        manifest = json.loads(members["manifest.json"])
        manifest["files"] = {
            path: sha256_hex(one) for path, one in members.items() if path != "manifest.json"
        }
        members["manifest.json"] = canonical(manifest)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, one in members.items():
            archive.writestr(path, one)
    return target.getvalue()


def _lines(members: dict[str, bytes], change: Callable[[list[bytes]], None]) -> None:
    lines = members["record/entries.jsonl"].split(b"\n")[:-1]
    change(lines)
    members["record/entries.jsonl"] = b"".join(line + b"\n" for line in lines)


def _changed_line(lines: list[bytes]) -> None:
    lines[1] = lines[1].replace(b'"kind":"note"', b'"kind":"nope"')


def _shown_before_a_withheld_one(lines: list[bytes]) -> None:
    lines[2] = lines[2].replace(b'"kind":"note"', b'"kind":"nope"')


def _swapped(lines: list[bytes]) -> None:
    lines[1], lines[2] = lines[2], lines[1]


CUT = "it names entry 6, which is not here: the record was cut short"
FORGERIES: dict[str, tuple[Callable[[list[bytes]], None], str]] = {
    "an entry changed": (_changed_line, "entry 3: it does not follow the entry before it"),
    "one changed where the next is withheld": (
        _shown_before_a_withheld_one,
        "seal 3: it names other entries before entry 6 than stand here",
    ),
    "an entry removed": (lambda lines: lines.pop(1), "entry 2: it does not follow the entry before it"),
    "two swapped": (_swapped, "entry 2: it does not follow the entry before it"),
    "one put in": (
        lambda lines: lines.insert(2, lines[1]),
        "entry 3: it does not follow the entry before it",
    ),
    "the end cut off": (lambda lines: lines.__delitem__(slice(5, None)), f"seal 3: {CUT}"),
    "one blacked out": (
        lambda lines: lines.__setitem__(6, canonical({"withheld": "0" * 64})),
        "record/payloads.json: no entry names the original",
    ),
    "nonsense": (lambda lines: lines.__setitem__(0, b"{}"), "entry 1: the bytes are not those of an entry"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_record_is_found_though_the_list_of_files_fits(
    contents: Contents, tmp_path: Path, forgery: str
) -> None:
    change, found = FORGERIES[forgery]
    faults = _agreed(_rezipped(_made(contents), lambda members: _lines(members, change)), tmp_path)
    assert any(one.startswith(found) for one in faults), faults


def _other_original(members: dict[str, bytes]) -> None:
    path = next(one for one in members if one.startswith("originals/"))
    members[path] = b"other words"


def _unnamed_original(members: dict[str, bytes]) -> None:
    members["originals/more"] = b"more"


def _seal_of(change: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, bytes]], None]:
    def apply(members: dict[str, bytes]) -> None:
        listed = json.loads(members["record/seals.json"])
        change(listed["seals"][1])
        members["record/seals.json"] = canonical(listed)

    return apply


def _restated(seal: dict[str, Any]) -> None:
    seal["statement"] = canonical({**json.loads(seal["statement"]), "root": "0" * 64}).decode()


MEMBERS: dict[str, tuple[Callable[[dict[str, bytes]], None], str]] = {
    "an original changed": (_other_original, "entry 1: the original"),
    "an original added": (_unnamed_original, "originals/more: no entry names this original"),
    "an original removed": (
        lambda m: m.pop(next(one for one in m if one.startswith("originals/"))) and None,
        "entry 1: the original",
    ),
    "a seal of other roots": (
        _seal_of(_restated),
        "seal 2: the proof does not lead from this record to the seal",
    ),
    "a seal of another head": (
        _seal_of(lambda seal: seal["head"].update(hash="0" * 64)),
        "seal 2: it names another entry 3 than stands here",
    ),
    "a bent path": (_seal_of(lambda seal: seal.update(path=["zz"])), "seal 2: the proof does not lead"),
    "a stamp that is not there": (
        _seal_of(lambda seal: seal.update(stamps=["record/seal-2-1.tsr"])),
        "seal 2: its time-stamp record/seal-2-1.tsr is missing",
    ),
    "no seals": (
        lambda m: m.pop("record/seals.json") and None,
        "record/seals.json: the list of seals is missing",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("forgery", MEMBERS)
def test_a_forged_member_is_found_though_the_list_of_files_fits(
    contents: Contents, tmp_path: Path, forgery: str
) -> None:
    change, found = MEMBERS[forgery]
    faults = _agreed(_rezipped(_made(contents), change), tmp_path)
    assert any(one.startswith(found) for one in faults), faults


@pytest.mark.django_db
def test_every_file_is_held_by_the_list_of_files(contents: Contents, tmp_path: Path) -> None:
    data = _made(contents)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
    for name in names:
        bent = _rezipped(
            data, lambda members, name=name: members.update({name: members[name] + b" "}), relist=False
        )
        assert any(one.startswith(f"{name}:") for one in _agreed(bent, tmp_path)), name


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_bytes_bent_anywhere_are_found_or_change_nothing(
    contents: Contents, tmp_path: Path, data: st.DataObject
) -> None:
    """What lies between the members (names' copies, times, comments) is not evidence: there, all may read the same."""
    whole = _KEPT.setdefault("whole", _made(contents))
    bent = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        bent[data.draw(st.integers(0, len(bent) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    if not _agreed(bytes(bent), tmp_path):
        assert _members(bytes(bent)) == _members(whole)


_KEPT: dict[str, bytes] = {}


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {one: archive.read(one) for one in archive.namelist()}


@pytest.mark.django_db
@pytest.mark.skipif(OPENSSL is None, reason="openssl is not on this machine")
def test_time_stamps_hold_against_the_authority_and_by_openssl_itself(
    contents: Contents, tmp_path: Path
) -> None:
    authority = make_authority(tmp_path / "tsa")
    stamped = [
        SealProof(seal.statement, seal.inclusion, (authority.answer(stamps.request(seal.statement)),))
        for seal in contents.seals
    ]
    whole = Contents(
        contents.owner,
        contents.stream,
        contents.about,
        contents.lines,
        contents.originals,
        stamped,
        contents.documents,
    )
    path = tmp_path / "evidence.zip"
    path.write_bytes(_made(whole))
    assert _agreed(path.read_bytes(), tmp_path) == []
    assert verify_bundle(path, authority.certificate).ok
    other = make_authority(tmp_path / "other")
    assert not verify_bundle(path, other.certificate).ok
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "out")
    for line in standalone.commands(str(path)):
        command = line.replace("AUTHORITY.pem", str(authority.folder / "ca.pem")).split()
        done = subprocess.run(command, cwd=tmp_path / "out", capture_output=True, text=True, check=False)
        assert "Verification: OK" in done.stdout, done.stderr


@pytest.mark.anydb
@pytest.mark.parametrize("junk", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_evidence_file_is_said(tmp_path: Path, junk: bytes) -> None:
    assert _agreed(junk, tmp_path)


@pytest.mark.django_db
def test_an_original_that_is_left_out_is_no_erased_one(contents: Contents, tmp_path: Path) -> None:
    views = queries.entries("alice", "a")
    gone = next(iter(views[-1].payloads.values()))
    with deed("user:1", NOW, "alice", ["a"]) as act:
        shred(act, "alice", {"a": [gone]}, facts={"ground": "objection"})
    views = queries.entries("alice", "a")
    named = [one for view in views for one in view.payloads.values()]
    originals = [
        Original(one, None, "erased")
        if one == gone
        else Original(one, queries.read_salted("alice", one), "here")
        for one in named
    ]
    lines = [Line(one.seq, one.envelope, one.hash) for one in views]
    whole = replace(contents, lines=lines, originals=originals)
    assert _agreed(_made(whole), tmp_path) == []
    lied = [replace(originals[0], content=None, state="erased"), *originals[1:]]
    assert _agreed(_made(replace(whole, originals=lied)), tmp_path) == [
        f"entry 1: the original {named[0]} is gone, and no entry says that it was erased"
    ]


_ODD: list[Any] = [True, None, -1, 1.0, 10**400, "x", "\ud800", [1], {"a": 1}]


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [one for key, inner in items for one in _places(inner, (*path, key))]


def _put(value: Any, path: tuple[Any, ...], new: Any) -> None:
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = new


def _written(value: Any) -> bytes:
    """As a forger writes it: any number, any text."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


@pytest.mark.django_db
@pytest.mark.parametrize("new", _ODD, ids=lambda one: repr(one)[:12])
@pytest.mark.parametrize(
    "member", ["manifest.json", "record/payloads.json", "record/seals.json", "seal", "entry"]
)
def test_odd_values_in_odd_places_stop_neither_verifier(
    contents: Contents, tmp_path: Path, member: str, new: Any
) -> None:
    data = _made(contents)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        whole = {one: archive.read(one) for one in archive.namelist()}

    def forged(members: dict[str, bytes], path: tuple[Any, ...]) -> None:
        if member == "entry":
            lines = members["record/entries.jsonl"].split(b"\n")[:-1]
            value = json.loads(lines[0])
            _put(value, path, new)
            lines[0] = _written(value)
            members["record/entries.jsonl"] = b"".join(one + b"\n" for one in lines)
            return
        name = "record/seals.json" if member == "seal" else member
        value = json.loads(members[name])
        if member == "seal":
            statement = json.loads(value["seals"][0]["statement"])
            _put(statement, path, new)
            try:
                value["seals"][0]["statement"] = _written(statement).decode()
            except UnicodeDecodeError:
                return
        else:
            _put(value, path, new)
        members[name] = _written(value)

    text = {"entry": whole["record/entries.jsonl"].split(b"\n")[0]}
    text["seal"] = json.loads(whole["record/seals.json"])["seals"][0]["statement"]
    for path in _places(json.loads(text.get(member) or whole[member])):
        bent = _rezipped(
            data, lambda members, path=path: forged(members, path), relist=member != "manifest.json"
        )
        _agreed(bent, tmp_path)
