"""Everything that goes into the evidence file of a case, read from the record and selected for its recipient."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from babel import Locale

from recoup.archive import seals, stamps
from recoup.archive.bundle.container import Line, Original, SealProof
from recoup.archive.models import SealedHead
from recoup.archive.queries import EntryView, entries, read_salted
from recoup.archive.verify import Fault
from recoup.cases.bundles import RECIPIENTS, WITH_CONTACTS, WITH_DECLARATIONS
from recoup.cases.bundles.account import Account, account
from recoup.cases.bundles.chronology import (
    Sentences,
    corrections_in,
    events,
    names_of,
    source_of,
)
from recoup.cases.bundles.counts import count
from recoup.cases.bundles.papers import Papers, file_name, kept, with_papers
from recoup.cases.bundles.times import happened_at
from recoup.cases.classes import classes_in
from recoup.cases.models import Case
from recoup.cases.story import about_case
from recoup.cases.telling.words import ROLES
from recoup.documents.evidence.facts import Evidence, Party, Record, Stamped, Withheld, Witness
from recoup.documents.evidence.tongue import words
from recoup.documents.shipped import labels
from recoup.ledger.models import Contact
from recoup.lib.clock import day_in
from recoup.lib.hashing import sha256_hex
from recoup.org.models import Creditor
from recoup.org.places import LANGUAGES
from recoup.org.readers import split_address
from recoup.org.settings import Settings, settings_of

_BOOKS = frozenset(("ledger.imported", "ledger.payments", "ledger.contacts_imported", "ledger.taken_back"))
_WITNESSED = frozenset(("call.made", "visit.made", "answer.noted", "letter.posted", "letter.returned"))


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom the file is, up to which day, and in which language (empty: the creditor's)."""

    recipient: str
    until_on: date | None = None
    language: str = ""


class Gathered:
    """One case's evidence. Entries are read once; contents of payloads when they are asked for."""

    def __init__(self, creditor: Creditor, case: Case, asked: Asked, moment: datetime) -> None:
        self.creditor, self.case, self.asked, self.moment = creditor, case, asked, moment
        self.debtor = case.debtor
        self.settings: Settings = settings_of(creditor, moment)
        self.language = asked.language or self.settings.language
        self.language = self.language if self.language in LANGUAGES else "en"
        self.until_on = asked.until_on or day_in(moment, self.settings.timezone)
        self.entries = entries(creditor.key, self.debtor.stream_key)
        self.classes = classes_in(self.entries, self.entries)
        seen = RECIPIENTS[asked.recipient]
        self.shown = [one for one in self.entries if self.classes[one.seq] in seen]
        self.withheld = [one for one in self.entries if self.classes[one.seq] not in seen]
        self.kept = kept(creditor, self.shown)

    @cached_property
    def sentences(self) -> Sentences:
        """How entries are told."""
        return Sentences(self.creditor, self.debtor, self.entries, self.language)

    @cached_property
    def _mine(self) -> list[EntryView]:
        """What is shown of this case and happened by the day."""
        about = about_case(self.creditor, self.case, self.shown)
        zone = self.settings.timezone
        return [one for one in about if day_in(happened_at(one), zone) <= self.until_on]

    def evidence(self) -> Evidence:
        """What the PDF says."""
        on = account(self.creditor, self.case, self.until_on)
        papers = Papers(self.creditor, self._mine, self.kept)
        numbered = papers.collect(on.owed)
        corrected = corrections_in(self.entries)
        told = [one for one in self._mine if self._tells(one, on)]
        return Evidence(
            recipient=self.asked.recipient,
            language=self.language,
            country=self.creditor.country,
            zone=self.settings.timezone,
            creditor=self._creditor(),
            debtor=self._debtor(),
            case=self.case.pk,
            currency=self.case.currency,
            moment=self.moment,
            until_on=self.until_on,
            record=self._record(),
            counts=count(self._mine, frozenset(corrected), self._mailboxes()),
            papers=tuple(numbered),
            events=tuple(
                events(
                    self.debtor, told, self.sentences, zone=self.settings.timezone, classes=self.classes,
                    corrected=corrected, papers=papers.of_entry,
                )
            ),
            owed=with_papers(on.owed, papers.of_invoice),
            movements=on.movements,
            on_account_minor=on.on_account_minor,
            witnesses=self._witnesses() if self.asked.recipient in WITH_DECLARATIONS else (),
            contacts=self._contacts() if self.asked.recipient in WITH_CONTACTS else (),
        )  # fmt: skip

    def _tells(self, entry: EntryView, on: Account) -> bool:
        """Whether the chronology needs it: what came with files is of the case from its first invoice to its end."""
        if entry.kind == "message.sent":
            return entry.facts.get("message") not in self._on_the_way
        if entry.kind not in _BOOKS:
            return True
        day = day_in(happened_at(entry), self.settings.timezone)
        first = min((one.issued_on or one.due_on for one in on.owed.values()), default=day)
        return first <= day <= (self.case.closed_on or day)

    @cached_property
    def _on_the_way(self) -> frozenset[int]:
        """Messages whose way out stands in the record, so that being handed over is told of with them."""
        return frozenset(one.facts["message"] for one in self._mine if one.kind == "message.sending")

    def _creditor(self) -> Party:
        s = self.settings
        lines = (*s.address_lines, *self._ids(s.register_number, s.vat_id))
        return Party(self.creditor.name, tuple(line for line in lines if line))

    def _ids(self, register: str, vat_id: str) -> list[str]:
        words = labels(self.language)
        known = (("register", register), ("vat_id", vat_id))
        return [f"{words[name]}: {value}" for name, value in known if value]

    def _debtor(self) -> Party:
        d = self.debtor
        city = " ".join(part for part in (d.postal_code, d.city) if part)
        country = str(Locale.parse(self.language).territories.get(d.country, d.country))
        number = words(self.language)["our_number"].replace("{number}", d.number) if d.number else ""
        lines = (d.street, city, country, *self._ids(d.register_number, d.vat_id), number)
        return Party(d.name, tuple(line for line in lines if line))

    def _contacts(self) -> tuple[Party, ...]:
        rows = Contact.objects.of(self.creditor).filter(debtor=self.debtor, ended_on__isnull=True)
        return tuple(
            Party(
                row.name or ROLES.get(row.role, row.role),
                tuple(x for x in (ROLES.get(row.role, row.role), row.email, row.phone) if x),
            )
            for row in rows.order_by("-is_in_charge", "pk")
        )

    def _mailboxes(self) -> tuple[str, ...]:
        ours = [self.settings.mail_reply_to, self.settings.from_address]
        found = [split_address(one)[1] for one in ours if one]
        return tuple(dict.fromkeys(found))

    def _witnesses(self) -> tuple[Witness, ...]:
        by: dict[str, list[int]] = {}
        names = names_of(self._mine)
        for one in self._mine:
            if one.kind in _WITNESSED and one.actor in names and source_of(one) == "typed":
                by.setdefault(one.actor, []).append(one.seq)
        found = [Witness(names[actor], tuple(seqs)) for actor, seqs in sorted(by.items())]
        return (*found, Witness(self.settings.signer or "____________________", (), is_keeper=True))

    def _record(self) -> Record:
        proofs = list(self._seals)
        last = proofs[-1] if proofs else None
        stamped = stamps.stamps(self.creditor.key, [seal.number for seal, _ in proofs]) if proofs else []
        head = self.entries[-1].hash if self.entries else ""
        return Record(
            entries=len(self.entries),
            withheld=len(self.withheld),
            erased=sum(1 for one in self.kept.values() if one.is_erased),
            head_hash=head,
            seals=len(proofs),
            sealed_seq=last[1].seq if last else 0,
            first_seal_on=proofs[0][0].day if proofs else "",
            last_seal_on=last[0].day if last else "",
            last_seal_hash=last[0].hash if last else "",
            mailed_to=self.settings.seal_mail_to,
            stamps=tuple(Stamped(one.number, one.authority, one.stamped_at) for one in stamped),
        )

    @cached_property
    def _seals(self) -> list[tuple[seals.SealView, seals.Inclusion]]:
        """The seals under which this record moved, and the newest one of all, oldest first."""
        mine = SealedHead.objects.filter(owner=self.creditor.key, stream=self.debtor.stream_key)
        moved = set(mine.values_list("number", flat=True))
        every = seals.seals(self.creditor.key)
        wanted = [one for one in every if one.number in moved or one is every[0]]
        stamped = {one.number for one in stamps.stamps(self.creditor.key)}
        after = [one for one in every if moved and one.number > max(moved) and one.number in stamped]
        wanted = sorted({one.number: one for one in (*wanted, *after[-1:])}.values(), key=lambda x: x.number)
        found = []
        for one in wanted:
            proof = seals.inclusion(self.creditor.key, self.debtor.stream_key, number=one.number)
            if proof is not None:
                found.append((one, proof))
        return found

    def lines(self) -> Iterator[Line]:
        """The record as it is handed over: a withheld entry is its hash alone."""
        hidden = {one.seq for one in self.withheld}
        for one in self.entries:
            yield Line(one.seq, None if one.seq in hidden else one.envelope, one.hash)

    def faults(self) -> Iterator[Fault]:
        """Entries whose bytes are not those that were hashed: in the file, what follows may be withheld."""
        for one in self.entries:
            if sha256_hex(one.envelope) != one.hash:
                yield Fault(
                    f"entry {one.seq}", "its bytes do not have the hash that the record holds of them"
                )

    def originals(self) -> Iterator[Original]:
        """What the entries that are shown commit to, one at a time."""
        done = set()
        for entry in self.shown:
            for name, commitment in sorted(entry.payloads.items()):
                if commitment in done:
                    continue
                done.add(commitment)
                what = self.kept.get(commitment)
                if what is None or what.is_erased:
                    yield Original(commitment, None, "erased")
                else:
                    content = read_salted(self.creditor.key, commitment)
                    yield Original(commitment, content, "here", file_name(entry, name, what.media_type))

    def proofs(self) -> Iterator[SealProof]:
        """The seals, each with its proof and its time-stamps."""
        for seal, proof in self._seals:
            answers = tuple(one.response for one in stamps.stamps(self.creditor.key, [seal.number]))
            yield SealProof(seal.statement, proof, answers)

    def schedule(self) -> list[Withheld]:
        """What is withheld, for our own lawyer."""
        return [
            Withheld(one.seq, self.classes[one.seq], happened_at(one), self.sentences.of(one), one.hash)
            for one in self.withheld
        ]
