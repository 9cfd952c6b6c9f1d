"""The watch list: who is on it, and what registers say of them today, asked over the network where there is a key."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Event
from typing import Any
from urllib.parse import quote, urlencode

from django.db import transaction
from django.db.models import Q

from recoup.archive.deeds import deed
from recoup.cases.formal.solvency.registers import take
from recoup.cases.models import Case, CaseState
from recoup.ledger.models import Debtor
from recoup.lib import http
from recoup.lib.clock import day_in, machine_now
from recoup.lib.errors import Refused
from recoup.org.models import Creditor
from recoup.org.settings import Settings, settings_of
from recoup.recourse.models import Watch
from recoup.recourse.registers import bodacc
from recoup.recourse.registers.matching import plain_number
from recoup.recourse.registers.notice import Notice
from recoup.recourse.registers.reading import LARGEST, read
from recoup.recourse.solvency import operations

AGAIN_AFTER = timedelta(hours=1)
"""When a register that did not answer is asked again."""
MOST_A_TURN = 40
TIMEOUT_S = 10.0


def watch(
    creditor: Creditor, debtor: Debtor, *, is_watched: bool = True, actor: str, moment: datetime
) -> bool:
    """Puts a debtor on the list or takes it off; False when it was so before."""
    today = _today(creditor, moment)
    with deed(actor, moment, creditor.key, [debtor.stream_key]) as act:
        if is_watched:
            is_new = operations.watch(creditor, debtor, today)
        else:
            is_new = operations.unwatch(creditor, debtor)
        if is_new:
            kind = "register.watched" if is_watched else "register.unwatched"
            act.record(debtor.stream_key, kind, klass="internal")
    return is_new


def watch_open(creditor: Creditor, *, actor: str, moment: datetime) -> int:
    """Puts every debtor with an open case on the list; how many are new."""
    rows = Case.objects.of(creditor).filter(state=CaseState.OPEN, debtor__watch=None)
    found = Debtor.objects.of(creditor).filter(pk__in=rows.values("debtor_id"))
    debtors = list(found.order_by("pk"))
    for start in range(0, len(debtors), 500):
        some = debtors[start : start + 500]
        with deed(actor, moment, creditor.key, [one.stream_key for one in some]) as act:
            today = _today(creditor, moment)
            Watch.objects.bulk_create(
                [Watch(creditor=creditor, debtor=one, since_on=today) for one in some], ignore_conflicts=True
            )
            for one in some:
                act.record(one.stream_key, "register.watched", klass="internal")
    return len(debtors)


@dataclass
class Asked:
    """What came of asking registers: how many debtors, how many new notices, how many did not answer."""

    debtors: int = 0
    hits: int = 0
    faults: int = 0


def is_able(settings: Settings) -> bool:
    """Whether any register can be asked."""
    return bool(settings.registers_companies_house_key or settings.registers_bodacc_url)


def recheck(
    creditor: Creditor,
    *,
    actor: str,
    moment: datetime,
    most: int = MOST_A_TURN,
    stopping: Event | None = None,
) -> Asked:
    """Asks the registers about those on the list that were not asked today; at most so many in one call.

    One that does not answer is said on the list and asked again an hour later. Without a key nothing is asked.
    """
    settings, done = settings_of(creditor, moment), Asked()
    if not is_able(settings):
        return done
    today, now = _today(creditor, moment), machine_now()
    rows = Watch.objects.of(creditor).filter(Q(asked_on=None) | Q(asked_on__lt=today))
    rows = rows.filter(Q(tried_at=None) | Q(tried_at__lt=now - AGAIN_AFTER) | Q(fault=""))
    for row in rows.select_related("debtor").order_by("pk")[:most]:
        if stopping is not None and stopping.is_set():
            break
        ways = list(_ways(creditor, row.debtor, settings))
        if not ways:
            Watch.objects.filter(pk=row.pk).update(asked_on=today, fault="no_register")
            continue
        done.debtors += 1
        try:
            notices = [notice for way in ways for notice in way()]
        except (OSError, Refused) as odd:
            done.faults += 1
            Watch.objects.filter(pk=row.pk).update(tried_at=now, fault=str(odd)[:200])
            continue
        with transaction.atomic():
            hits = take(creditor, notices, only=row.debtor, actor=actor, moment=moment).hits
            Watch.objects.filter(pk=row.pk).update(asked_on=today, tried_at=now, fault="")
        done.hits += len(hits)
    return done


Way = Callable[[], list[Notice]]


def _ways(creditor: Creditor, debtor: Debtor, settings: Settings) -> Iterator[Way]:
    """Which registers can be asked about a debtor: each by its number in the country of the register."""
    country = debtor.country or creditor.country
    number = plain_number(debtor.register_number, country)
    if country == "FR" and not number and debtor.vat_id.upper().startswith("FR"):
        number = plain_number(debtor.vat_id[-9:], "FR")
    if not number:
        return
    if country == "GB" and settings.registers_companies_house_key:
        yield lambda: _companies_house(creditor, settings, debtor.register_number)
    if country == "FR" and settings.registers_bodacc_url:
        yield lambda: _bodacc(creditor, settings, number)


def _companies_house(creditor: Creditor, settings: Settings, number: str) -> list[Notice]:
    """The insolvencies of a company, and where there is none its state."""
    plain = "".join(c for c in number.upper() if c.isalnum())
    plain = plain.zfill(8) if plain.isdigit() else plain
    key = base64.b64encode(f"{settings.registers_companies_house_key}:".encode()).decode()
    root = settings.registers_companies_house_url.rstrip("/")
    found: list[Notice] = []
    for page in (f"/company/{quote(plain)}/insolvency", f"/company/{quote(plain)}"):
        data = _get(creditor, root + page, {"Authorization": f"Basic {key}"})
        if data is not None:
            found += read(data, "Companies House", number=plain).notices
        if any(notice.effect == "opening" for notice in found):
            break
    return found


def _bodacc(creditor: Creditor, settings: Settings, siren: str) -> list[Notice]:
    asked = {
        "where": f'registre like "{siren}" and familleavis="{bodacc.FAMILY}"',
        "order_by": "dateparution desc",
        "limit": "50",
    }
    data = _get(creditor, f"{settings.registers_bodacc_url}?{urlencode(asked)}", {})
    if data is None:
        raise OSError("BODACC does not answer at this address")
    return list(read(data, "BODACC").notices)


def _get(creditor: Creditor, url: str, headers: dict[str, str]) -> bytes | None:
    told: dict[str, Any] = {"Accept": "application/json", **headers}
    return http.get(url, headers=told, allow_private=creditor.is_test, limit=LARGEST, timeout_s=TIMEOUT_S)


def _today(creditor: Creditor, moment: datetime) -> date:
    return day_in(moment, settings_of(creditor, moment).timezone)
