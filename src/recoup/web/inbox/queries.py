"""What the inbox reads: rows of mail with what they offer, why they match nobody, and who might have sent them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from recoup.cases.capture import Offer, offers
from recoup.ledger.models import Debtor
from recoup.org.calendars import calendar_of
from recoup.outreach.inbound.matching import Likely, likely_debtors
from recoup.outreach.models import CapturedMail
from recoup.web.here import Here
from recoup.web.inbox import words

FOUND = 10


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a mail seems to say, as the page offers it."""

    offer: Offer
    name: str
    does: str
    lacks: str


@dataclass(slots=True)
class Row:
    """One mail on a page. `likely`: who might have sent it; `why`: why nobody could be matched."""

    mail: CapturedMail
    readings: list[Reading] = field(default_factory=list)
    flags: list[tuple[str, bool]] = field(default_factory=list)
    likely: list[Debtor] = field(default_factory=list)
    why: str = ""

    @property
    def key(self) -> str:
        """What the row is called on the page."""
        return f"mail-{self.mail.pk}"

    @property
    def kind(self) -> str:
        """What it is, in words."""
        return str(words.KINDS.get(self.mail.kind, self.mail.kind))

    @property
    def set_aside(self) -> str:
        """Why it is no debtor's; empty for all other mail."""
        return str(words.ASIDE.get(self.mail.set_aside, ""))


def rows(here: Here, mails: Sequence[CapturedMail]) -> list[Row]:
    """The mails with all that their rows say; a fixed number of queries for any number of mails."""
    next_day = calendar_of(here.creditor, here.settings).add(here.today, 1)
    found = offers(here.creditor, mails, today=here.today, next_working_day=next_day)
    unknown = [one for one in mails if one.debtor_id is None and one.settled_at is None]
    likely = likely_debtors(here.creditor, [one.from_address for one in unknown if one.direction == "in"])
    return [_row(one, found.get(one.pk, []), likely.get(one.from_address.lower())) for one in mails]


def _row(mail: CapturedMail, offered: Iterable[Offer], likely: Likely | None) -> Row:
    made = Row(mail, flags=flags_of(mail))
    made.readings = [
        Reading(one, str(words.READINGS[one.code]), words.does(one), words.lacks(one)) for one in offered
    ]
    if mail.debtor_id is None and mail.settled_at is None:
        some = likely or Likely()
        made.likely = [*some.same, *some.domain][:3]
        made.why = _why(mail, some)
    return made


def flags_of(mail: CapturedMail) -> list[tuple[str, bool]]:
    """What is odd about it, in words, with whether one should be wary; the grave ones first."""
    ranked = sorted(mail.flags, key=lambda code: (code not in words.GRAVE, code))
    return [(str(words.FLAGS.get(code, code)), code in words.GRAVE) for code in ranked]


def _why(mail: CapturedMail, likely: Likely) -> str:
    if mail.direction == "out":
        return _("We sent it, but to nobody whom the debtors' contacts know.")
    if mail.kind in ("bounce", "delay", "receipt"):
        return _("A mail server reports on a message, but not on one that we know.")
    if likely.same:
        return _("It answers none of our messages, and several debtors have this address.")
    if likely.domain:
        return _("It answers none of our messages; others of the same domain are known.")
    return _("It answers none of our messages, names none of our invoices, and nobody has this address.")


def debtors_like(here: Here, asked: str) -> list[Debtor]:
    """Debtors by a part of their name or number; nothing for no words."""
    if not asked.strip():
        return []
    some = Debtor.objects.of(here.creditor).filter(
        Q(name__icontains=asked.strip()) | Q(number__icontains=asked.strip())
    )
    return list(some.order_by("name", "pk")[:FOUND])
