"""Checks an evidence file without database or network; the verifier inside the file is written apart from it."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from recoup.archive import merkle, seals, stamps
from recoup.archive.bundle.container import ENTRIES, MANIFEST, PAYLOADS, SEALS, VERSION
from recoup.archive.chain import START, decode, folded
from recoup.archive.shredding import KIND as SHREDDED
from recoup.archive.verify import Fault
from recoup.lib.hashing import canonical, plain_object, sha256_hex

MOST_BYTES = 8 * 2**30
_STATES = ("here", "erased", "withheld")
_HASH_LENGTH = 64
_HEAD = {"stream", "seq", "hash"}


@dataclass(slots=True)
class Verdict:
    """What was looked at in an evidence file, and what is not as it was made.

    `withheld` entries are there as bare hashes, of `erased` originals nothing is left. `sealed`: how many entries the
    newest seal covers, made on `last_day`; what is told after them no seal holds.
    """

    entries: int = 0
    withheld: int = 0
    payloads: int = 0
    erased: int = 0
    seals: int = 0
    sealed: int = 0
    last_day: str = ""
    faults: list[Fault] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def verify_bundle(path: Path, authorities: bytes | None = None) -> Verdict:
    """The verdict on a file that may come from anybody; nothing of it is unpacked to disk or run.

    With the certificates of time-stamping authorities in PEM, their signatures are checked too; without, only that
    each time-stamp is of its seal.
    """
    verdict = Verdict()
    try:
        with zipfile.ZipFile(path) as archive:
            _Look(archive, verdict, authorities).run()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as odd:
        verdict.faults.append(Fault("the file", f"it cannot be opened: {odd}"))
    except Exception:  # whatever else a forged file makes a reader stumble over: it is not as it was made
        verdict.faults.append(Fault("the file", "it cannot be read"))
    return verdict


class _Look:
    """One evidence file being looked at."""

    def __init__(self, archive: zipfile.ZipFile, verdict: Verdict, authorities: bytes | None) -> None:
        self.archive, self.verdict, self.authorities = archive, verdict, authorities
        self.names: set[str] = set()
        self.hashes: list[str] = []
        self.folds: list[str] = []
        self.named: list[tuple[str, int]] = []
        self.shredded: set[str] = set()

    def fault(self, where: str, what: str) -> None:
        self.verdict.faults.append(Fault(where, what))

    def read(self, path: str) -> bytes | None:
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
        try:
            with self.archive.open(path) as file:
                return file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # a file in an archive reads as one on disk
        except Exception:  # as in `read`
            return None

    def json(self, path: str) -> dict[str, Any] | None:
        """The canonical JSON object in a file; None where there is none."""
        return plain_object(self.read(path) or b"")

    def run(self) -> None:
        members = self.archive.infolist()
        self.names = {member.filename for member in members}
        if len(self.names) != len(members):
            self.fault("the file", "it holds two files of one name")
        if sum(member.file_size for member in members) > MOST_BYTES:
            self.fault("the file", "it unpacks to more than 8 GB and was not read")
            return
        manifest = self.json(MANIFEST)
        if manifest is None or not _is_manifest(manifest):
            self.fault(MANIFEST, "it is missing, damaged or of a version unknown here")
            return
        self.files(manifest["files"])
        owner, stream = _text(manifest.get("owner")), _text(manifest.get("stream"))
        self.record(owner, stream)
        self.originals()
        self.sealed(owner, stream)

    def files(self, listed: dict[str, Any]) -> None:
        for path in sorted(listed):
            found = self.digest(path)
            if found is None:
                self.fault(path, "the file is missing or cannot be unpacked")
            elif found != listed[path]:
                self.fault(path, "the file is not the one that the list of files names")
        for path in sorted(self.names - listed.keys() - {MANIFEST}):
            self.fault(path, "the file is not in the list of files")

    def record(self, owner: str, stream: str) -> None:
        data = self.read(ENTRIES)
        if data is None or (data and not data.endswith(b"\n")):
            self.fault(ENTRIES, "the entries are missing or cut short")
        last = START
        for seq, line in enumerate((data or b"").split(b"\n")[:-1], 1):
            withheld = _withheld(line)
            if withheld is None:
                self.entry(seq, line, last, owner, stream)
            else:
                self.verdict.withheld += 1
            last = withheld or sha256_hex(line)
            self.hashes.append(last)
        self.folds = list(folded(self.hashes))
        self.verdict.entries = len(self.hashes)

    def entry(self, seq: int, line: bytes, last: str, owner: str, stream: str) -> None:
        where = f"entry {seq}"
        content = _entry(line)
        if content is None:
            self.fault(where, "the bytes are not those of an entry")
            return
        if content["prev"] != last:
            self.fault(where, "it does not follow the entry before it")
        if content["seq"] != seq:
            self.fault(where, "it bears another number")
        if (content["stream"], content["owner"]) != (stream, owner):
            self.fault(where, "it belongs to another record")
        self.named.extend((commitment, seq) for commitment in sorted(content["payloads"].values()))
        if content["kind"] == SHREDDED and isinstance(content["facts"], dict):
            self.shredded.update(_texts(content["facts"].get("contents")))

    def originals(self) -> None:
        listed = self.json(PAYLOADS)
        if listed is None:
            self.fault(PAYLOADS, "the list of originals is missing or damaged")
            listed = {}
        used = {self.original(commitment, seq, listed.get(commitment)) for commitment, seq in self.named}
        for commitment in sorted(listed.keys() - {commitment for commitment, _ in self.named}):
            self.fault(PAYLOADS, f"no entry names the original {commitment}")
        for path in sorted(self.names - used):
            if path.startswith("originals/"):
                self.fault(path, "no entry names this original")

    def original(self, commitment: str, seq: int, said: Any) -> str:
        """Checks one and returns the path of its file, empty when it has none here."""
        where = f"entry {seq}"
        if not isinstance(said, dict) or said.get("state") not in _STATES:
            self.fault(where, f"the original {commitment} is not in the list of originals")
            return ""
        self.verdict.payloads += 1
        if said["state"] == "erased":
            self.verdict.erased += 1
            if commitment not in self.shredded and not self.verdict.withheld:
                self.fault(where, f"the original {commitment} is gone, and no entry says that it was erased")
        if said["state"] != "here":
            return ""
        data = self.read(_text(said.get("file")))
        if data is None:
            self.fault(where, f"the original {commitment} is missing")
        elif sha256_hex(_unhex(_text(said.get("salt"))), data) != commitment:
            self.fault(where, f"the original {commitment} is not the one it committed to")
        return _text(said.get("file"))

    def sealed(self, owner: str, stream: str) -> None:
        listed = self.json(SEALS)
        proofs = listed.get("seals") if listed is not None else None
        if not isinstance(proofs, list):
            self.fault(SEALS, "the list of seals is missing or damaged")
            return
        before: tuple[int, str] | None = None
        for place, proof in enumerate(proofs, 1):
            statement = _bytes(proof.get("statement")) if isinstance(proof, dict) else b""
            try:
                seal = seals.parse(statement)
                if plain_object(statement) is None:
                    raise ValueError("not plain")
            except ValueError:
                self.fault(f"seal in place {place}", "the bytes are not those of a seal")
                continue
            self.verdict.seals += 1
            self.seal(seal, before, statement, proof, owner, stream)
            before = (seal["number"], sha256_hex(statement))

    def seal(
        self,
        seal: dict[str, Any],
        before: tuple[int, str] | None,
        statement: bytes,
        proof: dict[str, Any],
        owner: str,
        stream: str,
    ) -> None:
        where = f"seal {seal['number']}"
        if seal["owner"] != owner:
            self.fault(where, "it seals another creditor's record")
        if before is not None and not _follows(before, seal):
            self.fault(where, "it does not follow the seal before it")
        for what in self.head(seal, proof, stream):
            self.fault(where, what)
        paths = proof.get("stamps")
        for path in map(_text, paths) if isinstance(paths, list) else [""]:
            if what := self.stamp(path, statement):
                self.fault(where, what)

    def head(self, seal: dict[str, Any], proof: dict[str, Any], stream: str) -> Iterator[str]:
        head = proof.get("head")
        if not isinstance(head, dict) or head.keys() - {"links"} != _HEAD or head["stream"] != stream:
            yield "it does not name this record"
            return
        seq = head["seq"]
        if type(seq) is not int or not 0 < seq <= len(self.hashes):
            yield f"it names entry {seq}, which is not here: the record was cut short"
        elif self.hashes[seq - 1] != head["hash"]:
            yield f"it names another entry {seq} than stands here"
        elif "links" in head and head["links"] != self.folds[seq - 1]:
            yield f"it names other entries before entry {seq} than stand here"
        elif seq >= self.verdict.sealed:
            self.verdict.sealed, self.verdict.last_day = seq, seal["day"]
        if _root(head, proof) != seal["root"]:
            yield "the proof does not lead from this record to the seal"

    def stamp(self, path: str, statement: bytes) -> str:
        data = self.read(path)
        if data is None or sha256(statement).digest() not in data:
            return f"its time-stamp {path} is missing or of something else"
        if self.authorities is not None and (why := stamps.fault_of(data, statement, self.authorities)):
            return f"its time-stamp {path} does not hold: {why}"
        return ""


def _is_manifest(content: dict[str, Any]) -> bool:
    files = content.get("files")
    return type(content.get("v")) is int and content["v"] == VERSION and isinstance(files, dict)


def _entry(line: bytes) -> dict[str, Any] | None:
    """The content of an entry that may come from anybody."""
    try:
        content = decode(line) if plain_object(line) is not None else None
    except (ValueError, RecursionError, TypeError, AttributeError):
        return None
    return content if content is not None and type(content["seq"]) is int else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _bytes(value: object) -> bytes:
    return _text(value).encode("utf-8", "replace")


def _withheld(line: bytes) -> str | None:
    """The bare hash of an entry that is not shown; None for one that is."""
    content = plain_object(line) if len(line) < 2 * _HASH_LENGTH else None
    hash_ = content.get("withheld") if content is not None and len(content) == 1 else None
    if not isinstance(hash_, str) or len(hash_) != _HASH_LENGTH or set(hash_) - set("0123456789abcdef"):
        return None
    return hash_


def _unhex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


def _follows(before: tuple[int, str], seal: dict[str, Any]) -> bool:
    number, hash_ = before
    next_to_it = seal["number"] == number + 1
    return bool(seal["number"] > number and (not next_to_it or seal["prev"] == hash_))


def _root(head: dict[str, Any], proof: dict[str, Any]) -> str | None:
    """Where the proof leads; None where it leads nowhere."""
    index, size, path = proof.get("index"), proof.get("size"), proof.get("path")
    if type(index) is not int or type(size) is not int or not isinstance(path, list):
        return None
    try:
        steps = [bytes.fromhex(step) for step in path]
        return merkle.root_of_path(merkle.leaf(canonical(head)), index, size, steps).hex()
    except (ValueError, TypeError):
        return None
