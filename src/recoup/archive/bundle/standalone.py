#!/usr/bin/env python3
"""Checks an evidence file made by Recoup. Needs Python 3.9 or later and nothing else: no network, no database.

    python3 verify.py FILE.zip          (this very file lies in FILE.zip; take it out, or use your own copy)

It says whether every file is as the list of files names it; whether the entries follow one another without a gap or
a change; whether every original is the one its entry committed to; and whether the seals name where the record stood.
VERIFY.md says what that does and does not prove.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

MOST_BYTES = 8 * 2**30
START = "0" * 64
LEAST = {
    "amounts",
    "actor",
    "channel",
    "class",
    "direction",
    "facts",
    "kind",
    "moment",
    "owner",
    "payloads",
    "prev",
    "recorded_at",
    "result",
    "rule",
    "seq",
    "stream",
    "v",
}
SEAL = {"v", "owner", "number", "day", "made_at", "prev", "root", "heads", "entries"}
HEAD = {"stream", "seq", "hash"}
STATES = ("here", "erased", "withheld")


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def canonical(value: Any) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def parsed(data: bytes) -> dict[str, Any] | None:
    """The JSON object in these bytes, if they are canonical; else None."""
    try:
        value = json.loads(data)
        return value if isinstance(value, dict) and canonical(value) == data else None
    except (ValueError, RecursionError):
        return None


def text_of(value: object) -> str:
    return value if isinstance(value, str) else ""


class Check:
    """One evidence file being checked, and what was found wrong."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.faults: list[dict[str, str]] = []
        self.names: set[str] = set()
        self.entries = self.payloads = self.seals = 0
        self.hashes: list[str] = []
        self.folds: list[str] = []
        self.named: list[tuple[str, int]] = []

    def fault(self, where: str, what: str) -> None:
        self.faults.append({"where": where, "what": what})

    def read(self, path: str) -> bytes | None:
        """The bytes of a file in the archive; None where it is not there or cannot be unpacked."""
        if path not in self.names:
            return None
        try:
            return self.archive.read(path)
        except Exception:  # whatever a bent file makes zlib and its like say: it cannot be read
            return None

    def digest(self, path: str) -> str | None:
        """The SHA-256 of a file, read piece by piece; None where it cannot be read."""
        if path not in self.names:
            return None
        found = hashlib.sha256()
        try:
            with self.archive.open(path) as file:
                while piece := file.read(1 << 20):
                    found.update(piece)
        except Exception:  # whatever a bent file makes zlib and its like say: it cannot be read
            return None
        return found.hexdigest()

    def run(self) -> None:
        members = self.archive.infolist()
        self.names = {one.filename for one in members}
        if len(self.names) != len(members):
            self.fault("the file", "it holds two files of one name")
        if sum(one.file_size for one in members) > MOST_BYTES:
            self.fault("the file", "it unpacks to more than 8 GB and was not read")
            return
        manifest = parsed(self.read("manifest.json") or b"")
        if manifest is None or not isinstance(manifest.get("files"), dict) or manifest.get("v") != 1:
            self.fault("manifest.json", "it is missing, damaged or of a version unknown here")
            return
        self.files(manifest["files"])
        self.record(text_of(manifest.get("owner")), text_of(manifest.get("stream")))
        self.originals()
        self.sealed(text_of(manifest.get("owner")), text_of(manifest.get("stream")))

    def files(self, listed: dict[str, Any]) -> None:
        for path in sorted(listed):
            found = self.digest(path)
            if found is None:
                self.fault(path, "the file is missing or cannot be unpacked")
            elif found != listed[path]:
                self.fault(path, "the file is not the one that the list of files names")
        for path in sorted(self.names - set(listed) - {"manifest.json"}):
            self.fault(path, "the file is not in the list of files")

    def record(self, owner: str, stream: str) -> None:
        data = self.read("record/entries.jsonl")
        if data is None or (data and not data.endswith(b"\n")):
            self.fault("record/entries.jsonl", "the entries are missing or cut short")
            data = data or b""
        last = START
        for seq, line in enumerate(data.split(b"\n")[:-1], 1):
            content = parsed(line)
            withheld = content.get("withheld") if content is not None and len(content) == 1 else None
            if isinstance(withheld, str) and re.fullmatch("[0-9a-f]{64}", withheld):
                last = withheld
            else:
                self.entry(seq, content, last, owner, stream)
                last = sha(line)
            self.hashes.append(last)
        fold = START
        for one in self.hashes:
            fold = sha(bytes.fromhex(fold) + bytes.fromhex(one))
            self.folds.append(fold)
        self.entries = len(self.hashes)

    def entry(self, seq: int, content: dict[str, Any] | None, last: str, owner: str, stream: str) -> None:
        where = f"entry {seq}"
        if content is None or not self.is_envelope(content):
            self.fault(where, "the bytes are not those of an entry")
            return
        if content["prev"] != last:
            self.fault(where, "it does not follow the entry before it")
        if content["seq"] != seq:
            self.fault(where, "it bears another number")
        if content["stream"] != stream or content["owner"] != owner:
            self.fault(where, "it belongs to another record")
        self.named.extend((commitment, seq) for commitment in sorted(content["payloads"].values()))

    def is_envelope(self, content: dict[str, Any]) -> bool:
        keys = {1: LEAST, 2: LEAST | {"salt"}}.get(content.get("v", 0))
        payloads = content.get("payloads")
        return (
            set(content) == keys
            and isinstance(payloads, dict)
            and all(isinstance(one, str) for one in payloads.values())
        )

    def originals(self) -> None:
        listed = parsed(self.read("record/payloads.json") or b"")
        if listed is None:
            self.fault("record/payloads.json", "the list of originals is missing or damaged")
            listed = {}
        used = set()
        for commitment, seq in self.named:
            said = listed.get(commitment)
            if not isinstance(said, dict) or said.get("state") not in STATES:
                self.fault(f"entry {seq}", f"the original {commitment} is not in the list of originals")
                continue
            self.payloads += 1
            if said["state"] == "here":
                used.add(said.get("file"))
                self.original(commitment, seq, said)
        for commitment in sorted(set(listed) - {one for one, _ in self.named}):
            self.fault("record/payloads.json", f"no entry names the original {commitment}")
        for path in sorted(one for one in self.names if one.startswith("originals/")):
            if path not in used:
                self.fault(path, "no entry names this original")

    def original(self, commitment: str, seq: int, said: dict[str, Any]) -> None:
        data = self.read(text_of(said.get("file")))
        try:
            salt = bytes.fromhex(text_of(said.get("salt")))
        except ValueError:
            salt = b""
        if data is None:
            self.fault(f"entry {seq}", f"the original {commitment} is missing")
        elif sha(salt + data) != commitment:
            self.fault(f"entry {seq}", f"the original {commitment} is not the one it committed to")

    def sealed(self, owner: str, stream: str) -> None:
        listed = parsed(self.read("record/seals.json") or b"")
        proofs = listed.get("seals") if listed is not None else None
        if not isinstance(proofs, list):
            self.fault("record/seals.json", "the list of seals is missing or damaged")
            return
        before: tuple[int, str] | None = None
        for place, proof in enumerate(proofs, 1):
            statement = text_of(proof.get("statement")).encode() if isinstance(proof, dict) else b""
            seal = parsed(statement)
            if seal is None or set(seal) != SEAL or seal["v"] != 1:
                self.fault(f"seal in place {place}", "the bytes are not those of a seal")
                continue
            self.seals += 1
            where = f"seal {seal['number']}"
            if seal["owner"] != owner:
                self.fault(where, "it seals another creditor's record")
            if before is not None and not self.follows(before, seal):
                self.fault(where, "it does not follow the seal before it")
            before = (seal["number"], sha(statement))
            self.head(where, seal, proof, stream)
            self.stamps(where, statement, proof)

    def follows(self, before: tuple[int, str], seal: dict[str, Any]) -> bool:
        number, hash_ = before
        return bool(seal["number"] > number and (seal["number"] > number + 1 or seal["prev"] == hash_))

    def head(self, where: str, seal: dict[str, Any], proof: dict[str, Any], stream: str) -> None:
        head = proof.get("head")
        if not isinstance(head, dict) or set(head) - {"links"} != HEAD or head["stream"] != stream:
            self.fault(where, "it does not name this record")
            return
        seq = head["seq"]
        if not isinstance(seq, int) or not 0 < seq <= len(self.hashes):
            self.fault(where, f"it names entry {seq}, which is not here: the record was cut short")
        elif self.hashes[seq - 1] != head["hash"]:
            self.fault(where, f"it names another entry {seq} than stands here")
        elif "links" in head and head["links"] != self.folds[seq - 1]:
            self.fault(where, f"it names other entries before entry {seq} than stand here")
        if root_of(head, proof) != seal["root"]:
            self.fault(where, "the proof does not lead from this record to the seal")

    def stamps(self, where: str, statement: bytes, proof: dict[str, Any]) -> None:
        paths = proof.get("stamps")
        for path in paths if isinstance(paths, list) else [""]:
            data = self.read(text_of(path))
            if data is None or hashlib.sha256(statement).digest() not in data:
                self.fault(where, f"its time-stamp {path} is missing or of something else")


def root_of(head: dict[str, Any], proof: dict[str, Any]) -> str | None:
    """Where the proof leads, by the rule of RFC 9162, section 2.1.3.2; None where it leads nowhere."""
    index, size, path = proof.get("index"), proof.get("size"), proof.get("path")
    if not (
        isinstance(index, int) and isinstance(size, int) and isinstance(path, list) and 0 <= index < size
    ):
        return None
    place, last = index, size - 1
    found = hashlib.sha256(b"\x00" + canonical(head)).digest()
    for step in path:
        try:
            beside = bytes.fromhex(step)
        except (ValueError, TypeError):
            return None
        if last == 0:
            return None
        if place & 1 or place == last:
            found = hashlib.sha256(b"\x01" + beside + found).digest()
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + beside).digest()
        place, last = place >> 1, last >> 1
    return found.hex() if last == 0 else None


def check(source: str) -> dict[str, Any]:
    """The verdict on an evidence file: ok, how much was looked at, and every fault with its place."""
    try:
        with zipfile.ZipFile(source) as archive:
            one = Check(archive)
            one.run()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as odd:
        faults = [{"where": "the file", "what": f"it cannot be opened: {odd}"}]
        return {"ok": False, "entries": 0, "payloads": 0, "seals": 0, "faults": faults}
    found = {"entries": one.entries, "payloads": one.payloads, "seals": one.seals, "faults": one.faults}
    return dict(found, ok=not one.faults)


def commands(source: str) -> Iterator[str]:
    """The openssl command for each time-stamp: what this program does not check is the authority's signature."""
    with zipfile.ZipFile(source) as archive:
        names = sorted(one for one in archive.namelist() if re.fullmatch(r"record/seal-\d+-\d+\.tsr", one))
    for name in names:
        data = re.sub(r"-\d+\.tsr$", ".json", name)
        yield f"openssl ts -verify -in {name} -data {data} -CAfile AUTHORITY.pem"


def main(words: list[str]) -> int:
    if len(words) != 1:
        sys.stderr.write(str(__doc__))
        return 2
    verdict = check(words[0])
    sys.stdout.write(json.dumps(verdict, indent=2, ensure_ascii=False) + "\n")
    if verdict["ok"]:
        for line in commands(words[0]):
            sys.stderr.write(f"# the authority's signature: {line}\n")
    return 0 if verdict["ok"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
