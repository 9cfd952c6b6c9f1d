"""What lies in an envelope beside a letter, as one print file: foreign documents page by page as pictures."""

import io
from collections.abc import Sequence

from PIL import Image

from recoup.documents.evidence.pictures import DOTS_PER_INCH, UnshowableError, pictures
from recoup.documents.pdf import merge_pdfs
from recoup.lib.errors import Refused
from recoup.lib.said import say


def print_file(own: bytes, documents: Sequence[tuple[str, bytes, str]]) -> bytes:
    """Our own PDF and then the documents (name, bytes, media type), each on the front of a sheet.

    Raises Refused (`unshowable`) naming a document that cannot be printed, such as one that is damaged.
    """
    return merge_pdfs([own, *(_printed(*one) for one in documents)])


def _printed(name: str, data: bytes, media_type: str) -> bytes:
    try:
        pages = [Image.open(io.BytesIO(one.data)) for one in pictures(data, media_type)]
    except UnshowableError:
        pages = []
    if not pages:
        raise Refused(
            "unshowable",
            say("%(name)s cannot be printed from here.", name=name),
            name,
            "Print it with its own program, or add a readable copy to the invoice.",
        )
    made = io.BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:], resolution=DOTS_PER_INCH)
    return made.getvalue()
