"""The debtors that a file names: found by number, else by folded name, or new."""

from dataclasses import dataclass, field
from typing import Any

from recoup.ledger.bulk import Cursor, blank_row, fill, longest, scratch
from recoup.ledger.facts import DebtorFacts
from recoup.ledger.models import Debtor
from recoup.ledger.names import fold
from recoup.org.models import Creditor, new_key

FIELDS = (
    "number",
    "name",
    "kind",
    "register_number",
    "vat_id",
    "country",
    "region",
    "language",
    "street",
    "postal_code",
    "city",
    "terms_days",
    "account_owner",
)
_LONGEST = longest(Debtor, FIELDS)


@dataclass(slots=True)
class Known:
    """One debtor as the ledger has it, and what this file adds."""

    stream_key: str
    values: dict[str, Any]
    id: int | None = None
    is_new: bool = False
    is_used: bool = False
    changed: dict[str, Any] = field(default_factory=dict)
    """Field -> what it was before."""
    seen: DebtorFacts | None = None
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    """Places of its rows in the file."""

    def absorb(self, facts: DebtorFacts) -> None:
        """Takes over what the row says; a blank never replaces what is known."""
        self.seen = facts
        if facts.email and facts.email not in self.emails:
            self.emails.append(facts.email)
        if facts.phone and facts.phone not in self.phones:
            self.phones.append(facts.phone)
        for name in FIELDS:
            said = getattr(facts, name)
            if said is None or said == "":
                continue
            if isinstance(said, str):
                said = said[: _LONGEST[name]]
            if said != self.values[name]:
                self.changed.setdefault(name, self.values[name])
                self.values[name] = said


class DebtorBook:
    """All debtors of one creditor, read once; looked up without further queries."""

    def __init__(self, creditor: Creditor) -> None:
        self._creditor = creditor
        self._by_number: dict[str, Known] = {}
        self._by_name: dict[str, list[Known]] = {}
        self._folded: dict[str, str] = {}
        self.all: list[Known] = []
        rows = Debtor.objects.of(creditor).values_list("id", "stream_key", "name_key", *FIELDS)
        for pk, stream_key, name_key, *values in rows.iterator(chunk_size=5000):
            self._add(Known(stream_key, dict(zip(FIELDS, values, strict=True)), id=pk), name_key)

    def _add(self, known: Known, name_key: str) -> None:
        self.all.append(known)
        if known.values["number"]:
            self._by_number[known.values["number"]] = known
        self._by_name.setdefault(name_key, []).append(known)

    def fold(self, name: str) -> str:
        """The folded name, worked out once per spelling."""
        if name not in self._folded:
            self._folded[name] = fold(name)
        return self._folded[name]

    def find(self, number: str, name: str) -> Known | str | None:
        """The debtor; None when there is none yet; a sentence when the row does not say which one."""
        if number:
            known = self._by_number.get(number)
            if known is not None:
                return known
        elif not name:
            return "The row names no debtor: it has neither a debtor number nor a name."
        named = self._by_name.get(self.fold(name), []) if name else []
        if number:
            # books that had no number for a debtor may give one later
            named = [known for known in named if not known.values["number"]]
            return named[0] if len(named) == 1 else None
        if len(named) > 1:
            return f"Several debtors are called “{name}”; the row needs the debtor number."
        return named[0] if named else None

    def find_or_add(self, facts: DebtorFacts) -> Known | str:
        """Like `find`, but makes the debtor when it is new, and takes over what the row says."""
        known = self.find(facts.number, facts.name)
        if isinstance(known, str):
            return known
        if known is None:
            if len(facts.number) > _LONGEST["number"]:
                return f"The debtor number is longer than {_LONGEST['number']} characters."
            values: dict[str, Any] = dict.fromkeys(FIELDS, "") | {
                "terms_days": None,
                "name": facts.name or facts.number,
            }
            values["number"] = facts.number
            known = Known(new_key(), values, is_new=True)
            self._add(known, self.fold(values["name"]))
        if known.seen is not facts and known.seen != facts:
            known.absorb(facts)
            if known.values["number"]:
                self._by_number[known.values["number"]] = known
        return known

    def save(self, cursor: Cursor) -> None:
        """Writes new debtors that are used and changed ones, and gives the new ones their ids."""
        new = [known for known in self.all if known.is_new and known.is_used]
        if new:
            self._insert(cursor, new)
        changed = [known for known in self.all if known.changed and known.is_used and not known.is_new]
        if changed:
            self._update(cursor, changed)

    def _insert(self, cursor: Cursor, new: list[Known]) -> None:
        blank = blank_row(Debtor, creditor_id=self._creditor.pk)
        columns = list(blank)
        rows = (
            tuple(
                (
                    blank
                    | known.values
                    | {"stream_key": known.stream_key, "name_key": self.fold(known.values["name"])}
                ).values()
            )
            for known in new
        )
        fill(cursor, "ledger_debtor", columns, rows)
        streams = {known.stream_key: known for known in new}
        last = max((known.id for known in self.all if known.id is not None), default=0)
        cursor.execute(
            "SELECT id, stream_key FROM ledger_debtor WHERE creditor_id = %s AND id > %s",
            [self._creditor.pk, last],
        )
        for pk, stream_key in cursor.fetchall():
            if stream_key in streams:
                streams[stream_key].id = pk

    def _update(self, cursor: Cursor, changed: list[Known]) -> None:
        names = [*FIELDS, "name_key"]
        kinds = {name: "integer" if name == "terms_days" else "text" for name in names}
        with scratch(cursor, "recoup_debtor_change", {"id": "bigint", **kinds}) as table:
            rows = ((k.id, *k.values.values(), self.fold(k.values["name"])) for k in changed)
            fill(cursor, table, ["id", *names], rows)
            cursor.execute(
                f"UPDATE ledger_debtor SET {', '.join(f'{n} = t.{n}' for n in names)} "  # noqa: S608 - our own names; values are parameters
                f"FROM {table} t WHERE ledger_debtor.id = t.id"
            )
