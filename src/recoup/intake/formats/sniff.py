"""What kind of file this is, by its first bytes, and the sentence for each kind that is not read."""

# ruff: noqa: E501 - sentences of a table, each on its line

import re
import zipfile
from pathlib import Path

from recoup.lib.errors import Refused

MAX_BYTES = 200 * 1024 * 1024
"""A larger file is refused: no list of open invoices is that long."""

HOW_TABLE = "Export the list of open invoices as CSV or Excel (XLSX) and import that file."

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"),
    (b"BM\x00", "a picture"), (b"II*\x00", "a TIFF picture"), (b"MM\x00*", "a TIFF picture"), (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"), (b"\xfd7zXZ", "an xz archive"), (b"7z\xbc\xaf", "a 7-Zip archive"), (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"), (b"MZ", "a program"), (b"{\\rtf", "a text document (RTF)"), (b"SQLite format 3", "a database"),
)  # fmt: skip

_TEXTS: tuple[tuple[re.Pattern[bytes], str, str, str], ...] = (
    (re.compile(rb'\A"?(EXTF|DTVF)"?;'), "datev", "This is a DATEV file of bookings or master data, not a list of open items.",
     "In DATEV export the list of open items (OPOS, Offene-Posten-Liste Debitoren) as CSV or Excel and import that."),
    (re.compile(rb"\A(OFXHEADER|.{0,200}<OFX>|.{0,200}<\?OFX)", re.S), "not_built", "This is an OFX bank file, which is not read yet.",
     "Download the statement as camt.053 or CSV."),
    (re.compile(rb"(\A|\n):20:[^\n]*\r?\n(.*\n)?:(25|28C?|60F):|\A\{1:F01|\A(\r?\n)*:(25|28C?|60[FM]|61|62[FM]|64|86|20):", re.S), "not_built", "This is an MT940 bank statement, which is not read yet.",
     "Download the statement as camt.053 or CSV."),
    (re.compile(rb"\A01,[^\n]*/\s*(\n|\Z)"), "not_built", "This is a BAI2 bank file, which is not read yet.", "Download the statement as camt.053 or CSV."),
    (re.compile(rb"\A!(Type|Account|Option):", re.I), "not_built", "This is a QIF file, which is not read yet.", "Download the statement as camt.053 or CSV."),
    (re.compile(rb"\A\s*#(FLAGGA|SIETYP|PROGRAM)\b"), "not_built", "This is a SIE file of bookings, not a list of open invoices.", HOW_TABLE),
    (re.compile(rb"\A!?(!TRNS|!HDR|!CUST|!INVOICE)\b"), "not_built", "This is a QuickBooks IIF file, which is not read.", "In QuickBooks export the report 'Open Invoices' or 'A/R Aging Detail' to Excel or CSV."),
    (re.compile(rb"\A\s*(<!doctype html|<html|<head|<table|<!--.{0,500}<html)", re.I | re.S), "wrong_kind", "This is a web page (HTML), whatever its name says.", HOW_TABLE),
    (re.compile(rb'\A\s*(\{\s*("|\})|\[\s*[\{\]"])'), "wrong_kind", "This is a JSON file, which is not read.", HOW_TABLE),
    (re.compile(rb"\A(Return-Path|Received|From|Delivered-To|MIME-Version|Message-ID|From )[: ][^\n]*\n([A-Za-z-]+:|\s)", re.I), "wrong_kind", "This is an email, not a table.", "Mail is taken in with `recoup capture`."),
    (re.compile(rb"\A#!"), "wrong_kind", "This is a program (a script), not a table.", HOW_TABLE),
    (re.compile(rb"\A-----BEGIN "), "wrong_kind", "This is a key or certificate, not a table.", HOW_TABLE),
)  # fmt: skip

_XML: tuple[tuple[bytes, str, str, str], ...] = (
    (b"camt.052", "provisional", "This is a camt.052 intraday report: its entries are provisional.", "Download the end-of-day statement (camt.053) instead."),
    (b"pain.00", "wrong_kind", "This is a payment order (pain), not a bank statement.", "Download the statement as camt.053."),
    (b"AuditFile", "not_built", "This is a SAF-T audit file, which is not read.", HOW_TABLE),
    (b"IntuitResponse", "not_built", "This is an answer of the QuickBooks programming interface (XML), which is not read.", "In QuickBooks export the report 'Open Invoices' or 'A/R Aging Detail' to Excel or CSV."),
    (b"CrossIndustry", "not_built", "This is an electronic invoice (CII, ZUGFeRD, Factur-X), which is not read yet.", HOW_TABLE),
    (b"FatturaElettronica", "not_built", "This is an electronic invoice (FatturaPA), which is not read yet.", HOW_TABLE),
    (b"urn:oasis:names:specification:ubl", "not_built", "This is an electronic invoice (UBL), which is not read yet.", HOW_TABLE),
    (b"intuit.com", "not_built", "This is data of the QuickBooks programming interface (XML), which is not read.", "In QuickBooks export the report 'Open Invoices' or 'A/R Aging Detail' to Excel or CSV."),
    (b'domain="QBO"', "not_built", "This is data of the QuickBooks programming interface (XML), which is not read.", "In QuickBooks export the report 'Open Invoices' or 'A/R Aging Detail' to Excel or CSV."),
    (b"<OFX", "not_built", "This is an OFX bank file, which is not read yet.", "Download the statement as camt.053 or CSV."),
    (b"urn:schemas-microsoft-com:office:spreadsheet", "not_built", "This is an old Excel XML table, which is not read.", "Open it in Excel and save it as XLSX or CSV."),
    (b"<Response", "not_built", "This is an answer of the Xero programming interface (XML), which is not read.", "In Xero export the invoices as CSV, or the report 'Aged Receivables Detail' to Excel."),
)  # fmt: skip


def head_of(path: Path, size: int = 4096) -> bytes:
    """The first bytes of a file. Raises Refused when there is nothing to read."""
    try:
        if path.is_dir():
            raise Refused("wrong_kind", "This is a folder, not a file.", str(path), "Name the files in it.")
        length = path.stat().st_size
        if length == 0:
            raise Refused(
                "empty", "The file is empty.", path.name, "Export it again and look at it before importing."
            )
        if length > MAX_BYTES:
            raise Refused(
                "too_large", f"The file has {-(-length // 2**20)} MB; at most {MAX_BYTES // 2**20} MB are read.", path.name,
                "Export only what is open, or split the list.",
            )  # fmt: skip
        with path.open("rb") as file:
            return file.read(size)
    except (OSError, ValueError) as odd:
        why = odd.strerror or "" if isinstance(odd, OSError) else ""
        raise Refused(
            "unreadable", f"The file cannot be read: {why or 'bad name'}.", str(path)[:200], "Look at its name and permissions."
        ) from odd  # fmt: skip


def kind(path: Path) -> str:
    """text, xlsx, xls, ods, camt, or xml (an unknown one). Raises Refused with the reason for all other kinds."""
    head = head_of(path)
    for magic, name in _MAGIC:
        if head.startswith(magic) and (magic != b"MZ" or b"\x00" in head[:64]):
            raise Refused("wrong_kind", f"This is {name}, not a table.", path.name, HOW_TABLE)
    if head.startswith(b"PK"):
        return _of_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "xls"
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "text"
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith((b"<?xml", b"<Document", b"<document")) or re.match(
        rb"<[A-Za-z][\w.-]*:?\w*[\s>/]", bare
    ):
        return _of_xml(path, bare)
    _refuse_text(path, bare)
    return "text"


def _refuse_text(path: Path, bare: bytes) -> None:
    for pattern, code, what, how in _TEXTS:
        if pattern.search(bare):
            raise Refused(code if code != "datev" else "not_built", what, path.name, how)
    if b"\x00" in bare and not _is_wide(bare):
        raise Refused("binary", "This is not text: it holds zero bytes.", path.name, HOW_TABLE)
    controls = sum(1 for b in bare if b < 32 and b not in (9, 10, 12, 13))
    if bare and controls > max(8, len(bare) // 10) and not _is_wide(bare):
        raise Refused("binary", "This is not text but binary data.", path.name, HOW_TABLE)
    if not bare:
        raise Refused("empty", "The file holds only blank space.", path.name, "Export it again.")


def _is_wide(head: bytes) -> bool:
    return wide_encoding(head) != ""


def wide_encoding(head: bytes) -> str:
    """UTF-16 without its mark, seen by the zero bytes of plain letters; '' if it is not."""
    half = len(head) // 2
    if half >= 4 and head[1::2].count(0) > half * 0.7 and head[0::2].count(0) == 0:
        return "utf-16-le"
    if half >= 4 and head[0::2].count(0) > half * 0.7 and head[1::2].count(0) == 0:
        return "utf-16-be"
    return ""


def _of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                if b"spreadsheet" in archive.read("mimetype"):
                    return "ods"
                raise Refused("wrong_kind", "This is a document, not a table.", path.name, HOW_TABLE)
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        KeyError,
        EOFError,
    ) as odd:
        raise Refused(
            "damaged", "The file is cut off or damaged: its end is missing.", path.name, "Export or download it again."
        ) from odd  # fmt: skip
    except Refused:
        raise
    except Exception as odd:  # a bent archive fails in more ways than its library names
        raise Refused("damaged", "The file is damaged.", path.name, "Export or download it again.") from odd
    if any(n.startswith("xl/") for n in names):
        return "xlsx"
    if any(n.startswith(("word/", "ppt/")) for n in names):
        raise Refused("wrong_kind", "This is a Word or PowerPoint file, not a table.", path.name, HOW_TABLE)
    raise Refused("wrong_kind", "This is a ZIP archive.", path.name, "Unpack it and import the files in it.")


def _of_xml(path: Path, bare: bytes) -> str:
    if re.search(rb"<!doctype\s+html|<html", bare, re.I):
        raise Refused(
            "wrong_kind", "This is a web page (HTML), whatever its name says.", path.name, HOW_TABLE
        )
    if re.search(rb"urn:iso:std:iso:20022:tech:xsd:camt\.05[34]|BkToCstmrStmt|BkToCstmrDbtCdtNtfctn", bare):
        return "camt"
    for mark, code, what, how in _XML:
        if mark in bare:
            raise Refused(code, what, path.name, how)
    return "xml"


def not_a_table(path: Path, kind: str) -> Refused:
    """The refusal of a file that is no table."""
    if kind == "camt":
        return Refused(
            "wrong_kind", "This is a bank statement (camt).", path.name, "Import it with --kind bank or auto."
        )
    return Refused("wrong_kind", "This is an XML file of a kind that is not read.", path.name, HOW_TABLE)
