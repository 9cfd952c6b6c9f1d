"""The rows of an invoice file in a scratch table, and the set-based SQL that compares and merges them."""

# ruff: noqa: S608 - only names of our own tables and columns are put into the SQL; values are parameters

from collections.abc import Iterable, Sequence
from typing import Any

from recoup.ledger.bulk import Cursor, blank_row, fill
from recoup.ledger.models import Invoice

TABLE = "recoup_incoming"

TEXTS = (
    "number",
    "kind",
    "due_derived",
    "due_basis",
    "currency",
    "order_reference",
    "contract_reference",
    "payment_reference",
    "payment_method",
    "account_owner",
    "ship_to",
)
DAYS = ("issued_on", "due_on", "supplied_on", "sent_on", "received_on", "contract_on")
SUMS = ("amount_minor", "net_minor", "tax_minor")
FLAGS = ("insured", "is_assigned")
FACTS = (*TEXTS, *DAYS, *SUMS, *FLAGS)
FROZEN = ("currency", "issued_on", "due_on", *SUMS)
"""What may not change once a formal demand names the invoice."""
_REQUIRED = {*TEXTS, "due_on", "amount_minor"}

COLUMNS = {
    "seq": "integer PRIMARY KEY",
    "debtor_key": "varchar(40)",
    "row_key": "varchar(120)",
    **dict.fromkeys(TEXTS, "text"),
    **dict.fromkeys(DAYS, "date"),
    **dict.fromkeys(SUMS, "bigint"),
    **dict.fromkeys(FLAGS, "boolean"),
    "stated_open": "bigint",
    "books_on": "date",
    "disputed": "boolean",
    "amount_known": "boolean",
    "invoice_id": "bigint",
    "verdict": "text",
}
FILLED = tuple(name for name in COLUMNS if name not in ("invoice_id", "verdict"))

CHANGES = {
    "invoice_id": "bigint PRIMARY KEY",
    "books_minor": "bigint",
    "books_on": "date",
    "open_minor": "bigint",
}


def link(cursor: Cursor, creditor_id: int) -> None:
    """Finds the invoice of each row that has none yet."""
    cursor.execute(
        f"UPDATE {TABLE} SET invoice_id = (SELECT i.id FROM ledger_invoice i "
        f"WHERE i.creditor_id = %s AND i.row_key = {TABLE}.row_key) WHERE invoice_id IS NULL",
        [creditor_id],
    )


def keep_amounts(cursor: Cursor) -> None:
    """A row that says only what is open leaves the amount of a known invoice as it is."""
    known = f"SELECT i.amount_minor FROM ledger_invoice i WHERE i.id = {TABLE}.invoice_id"
    cursor.execute(
        f"UPDATE {TABLE} SET amount_minor = ({known}) "
        f"WHERE NOT amount_known AND invoice_id IS NOT NULL AND amount_minor < ({known})"
    )


def new_without_amount(cursor: Cursor) -> list[int]:
    """New rows on which nothing is open and of which no amount is known."""
    cursor.execute(f"SELECT seq FROM {TABLE} WHERE verdict = 'new' AND amount_minor = 0 ORDER BY seq")
    return [seq for (seq,) in cursor.fetchall()]


def mark(cursor: Cursor, verdict: str, seqs: Iterable[int]) -> None:
    """Notes the verdict on single rows."""
    cursor.executemany(
        f"UPDATE {TABLE} SET verdict = %s WHERE seq = %s",
        [(verdict, seq) for seq in seqs],
    )


def mark_known(cursor: Cursor, verdict: str) -> None:
    """Notes the verdict on every row whose invoice is in the ledger."""
    cursor.execute(
        f"UPDATE {TABLE} SET verdict = %s WHERE invoice_id IS NOT NULL",
        [verdict],
    )


def new_rows(cursor: Cursor) -> list[int]:
    """Marks and returns the rows that are not in the ledger."""
    cursor.execute(f"UPDATE {TABLE} SET verdict = 'new' WHERE invoice_id IS NULL")
    cursor.execute(f"SELECT seq FROM {TABLE} WHERE verdict = 'new' ORDER BY seq")
    return [seq for (seq,) in cursor.fetchall()]


def keep_due_days(cursor: Cursor) -> None:
    """A derived due date replaces a stated one never, a derived one only when it rests on more."""
    cursor.execute(
        f"UPDATE {TABLE} SET due_on = NULL, due_derived = NULL "
        f"WHERE due_derived <> '' AND invoice_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_invoice i "
        f"WHERE i.id = {TABLE}.invoice_id AND i.due_derived <> '' AND {TABLE}.due_derived <> 'imported' "
        f"AND (i.due_derived = 'imported' OR i.issued_on <> {TABLE}.issued_on))"
    )


def _differs(name: str) -> str:
    if name == "due_derived":
        return "(t.due_on IS NOT NULL AND t.due_derived <> i.due_derived)"
    if name in _REQUIRED:
        return f"t.{name} <> i.{name}"
    return f"(t.{name} IS NOT NULL AND (i.{name} IS NULL OR t.{name} <> i.{name}))"


def differing(cursor: Cursor, fields: Sequence[str] = FACTS) -> list[tuple[int, int, dict[str, Any]]]:
    """Rows that say something else than the ledger: (place, invoice id, field -> (before, after))."""
    pairs = ", ".join(f"i.{name}, t.{name}" for name in fields)
    where = " OR ".join(_differs(name) for name in fields)
    cursor.execute(
        f"SELECT t.seq, i.id, {pairs} FROM {TABLE} t JOIN ledger_invoice i ON i.id = t.invoice_id "
        f"WHERE t.verdict IS NULL AND ({where}) ORDER BY t.seq"
    )
    found = []
    for seq, pk, *values in cursor.fetchall():
        both = zip(fields, values[::2], values[1::2], strict=True)
        found.append((seq, pk, {n: (old, new) for n, old, new in both if _is_change(n, old, new)}))
    return found


def _is_change(name: str, old: Any, new: Any) -> bool:
    if new is None:
        return False
    if name in FLAGS:
        return old is None or bool(old) != bool(new)
    return str(old) != str(new) if old is not None else True


def insert_new(cursor: Cursor, creditor_id: int, imported_on: str) -> None:
    """Makes the invoices that are new. What the books say is paid on them follows as allocations."""
    stated = {name: f"COALESCE(t.{name}, '')" for name in TEXTS}
    stated |= {name: f"t.{name}" for name in (*DAYS, *SUMS, *FLAGS)}
    stated |= {
        "debtor_id": "d.id",
        "row_key": "t.row_key",
        "open_minor": "COALESCE(t.stated_open, t.amount_minor)",
        "state": "CASE WHEN COALESCE(t.stated_open, t.amount_minor) = 0 THEN 'paid' ELSE 'open' END",
    }
    fixed = blank_row(Invoice, creditor_id=creditor_id, imported_on=imported_on)
    plain = {name: value for name, value in fixed.items() if name not in stated and value is not None}
    columns = [*plain, *stated]
    cursor.execute(
        f"INSERT INTO ledger_invoice ({', '.join(columns)}) "
        f"SELECT {', '.join(['%s'] * len(plain))}, {', '.join(stated.values())} "
        f"FROM {TABLE} t JOIN ledger_debtor d ON d.stream_key = t.debtor_key "
        f"WHERE t.verdict = 'new' ORDER BY t.seq",
        list(plain.values()),
    )


def update_changed(cursor: Cursor) -> None:
    """Writes the facts of rows marked `changed`; what the file leaves blank stays."""
    sets = [f"{name} = COALESCE(t.{name}, ledger_invoice.{name})" for name in FACTS if name != "due_derived"]
    sets.append(
        "due_derived = CASE WHEN t.due_on IS NULL THEN ledger_invoice.due_derived ELSE t.due_derived END"
    )
    cursor.execute(
        f"UPDATE ledger_invoice SET {', '.join(sets)} FROM {TABLE} t "
        "WHERE ledger_invoice.id = t.invoice_id AND t.verdict = 'changed'"
    )


def opens_to_decide(cursor: Cursor, creditor_id: int, as_of_on: str, listed: bool) -> list[tuple[Any, ...]]:
    """Known rows whose open amount may have to change.

    (place, invoice id, amount before, amount now, open before, stated open or None, day of the books' payment,
    reduced by our own credit and write-off, reduced by money later than the list, reduced in all).
    """
    stated = "t.stated_open" if listed else "NULL"
    cursor.execute(
        f"""
        SELECT t.seq, i.id, i.amount_minor, t.amount_minor, i.open_minor, {stated}, t.books_on,
               CAST(COALESCE(a.ours, 0) AS bigint), CAST(COALESCE(a.later, 0) AS bigint),
               CAST(COALESCE(a.total, 0) AS bigint)
        FROM {TABLE} t
        JOIN ledger_invoice i ON i.id = t.invoice_id
        LEFT JOIN (
            SELECT doc,
                   SUM(amount_minor) AS total,
                   SUM(CASE WHEN source IN ('credit', 'write_off', 'sale') THEN amount_minor ELSE 0 END) AS ours,
                   SUM(CASE WHEN source IN ('bank', 'payments', 'manual') AND allocated_on > %s
                       THEN amount_minor ELSE 0 END) AS later
            FROM (
                SELECT invoice_id AS doc, amount_minor, source, allocated_on FROM ledger_allocation
                WHERE creditor_id = %s AND is_active
                UNION ALL
                SELECT credit_note_id, amount_minor, source, allocated_on FROM ledger_allocation
                WHERE creditor_id = %s AND is_active AND credit_note_id IS NOT NULL
            ) reduces GROUP BY doc
        ) a ON a.doc = i.id
        WHERE t.verdict IS NULL AND i.state IN ('open', 'paid', 'written_off', 'sold')
          AND (t.amount_minor <> i.amount_minor OR {stated} <> i.open_minor)
        ORDER BY t.seq
        """,
        [as_of_on, creditor_id, creditor_id],
    )
    return list(cursor.fetchall())


def supersede(cursor: Cursor, changes: str, as_of_on: str) -> None:
    """Takes back what the list replaces: the books' earlier word, and money up to its day, which stays superseded."""
    replaced = (
        f"SELECT a.id FROM ledger_allocation a JOIN {changes} c ON c.invoice_id = a.invoice_id "
        "WHERE a.is_active AND c.books_minor IS NOT NULL AND (a.source = 'books' "
        "OR (a.source IN ('bank', 'payments', 'manual') AND a.allocated_on <= %s))"
    )
    cursor.execute(
        f"""
        UPDATE ledger_payment SET
            allocated_minor = allocated_minor - taken.minor,
            superseded_minor = superseded_minor + taken.minor,
            state = CASE WHEN allocated_minor = taken.minor AND superseded_minor + taken.minor = amount_minor
                    THEN 'superseded' ELSE state END
        FROM (SELECT payment_id, SUM(amount_minor) AS minor FROM ledger_allocation
              WHERE payment_id IS NOT NULL AND id IN ({replaced}) GROUP BY payment_id) taken
        WHERE ledger_payment.id = taken.payment_id
        """,
        [as_of_on],
    )
    cursor.execute(
        f"UPDATE ledger_allocation SET is_active = %s WHERE id IN ({replaced})",
        [False, as_of_on],
    )


def add_books_allocations(cursor: Cursor, creditor_id: int, changes: str) -> None:
    """What the books say is paid on each changed invoice, as one allocation."""
    cursor.execute(
        "INSERT INTO ledger_allocation (creditor_id, invoice_id, source, amount_minor, allocated_on, is_active) "
        f"SELECT %s, invoice_id, 'books', books_minor, books_on, %s FROM {changes} "
        "WHERE books_minor > 0",
        [creditor_id, True],
    )


def set_opens(cursor: Cursor, changes: str) -> None:
    """Writes the new open amounts and what follows from them; a re-opened invoice keeps its due date."""
    cursor.execute(
        f"UPDATE ledger_invoice SET open_minor = c.open_minor, "
        "state = CASE WHEN c.open_minor > 0 THEN 'open' "
        "WHEN ledger_invoice.state IN ('written_off', 'sold') THEN ledger_invoice.state ELSE 'paid' END "
        f"FROM {changes} c WHERE ledger_invoice.id = c.invoice_id"
    )


def add_books_on_new(cursor: Cursor, creditor_id: int) -> None:
    """What was paid already on invoices that are new."""
    cursor.execute(
        "INSERT INTO ledger_allocation (creditor_id, invoice_id, source, amount_minor, allocated_on, is_active) "
        f"SELECT %s, invoice_id, 'books', amount_minor - stated_open, books_on, %s FROM {TABLE} "
        "WHERE verdict = 'new' AND stated_open < amount_minor",
        [creditor_id, True],
    )


def open_disputes(cursor: Cursor, creditor_id: int, opened_on: str, answer_due_on: str) -> list[int]:
    """Opens a dispute of the whole where a row says so and none is open; the places of those rows."""
    which = (
        f"FROM {TABLE} t WHERE t.disputed AND t.invoice_id IS NOT NULL "
        "AND COALESCE(t.verdict, '') <> 'refused' AND NOT EXISTS "
        "(SELECT 1 FROM ledger_dispute x WHERE x.invoice_id = t.invoice_id AND x.closed_on IS NULL)"
    )
    cursor.execute(f"SELECT t.seq {which}")
    seqs = [seq for (seq,) in cursor.fetchall()]
    if seqs:
        cursor.execute(
            "INSERT INTO ledger_dispute (creditor_id, invoice_id, amount_minor, type, owner, opened_on, "
            f"answer_due_on, outcome) SELECT %s, t.invoice_id, NULL, 'other', '', %s, %s, '' {which}",
            [creditor_id, opened_on, answer_due_on],
        )
    return seqs


def clear_missing(cursor: Cursor) -> list[tuple[int, int, Any]]:
    """Takes the mark off invoices that are back: (place of the row, invoice id, missing since)."""
    which = (
        f"FROM {TABLE} t JOIN ledger_invoice i ON i.id = t.invoice_id "
        "WHERE i.missing_since_on IS NOT NULL AND COALESCE(t.verdict, '') <> 'old'"
    )
    cursor.execute(f"SELECT t.seq, i.id, i.missing_since_on {which}")
    found = list(cursor.fetchall())
    if found:
        cursor.execute(f"UPDATE ledger_invoice SET missing_since_on = NULL WHERE id IN (SELECT i.id {which})")
    return found


def mark_missing(cursor: Cursor, creditor_id: int, as_of_on: str) -> list[tuple[int, str, str, bool]]:
    """Marks open documents that the file does not hold: (id, number or row key, debtor's stream, newly missing)."""
    which = (
        "i.creditor_id = %s AND i.state = 'open' AND i.id NOT IN "
        f"(SELECT invoice_id FROM {TABLE} WHERE invoice_id IS NOT NULL)"
    )
    cursor.execute(
        "SELECT i.id, CASE WHEN i.number = '' THEN i.row_key ELSE i.number END, d.stream_key, "
        f"i.missing_since_on IS NULL FROM ledger_invoice i JOIN ledger_debtor d ON d.id = i.debtor_id "
        f"WHERE {which} ORDER BY i.id",
        [creditor_id],
    )
    found = [(pk, number, stream, bool(new)) for pk, number, stream, new in cursor.fetchall()]
    if any(new for _, _, _, new in found):
        cursor.execute(
            "UPDATE ledger_invoice AS i SET missing_since_on = %s "
            f"WHERE {which} AND i.missing_since_on IS NULL",
            [as_of_on, creditor_id],
        )
    return found


def hold_new_missing(cursor: Cursor, since_on: str) -> None:
    """What only an older list holds is missing from the newer one, so it waits."""
    cursor.execute(
        "UPDATE ledger_invoice SET missing_since_on = %s WHERE state = 'open' AND id IN "
        f"(SELECT invoice_id FROM {TABLE} WHERE verdict = 'new')",
        [since_on],
    )


def made(cursor: Cursor, creditor_id: int, table: str, after: int) -> list[int]:
    """The rows of allocations or disputes that are newer than `after` and belong to invoices of the file."""
    ours = f"(SELECT invoice_id FROM {TABLE} WHERE invoice_id IS NOT NULL)"
    also = f" OR credit_note_id IN {ours}" if table == "ledger_allocation" else ""
    cursor.execute(
        f"SELECT id FROM {table} WHERE creditor_id = %s AND id > %s AND (invoice_id IN {ours}{also})",
        [creditor_id, after],
    )
    return [pk for (pk,) in cursor.fetchall()]


def newest(cursor: Cursor, table: str) -> int:
    """The highest id of a table."""
    cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
    return int(cursor.fetchone()[0])


def new_ids(cursor: Cursor) -> list[int]:
    """The invoices that were made."""
    cursor.execute(f"SELECT invoice_id FROM {TABLE} WHERE verdict = 'new' AND invoice_id IS NOT NULL")
    return [pk for (pk,) in cursor.fetchall()]


def fill_rows(cursor: Cursor, rows: Iterable[Sequence[Any]]) -> None:
    """Puts the prepared rows, in the order of `FILLED`, into the scratch table."""
    fill(cursor, TABLE, FILLED, rows)
