"""Who opened, took out or printed an original of the record: written down with the creditor's own deeds."""

from datetime import datetime

from recoup.archive.chain import Fact
from recoup.archive.deeds import deed
from recoup.ledger.models import Debtor
from recoup.org.models import Creditor


def opened(
    creditor: Creditor,
    debtor: Debtor | None,
    *,
    commitments: list[str],
    how: str,
    actor: str,
    moment: datetime,
) -> None:
    """Notes that these originals were seen; `how`: opened, exported, printed.

    It is in the creditor's stream, not the debtor's: looking changes nothing about a debt. Without a debtor they are
    of mail that nobody has given to one yet.
    """
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        facts: dict[str, Fact] = {"contents": commitments[:100], "how": how}
        if debtor is not None:
            facts |= {"debtor": debtor.pk, "stream": debtor.stream_key}
        act.record(creditor.stream_key, "original.seen", klass="internal", facts=facts)
