"""What can be checked of PDF/A-3 (ISO 19005-3) with pikepdf alone, for where no validator is to be had.

Checked: the claim in XMP, the output intent with its profile, that every font used is embedded, no encryption, no
scripts, no actions that start something, no annotation but links, images in colours that the intent covers and without
interpolation, attached files with their kind, names and relation, tags and language, and an ID in the trailer.
"""

import io

import pikepdf

_COLOURS = ("/DeviceRGB", "/DeviceGray", "/ICCBased", "/Indexed")
_NOT_THERE = ("/OpenAction", "/AA", "/AcroForm", "/NeedsRendering")
_ACTIONS = ("/URI", "/GoTo")


def faults_of(data: bytes) -> list[str]:
    """What of the list does not hold."""
    found: list[str] = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        with pdf.open_metadata() as meta:
            if (meta.get("pdfaid:part"), meta.get("pdfaid:conformance")) != ("3", "A"):
                found.append("XMP does not claim PDF/A-3a")
            if str(pdf.docinfo.get("/Title", meta.get("dc:title"))) != meta.get("dc:title"):
                found.append("title differs between XMP and the document's own")
        intents = pdf.Root.get("/OutputIntents", [])
        if len(intents) != 1 or intents[0].S != "/GTS_PDFA1" or "/DestOutputProfile" not in intents[0]:
            found.append("no output intent with a profile")
        if not pdf.Root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in pdf.Root:
            found.append("not tagged")
        if "/Lang" not in pdf.Root:
            found.append("no language")
        if pdf.is_encrypted or "/ID" not in pdf.trailer:
            found.append("encrypted, or without an ID")
        found += [f"the catalogue has {name}" for name in _NOT_THERE if name in pdf.Root]
        if "/JavaScript" in pdf.Root.get("/Names", {}):
            found.append("scripts")
        found += _attachments(pdf)
        for number, page in enumerate(pdf.pages, 1):
            found += [f"page {number}: {what}" for what in _page(page)]
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream | pikepdf.Dictionary) and one.get("/Type") == "/Font":
                found += _font(one)
    return found


def _attachments(pdf: pikepdf.Pdf) -> list[str]:
    listed = list(pdf.Root.get("/AF", []))
    found = []
    for name, spec in pdf.attachments.items():
        file = spec.obj
        if "/AFRelationship" not in file or "/F" not in file or "/UF" not in file:
            found.append(f"{name}: no relation, F or UF")
        if "/Subtype" not in file.EF.F or "/ModDate" not in file.EF.F.Params:
            found.append(f"{name}: no media type or date")
    return found if len(listed) == len(pdf.attachments) else [*found, "AF does not list every attached file"]


def _page(page: pikepdf.Page) -> list[str]:
    found = []
    for note in page.obj.get("/Annots", []):
        if note.Subtype != "/Link" or note.get("/A", {"/S": "/GoTo"}).get("/S") not in _ACTIONS:
            found.append("an annotation that is no link")
        if not int(note.get("/F", 0)) & 4:
            found.append("a link that does not print")
    found += _images(page.obj.get("/Resources", pikepdf.Dictionary()))
    return found


def _images(resources: pikepdf.Object) -> list[str]:
    found = []
    for image in resources.get("/XObject", pikepdf.Dictionary()).values():
        if image.Subtype == "/Form":
            found += _images(image.get("/Resources", pikepdf.Dictionary()))
            continue
        colour = image.get("/ColorSpace")
        name = str(colour[0]) if isinstance(colour, pikepdf.Array) else str(colour)
        if not image.get("/ImageMask") and name not in _COLOURS:
            found.append(f"an image in {name}")
        if image.get("/Interpolate") or "/Alternates" in image or "/OPI" in image:
            found.append("an image that is interpolated or has others")
    return found


def _font(font: pikepdf.Object) -> list[str]:
    below = font.get("/DescendantFonts")
    if below is not None:
        return [] if "/ToUnicode" in font else [f"{font.get('/BaseFont')}: no way to Unicode"]
    if font.get("/Subtype") == "/Type3":
        return []
    about = font.get("/FontDescriptor", pikepdf.Dictionary())
    embedded = any(name in about for name in ("/FontFile", "/FontFile2", "/FontFile3"))
    return [] if embedded else [f"{font.get('/BaseFont')} is not embedded"]
