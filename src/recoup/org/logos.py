"""The picture on the letterhead: whatever is uploaded becomes a plain PNG of our own making."""

import io
import math
from datetime import datetime
from functools import lru_cache

from django.utils.translation import gettext as _

from recoup.archive.deeds import deed
from recoup.lib.errors import Refused
from recoup.lib.hashing import sha256_hex
from recoup.org.models import Creditor, Logo
from recoup.org.settings import put

WIDEST, HIGHEST = 900, 300
_MOST_PIXELS = 40_000_000
_SHEET = """#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg", width: 300pt)"""


def set_logo(creditor: Creditor, data: bytes, *, actor: str, moment: datetime) -> None:
    """Takes a PNG or an SVG for the letterhead; empty takes the picture off.

    It is drawn anew, at most 900 by 300 points, so that nothing of the file itself is kept but what is seen.
    Raises Refused: `bad_logo`.
    """
    png = _drawn(data) if data else b""
    digest = sha256_hex(png) if png else ""
    with deed(actor, moment, creditor.key, [creditor.stream_key]):
        if png:
            Logo.objects.get_or_create(
                creditor=creditor, digest=digest, defaults={"png": png, "made_at": moment}
            )
        put(creditor, "logo", digest, actor=actor, moment=moment, effective_at=moment)


def logo_of(creditor: Creditor, digest: str) -> bytes:
    """The picture, remembered by its digest; empty where there is none."""
    return _kept(creditor.pk, digest) if digest else b""


@lru_cache(maxsize=64)
def _kept(creditor: int, digest: str) -> bytes:
    row = Logo.objects.of(creditor).filter(digest=digest).first()
    return bytes(row.png) if row else b""


def _drawn(data: bytes) -> bytes:
    from PIL import Image, UnidentifiedImageError

    is_svg = b"<svg" in data[:4096].lower()
    try:
        picture = Image.open(io.BytesIO(_svg_as_png(data) if is_svg else data), formats=("PNG",))
        if picture.width * picture.height > _MOST_PIXELS:
            raise _bad(_("It has too many points."))
        made = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise _bad(_("It is neither a PNG nor an SVG that can be drawn.")) from None
    made.thumbnail((WIDEST, HIGHEST))
    out = io.BytesIO()
    made.save(out, "PNG", optimize=True)
    return out.getvalue()


def _bad(why: str) -> Refused:
    return Refused("bad_logo", why, "logo", _("Take a PNG or an SVG file, like the one on your website."))


def _svg_as_png(data: bytes) -> bytes:
    """The drawing as points: no script, style or link of the file is left, and it may load nothing."""
    import typst
    from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]  # the library has no types
    from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]  # the library has no types

    try:
        fromstring(data, forbid_dtd=True)
        source = _SHEET.encode()
        compiler = typst.Compiler(root=_empty_folder(), ignore_system_fonts=True)
        made = compiler.compile(
            input=source,
            format="png",
            ppi=math.ceil(WIDEST / 300 * 72),
            sys_inputs={"svg": data.decode("utf-8")},
        )
    except (DefusedXmlException, ParseError, UnicodeDecodeError, typst.TypstError, RuntimeError) as odd:
        raise ValueError("no drawing") from odd
    pages = made if isinstance(made, list) else [made or b""]
    return pages[0]


@lru_cache(maxsize=1)
def _empty_folder() -> str:
    import tempfile

    return tempfile.mkdtemp(prefix="recoup-logo-")
