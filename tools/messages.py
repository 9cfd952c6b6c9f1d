"""The words of the pages for translation: takes them out of the source, checks them, compiles them. `make messages`.

Extraction reads Python by Babel and templates by Django, so that nothing has to be installed beside them. Sources are
English; each other language is a `django.po` under `src/recoup/web/locale`, ordered by text and without places or
dates, so that two changes rarely meet. What is compiled is never committed.
"""

import argparse
import ast
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "recoup"
LOCALE = SOURCE / "web" / "locale"
LANGUAGES = ("de", "fr", "es", "it", "nl")
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "say": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "say_n": (1, 2), "lazy": None, "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
PLACE = re.compile(r"%\((\w+)\)s")

Message = tuple[str | tuple[str, ...], str | None]


SILENT = ("cli",)
"""Rooms whose refusals no page can show."""
OWN_TONGUES = (SOURCE / "documents" / "evidence", SOURCE / "documents" / "court")
"""They have their words in files of their own, as letters have."""


def found() -> dict[Message, None]:
    """Every text of the source, as (text or its two forms, context)."""
    from babel.messages.extract import extract

    texts: dict[Message, None] = {}
    for source in _sources():
        for _, words, _, context in extract("python", source, KEYWORDS, ("Translators:",)):
            if words and words != ("", ""):
                texts[words if isinstance(words, str) else tuple(words), context] = None
    for words in (*_tables(), *_refusals()):
        texts[words, None] = None
    return texts


def _tables() -> Iterator[str]:
    """The words of closed lists in the rooms below, which pages look up by code."""
    from recoup.cases.people.results import ALL
    from recoup.cases.telling import words as telling
    from recoup.ladder.causes import CAUSES
    from recoup.org.access import ALLOWED
    from recoup.org.models import Role
    from recoup.org.settings import REGISTRY

    yield from (result.words for result in ALL)
    for cause in CAUSES.values():
        yield from (cause.name, cause.effect)
    for name, table in vars(telling).items():
        if isinstance(table, dict) and not name.startswith("__"):
            yield from (word for word in table.values() if isinstance(word, str))
    yield telling.NO_STEP
    yield from (deed for _, deed in ALLOWED.values())
    yield from (role.value for role in Role)
    yield from (spec.words for spec in REGISTRY.values())
    yield from _law()


def _law() -> Iterator[str]:
    """What the law is asked, and what the packs answer or leave open."""
    from recoup.law.loader import packs
    from recoup.law.questions import QUESTIONS
    from recoup.law.values import Answer

    yield from (one.asks for one in QUESTIONS.values())
    for pack in packs().values():
        for answers in pack.answers.values():
            yield from (one.words if isinstance(one, Answer) else one.why for one in answers)


def _refusals() -> Iterator[str]:
    """What `Refused` is given as plain text: what, and how to mend it."""
    for path in sorted(SOURCE.rglob("*.py")):
        if path.relative_to(SOURCE).parts[0] in SILENT:
            continue
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Refused":
                for given in (*call.args[1:2], *call.args[3:4]):
                    yield from _plain(given)


def _plain(given: ast.expr) -> Iterator[str]:
    if isinstance(given, ast.Constant) and isinstance(given.value, str) and given.value:
        yield given.value
    if isinstance(given, ast.IfExp):
        yield from _plain(given.body)
        yield from _plain(given.orelse)


def _sources() -> Iterator[io.BytesIO]:
    from django.utils.translation.template import templatize

    for path in sorted(SOURCE.rglob("*.py")):
        is_apart = any(path.is_relative_to(folder) for folder in OWN_TONGUES)
        if "migrations" not in path.parts and not is_apart:
            yield io.BytesIO(path.read_bytes())
    for path in sorted((SOURCE / "web" / "templates").rglob("*.html")):
        python = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # what is left of the markup is no Python: its indentation means nothing
        yield io.BytesIO("\n".join(line.strip() for line in python.splitlines()).encode())


def catalogue(language: str):  # type: ignore[no-untyped-def]
    """The language's catalogue as it lies in the tree; an empty one where there is none."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    path = _po(language)
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def updated(language: str, texts: dict[Message, None]) -> bytes:
    """The catalogue with exactly these texts and the translations that it had; changed ones are not guessed."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    old, new = catalogue(language), Catalog(locale=language, project="Recoup", fuzzy=False)
    for words, context in texts:
        known = old.get(words if isinstance(words, str) else words[0], context)
        said = (
            known.string
            if known is not None and isinstance(known.id, str) == isinstance(words, str)
            else None
        )
        flags = (known.flags - {"python-format"}) if known is not None and said else ()
        new.add(words, said, flags=flags, context=context)
    out = io.BytesIO()
    write_po(out, new, width=110, no_location=True, omit_header=True, sort_output=True)
    head = (
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {new.plural_forms}\\n"\n\n'
    )
    return head.encode() + out.getvalue().strip() + b"\n"


def extract() -> None:
    """Brings all catalogues up to the source."""
    texts = found()
    for language in LANGUAGES:
        path = _po(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(updated(language, texts))


def compile_all() -> None:
    """Makes the .mo beside each .po. Two at once do no harm: each is put in its place whole."""
    from babel.messages.mofile import write_mo

    for language in LANGUAGES:
        out = io.BytesIO()
        write_mo(out, catalogue(language))
        path = _po(language).with_suffix(".mo")
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(out.getvalue())
        fresh.replace(path)


def faults() -> list[str]:
    """What a catalogue and the source do not agree on, and translations that cannot be shown. Empty is good."""
    texts = found()
    said = []
    for language in LANGUAGES:
        path = _po(language)
        if not path.is_file() or path.read_bytes() != updated(language, texts):
            said.append(f"{language}: not up to the source; run `make messages`")
        said += [f"{language}: {line}" for line in _wrong(language)]
    return said


def _wrong(language: str) -> Iterator[str]:
    for message in catalogue(language):
        if not message.id:
            continue
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        if message.fuzzy:
            yield f"unsure: {ids[0]}"
        allowed = {place for one in ids for place in PLACE.findall(one)}
        for form in forms:
            if set(PLACE.findall(form)) - allowed:
                yield f"other places than the English: {form}"
        if forms[-1] and set(PLACE.findall(ids[-1])) - set(PLACE.findall(forms[-1])):
            yield f"a place of the English is missing: {forms[-1]}"


def untranslated() -> dict[str, list[str]]:
    """By language, the texts without a translation."""
    missing = {}
    for language in LANGUAGES:
        messages = [one for one in catalogue(language) if one.id]
        missing[language] = [str(one.id) for one in messages if not _is_said(one.string)]
    return missing


def _is_said(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def main() -> int:
    """Takes the texts out, checks or compiles."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recoup.config.settings")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when something is wrong")
    parser.add_argument("--compile", action="store_true", help="make what the pages read")
    given = parser.parse_args()
    if given.compile:
        compile_all()
        return 0
    import django

    django.setup()
    if not given.check:
        extract()
        compile_all()
    wrong, missing = faults(), untranslated()
    for line in wrong:
        print(line, file=sys.stderr)
    for language, texts in missing.items():
        if texts:
            print(f"{language}: {len(texts)} texts are not translated yet", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
