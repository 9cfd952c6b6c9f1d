"""Writes the evidence file: a ZIP with entries, originals, seals and documents, and the list of all their hashes."""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Any

from recoup.archive.sealing import Salted
from recoup.archive.seals import Inclusion, head_of
from recoup.lib.hashing import canonical, sha256_file, sha256_hex

VERSION = 1
MANIFEST = "manifest.json"
ENTRIES = "record/entries.jsonl"
PAYLOADS = "record/payloads.json"
SEALS = "record/seals.json"
VERIFIER = "verify.py"
_PACKED = (".pdf", ".jpg", ".png", ".zip", ".docx", ".xlsx")
_PIECE = 1 << 20
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it is handed over: its exact bytes, or, withheld, nothing but its hash."""

    seq: int
    envelope: bytes | None
    hash: str


@dataclass(frozen=True, slots=True)
class Original:
    """What stands behind a commitment: the content with its salt; None once erased, or where it is withheld."""

    commitment: str
    content: Salted | None
    state: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class SealProof:
    """A seal with the proof that the stream's head was under it, and what authorities answered to it."""

    statement: bytes
    inclusion: Inclusion
    responses: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that goes into one evidence file. `documents` are by path, as bytes or as a file
    that is read piece by piece; `about` is plain JSON for people.
    """

    owner: str
    stream: str
    about: Mapping[str, Any]
    lines: Iterable[Line]
    originals: Iterable[Original]
    seals: Iterable[SealProof]
    documents: Iterable[tuple[str, bytes | Path]]


def write(target: IO[bytes], contents: Contents) -> str:
    """Writes the file and returns the SHA-256 of its manifest, which names every other file in it.

    The same contents make the same bytes. One original is held in memory at a time.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as into:
        files = dict(_all(into, contents))
        manifest = canonical(
            {
                "v": VERSION,
                "owner": contents.owner,
                "stream": contents.stream,
                "about": dict(contents.about),
                "files": files,
            }
        )
        _put(into, MANIFEST, manifest)
    return sha256_hex(manifest)


def _all(into: zipfile.ZipFile, contents: Contents) -> Iterator[tuple[str, str]]:
    for path, data in contents.documents:
        yield _put(into, path, data)
    yield _put(into, VERIFIER, resources.files(__package__).joinpath("standalone.py").read_bytes())
    yield _put(into, ENTRIES, b"".join(_line(one) + b"\n" for one in contents.lines))
    listed: dict[str, Any] = {}
    for original in contents.originals:
        listed[original.commitment] = said = {"state": original.state}
        if original.content is None:
            continue
        path = f"originals/{original.name or original.commitment}"
        said |= {
            "file": path,
            "salt": original.content.salt.hex(),
            "media_type": original.content.content.media_type,
        }
        yield _put(into, path, original.content.content.data)
    yield _put(into, PAYLOADS, canonical(listed))
    proofs = []
    for seal in contents.seals:
        said, beside = _seal(seal)
        proofs.append(said)
        for path, data in beside:
            yield _put(into, path, data)
    yield _put(into, SEALS, canonical({"seals": proofs}))


def _line(line: Line) -> bytes:
    if line.envelope is not None:
        return line.envelope
    return canonical({"withheld": line.hash})


def _seal(seal: SealProof) -> tuple[dict[str, Any], list[tuple[str, bytes]]]:
    """What the list says of a seal, and the files beside it: what was stamped, for other tools, and the stamps."""
    proof, number = seal.inclusion, json.loads(seal.statement)["number"]
    stamps = [(f"record/seal-{number}-{place}.tsr", one) for place, one in enumerate(seal.responses, 1)]
    said = {
        "statement": seal.statement.decode(),
        "head": head_of(proof.stream, proof.seq, proof.hash, proof.links),
        "index": proof.index,
        "size": proof.size,
        "path": list(proof.path),
        "stamps": [path for path, _ in stamps],
    }
    return said, [(f"record/seal-{number}.json", seal.statement), *stamps] if stamps else []


def _put(into: zipfile.ZipFile, path: str, data: bytes | Path) -> tuple[str, str]:
    info = zipfile.ZipInfo(path, _EPOCH)
    # what is packed already is not packed again: it costs seconds and saves nothing
    is_packed = path.endswith(_PACKED)
    info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    if isinstance(data, bytes):
        into.writestr(info, data)
        return path, sha256_hex(data)
    info.file_size = data.stat().st_size
    with data.open("rb") as source, into.open(info, "w") as member:
        copyfileobj(source, member, _PIECE)
    return path, sha256_file(data)
