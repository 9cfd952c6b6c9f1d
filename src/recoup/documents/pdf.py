"""Letters and statements as PDF/A-3, the same bytes for the same values; and many as one print file."""

import base64
import io
import json
import tempfile
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import pikepdf
import typst
from babel import Locale
from babel.core import UnknownLocaleError

from recoup.documents import payment_qr, render, values
from recoup.documents.facts import MessageContext, WordingText
from recoup.documents.fill import clean
from recoup.documents.glyphs import FONT_FAMILY, FONT_FOLDER, shown
from recoup.documents.shipped import labels, language_of, shipped, swiss_labels
from recoup.documents.windows import WINDOWS, window_for
from recoup.lib.errors import Refused
from recoup.lib.said import say

_SENDER_LINE_MOST = 95
_KEPT_TOGETHER = 3
SIGNED = ("signed_letter", "demand", "demand_plain", "demand_person")
_local = threading.local()


def letter_pdf(ctx: MessageContext, wording: WordingText, window: str = "") -> bytes:
    """The message as a letter, its address in the window of the recipient's country unless one is named.

    PDF/A-3 with tags, dated with `ctx.today`, the same bytes for the same values. A character that the font
    cannot draw shows as a mark. Raises Refused as `render.pieces` does and for an unknown window.
    """
    stamp = datetime(ctx.today.year, ctx.today.month, ctx.today.day, tzinfo=UTC)
    return compiled(_template(), _text(letter_data(ctx, wording, window)), stamp)


def compiled(template: bytes, data: str, stamp: datetime) -> bytes:
    """A layout filled with data (JSON) as PDF/A-3 with tags, dated with that moment."""
    made = _compiler().compile(
        input=template,
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=["a-3a"],
        timestamp=stamp.astimezone(UTC).replace(microsecond=0),
    )
    assert isinstance(made, bytes)  # one PDF, not a list of pictures
    return made


def letter_pngs(ctx: MessageContext, wording: WordingText, window: str = "", ppi: float = 100) -> list[bytes]:
    """The same letter as one picture a page, for looking at it."""
    data = _text(letter_data(ctx, wording, window))
    made = _compiler().compile(input=_template(), format="png", sys_inputs={"data": data}, ppi=ppi)
    return made if isinstance(made, list) else [made or b""]


def statement_pdf(ctx: MessageContext) -> bytes:
    """All items of the ask, due or not, and what is on account; asks for nothing. Kind: statement."""
    wording = shipped("statement", "neutral", ctx.language)
    assert wording is not None  # it ships in every language
    return letter_pdf(ctx, wording)


def merge_pdfs(letters: Sequence[bytes], duplex: bool = True) -> bytes:
    """One print file of many letters in their order; with `duplex` each starts on the front of a sheet."""
    with pikepdf.new() as merged:
        for letter in letters:
            with pikepdf.open(io.BytesIO(letter)) as one:
                merged.pages.extend(one.pages)
                if duplex and len(one.pages) % 2:
                    box = one.pages[-1].mediabox
                    merged.add_blank_page(page_size=(float(box[2] - box[0]), float(box[3] - box[1])))
        out = io.BytesIO()
        merged.save(out, deterministic_id=True)
    return out.getvalue()


def page_count(letter: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(letter)) as one:
        return len(one.pages)


@cache
def _template() -> bytes:
    return (files(__package__) / "layout" / "letter.typ").read_bytes()


@cache
def _empty_root() -> str:
    return tempfile.mkdtemp(prefix="recoup-typst-")


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_FOLDER)]
    )


def _compiler() -> typst.Compiler:
    """One compiler a thread: it keeps the parsed template and the fonts between letters."""
    found = getattr(_local, "compiler", None)
    if found is None:
        found = typst.Compiler(root=_empty_root(), font_paths=_fonts(), ignore_system_fonts=True)
        _local.compiler = found
    return found


def _text(data: dict[str, Any]) -> str:
    return shown(json.dumps(data, ensure_ascii=False))


def letter_data(ctx: MessageContext, wording: WordingText, window: str = "") -> dict[str, Any]:
    """Everything the layout shows, as plain data; nothing of it is read as markup."""
    words = labels(ctx.language)
    name = window or window_for(ctx.recipient.country)
    if name not in WINDOWS:
        known = ", ".join(sorted(WINDOWS))
        raise Refused(
            "unknown_window",
            say("There is no envelope window called “%(name)s”.", name=name),
            "",
            say("Known are: %(known)s.", known=known),
        )
    where = WINDOWS[name]
    title = render.subject(ctx, wording)
    swiss = _swiss(ctx) if where.paper == "a4" and not ctx.more else None
    sender = ctx.sender
    return {
        "font": FONT_FAMILY,
        "lang": language_of(ctx.language),
        "region": values.locale_for(ctx).partition("_")[2] or None,
        "title": title,
        "author": clean(sender.name),
        "window": where.data(),
        "page": words["page"],
        "running": f"{_short(clean(sender.name), 50)} · {clean(ctx.reference)} · {_today(ctx)}",
        "logo": _picture(sender.logo),
        "head": values.identity_lines(ctx),
        "info": [[words["date"], _today(ctx)], [words["our_reference"], clean(ctx.reference)]],
        "sender_line": _sender_line(ctx),
        "address": _address(ctx),
        "pieces": _pieces(ctx, wording, swiss),
        "swiss": swiss,
    }


def _picture(png: bytes) -> str | None:
    """The logo inside a drawing, since values reach the layout as text."""
    if not png:
        return None
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))  # the PNG's first chunk
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><image width="{width}" height="{height}" '
        f'href="data:image/png;base64,{base64.b64encode(png).decode()}"/></svg>'
    )


def _today(ctx: MessageContext) -> str:
    return values.long_date(ctx.today, values.locale_for(ctx))


def _sender_line(ctx: MessageContext) -> str:
    parts = (ctx.sender.name, *ctx.sender.address_lines)
    return _short(" · ".join(clean(part) for part in parts), _SENDER_LINE_MOST)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _address(ctx: MessageContext) -> list[str]:
    """The lines in the window; abroad with the country, in capitals and in the sender's language."""
    to = ctx.recipient
    country = to.country if to.country != ctx.sender.country else ""
    written = [to.debtor_name, to.attention, *to.address_lines, _country_name(country, ctx.sender.country)]
    return [line for line in map(clean, written) if line]


@cache
def _country_name(country: str, sender_country: str) -> str:
    if not country:
        return ""
    try:
        locale = Locale.parse(f"und_{sender_country}", resolve_likely_subtags=True)
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    return str(locale.territories.get(country, country)).upper()


def _pieces(ctx: MessageContext, wording: WordingText, swiss: dict[str, Any] | None) -> list[dict[str, Any]]:
    found = [made for piece in render.pieces(ctx, wording) if (made := _piece(piece, piece.about, swiss))]
    for one in found[-_KEPT_TOGETHER:-1]:
        one["sticky"] = True  # names never stand alone on a page
    return found


def _piece(piece: render.Piece, ctx: MessageContext, swiss: dict[str, Any] | None) -> dict[str, Any] | None:
    if piece.name == "text":
        lines = [clean(line) for line in piece.text.splitlines()]
        return {"kind": "text", "lines": lines, "signed": _is_signature(lines, ctx), "sticky": False}
    if piece.name in ("invoices", "schedule"):
        table = render.columns(ctx) if piece.name == "invoices" else render.schedule_columns(ctx)
        if not table:
            return None
        return {
            "kind": "invoices",
            "columns": [{"head": column.head, "right": column.right} for column in table],
            "rows": [list(cells) for cells in zip(*(column.cells for column in table), strict=True)],
        }
    if piece.name == "sums":
        return {"kind": "sums", "rows": values.sums(ctx)}
    if piece.name == "instalments":
        return {"kind": "instalments", "rows": values.instalment_rows(ctx)}
    if piece.name == "payment":
        return _payment(ctx, swiss)
    return None  # the letterhead says who the creditor is


def _is_signature(lines: list[str], ctx: MessageContext) -> bool:
    """Whether these are the names under a letter that a person signs by hand, so that room is left above."""
    return ctx.kind in SIGNED and len(lines) > 1 and lines[-1] == clean(ctx.sender.name)


def _payment(ctx: MessageContext, swiss: dict[str, Any] | None) -> dict[str, Any]:
    words = labels(ctx.language)
    code = None if swiss else payment_qr.epc_code(ctx)
    return {
        "kind": "payment",
        "title": words["pay_title"],
        "rows": values.payment_rows(ctx),
        "code": payment_qr.svg(code) if code else None,
        "scan": words["scan"],
    }


def _swiss(ctx: MessageContext) -> dict[str, Any] | None:
    bill = payment_qr.swiss_bill(ctx)
    if bill is None:
        return None
    return {
        "labels": swiss_labels(ctx.language),
        "iban": values.spaced_iban(bill.iban),
        "creditor": bill.creditor.lines(),
        "debtor": bill.debtor.lines() if bill.debtor else None,
        "currency": bill.currency,
        "amount": bill.printed_amount(),
        "reference": bill.printed_reference(),
        "message": bill.message,
        "code": payment_qr.svg(payment_qr.swiss_code(bill)),
    }
