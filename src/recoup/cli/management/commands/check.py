"""`recoup check`: is everything as it was written, and is every promise of this program kept?"""

from typing import Any, ClassVar

from recoup.cli import home
from recoup.cli.base import Answer, Call, RecoupCommand
from recoup.cli.screen import Screen, count

_SHOWN = 10
_PROTECTED_TABLES = 6


class Command(RecoupCommand):
    """Reads only."""

    help = "check every invariant, the archive's chain, its triggers and copies"
    group: ClassVar[str] = "Prove"
    deed: ClassVar[str] = "check"

    def answer(self, call: Call) -> Answer:
        """Every check with what it looked at and what it found."""
        from recoup.cases.check import checks

        with call.progress("Checking"):
            found = [_database(), _triggers(), _archive(call.creditor.key)]
            found.append(_check("seals hold", *_seals(call)))
            found.append(_check("erased stays erased", *_erased(call)))
            found += [_as_dict(one) for one in checks(call.creditor)]
        return {"ok": all(one["ok"] for one in found), "checks": found}

    def words(self, answer: Answer, screen: Screen) -> None:
        """One line a check, and the violations under it."""
        for one in answer["checks"]:
            mark = "ok  " if one["ok"] else "FAIL"
            screen.line(f"{mark}  {one['name']} ({one['examined']:,} examined)")
            for violation in one["violations"][:_SHOWN]:
                screen.line(f"        {violation}")
            if len(one["violations"]) > _SHOWN:
                screen.line(f"        and {count(len(one['violations']) - _SHOWN, 'more', 'more')}")
        screen.line("Everything is as it should be." if answer["ok"] else "Something is wrong: see above.")

    def is_good(self, answer: Answer) -> bool:
        """Whether nothing was found."""
        return bool(answer["ok"])


def _check(name: str, examined: int, violations: list[str]) -> dict[str, Any]:
    return {"name": name, "ok": not violations, "examined": examined, "violations": violations}


def _as_dict(one: Any) -> dict[str, Any]:
    return dict(one) if isinstance(one, dict) else _check(one.name, one.examined, list(one.violations))


def _database() -> dict[str, Any]:
    return _check("database is of this version", 1, home.pending_migrations())


def _triggers() -> dict[str, Any]:
    from django.db import connection

    from recoup.archive.triggers import missing_triggers

    return _check("archive refuses changes", _PROTECTED_TABLES, missing_triggers(connection))


def _seals(call: Call) -> tuple[int, list[str]]:
    from recoup.cases.sealing import seal_faults

    return seal_faults(call.creditor, call.moment)


def _erased(call: Call) -> tuple[int, list[str]]:
    from recoup.archive import shredding
    from recoup.cases.erasure.operations import persons_back

    key = call.creditor.key
    how = "run recoup shred --replay"
    faults = [f"{one}: it was erased and has its key again; {how}" for one in shredding.back(key)]
    persons = persons_back(call.creditor)
    if persons:
        faults.append(f"{persons} erased persons have their names again; {how}")
    return len(shredding.listed(key)), faults


def _archive(owner: str) -> dict[str, Any]:
    from recoup.archive.verify import verify_streams

    report = verify_streams(owner)
    faults = [f"{fault.where}: {fault.what}" for fault in report.faults]
    return _check("archive is as it was written", report.entries + report.payloads, faults)
