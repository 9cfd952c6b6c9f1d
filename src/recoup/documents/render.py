"""A wording and its facts as an email: subject, plain text, HTML."""

import re
import unicodedata
from dataclasses import dataclass
from html import escape
from itertools import groupby

from recoup.documents import values
from recoup.documents.facts import MessageContext, Stretch, WordingText
from recoup.documents.fill import block_of, check, clean, fill, paragraphs
from recoup.documents.shipped import labels, language_of


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a message: `name` is the block it is, or "text" with its filled-in words.

    `about` is the context to lay it out with: the message's, narrowed to one currency for blocks of figures.
    """

    name: str
    about: MessageContext
    text: str = ""


FIGURES = frozenset(("invoices", "sums"))


def pieces(ctx: MessageContext, wording: WordingText) -> list[Piece]:
    """The message in order: paragraphs with everything filled in, and blocks still to be laid out.

    Raises Refused for an unknown placeholder, one without a value, or a block inside a sentence.
    """
    known = values.inline_values(ctx)
    where = f"{wording.key}, {wording.tone}, {wording.language}"
    check(wording.body, where)
    found: list[Piece] = []
    for is_figures, group in groupby(paragraphs(wording.body), lambda one: block_of(one) in FIGURES):
        blocks = [(block_of(paragraph) or "text", paragraph) for paragraph in group]
        if is_figures:
            found += [Piece(name, about) for about in ctx.each() for name, _ in blocks]
            continue
        for name, paragraph in blocks:
            if name == "payment":
                found += [Piece(name, about) for about in ctx.each()]
            else:
                found.append(Piece(name, ctx, fill(paragraph, known, where) if name == "text" else ""))
    return found


def subject(ctx: MessageContext, wording: WordingText) -> str:
    """The subject on one line, whatever the names in it contain."""
    return clean(fill(clean(wording.subject), values.inline_values(ctx), "subject"))


def email_text(ctx: MessageContext, wording: WordingText) -> str:
    """The message as plain text; lines end in a single newline."""
    made = (_text_of(piece, piece.about) for piece in pieces(ctx, wording))
    return "\n\n".join(part for part in made if part) + "\n"


def _text_of(piece: Piece, ctx: MessageContext) -> str:
    if piece.name == "text":
        return piece.text
    if piece.name == "invoices":
        return _table_text(columns(ctx))
    if piece.name == "schedule":
        return _table_text(schedule_columns(ctx))
    if piece.name == "identity":
        return "\n".join(values.identity_lines(ctx))
    if piece.name == "sums":
        return _pairs_text(values.sums(ctx), right=True)
    if piece.name == "instalments":
        return _pairs_text(values.instalment_rows(ctx), right=True)
    title = labels(ctx.language)["pay_title"]
    return f"{title}\n{_pairs_text(values.payment_rows(ctx), right=False)}"


def _pairs_text(pairs: list[tuple[str, str]], *, right: bool) -> str:
    left_width = max((_width(label) for label, _ in pairs), default=0)
    right_width = max((_width(value) for _, value in pairs), default=0)
    return "\n".join(
        f"{label}:{' ' * (left_width - _width(label))}  "
        + (" " * (right_width - _width(value)) if right else "")
        + value
        for label, value in pairs
    )


def _width(text: str) -> int:
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the invoice table: its head, its texts, and to which side it is set."""

    head: str
    cells: tuple[str, ...]
    right: bool = False


def columns(ctx: MessageContext) -> list[Column]:
    """The columns of the invoice table; those in which nothing stands are left out, item and open never;
    only a statement also has the original amount.
    """
    words, table = labels(ctx.language), values.rows(ctx)
    currency = ctx.ask.currency
    item = tuple(f"{row.item} ({row.note})" if row.note else row.item for row in table)
    every = [
        Column(words["invoice"], item),
        Column(words["issued"], tuple(row.issued for row in table)),
        Column(words["due"], tuple(row.due for row in table)),
        Column(words["days"], tuple(row.days for row in table), right=True),
        Column(f"{words['amount']} ({currency})", tuple(row.amount for row in table), right=True),
        Column(f"{words['disputed_col']} ({currency})", tuple(row.disputed for row in table), right=True),
        Column(f"{words['open']} ({currency})", tuple(row.open for row in table), right=True),
    ]
    if ctx.kind != "statement":
        del every[4]
    return [every[0], *(one for one in every[1:-1] if any(one.cells)), every[-1]]


def schedule_columns(ctx: MessageContext) -> list[Column]:
    """How interest and fixed sums come about, a line for each stretch of days and one for each sum; [] without any."""
    claimed, words = ctx.claimed, labels(ctx.language)
    if claimed is None:
        return []
    sums, fixed, cells = dict(claimed.interest_minor), dict(claimed.fixed), []
    for number in dict.fromkeys([*sums, *fixed]):
        mine = [one for one in claimed.stretches if one.number == number]
        cells += [_stretch_cells(one, ctx) for one in mine]
        if mine:
            cells.append((clean(number), "", "", "", "", "", "", "= " + _number(sums[number], ctx)))
        if fixed.get(number):
            cells.append((clean(number), words["fixed_row"], "", "", "", "", "", _number(fixed[number], ctx)))
    if not cells:
        return []
    heads = (
        words["invoice"], words["from"], words["until"], words["days_col"],
        f"{words['on_amount']} ({ctx.ask.currency})", words["rate"], words["divided"],
        f"{words['interest_col']} ({ctx.ask.currency})",
    )  # fmt: skip
    every = zip(heads, zip(*cells, strict=True), strict=True)
    return [Column(head, column, right=at > 2) for at, (head, column) in enumerate(every)]


def _stretch_cells(one: Stretch, ctx: MessageContext) -> tuple[str, ...]:
    locale = values.locale_for(ctx)
    return (
        clean(one.number), values.short_date(one.from_on, locale), values.short_date(one.until_on, locale),
        str(one.days), _number(one.principal_minor, ctx), values.rate(one.rate, ctx), str(one.basis),
        values.exact_number(one.interest, ctx),
    )  # fmt: skip


def _number(minor: int, ctx: MessageContext) -> str:
    return values.number(minor, ctx.ask.currency, values.locale_for(ctx))


def _table_text(table: list[Column]) -> str:
    if not table:
        return ""
    widths = [max(_width(text) for text in (column.head, *column.cells)) for column in table]
    lines = [tuple(column.head for column in table), *zip(*(column.cells for column in table), strict=True)]
    return "\n".join(_padded(line, table, widths) for line in lines)


def _padded(line: tuple[str, ...], table: list[Column], widths: list[int]) -> str:
    cells = []
    for text, column, width in zip(line, table, widths, strict=True):
        gap = " " * (width - _width(text))
        cells.append(gap + text if column.right else text + gap)
    return "  ".join(cells).rstrip()


_FONT = "font-family:'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5"
_CELL = "padding:6px 12px 6px 0;border-bottom:1px solid #8a8a8a;vertical-align:top"
_RIGHT = ";text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap"
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")


def email_html(ctx: MessageContext, wording: WordingText) -> str:
    """The message as one HTML document: inline styles, no picture, nothing loaded, every value escaped.

    It sets no colours of its own, so light and dark mail programs show it in theirs.
    """
    language = language_of(ctx.language)
    inner = "\n".join(_html_of(piece, piece.about) for piece in pieces(ctx, wording))
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(subject(ctx, wording))}</title>\n</head>\n"
        f'<body style="margin:0;padding:16px;{_FONT}">\n'
        f'<div lang="{language}" style="max-width:44rem">\n{inner}\n</div>\n</body>\n</html>\n'
    )


def _html_of(piece: Piece, ctx: MessageContext) -> str:
    if piece.name == "text":
        return f'<p style="margin:0 0 16px">{_lines_html(piece.text.splitlines())}</p>'
    if piece.name == "invoices":
        return _table_html(columns(ctx))
    if piece.name == "schedule":
        return _table_html(schedule_columns(ctx))
    if piece.name == "identity":
        lines = [_linked(line) for line in values.identity_lines(ctx)]
        return f'<p style="margin:0 0 16px;font-size:14px">{"<br>".join(lines)}</p>'
    if piece.name == "sums":
        return _pairs_html(values.sums(ctx), right=True)
    if piece.name == "instalments":
        return _pairs_html(values.instalment_rows(ctx), right=True)
    title = escape(labels(ctx.language)["pay_title"])
    heading = f'<h2 style="margin:0 0 8px;font-size:16px">{title}</h2>'
    return heading + "\n" + _pairs_html(values.payment_rows(ctx), right=False)


def _lines_html(lines: list[str]) -> str:
    return "<br>".join(escape(line) for line in lines)


def _linked(line: str) -> str:
    safe = escape(line)
    return _MAIL.sub(lambda found: f'<a href="mailto:{found.group()}">{found.group()}</a>', safe)


def _pairs_html(pairs: list[tuple[str, str]], *, right: bool) -> str:
    side = _RIGHT if right else ""
    body = "".join(
        f'<tr><th scope="row" style="{_CELL};text-align:left;font-weight:normal">{escape(label)}</th>'
        f'<td style="{_CELL}{side}">{escape(value)}</td></tr>'
        for label, value in pairs
    )
    return f'<table style="border-collapse:collapse;margin:0 0 16px">{body}</table>'


def _table_html(table: list[Column]) -> str:
    if not table:
        return ""
    head = "".join(
        f'<th scope="col" style="{_CELL};{"text-align:right" if column.right else "text-align:left"}">'
        f"{escape(column.head)}</th>"
        for column in table
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="{_CELL}{_RIGHT if column.right else ""}">{escape(text)}</td>'
            for column, text in zip(table, cells, strict=True)
        )
        + "</tr>"
        for cells in zip(*(column.cells for column in table), strict=True)
    )
    return (
        '<table style="border-collapse:collapse;margin:0 0 16px">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
