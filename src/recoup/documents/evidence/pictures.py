"""Pages of foreign documents as pictures: nothing of theirs but what can be seen gets into our PDF."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageOps

from recoup.documents.pdf_text import PDFIUM

DOTS_PER_INCH = 130
MOST_PAGES = 200
_MOST_PIXELS = 40_000_000
_POINTS_PER_INCH = 72
_WIDEST = 1520
_QUALITY = 65
_LEAST_COLOUR = 24


@dataclass(frozen=True, slots=True)
class Picture:
    """One page: a JPEG in grey or RGB, with its size in pixels."""

    data: bytes
    width: int
    height: int
    is_grey: bool


class UnshowableError(Exception):
    """There is no way to show it on paper: another kind of file, damaged, locked, or too large."""


def pictures(data: bytes, media_type: str) -> Iterator[Picture]:
    """The pages of a PDF or an image, one at a time. Raises UnshowableError before the first."""
    if data[:1024].find(b"%PDF-") >= 0:
        yield from _pages(data)
    elif media_type.startswith("image/"):
        yield from _image(data)
    else:
        raise UnshowableError(media_type)


def _pages(data: bytes) -> Iterator[Picture]:
    import pypdfium2 as pdfium  # slow to import; it brings no types

    with PDFIUM:
        try:
            document = pdfium.PdfDocument(data)
            count = len(document)
        except pdfium.PdfiumError as odd:
            raise UnshowableError(str(odd)) from odd
        try:
            for number in range(min(count, MOST_PAGES)):
                page = document[number]
                yield _jpeg(page.render(scale=_scale(*page.get_size())).to_pil())
                page.close()
        except pdfium.PdfiumError as odd:
            raise UnshowableError(str(odd)) from odd
        finally:
            document.close()


def _scale(width: float, height: float) -> float:
    """130 dots an inch for a page of A4; a larger one is shrunk to the same number of dots."""
    usual = DOTS_PER_INCH / _POINTS_PER_INCH
    return float(min(usual, _WIDEST / max(width, height, 1)))


def _image(data: bytes) -> Iterator[Picture]:
    try:
        with Image.open(io.BytesIO(data)) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise UnshowableError("too large")
            image = ImageOps.exif_transpose(opened)
            image.thumbnail((_WIDEST, _WIDEST))
            yield _jpeg(_on_white(image))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as odd:
        raise UnshowableError(str(odd)) from odd


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGB", "L"):
        return image
    seen = image.convert("RGBA")
    ground = Image.new("RGBA", seen.size, "white")
    ground.alpha_composite(seen)
    return ground.convert("RGB")


def _jpeg(image: Image.Image) -> Picture:
    image = image if image.mode in ("RGB", "L") else image.convert("RGB")
    if image.mode == "RGB" and not _has_colour(image):
        image = image.convert("L")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY)
    return Picture(out.getvalue(), image.width, image.height, image.mode == "L")


def _has_colour(image: Image.Image) -> bool:
    small = image.resize((max(image.width // 8, 1), max(image.height // 8, 1)))
    red, green, blue = small.split()
    spread = ImageChops.lighter(ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return spread.getbbox() is not None and max(_highest(spread)) > _LEAST_COLOUR


def _highest(image: Image.Image) -> list[int]:
    """The values that occur in a picture of one channel."""
    return [value for value, count in enumerate(image.histogram()) if count]
