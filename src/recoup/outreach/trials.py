"""Tests before anything goes to a debtor: does the mail server take our mail, does the domain stand behind it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from recoup.archive.deeds import Content, deed
from recoup.lib.clock import machine_now
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.org.readers import split_address, split_mail_url
from recoup.org.settings import Settings, settings_of
from recoup.outreach.carriers.base import Handed
from recoup.outreach.compose import ascii_domain
from recoup.outreach.domain.lookup import Dns, Lookup
from recoup.outreach.domain.rules import BAD, GOOD, UNKNOWN, Finding, Record, examine
from recoup.outreach.models import Trial
from recoup.outreach.ourselves import send_plain

MAIL, DOMAIN = "mail", "domain"


@dataclass(frozen=True, slots=True)
class DomainReport:
    """The newest test of the domain that our mail is from now. `state`: good, weak, bad or unknown."""

    domain: str
    tried_at: datetime
    tried_by: str
    findings: tuple[Finding, ...]

    @property
    def state(self) -> str:
        """The worst of the three."""
        order = (GOOD, "weak", UNKNOWN, BAD)
        return max((one.state for one in self.findings), key=order.index)


def sending_domain(settings: Settings) -> str:
    """The domain that our mail is from, as name servers know it; empty without a sender."""
    if not settings.from_address:
        return ""
    return ascii_domain(split_address(settings.from_address)[1].rpartition("@")[2]).lower()


def mail_host(settings: Settings) -> str:
    """The mail server's name; empty without one."""
    return (split_mail_url(settings.mail_url)[0].hostname or "") if settings.mail_url else ""


def try_domain(
    creditor: Creditor, *, actor: str, moment: datetime, look: Lookup | None = None
) -> DomainReport:
    """Asks the name servers for SPF, DKIM and DMARC of the sending domain, and keeps what they say.

    Raises Refused (`no_sender`).
    """
    settings = settings_of(creditor, moment)
    domain = sending_domain(settings)
    if not domain or domain.endswith(".invalid"):
        raise Refused(
            "no_sender",
            _("Nobody is named as the sender of our mail."),
            "mail.from",
            _("First say whom it is from."),
        )
    report_to = split_address(settings.from_address)[1]
    findings = examine(domain, mail_host(settings), settings.mail_dkim_selector, report_to, look or Dns())
    said = [_row(one) for one in findings]
    is_good = not any(one.state in (BAD, UNKNOWN) for one in findings)
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        trial = _keep(creditor, DOMAIN, domain, is_good, said, actor)
        facts = {one.about: one.code for one in findings}
        act.record(creditor.stream_key, "domain.tested", klass="internal", facts=facts)
    return DomainReport(domain, trial.tried_at, actor, findings)


def _row(one: Finding) -> dict[str, Any]:
    add = {"name": one.add.name, "value": one.add.value} if one.add else None
    return {
        "about": one.about, "state": one.state, "code": one.code, "found": one.found[:500], "add": add,
        "arg": one.arg,
    }  # fmt: skip


def domain_report(creditor: Creditor, settings: Settings) -> DomainReport | None:
    """The newest test of the present sending domain; None where it was never tested."""
    trial = _newest(creditor, DOMAIN, sending_domain(settings))
    if trial is None:
        return None
    findings = tuple(
        Finding(**{**row, "add": Record(**row["add"]) if row["add"] else None}) for row in trial.said
    )
    return DomainReport(trial.subject, trial.tried_at, trial.tried_by, findings)


def try_mail(creditor: Creditor, to: str, *, actor: str, moment: datetime) -> Trial:
    """Sends a test mail to one of our own, and keeps what the server said.

    Raises Refused (`no_sender`, `bad_address`).
    """
    settings = settings_of(creditor, moment)
    outcome = send_plain(
        creditor,
        settings,
        to,
        _("Recoup: a test of your mail server"),
        _("This mail went out through the mail server of %(creditor)s. It asks for nothing.")
        % {"creditor": creditor.name},
        moment=moment,
    )
    is_good = isinstance(outcome, Handed)
    with deed(actor, moment, creditor.key, [creditor.stream_key]) as act:
        trial = _keep(creditor, MAIL, _way(settings), is_good, outcome.answer, actor)
        payloads = {"answer": Content(outcome.answer.encode())}
        result = "handed_over" if is_good else "not_sent"
        act.record(creditor.stream_key, "mail.tested", klass="internal", result=result, payloads=payloads)
    return trial


def mail_trial(creditor: Creditor, settings: Settings) -> Trial | None:
    """The newest test of the present sender and mail server."""
    return _newest(creditor, MAIL, _way(settings))


def _way(settings: Settings) -> str:
    host = mail_host(settings)
    return f"{settings.from_address} · {host}"[:300]


def _keep(creditor: Creditor, kind: str, subject: str, is_good: bool, said: Any, actor: str) -> Trial:
    made: Trial = Trial.objects.create(
        creditor=creditor, kind=kind, subject=subject, is_good=is_good, said=said, tried_at=machine_now(),
        tried_by=actor,
    )  # fmt: skip
    return made


def _newest(creditor: Creditor, kind: str, subject: str) -> Trial | None:
    rows = Trial.objects.of(creditor).filter(kind=kind, subject=subject)
    found: Trial | None = rows.order_by("-id").first()
    return found
