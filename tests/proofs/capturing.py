"""What the crash test of capture does inside the home: set it up, take in mail, and tell what stands there."""

import json
import sys
from pathlib import Path
from typing import Any

from tests.proofs import killing

DEBTORS = 5


def set_up(imap_url: str) -> None:
    """A creditor with debtors whose contacts are known, a mailbox, and an outbox in place of a mail server."""
    from recoup.org.models import Creditor
    from recoup.outreach.mailboxes.operations import add_mailbox

    killing.set_up("", 1)
    creditor = Creditor.objects.get()
    moment = _moment()
    add_mailbox(
        creditor, "accounts", imap_url, since=killing.day_of(-3000), actor=killing.ACTOR, moment=moment
    )
    from recoup.ledger.models import Contact

    print(json.dumps(sorted(Contact.objects.values_list("email", flat=True))))


def take(what: str) -> None:
    """Takes in an mbox file, or with `imap` the mailbox, and says after each mail that it is in."""
    from recoup.cases.capture import mailboxes, taking
    from recoup.cases.capture.reading import us_of
    from recoup.org.models import Creditor
    from recoup.outreach.inbound.files import mails_in

    creditor, plain = Creditor.objects.get(), taking.capture

    def capture(*given: Any, **more: Any) -> taking.Taken:
        print("next", flush=True)
        return plain(*given, **more)

    by: dict[str, Any] = {"actor": killing.ACTOR, "moment": _moment()}
    if what == "imap":
        mailboxes.capture = capture  # type: ignore[attr-defined]
        from recoup.outreach.models import Mailbox

        Mailbox.objects.update(next_try_at=None)
        mailboxes.read_mailboxes(creditor, at_once=True, **by)
    else:
        us = us_of(creditor, by["moment"])
        for found in mails_in(Path(what)):
            capture(us, found.raw, **by)
    print("done", flush=True)


def look() -> None:
    """What was taken in, and what the checks and the chain say."""
    from recoup.archive.models import Entry, Payload
    from recoup.archive.verify import verify_streams
    from recoup.cases.check import checks
    from recoup.org.models import Creditor
    from recoup.outreach.models import CapturedMail, Inbound

    creditor = Creditor.objects.get()
    rows = CapturedMail.objects.of(creditor)
    kept = Payload.objects.filter(owner=creditor.key, media_type="message/rfc822").count()
    print(
        json.dumps(
            {
                "digests": sorted(rows.values_list("digest", flat=True)),
                "kinds": sorted(rows.values_list("kind", flat=True)),
                "inbound": Inbound.objects.of(creditor).count(),
                "linked": rows.filter(inbound__isnull=False).count(),
                "kept": kept,
                "entries": Entry.objects.filter(owner=creditor.key, kind__startswith="inbound.").count(),
                "violations": [str(one) for one in checks(creditor) if not one.ok],
                "faults": [f"{fault.where}: {fault.what}" for fault in verify_streams(creditor.key).faults],
            }
        )
    )


def _moment() -> Any:
    from recoup.lib.clock import business_moment

    return business_moment(killing.FIRST, killing.ZONE)


if __name__ == "__main__":
    import django

    django.setup()
    {"set-up": set_up, "take": take, "look": look}[sys.argv[1]](*sys.argv[2:])
