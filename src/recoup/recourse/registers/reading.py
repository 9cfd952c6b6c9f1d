"""Any file or answer of a register, as a feed of notices; what cannot be read is refused in words."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from recoup.lib.errors import Refused
from recoup.lib.said import Said, say
from recoup.recourse.registers import bodacc, companies_house, gazette
from recoup.recourse.registers.notice import Feed, Notice

LARGEST = 20 * 1024 * 1024
MOST = 100_000
_AGAIN = "Download it again."


def read(data: bytes, name: str, *, number: str = "", country: str = "") -> Feed:
    """The notices in a file: Companies House, BODACC and The Gazette as JSON, also one object a line; BODACC and
    Gazette-like tables as CSV; Atom.

    `number`: the company that was asked for, where the file does not name it. `country`: whose register a
    Gazette-like feed is, where it does not say. Single records that cannot be read are `faults` of the feed.
    Raises Refused: `empty_file`, `file_too_large`, `damaged`, `unknown_format`, `too_many_rows`.
    """
    if not data.strip():
        raise Refused("empty_file", say("%(name)s is empty.", name=name), name, _AGAIN)
    if len(data) > LARGEST:
        raise Refused("file_too_large", say("%(name)s is larger than 20 MB.", name=name), name, "Split it.")
    try:
        return _read(data, name, number, country)
    except RecursionError as odd:
        raise Refused("damaged", "The file is nested too deeply.", name, _AGAIN) from odd


def _read(data: bytes, name: str, number: str, country: str) -> Feed:
    head = data[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] in b"{[":
        return _json(data, name, number, country)
    if head[:1] == b"<":
        return gazette.read(_atom(data, name), country or "GB")
    return _table(data, name, country)


def _json(data: bytes, name: str, number: str, country: str) -> Feed:
    found = _loaded(data, name)
    if isinstance(found, dict) and companies_house.is_of(found):
        return companies_house.read(found, number)
    if isinstance(found, list) and found and all(map(companies_house.is_event, found)):
        return _joined(companies_house.read(one, number) for one in found)
    records = found
    if isinstance(found, dict):
        records = next((found[key] for key in ("results", "records", "entry") if key in found), None)
        if gazette.is_entry(records):
            records = [records]
        if records is None and (bodacc.is_record(found) or gazette.is_entry(found)):
            records = [found]
    if not isinstance(records, list):
        raise _unknown(name)
    if len(records) > MOST:
        raise _too_many(name)
    numbered = [(f"record {n}", _flat(one)) for n, one in enumerate(records, 1)]
    if not numbered or any(bodacc.is_record(one) for _, one in numbered[:50]):
        return bodacc.read(numbered)
    if any(gazette.is_entry(one) for _, one in numbered[:50]):
        return gazette.read(((where, one) for where, one in numbered if gazette.is_entry(one)), country)
    first = numbered[0][1]
    if isinstance(first, dict) and gazette.is_table(map(str, first)):
        return gazette.read(((where, one) for where, one in numbered if isinstance(one, dict)), country)
    raise _unknown(name)


def _flat(record: Any) -> Any:
    """A record without the envelope that older open data put around it."""
    inner = record
    for key in ("record", "fields"):
        within = inner.get(key) if isinstance(inner, dict) else None
        inner = within if isinstance(within, dict) else inner
    return inner


def _joined(feeds: Iterator[Feed]) -> Feed:
    """Many documents of Companies House in one file, each told apart by its place."""
    notices: list[Notice] = []
    faults: list[tuple[str, Said]] = []
    for n, feed in enumerate(feeds, 1):
        notices += feed.notices
        faults += [(f"record {n}, {where}", said) for where, said in feed.faults]
    return Feed(companies_house.REGISTER, tuple(notices), tuple(faults))


def _loaded(data: bytes, name: str) -> Any:
    try:
        words = data.decode("utf-8-sig")
        try:
            return json.loads(words, parse_constant=lambda _: None)
        except json.JSONDecodeError as odd:
            if odd.msg != "Extra data" or not words.lstrip().startswith("{"):
                raise
        return _lines(words, name)
    except (ValueError, RecursionError) as odd:
        line = f"{name}, line {odd.lineno}" if isinstance(odd, json.JSONDecodeError) else name
        raise Refused("damaged", "The file is cut off or damaged.", line, _AGAIN) from odd


def _lines(words: str, name: str) -> list[Any]:
    """A feed of one object a line. Raises json.JSONDecodeError that names the line of the file."""
    found: list[Any] = []
    for n, line in enumerate(words.split("\n")):
        if not line.strip():
            continue
        if len(found) == MOST:
            raise _too_many(name)
        try:
            found.append(json.loads(line, parse_constant=lambda _: None))
        except json.JSONDecodeError as odd:
            raise json.JSONDecodeError(odd.msg, "\n" * n + line, n + odd.pos) from odd
    return found


def _table(data: bytes, name: str, country: str) -> Feed:
    if b"\0" in data:
        raise _unknown(name)
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = data.decode("cp1252", "replace")
    line = words.split("\n", 1)[0]
    mark = max(";,\t|", key=line.count)
    rows = csv.DictReader(io.StringIO(words, newline=""), delimiter=mark)
    heads = [str(head) for head in rows.fieldnames or ()]
    is_bodacc = "familleavis" in heads
    if not is_bodacc and not gazette.is_table(heads):
        raise _unknown(name)
    records = _rows(rows, name)
    return bodacc.read(records) if is_bodacc else gazette.read(records, country)


def _rows(rows: "csv.DictReader[str]", name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        for n, row in enumerate(rows, 1):
            if n > MOST:
                raise _too_many(name)
            if None in row or None in row.values():
                row = {str(head): value or "" for head, value in row.items() if head is not None}
            yield f"line {rows.line_num}", row
    except csv.Error as odd:
        raise Refused(
            "damaged", "The file is cut off or damaged.", f"{name}, line {rows.line_num}", _AGAIN
        ) from odd


def _atom(data: bytes, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    from lxml import etree

    safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, safe)
    except (etree.LxmlError, ValueError) as odd:
        raise Refused("damaged", "The file is cut off or damaged.", name, _AGAIN) from odd
    if b"<!DOCTYPE" in data[:4_096]:
        raise Refused("damaged", "The file brings its own grammar, which no register does.", name, _AGAIN)
    entries = root.findall("{*}entry") or root.findall(".//{*}item")
    if not entries and etree.QName(root).localname != "feed":
        raise _unknown(name)
    if len(entries) > MOST:
        raise _too_many(name)
    for n, entry in enumerate(entries, 1):
        yield f"entry {n}", _entry(entry)


def _entry(entry: Any) -> dict[str, Any]:
    from lxml import etree

    found: dict[str, Any] = {"category": ""}
    for node in entry:
        if not isinstance(node.tag, str):
            continue
        key = etree.QName(node).localname
        if key == "category":
            found["category"] = found["category"] or node.get("label") or node.get("term") or ""
        else:
            found.setdefault(key, " ".join(node.itertext())[:4_000])
    return found


def _unknown(name: str) -> Refused:
    return Refused(
        "unknown_format",
        say("%(name)s is of no register that is known here.", name=name),
        name,
        "Known are Companies House (JSON), BODACC (JSON, CSV), Atom, and tables with a name or number of the firm.",
    )


def _too_many(name: str) -> Refused:
    return Refused(
        "too_many_rows", say("%(name)s holds more than 100,000 records.", name=name), name, "Split it."
    )
