"""The pages of documents on their way into our PDF: kept in files meanwhile, so that memory stays bounded."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from recoup.documents.evidence.facts import Paper
from recoup.documents.evidence.pictures import MOST_PAGES, UnshowableError, pictures

_MOST = 256**3


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page: in which file it lies, and its size. `page` is its number in a PDF of ours, None in a picture."""

    path: Path
    width: float
    height: float
    is_grey: bool = False
    page: int | None = None


class Album:
    """Pages by the number that stands for them in the layout until they are put in its place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.leaves: list[Leaf] = []

    def add(self, paper: Paper) -> list[int]:
        """The numbers of a document's pages. Raises UnshowableError."""
        data = paper.load()
        found = list(self._ours(data) if paper.is_ours else self._theirs(data, paper.media_type))
        if len(self.leaves) + len(found) > _MOST:
            raise UnshowableError("too many pages")
        first = len(self.leaves)
        self.leaves.extend(found)
        return list(range(first, len(self.leaves)))

    def _path(self, more: int = 0) -> Path:
        return self.folder / f"page-{len(self.leaves)}-{more}"

    def _ours(self, data: bytes) -> Iterator[Leaf]:
        path = self._path()
        path.write_bytes(data)
        try:
            with pikepdf.open(io.BytesIO(data)) as made:
                boxes = [page.mediabox for page in made.pages[:MOST_PAGES]]
        except pikepdf.PdfError as odd:
            raise UnshowableError(str(odd)) from odd
        for number, box in enumerate(boxes):
            yield Leaf(path, float(box[2] - box[0]), float(box[3] - box[1]), page=number)

    def _theirs(self, data: bytes, media_type: str) -> Iterator[Leaf]:
        for number, one in enumerate(pictures(data, media_type)):
            path = self._path(number)
            path.write_bytes(one.data)
            yield Leaf(path, one.width, one.height, one.is_grey)


def place(into: pikepdf.Pdf, leaves: list[Leaf]) -> None:
    """Puts each page where its number stands: the layout drew a single pixel there, whose colour is the number."""
    sources: dict[Path, pikepdf.Pdf] = {}
    try:
        for page in into.pages:
            drawn = page.resources.get("/XObject", pikepdf.Dictionary())
            for name, image in list(drawn.items()):
                if image.get("/Width") == 1 and image.get("/Height") == 1:
                    leaf = leaves[int.from_bytes(image.read_bytes()[:3], "big")]
                    drawn[name] = _stream(into, leaf, sources)
    finally:
        for one in sources.values():
            one.close()


def _stream(into: pikepdf.Pdf, leaf: Leaf, sources: dict[Path, pikepdf.Pdf]) -> pikepdf.Object:
    if leaf.page is None:
        return pikepdf.Stream(
            into,
            leaf.path.read_bytes(),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=int(leaf.width),
            Height=int(leaf.height),
            ColorSpace=pikepdf.Name.DeviceGray if leaf.is_grey else pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
    if leaf.path not in sources:
        sources[leaf.path] = pikepdf.open(leaf.path)
    form = into.copy_foreign(sources[leaf.path].pages[leaf.page].as_form_xobject())
    form.Matrix = pikepdf.Array([1 / leaf.width, 0, 0, 1 / leaf.height, 0, 0])
    form.BBox = pikepdf.Array([0, 0, leaf.width, leaf.height])
    return form
