"""A case with everything that makes an evidence file hard, small enough for a test."""

import io
from datetime import timedelta

from PIL import Image, ImageDraw
from tests.cases.people.worlds import World, at, world

from recoup.archive.models import PayloadKey
from recoup.archive.queries import Narrow, entries
from recoup.archive.seals import make
from recoup.cases.classes import set_class
from recoup.cases.people import exhibits
from recoup.cases.people.disputes import dispute

DAY = timedelta(days=1)
SECRET = "Do not tell the court that we would take half."


def scan(*words: str) -> bytes:
    """A PDF of a foreign hand: pages that are pictures."""
    pages = []
    for place, said in enumerate(words):
        size = (620, 877) if place % 2 == 0 else (877, 620)
        page = Image.new("RGB", size, "white")
        ImageDraw.Draw(page).text((60, 60), said, fill="black")
        ImageDraw.Draw(page).rectangle((60, 120, 300, 400), outline="red", width=4)
        pages.append(page)
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=75)
    return out.getvalue()


def picture() -> bytes:
    """A photograph of a delivery note."""
    out = io.BytesIO()
    Image.new("RGBA", (40, 30), (200, 10, 10, 120)).save(out, "PNG")
    return out.getvalue()


def hard_case(**debtor: object) -> World:
    """Reminded, answered, called in another zone, contested in part, proven by documents, noted and sealed."""
    w = world(country="US", timezone="America/New_York", **debtor)
    w.run()
    make(w.creditor.key, w.day.isoformat(), at(w.day, 18))
    w.record("reply", text="The heron has flown away.", hour=11)
    w.record("read", hour=12)
    w.day += DAY
    call = w.run_until("phone")
    w.record("no_answer", hour=15, task=call)
    w.record("call_back_promised", hour=16, task=call)
    w.record("note", hour=16, text=SECRET)
    for kind, name, data in (
        ("delivery", "Lieferschein.png", picture()),
        ("invoice", "scan.pdf", scan("INVOICE", "Terms on the back")),
        ("terms", "terms.docx", b"PK no paper"),
    ):
        exhibits.add(w.creditor, w.invoice, kind, name, data, **w.by)
    dispute(w.creditor, w.invoice.pk, 40_000, "quality", note="Two boxes were broken", **w.by)
    make(w.creditor.key, w.day.isoformat(), at(w.day, 18))
    return w


def seq_of(w: World, kind: str, *, last: bool = False) -> int:
    """The number of the first or last entry of that kind."""
    found = entries(w.creditor.key, w.debtor.stream_key, which=Narrow(kinds=(kind,)))
    return found[-1 if last else 0].seq


def withhold(w: World, kind: str, klass: str = "privileged") -> int:
    """Gives the first entry of that kind another class."""
    seq = seq_of(w, kind)
    set_class(w.creditor, w.debtor, seq, klass, "our lawyer says so", **w.by)
    return seq


def shred(commitment: str) -> None:
    """Erases a content as a lawful request has it."""
    PayloadKey.objects.filter(commitment=commitment).delete()
