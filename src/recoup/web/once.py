"""A form is carried out once: a double click, or Back and again, does nothing a second time."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from recoup.cases.daily import refresh
from recoup.lib.clock import machine_now
from recoup.web.here import Here
from recoup.web.models import Submission

KEPT = timedelta(days=3)


def token() -> str:
    """A form's own token."""
    return secrets.token_urlsafe(18)


def carry_out(request: HttpRequest, here: Here, work: Callable[[], object]) -> bool:
    """Does the work and brings the cases up to date; False where this very form was carried out before.

    One transaction: what `work` refuses leaves the form free to be mended and sent again.
    """
    given = request.POST.get("once", "")[:40]
    now = machine_now()
    try:
        with transaction.atomic():
            if given:
                Submission.objects.create(creditor=here.creditor, token=given, user=here.user, done_at=now)
            work()
    except IntegrityError:
        if given and Submission.objects.of(here.creditor).filter(token=given).exists():
            return False
        raise
    Submission.objects.of(here.creditor).filter(done_at__lt=now - KEPT).delete()
    refresh(here.creditor, moment=here.moment, actor=here.acting.actor)
    return True
