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
        value = json.loads(data, parse_float=refused, parse_int=integer, parse_constant=refused)
        return value if isinstance(value, dict) and canonical(value) == data else None
    except (ValueError, RecursionError):
        return None


def integer(text: str) -> int:
    """A number that is no integer below 2**53 can mean two things to two readers."""
    return int(text) if len(text) < 18 and abs(int(text)) < 2**53 else refused(text)


def refused(text: str) -> int:
    raise ValueError(f"{text[:20]} is no integer below 2**53")


def text_of(value: object) -> str:
    return value if isinstance(value, str) else ""


def is_number(value: object, wanted: int) -> bool:
    return type(value) is int and value == wanted


def is_seal(content: dict[str, Any]) -> bool:
    numbers = {"v", "number", "heads", "entries"}
    return (
        set(content) == SEAL
        and all(type(content[name]) is int for name in numbers)
        and all(isinstance(content[name], str) for name in SEAL - numbers)
        and content["v"] == 1
    )


class Check:
    """One evidence file being checked, and what was found wrong."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.faults: list[dict[str, str]] = []
        self.names: set[str] = set()
        self.entries = self.withheld = self.payloads = self.erased = self.seals = self.sealed = 0
        self.last_day = ""
        self.hashes: list[str] = []
        self.folds: list[str] = []
        self.named: list[tuple[str, int]] = []
        self.shredded: set[str] = set()

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
        version = manifest.get("v") if manifest is not None else None
        if manifest is None or not isinstance(manifest.get("files"), dict) or not is_number(version, 1):
            self.fault("manifest.json", "it is missing, damaged or of a version unknown here")
            return
        self.files(manifest["files"])
        self.record(text_of(manifest.get("owner")), text_of(manifest.get("stream")))
        self.originals()
        self.look_at_seals(text_of(manifest.get("owner")), text_of(manifest.get("stream")))

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
                self.withheld += 1
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
        facts = content["facts"]
        erased = (
            facts.get("contents")
            if content["kind"] == "content.shredded" and isinstance(facts, dict)
            else None
        )
        self.shredded.update(
            one for one in (erased if isinstance(erased, list) else []) if isinstance(one, str)
        )

    def is_envelope(self, content: dict[str, Any]) -> bool:
        version = content.get("v")
        keys = LEAST if is_number(version, 1) else LEAST | {"salt"} if is_number(version, 2) else None
        payloads = content.get("payloads")
        return (
            set(content) == keys
            and type(content["seq"]) is int
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
            if said["state"] == "erased":
                self.erased += 1
                if commitment not in self.shredded and not self.withheld:
                    what = f"the original {commitment} is gone, and no entry says that it was erased"
                    self.fault(f"entry {seq}", what)
            if said["state"] == "here":
                used.add(text_of(said.get("file")))
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

    def look_at_seals(self, owner: str, stream: str) -> None:
        listed = parsed(self.read("record/seals.json") or b"")
        proofs = listed.get("seals") if listed is not None else None
        if not isinstance(proofs, list):
            self.fault("record/seals.json", "the list of seals is missing or damaged")
            return
        before: tuple[int, str] | None = None
        for place, proof in enumerate(proofs, 1):
            said = text_of(proof.get("statement")) if isinstance(proof, dict) else ""
            statement = said.encode("utf-8", "replace")
            seal = parsed(statement)
            if seal is None or not is_seal(seal):
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
        if type(seq) is not int or not 0 < seq <= len(self.hashes):
            self.fault(where, f"it names entry {seq}, which is not here: the record was cut short")
        elif self.hashes[seq - 1] != head["hash"]:
            self.fault(where, f"it names another entry {seq} than stands here")
        elif "links" in head and head["links"] != self.folds[seq - 1]:
            self.fault(where, f"it names other entries before entry {seq} than stand here")
        elif seq >= self.sealed:
            self.sealed, self.last_day = seq, seal["day"]
        if root_of(head, proof) != seal["root"]:
            self.fault(where, "the proof does not lead from this record to the seal")

    def stamps(self, where: str, statement: bytes, proof: dict[str, Any]) -> None:
        paths = proof.get("stamps")
        for path in map(text_of, paths) if isinstance(paths, list) else [""]:
            data = self.read(path)
            if data is None or hashlib.sha256(statement).digest() not in data:
                self.fault(where, f"its time-stamp {path} is missing or of something else")


def root_of(head: dict[str, Any], proof: dict[str, Any]) -> str | None:
    """Where the proof leads, by the rule of RFC 9162, section 2.1.3.2; None where it leads nowhere."""
    index, size, path = proof.get("index"), proof.get("size"), proof.get("path")
    if type(index) is not int or type(size) is not int or not isinstance(path, list) or not 0 <= index < size:
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
        return verdict(None, f"it cannot be opened: {odd}")
    except Exception:  # whatever else a forged file makes a reader stumble over: it is not as it was made
        return verdict(None, "it cannot be read")
    return verdict(one)


def verdict(one: Check | None, fault: str = "") -> dict[str, Any]:
    """What was looked at, and what is wrong. `sealed`: how many entries the newest seal covers, made on `last_day`."""
    faults = list(one.faults) if one is not None else []
    found: dict[str, Any] = {"faults": faults + ([{"where": "the file", "what": fault}] if fault else [])}
    for name in ("entries", "withheld", "payloads", "erased", "seals", "sealed"):
        found[name] = getattr(one, name) if one is not None else 0
    found["last_day"] = one.last_day if one is not None else ""
    return dict(found, ok=not found["faults"])


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
