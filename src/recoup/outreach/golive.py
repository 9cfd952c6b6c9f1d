"""What must stand before messages leave for the first time: one list, read by Settings and by the first steps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.org.settings import Settings, set_setting, settings_of
from recoup.outreach import trials

DONE, WARN, MISSING = "done", "warn", "todo"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list. `state`: done, warn (may go live all the same) or todo (not before it is done).

    `words` says what stands or is missing; `page` is the part of Settings where it is mended.
    """

    code: str
    state: str
    words: str
    page: str


def checklist(creditor: Creditor, settings: Settings) -> tuple[Check, ...]:
    """Every line, in the order in which one does them. Two queries. In a home for trying out nothing is a must."""
    found = tuple(_lines(creditor, settings))
    if not creditor.is_test:
        return found
    return tuple(Check(c.code, WARN if c.state == MISSING else c.state, c.words, c.page) for c in found)


def is_ready(checks: tuple[Check, ...]) -> bool:
    """Whether nothing is left that must be done."""
    return all(one.state != MISSING for one in checks)


def _lines(creditor: Creditor, settings: Settings) -> Iterator[Check]:
    yield _address(settings)
    yield _account(settings)
    yield _sender(creditor, settings)
    yield _server(settings)
    if settings.mail_url:
        yield _tried(creditor, settings)
        yield _domain(creditor, settings)
    yield _pace(settings)


def _address(settings: Settings) -> Check:
    if settings.address:
        return Check("address", DONE, _("Our letters say who we are and where."), "firm")
    return Check("address", MISSING, _("Our address is missing; every message must say who asks."), "firm")


def _account(settings: Settings) -> Check:
    if settings.iban or settings.account_text:
        return Check("account", DONE, _("Debtors are told where to pay."), "bank")
    return Check("account", MISSING, _("No bank account is named, so nobody knows where to pay."), "bank")


def _sender(creditor: Creditor, settings: Settings) -> Check:
    if settings.mail_from or settings.email or (settings.mail_url and settings.from_address):
        words = _("Mail is from %(sender)s.") % {"sender": settings.from_address}
        return Check("sender", DONE, words, "mail")
    return Check("sender", MISSING, _("Nobody is named as the sender of our mail."), "mail")


def _server(settings: Settings) -> Check:
    if settings.mail_url:
        return Check("server", DONE, _("A mail server is set."), "mail")
    words = _("No mail server is set: emails would only be written into a folder.")
    return Check("server", MISSING, words, "mail")


def _tried(creditor: Creditor, settings: Settings) -> Check:
    trial = trials.mail_trial(creditor, settings)
    if trial is None:
        return Check("mail_tried", MISSING, _("The mail server has not been tested yet."), "mail")
    if trial.is_good:
        return Check("mail_tried", DONE, _("The mail server took a test mail."), "mail")
    return Check("mail_tried", MISSING, _("The mail server refused the test mail."), "mail")


def _domain(creditor: Creditor, settings: Settings) -> Check:
    report = trials.domain_report(creditor, settings)
    if report is None:
        return Check(
            "domain", MISSING, _("SPF, DKIM and DMARC of the domain have not been tested yet."), "mail"
        )
    if report.state in ("good", "weak"):
        words = _("SPF, DKIM and DMARC of %(domain)s are in order.") % {"domain": report.domain}
        return Check("domain", DONE, words, "mail")
    words = _("Some of our mail will be taken for spam: %(domain)s needs records added.")
    return Check("domain", WARN, words % {"domain": report.domain}, "mail")


def _pace(settings: Settings) -> Check:
    if settings.import_daily_limit is None:
        words = _("There is no limit on first messages a day: everybody hears from us at once.")
        return Check("pace", WARN, words, "sending")
    words = _("At most %(n)s first messages go out a day.") % {"n": settings.import_daily_limit}
    return Check("pace", DONE, words, "sending")


def go_live(creditor: Creditor, *, actor: str, moment: datetime) -> None:
    """From now on messages leave. Raises Refused (`not_ready`) naming the first thing that is missing."""
    missing = [one for one in checklist(creditor, settings_of(creditor, moment)) if one.state == MISSING]
    if missing:
        raise Refused("not_ready", missing[0].words, missing[0].code, _("Do that first, then go live."))
    set_setting(creditor, "live", "yes", actor=actor, moment=moment)
