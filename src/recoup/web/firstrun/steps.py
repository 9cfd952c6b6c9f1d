"""The five steps of the first run, and how far a creditor has come: from what is there, and from what was skipped."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from recoup.intake.models import ImportFile
from recoup.lib.clock import machine_now
from recoup.outreach.trials import mail_trial
from recoup.web.here import Here
from recoup.web.models import FirstStep

NAMES: Mapping[str, Any] = {
    "firm": _("Your firm"),
    "file": _("Your open invoices"),
    "look": _("What would happen"),
    "mail": _("Your mailbox"),
    "live": _("Go live"),
}
PUT_AWAY = "all"


@dataclass(frozen=True, slots=True)
class Step:
    """One of the five. `state`: done, skipped or open."""

    code: str
    words: Any
    number: int
    state: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it has come; `is_over`: live, or put away, so that nobody is reminded of it."""

    steps: tuple[Step, ...]
    is_over: bool

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(step.state == "done" for step in self.steps)

    @property
    def following(self) -> Step:
        """The first that is neither done nor skipped, else the first that was skipped, else the last."""
        for state in ("open", "skipped"):
            for step in self.steps:
                if step.state == state:
                    return step
        return self.steps[-1]

    def after(self, code: str) -> str:
        """The code of the next step."""
        codes = list(NAMES)
        return codes[min(codes.index(code) + 1, len(codes) - 1)]


def progress(here: Here) -> Progress:
    """Where the creditor stands. Three queries."""
    noted = dict(FirstStep.objects.of(here.creditor).values_list("step", "state"))
    is_there = _there(here, noted)
    steps = tuple(
        Step(code, words, n, "done" if is_there[code] else noted.get(code, "open"))
        for n, (code, words) in enumerate(NAMES.items(), 1)
    )
    return Progress(steps, here.settings.live or PUT_AWAY in noted)


def _there(here: Here, noted: Mapping[str, str]) -> dict[str, bool]:
    """What each step was to leave behind."""
    settings = here.settings
    trial = mail_trial(here.creditor, settings) if settings.mail_url else None
    return {
        "firm": bool(settings.address and (settings.iban or settings.account_text)),
        "file": ImportFile.objects.of(here.creditor).filter(taken_back_at=None).exists(),
        "look": noted.get("look") == "done",
        "mail": bool(trial and trial.is_good),
        "live": settings.live,
    }


def note(here: Here, step: str, state: str) -> None:
    """Keeps that a step was looked at or skipped. One that is done is not skipped afterwards."""
    rows = FirstStep.objects.of(here.creditor)
    if state == "skipped" and rows.filter(step=step, state="done").exists():
        return
    values = {"state": state, "user": here.user, "noted_at": machine_now()}
    rows.update_or_create(creditor=here.creditor, step=step, defaults=values)
