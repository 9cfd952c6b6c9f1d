"""Files of the home in which a person is named: mail that was written to the outbox folder, uploads that wait."""

import shutil
from pathlib import Path

from django.conf import settings

from recoup.cases.erasure.persons import Words
from recoup.cases.erasure.reading import all_words
from recoup.outreach.carriers.outbox import file_name


def remove(message_ids: list[str], words: Words) -> int:
    """Deletes the outbox files of these messages, and all others in which the person is meant; how many."""
    home = Path(settings.HOME)
    wanted = {file_name(one) for one in message_ids}
    count = 0
    for path in sorted((home / "outbox").glob("*")):
        if path.is_file() and (path.name in wanted or _means(path, words)):
            path.unlink(missing_ok=True)
            count += 1
    for path in sorted((home / "uploads").glob("*/*")):
        if path.is_file() and path.parent.is_dir() and _means(path, words):
            shutil.rmtree(path.parent, ignore_errors=True)
            count += 1
    return count


def _means(path: Path, words: Words) -> bool:
    kind = (
        "message/rfc822"
        if path.suffix == ".eml"
        else "application/pdf"
        if path.suffix == ".pdf"
        else "text/plain"
    )
    return words.are_in(all_words(path.read_bytes(), kind))
