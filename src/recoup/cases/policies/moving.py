"""Running cases moved to the ladder that their debtor gets today, in chunks, each case with its entry."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from recoup.archive.deeds import deed
from recoup.cases.models import Case, CaseState, PolicyVersion
from recoup.cases.policies.choice import Chosen
from recoup.cases.policies.versions import in_force
from recoup.lib.errors import Refused
from recoup.lib.said import say
from recoup.org.models import Creditor
from recoup.org.settings import settings_of

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Running:
    """Open cases of a ladder: how many are on its newest version, and how many by rung are still on another."""

    on_newest: int
    behind: dict[int, int]

    @property
    def left(self) -> int:
        """How many are on another version or ladder than their debtor gets today."""
        return sum(self.behind.values())

    def before(self, rung: int) -> int:
        """How many of those have not reached that rung yet."""
        return sum(count for at, count in self.behind.items() if at < rung)


def running(creditor: Creditor, *, moment: datetime) -> dict[str, Running]:
    """Per ladder, the open cases of those debtors who get it today."""
    _, chosen = in_force(creditor)
    default = settings_of(creditor, moment).default_kind
    counted: dict[str, tuple[list[int], dict[int, int]]] = defaultdict(lambda: ([0], defaultdict(int)))
    rows = Case.objects.of(creditor).filter(state=CaseState.OPEN).order_by()
    grouped = rows.values_list("policy_id", "rung", "debtor__kind", "debtor__segment").annotate(n=Count("id"))
    for policy, rung, kind, segment, count in grouped:
        name = chosen.name_of(kind or default, segment)
        newest, behind = counted[name]
        if policy == chosen.newest[name]:
            newest[0] += count
        else:
            behind[rung] += count
    return {
        name: Running(newest[0], dict(sorted(behind.items()))) for name, (newest, behind) in counted.items()
    }


def move(
    creditor: Creditor, name: str, *, before_rung: int | None = None, actor: str, moment: datetime
) -> list[int]:
    """Moves the open cases of debtors who get that ladder today to its newest version; returns those that moved.

    With `before_rung` only those that have not reached that rung. What was planned and has not left stays as it was
    planned; the next step is of the new ladder. Raises Refused (`no_such_policy`).
    """
    known, chosen = in_force(creditor)
    wanted = chosen.newest.get(name)
    if wanted is None:
        raise Refused(
            "no_such_policy",
            say("There is no ladder “%(name)s”.", name=name),
            "name",
            "Choose one of the list.",
        )
    ids = list(_behind(creditor, chosen, name, before_rung, moment))
    facts: dict[str, str | int] = {"policy": name, "version": known[wanted].version}
    moved: list[int] = []
    for start in range(0, len(ids), CHUNK):
        moved += _move(creditor, ids[start : start + CHUNK], wanted, facts, actor, moment)
    return moved


def _behind(
    creditor: Creditor, chosen: Chosen, name: str, before_rung: int | None, moment: datetime
) -> Iterator[int]:
    default = settings_of(creditor, moment).default_kind
    rows = Case.objects.of(creditor).filter(state=CaseState.OPEN).exclude(policy_id=chosen.newest[name])
    if before_rung is not None:
        rows = rows.filter(rung__lt=before_rung)
    for pk, kind, segment in rows.order_by("pk").values_list("pk", "debtor__kind", "debtor__segment"):
        if chosen.name_of(kind or default, segment) == name:
            yield pk


def _move(
    creditor: Creditor,
    ids: Sequence[int],
    wanted: int,
    facts: dict[str, str | int],
    actor: str,
    moment: datetime,
) -> list[int]:
    rows = Case.objects.of(creditor).filter(pk__in=ids)
    streams = sorted(set(rows.values_list("debtor__stream_key", flat=True)))
    moved = []
    with deed(actor, moment, creditor.key, streams) as act:
        still = rows.filter(state=CaseState.OPEN).exclude(policy_id=wanted).order_by("pk")
        for pk, stream, was in still.values_list("pk", "debtor__stream_key", "policy__version"):
            act.record(
                stream, "case.policy", klass="internal", facts={"case": pk, **facts, "from_version": was}
            )
            moved.append(pk)
        rows.filter(pk__in=moved).update(policy_id=wanted)
    return moved


def versions(creditor: Creditor, name: str) -> list[PolicyVersion]:
    """All versions of the ladder, the newest first."""
    return list(PolicyVersion.objects.of(creditor).filter(name=name).order_by("-version"))
