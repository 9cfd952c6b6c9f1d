"""Rows of a list of debtors or contacts as contact facts."""

from dataclasses import replace
from functools import lru_cache
from typing import Literal, cast

from recoup.intake import vocabulary
from recoup.intake.cells import BadCell, Cell, emails, has_control, is_blank, reference, squashed, text
from recoup.intake.mapping import Defaults, Mapping, Rejected
from recoup.intake.rows.debtors import Debtors
from recoup.intake.table import Table
from recoup.ledger.facts import ContactFacts
from recoup.lib.errors import Refused

Role = Literal["", "accounts_payable", "accounting_manager", "owner", "sales", "generic", "other"]
_ROLE_OF = {squashed(word): role for role, words in vocabulary.ROLES.items() for word in words.split("|")}


@lru_cache(10_000)
def role_of(said: str) -> Role:
    """The role that a title or department means; `other` for words that mean none of ours, '' for blank."""
    folded = squashed(said)
    if not folded:
        return ""
    if folded in _ROLE_OF:
        return cast(Role, _ROLE_OF[folded])
    return cast(Role, folded_role(said))


def folded_role(said: str) -> str:
    """Roles written as our own codes, else `other`."""
    code = said.strip().casefold().replace(" ", "_")
    return code if code in vocabulary.ROLES else "other"


def contact_rows(
    table: Table, mapping: Mapping, defaults: Defaults
) -> tuple[list[ContactFacts], list[Rejected], list[str]]:
    """(contacts, rejected rows, warnings). A row may be a debtor with an address and no person: its name is then ''.

    Raises Refused when the file has no rows.
    """
    at = mapping.at(table)
    width = len(table.header)
    shifted = {f: i for f, i in at.items() if f not in ("first_name", "last_name")}
    debtors = Debtors(shifted)
    rows: list[ContactFacts] = []
    rejected: list[Rejected] = []
    cleaned: list[int] = []
    seen = False
    for line, cells in table.rows():
        seen = True
        try:
            if any(map(has_control, cells)):
                cleaned.append(line)
            rows.append(_row(line, cells, at, width, debtors))
        except BadCell as bad:
            rejected.append(Rejected(line, str(bad)))
    if not seen:
        raise Refused("no_rows", "The file has a header and no rows.", table.where(), "Export it again.")
    warnings = list(table.warnings)
    if cleaned:
        warnings.append(
            f"Control characters were taken out of {len(cleaned)} rows (first: line {cleaned[0]})."
        )
    return rows, rejected, warnings


def _row(line: int, cells: list[Cell], at: dict[str, int], width: int, debtors: Debtors) -> ContactFacts:
    if len(cells) > width and any(not is_blank(c) for c in cells[width:]):
        raise BadCell("the row has more cells than the header: a quotation mark or delimiter is out of place")
    cells = [*cells[:width], *([""] * (width - len(cells)))]

    def word(field: str) -> str:
        return reference(cells[at[field]]) if field in at else ""

    full = " ".join(p for p in (word("first_name"), word("last_name")) if p)
    person = word("name") or full
    debtor = debtors.of(cells)
    if not debtor.name and not debtor.number:
        if not person:
            raise BadCell("no debtor: neither number nor name")
        debtor = replace(debtor, name=person)
        person = full
    found = emails(cells[at["email"]]) if "email" in at else []
    if not found and word("email"):
        raise BadCell(f"{word('email')[:60]!r} is not an email address")
    return ContactFacts(
        line=line,
        debtor_number=debtor.number,
        debtor_name=debtor.name,
        name=person,
        role=role_of(text(cells[at["role"]])) if "role" in at else "",
        email=found[0] if found else "",
        phone=word("phone"),
        language=debtor.language,
        source=word("source"),
        debtor=debtor,
    )
