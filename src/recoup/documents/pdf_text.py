"""The text of a PDF, and the one lock of the library that reads foreign PDFs: it keeps one state for the process."""

from threading import Lock

PDFIUM = Lock()


def text_of_pdf(data: bytes, longest: int | None = None) -> str:
    """The words on its pages, up to so many characters if told. Raises ValueError where it cannot be opened."""
    import pypdfium2  # slow to import; it brings no types

    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as odd:
            raise ValueError(str(odd)) from odd
        try:
            found: list[str] = []
            for page in document:
                found.append(page.get_textpage().get_text_range())
                if longest is not None and sum(map(len, found)) >= longest:
                    break
            return "\n".join(found)[:longest]
        finally:
            document.close()
