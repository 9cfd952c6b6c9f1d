"""Rows of a bank's list or of the books' payments as payment facts."""

import hashlib
import re
from datetime import date

from recoup.intake.cells import BadCell, Cell, currency_code, is_blank, reference, text
from recoup.intake.mapping import Defaults, Mapping, Rejected
from recoup.intake.rows.words import method_of
from recoup.intake.settle import Columns
from recoup.intake.table import Table
from recoup.ledger.facts import PaymentFacts
from recoup.lib.errors import Refused

_OUT = frozenset(
    [
        "d",
        "debit",
        "dr",
        "af",
        "soll",
        "s",
        "debet",
        "dbit",
        "out",
        "o",
        "-",
        "debito",
        "débit",
        "withdrawal",
        "belastung",
        "cargo",
        "addebito",
        "sortie",
    ]
)
_OUT_METHODS = frozenset(("debit", "dbit", "dr", "debet", "withdrawal", "af"))
"""Some banks write money out without a sign and say so in the column of the kind of transaction."""
_PENDING = frozenset(
    [
        "pending",
        "true",
        "failed",
        "declined",
        "cancelled",
        "canceled",
        "reverted",
        "vorgemerkt",
        "vorgemerkte",
        "ausstehend",
        "refused",
        "void",
        "voided",
        "draft",
    ]
)
_REVERSED = re.compile(
    r"\b(reversal|reversed|returned|chargeback|r(ue|ü)cklastschrift|storno|stornierung|rejet|impay(e|é)|"
    r"devoluci(o|ó)n|devuelto|insoluto|storno|stornering|terugboeking)\b",
    re.IGNORECASE,
)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}").fullmatch
_SPLIT = re.compile(r"[;|]|,\s+|\s{2,}")


def payment_rows(
    table: Table, mapping: Mapping, defaults: Defaults
) -> tuple[list[PaymentFacts], list[Rejected], list[str]]:
    """(payments, rejected rows, warnings). Money out of the account is kept, negative.

    Raises Refused when the order of the dates, the decimal mark or the currency is not clear.
    """
    return PaymentReader(table, mapping, defaults).read()


class PaymentReader:
    """Reads the rows of one table once."""

    def __init__(self, table: Table, mapping: Mapping, defaults: Defaults) -> None:
        self.table = table
        self.at = at = mapping.at(table)
        self.width = len(table.header)
        self.currency = mapping.currency or defaults.currency
        self.columns = Columns(
            table,
            [at[f] for f in ("received_on", "booked_on") if f in at],
            [at[f] for f in ("amount", "credit", "debit") if f in at],
            mapping.date_order,
            mapping.decimal_mark,
        )
        self.seen: dict[str, int] = {}

    def read(self) -> tuple[list[PaymentFacts], list[Rejected], list[str]]:
        """(payments, rejected rows, warnings). Raises Refused like `payment_rows`."""
        rows: list[PaymentFacts] = []
        rejected: list[Rejected] = []
        seen = False
        for line, cells in self.table.rows():
            seen = True
            try:
                rows.append(self.row(line, cells))
            except BadCell as bad:
                rejected.append(Rejected(line, str(bad)))
        if not seen:
            raise Refused(
                "no_rows", "The file has a header and no rows.", self.table.where(), "Export it again."
            )
        return rows, rejected, [*self.table.warnings, *self.columns.warnings()]

    def word(self, cells: list[Cell], field: str) -> str:
        index = self.at.get(field)
        return reference(cells[index]) if index is not None else ""

    def row(self, line: int, cells: list[Cell]) -> PaymentFacts:
        if len(cells) > self.width and any(not is_blank(c) for c in cells[self.width :]):
            raise BadCell(
                "the row has more cells than the header: a quotation mark or delimiter is out of place"
            )
        cells = [*cells[: self.width], *([""] * (self.width - len(cells)))]
        status = self.word(cells, "status")
        if status.casefold() in _PENDING:
            raise BadCell(f"its status is {status!r}: not booked")
        booked_on = self._day(cells, "booked_on")
        received_on = self._day(cells, "received_on") or booked_on
        if received_on is None:
            raise BadCell("the date is blank")
        amount, currency = self._amount(cells)
        purpose = text(cells[self.at["purpose"]]) if "purpose" in self.at else ""
        payer_iban = self.word(cells, "payer_iban").replace(" ", "").upper()
        account = self.word(cells, "account_iban").replace(" ", "").upper()
        method = self.word(cells, "method")
        known = self.word(cells, "external_id")
        said = (
            received_on,
            booked_on,
            currency,
            amount,
            self.word(cells, "payer_name"),
            payer_iban,
            purpose,
            method,
            known,
        )
        return PaymentFacts(
            line=line,
            external_id=self._identity(known, said),
            received_on=received_on,
            currency=currency,
            amount_minor=amount,
            payer_name=self.word(cells, "payer_name"),
            payer_iban=payer_iban if _IBAN(payer_iban) else "",
            purpose=purpose,
            references=_references(self.word(cells, "references")),
            debtor_number=self.word(cells, "debtor_number"),
            is_reversal=amount < 0 and bool(_REVERSED.search(f"{method} {purpose}")),
            account_iban=account if _IBAN(account) else "",
            booked_on=booked_on,
            method=method_of(method),
        )

    def _identity(self, known: str, said: tuple[object, ...]) -> str:
        if known and known not in self.seen:
            self.seen[known] = 1
            return known
        digest = hashlib.sha256("\x1f".join(map(str, said)).encode("utf-8", "replace")).hexdigest()[:32]
        self.seen[digest] = self.seen.get(digest, 0) + 1
        return f"{digest}-{self.seen[digest]}"

    def _day(self, cells: list[Cell], field: str) -> date | None:
        index = self.at.get(field)
        if index is None or is_blank(cells[index]):
            return None
        try:
            return self.columns.day(cells[index], index)
        except BadCell as bad:
            raise BadCell(f"{self.table.header[index]} {text(cells[index])[:30]!r} {bad}") from bad

    def _minor(self, cells: list[Cell], field: str, currency: str) -> tuple[int, str] | None:
        index = self.at.get(field)
        if index is None or is_blank(cells[index]):
            return None
        try:
            return self.columns.minor(cells[index], currency)
        except BadCell as bad:
            raise BadCell(f"{self.table.header[index]} {text(cells[index])[:30]!r} {bad}") from bad

    def _amount(self, cells: list[Cell]) -> tuple[int, str]:
        said = self.word(cells, "currency")
        currency = currency_code(said, self.currency) if said else self.currency
        if not currency:
            raise Refused(
                "currency", "No currency: the file names none.", self.table.where(),
                'Say it with --mapping FILE: {"currency": "EUR"}.',
            )  # fmt: skip
        found = self._minor(cells, "amount", currency)
        if found is None:
            money_in, money_out = (
                self._minor(cells, "credit", currency),
                self._minor(cells, "debit", currency),
            )
            if money_in is None and money_out is None:
                raise BadCell("the amount is blank")
            amount = (abs(money_in[0]) if money_in else 0) - (abs(money_out[0]) if money_out else 0)
            named = (money_in or money_out or (0, ""))[1]
        else:
            amount, named = found
            side = self.word(cells, "side").casefold() if "side" in self.at else ""
            if side in _OUT or self.word(cells, "method").casefold() in _OUT_METHODS:
                amount = -abs(amount)
        if named and named != currency and said:
            raise BadCell(f"the amount names {named} and the currency column {currency}")
        if amount == 0:
            raise BadCell("the amount is zero")
        return amount, named or currency


def _references(said: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _SPLIT.split(said) if part.strip())
