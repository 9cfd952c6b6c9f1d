"""Facts for the sending, read for a few debtors of the queue at once and still as fresh as if read one by one."""

from datetime import datetime

from recoup.archive.queries import heads
from recoup.cases.facts import Context, Matter, context, gather
from recoup.cases.models import StepRun, StepState
from recoup.ledger.models import Debtor
from recoup.org.models import Creditor

AHEAD = 25


class Ahead:
    """Facts of the debtors whose steps come next.

    What holds for all debtors is read each time, and a change of it forgets all the rest. Facts of a debtor are given
    out only while their stream stands where it stood when they were read: every deed on a debtor moves it.
    """

    def __init__(self, creditor: Creditor, moment: datetime) -> None:
        self._creditor, self._moment = creditor, moment
        self._read_under: Context | None = None
        self._found: dict[int, tuple[Matter, Debtor]] = {}

    def read(self, step: StepRun) -> tuple[Context, Matter, Debtor]:
        """What is known now of the step's debtor."""
        now = context(self._creditor, self._moment)
        if now != self._read_under:
            self._read_under, self._found = now, {}
        found = self._found.pop(step.debtor_id, None)
        if found is None:
            self._found = self._gather(now, self._next(step))
            return now, *self._found.pop(step.debtor_id)
        matter, _ = found
        if heads([matter.stream])[matter.stream] != matter.seq:
            found = self._gather(now, [step.debtor_id])[step.debtor_id]
        return now, *found

    def _gather(self, now: Context, ids: list[int]) -> dict[int, tuple[Matter, Debtor]]:
        matters = gather(now, ids)
        debtors = Debtor.objects.of(self._creditor).in_bulk(ids)
        for debtor in debtors.values():
            debtor.creditor = self._creditor
        return {one.debtor: (one, debtors[one.debtor]) for one in matters}

    def _next(self, step: StepRun) -> list[int]:
        queue = StepRun.objects.of(self._creditor).filter(
            state=StepState.READY, id__gt=step.pk, lease_owner=""
        )
        coming = queue.order_by("id").values_list("debtor_id", flat=True)[:AHEAD]
        return sorted({step.debtor_id, *coming})
