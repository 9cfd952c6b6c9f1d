"""What one person decided alone, of every kind of decision that asks for two."""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from recoup.archive.queries import Narrow, entries
from recoup.cases.models import Approval, Erasure
from recoup.lib.clock import day_in
from recoup.org.models import AccountChange
from recoup.recourse.letgo import queries
from recoup.recourse.models import Claim, Demand, Placement
from recoup.web import words
from recoup.web.here import Here
from recoup.web.settings.people import names


def decided_alone(here: Here, number: int, a_page: int) -> tuple[list[dict[str, Any]], bool]:
    """That page of what somebody approved who had asked for it, and of wording kept against the guard, the newest
    first; and whether there is more."""
    most = number * a_page + 1
    approvals = Approval.objects.of(here.creditor).filter(is_granted=True, asked_by=F("decided_by"))
    let_go = queries.requests(here.creditor).filter(is_alone=True)[:most]
    accounts = AccountChange.objects.of(here.creditor).filter(is_alone=True, approved_at__isnull=False)
    erased = Erasure.objects.of(here.creditor).filter(is_alone=True, approved_at__isnull=False)
    saved = entries(here.creditor.key, here.creditor.stream_key, which=Narrow(kinds=("wording_saved",)))
    zone = here.settings.timezone
    found = [
        *(
            _override(one.decided_on, one.decided_by, words.kind(f"approve_{one.kind}"), one.case.debtor)
            for one in approvals.exclude(asked_by="system")
            .select_related("case__debtor")
            .order_by("-pk")[:most]
        ),
        *(
            _override(one.decided_on, one.decided_by, words.LET_GO_KINDS[one.kind], one.debtor)
            for one in let_go
        ),
        *(
            _override(day_in(one.approved_at, zone), one.approved_by, _("Another bank account"), None)
            for one in accounts.order_by("-pk")[:most]
        ),
        *(
            _override(day_in(one.approved_at, zone), one.asked_by, _("A person was erased"), None)
            for one in erased.order_by("-pk")[:most]
        ),
        *(
            _override(day_in(one.decided_at, zone), one.decided_by, words.kind("demand"), one.debtor)
            for one in Demand.objects.of(here.creditor)
            .filter(is_alone=True, decided_at__isnull=False)
            .select_related("debtor")
            .order_by("-pk")[:most]
        ),
        *(
            _override(day_in(one.approved_at, zone), one.approved_by, words.kind("placement"), one.debtor)
            for one in Placement.objects.of(here.creditor)
            .filter(is_alone=True, approved_at__isnull=False)
            .select_related("debtor")
            .order_by("-pk")[:most]
        ),
        *(
            _override(one.approved_on, one.approved_by, words.kind("claim"), one.debtor)
            for one in Claim.objects.of(here.creditor)
            .filter(approved_by=F("prepared_by"), approved_on__isnull=False)
            .select_related("debtor")
            .order_by("-pk")[:most]
        ),
        *(
            _override(
                day_in(one.prepared_at, zone),
                one.prepared_by,
                _("A claim without knowing their means"),
                one.debtor,
            )
            for one in Claim.objects.of(here.creditor)
            .exclude(means_reason="")
            .select_related("debtor")
            .order_by("-pk")[:most]
        ),
        *(
            _override(day_in(one.moment, zone), one.actor, _("Wording kept against the guard"), None)
            for one in saved
            if one.result == "overridden"
        ),
    ]
    found = sorted((one for one in found if one["on"]), key=lambda one: one["on"], reverse=True)
    shown = found[most - 1 - a_page : most - 1]
    who = names(one["by"] for one in shown)
    return [{**one, "by": who.get(one["by"], one["by"])} for one in shown], len(found) >= most


def _override(on: Any, by: str, what: Any, debtor: Any) -> dict[str, Any]:
    return {"on": on, "by": by, "what": what, "debtor": debtor}
