"""Where a request stands: for which creditor, who acts, in which role, and at which moment of business time."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from recoup.cases.tasks import moment_for
from recoup.lib.clock import day_in
from recoup.org import access
from recoup.org.models import Creditor, Membership, User
from recoup.org.queries import Acting, actor_of
from recoup.org.settings import Settings, newest_setting, settings_of
from recoup.outreach.queries import mail_to_read, waiting_mail
from recoup.web import words


@dataclass
class Here:
    """One user at work for one creditor; everything a page shows or does goes through it."""

    creditor: Creditor
    acting: Acting
    user: User

    @cached_property
    def moment(self) -> datetime:
        """Now; for a test creditor the hour of business of its last run."""
        return moment_for(self.creditor)

    @cached_property
    def settings(self) -> Settings:
        """What the creditor has set."""
        return settings_of(self.creditor, self.moment)

    @cached_property
    def today(self) -> date:
        """The creditor's business day."""
        return day_in(self.moment, self.settings.timezone)

    @property
    def by(self) -> dict[str, Any]:
        """Who acts and when, as operations are told."""
        return {"actor": self.acting.actor, "moment": self.moment}

    def may(self, deed: str) -> bool:
        """Whether the user's role allows it."""
        return access.may(self.acting.role, deed)

    def why_not(self, deed: str) -> str:
        """Why the role does not allow it; empty when it does."""
        return "" if self.may(deed) else words.may_not(self.acting.role, deed)

    @cached_property
    def stopped(self) -> dict[str, Any]:
        """Who stopped all sending, when and why; asked only where it is stopped."""
        row = newest_setting(self.creditor, "sending")
        if row is None:
            return {}
        number = row.set_by.removeprefix("user:")
        user = User.objects.filter(pk=int(number)).first() if number.isdigit() else None
        return {"who": str(user) if user else "", "set_at": row.set_at, "why": row.note}

    @cached_property
    def mail(self) -> dict[str, int]:
        """How much mail waits for a person: `whose`, of which nobody knows whose it is, and `read`, to be read."""
        whose = waiting_mail(self.creditor).count()
        to_read = mail_to_read(self.creditor, self.today).count()
        return {"whose": whose, "read": to_read, "all": whose + to_read}

    @cached_property
    def allowed(self) -> dict[str, bool]:
        """Every deed of the role table, for templates."""
        return {deed: self.may(deed) for deed in access.ALLOWED}


def here_for(user: User, creditor: int) -> Here | None:
    """The user at that creditor; None where they are no member, as if there were no such creditor."""
    mine = Membership.objects.of(creditor).filter(user=user).select_related("creditor").first()
    if mine is None:
        return None
    return Here(mine.creditor, Acting(user.pk, user.email, user.name, mine.role, actor_of(user.pk)), user)


def memberships(user: User) -> list[Membership]:
    """The creditors that the user works for, by name."""
    return list(
        Membership.objects.filter(user=user).select_related("creditor").order_by("creditor__name", "pk")
    )


def shown(request: HttpRequest) -> dict[str, Any]:
    """Template context: the languages there are, where we are, and where else the user may go."""
    tongues = {"tongues": words.LANGUAGES.items()}
    here: Here | None = getattr(request, "here", None)
    if here is None:
        return tongues
    return {**tongues, "here": here, "creditors": memberships(here.user)}
