"""The documents of an invoice: taken in, and opened as the very bytes that were taken in."""

from pathlib import PurePath

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from recoup.archive.queries import read
from recoup.cases.people import exhibits
from recoup.ledger.models import Exhibit
from recoup.lib.errors import Refused
from recoup.web import once, typed
from recoup.web.doors import act, page
from recoup.web.here import Here
from recoup.web.invoices.views import invoice_of, show

MOST_BYTES = 25_000_000
LONGEST_NAME = 200
SHOWN = {"application/pdf", "image/png", "image/jpeg"}
BEGINS = {
    ".pdf": b"%PDF-",
    ".png": b"\x89PNG",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".docx": b"PK",
}
PLAIN = {".txt", ".eml", ".csv", ".xml", ".tif", ".tiff"}


@act("exhibit")
def document_add(request: HttpRequest, here: Here, pk: int) -> HttpResponse:
    """Keeps one document with the invoice."""
    found = invoice_of(here, pk)
    try:
        name, data = _taken(request)
        kind = typed.text(request.POST, "kind", 30)
        once.carry_out(request, here, lambda: exhibits.add(here.creditor, found, kind, name, data, **here.by))
    except Refused as refused:
        where = "kind" if refused.code == "unknown_exhibit_kind" else "file"
        return show(request, here, found, Refused(refused.code, refused.what, where, refused.how))
    messages.success(request, _("%(name)s is kept with the invoice.") % {"name": name})
    return redirect("invoice", creditor=here.creditor.pk, pk=pk)


def _taken(request: HttpRequest) -> tuple[str, bytes]:
    """The file that was sent. Raises Refused: `missing`, `exhibit_too_large`, `exhibit_kind`, `exhibit_other`."""
    file = request.FILES.get("file")
    if file is None:
        raise Refused("missing", _("No file was chosen."), "file", _("Choose the document."))
    if (file.size or 0) > MOST_BYTES:
        raise Refused(
            "exhibit_too_large", _("The document is larger than 25 MB."), "file", _("Split or compress it.")
        )
    name = PurePath((file.name or "").replace("\\", "/")).name.strip()[-LONGEST_NAME:]
    ending = PurePath(name).suffix.lower()
    if ending not in BEGINS and ending not in PLAIN:
        kinds = ", ".join(sorted(one.lstrip(".").upper() for one in (*BEGINS, *PLAIN)))
        raise Refused(
            "exhibit_kind", _("Such a file is not taken as a document."), "file",
            _("Taken are %(kinds)s.") % {"kinds": kinds},
        )  # fmt: skip
    data: bytes = file.read()
    if ending in BEGINS and not data[:1024].lstrip().startswith(BEGINS[ending]):
        raise Refused(
            "exhibit_other",
            _("The file is not what its name says: it does not begin as a %(kind)s does.")
            % {"kind": ending.lstrip(".").upper()},
            "file", _("Open it, save it anew and try again."),
        )  # fmt: skip
    return name, data


@page()
def document(request: HttpRequest, here: Here, pk: int, document: int) -> HttpResponse:
    """The exact bytes; what a browser can show safely is shown, all else is downloaded."""
    found = invoice_of(here, pk)
    rows = Exhibit.objects.of(here.creditor).filter(invoice=found, pk=document)
    exhibit: Exhibit | None = rows.first()
    if exhibit is None:
        raise Http404
    content = read(here.creditor.key, exhibit.commitment)
    is_shown = exhibit.media_type in SHOWN
    answer = HttpResponse(
        content.data, content_type=exhibit.media_type if is_shown else "application/octet-stream"
    )
    answer["Content-Disposition"] = content_disposition_header(not is_shown, exhibit.name) or "attachment"
    return answer
