"""What is held on a person: the entries whose content means them, their messages and mails."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from recoup.archive.queries import EntryView, entries, read
from recoup.archive.shredding import KIND
from recoup.cases.erasure.persons import Person, Words
from recoup.cases.erasure.reading import all_words
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.outreach.models import CapturedMail, Message


@dataclass
class Held:
    """Found of one person. `contents` are commitments by stream; what was erased before is not among them."""

    contents: dict[str, list[str]] = field(default_factory=dict)
    entries: list[EntryView] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)
    mails: list[int] = field(default_factory=list)

    @property
    def commitments(self) -> list[str]:
        """All of them, each once."""
        return list(dict.fromkeys(one for some in self.contents.values() for one in some))


def held(creditor: Creditor, person: Person) -> Held:
    """Reads every content of the debtors' records and of the creditor's own, and keeps what means the person.

    Costs grow with the length of those records: a rare deed.
    """
    found = Held()
    for debtor in person.debtors:
        _take(creditor, person, debtor.stream_key, person.near, found)
    _take(creditor, person, creditor.stream_key, person.wide, found)
    _rows(creditor, person, found)
    return found


def _take(creditor: Creditor, person: Person, stream: str, words: Words, found: Held) -> None:
    contacts = {one.pk for one in person.contacts}
    is_whole = person.whole is not None and person.whole.stream_key == stream
    for entry in entries(creditor.key, stream):
        if entry.kind == KIND:
            continue
        is_theirs = is_whole or entry.facts.get("contact") in contacts
        meant = [one for one in _readable(creditor, entry, words) if is_theirs or one[1]]
        if meant:
            found.entries.append(entry)
            found.contents.setdefault(stream, []).extend(one for one, _ in meant)
        elif is_theirs:
            found.entries.append(entry)


def _readable(creditor: Creditor, entry: EntryView, words: Words) -> Iterator[tuple[str, bool]]:
    """Each content that is still there, and whether it means the person."""
    for commitment in entry.payloads.values():
        try:
            content = read(creditor.key, commitment)
        except Refused:
            continue
        yield commitment, words.are_in(all_words(content.data, content.media_type))


def _rows(creditor: Creditor, person: Person, found: Held) -> None:
    """Messages and mails to or from them, or with content that means them; and the content of those."""
    mine = set(found.commitments)
    contacts = {one.pk for one in person.contacts}
    whole = person.whole.pk if person.whole else None
    for message in Message.objects.of(creditor).filter(debtor__in=person.debtors).select_related("debtor"):
        is_theirs = message.contact_id in contacts or message.debtor_id == whole
        if is_theirs or message.commitment in mine or person.wide.are_in(message.to_address):
            found.messages.append(message.pk)
            _add(found, message.debtor.stream_key, message.commitment, mine)
    mails = CapturedMail.objects.of(creditor).select_related("debtor")
    for mail in mails.filter(debtor__in=person.debtors) | mails.filter(from_address__in=person.emails):
        is_theirs = mail.debtor_id is not None and mail.debtor_id == whole
        said = f"{mail.from_address}\n{mail.from_name}"
        if is_theirs or mail.commitment in mine or person.wide.are_in(said):
            found.mails.append(mail.pk)
            stream = mail.debtor.stream_key if mail.debtor else creditor.stream_key
            _add(found, stream, mail.commitment, mine)


def _add(found: Held, stream: str, commitment: str, mine: set[str]) -> None:
    if commitment and commitment not in mine:
        mine.add(commitment)
        found.contents.setdefault(stream, []).append(commitment)
