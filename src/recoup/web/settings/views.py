"""Settings: the firm, sending, mail and the bank account; one form a group."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recoup.lib.errors import Refused
from recoup.org.models import Membership
from recoup.org.settings import REGISTRY, field_of, set_setting
from recoup.web import once, typed
from recoup.web.doors import page
from recoup.web.here import Here

YES_NO = [("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
CHOICES: dict[str, list[tuple[str, Any]]] = {
    "live": [("no", gettext_lazy("no: everything is only prepared")), ("yes", gettext_lazy("yes: messages leave"))],
    "automation": [
        ("draft", gettext_lazy("drafts: a person sends")),
        ("full", gettext_lazy("messages go out by themselves")),
        ("tasks", gettext_lazy("only tasks for people")),
        ("never", gettext_lazy("nothing by itself")),
    ],
    "mail.allow_private": YES_NO,
    "language": [
        ("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español"), ("it", "Italiano"),
        ("nl", "Nederlands"),
    ],
}  # fmt: skip
LABELS = {
    "address": gettext_lazy("Address"),
    "email": gettext_lazy("Email on letters"),
    "phone": gettext_lazy("Telephone"),
    "register_number": gettext_lazy("Register number"),
    "vat_id": gettext_lazy("VAT number"),
    "signer": gettext_lazy("Name under letters"),
    "timezone": gettext_lazy("Time zone"),
    "language": gettext_lazy("Language"),
    "live": gettext_lazy("Live"),
    "automation": gettext_lazy("What happens by itself"),
    "import.daily_limit": gettext_lazy("First messages a day"),
    "freshness.working_days": gettext_lazy("Books may be old, working days"),
    "visit.radius_km": gettext_lazy("Visits up to, km"),
    "terms_days": gettext_lazy("Days to pay"),
    "mail.url": gettext_lazy("Mail server"),
    "mail.from": gettext_lazy("From"),
    "mail.reply_to": gettext_lazy("Answers go to"),
    "mail.rate_per_minute": gettext_lazy("Messages a minute"),
    "mail.allow_private": gettext_lazy("Server in our own network"),
    "iban": gettext_lazy("IBAN"),
    "bic": gettext_lazy("BIC"),
    "account_holder": gettext_lazy("Account holder"),
    "bank_name": gettext_lazy("Bank"),
    "account_text": gettext_lazy("Account without IBAN"),
}
GROUPS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    (
        "firm", gettext_lazy("The firm"),
        ("address", "email", "phone", "register_number", "vat_id", "signer", "timezone", "language"),
    ),
    (
        "sending", gettext_lazy("Sending"),
        ("live", "automation", "import.daily_limit", "freshness.working_days", "visit.radius_km", "terms_days"),
    ),
    (
        "mail", gettext_lazy("Mail"),
        ("mail.from", "mail.reply_to", "mail.url", "mail.rate_per_minute", "mail.allow_private"),
    ),
    ("bank", gettext_lazy("Bank account"), ("iban", "bic", "account_holder", "bank_name", "account_text")),
)  # fmt: skip


@page("view", ("GET", "HEAD", "POST"))
def settings(request: HttpRequest, here: Here) -> HttpResponse:
    """Shows all; a sent form changes one group, whole or not at all."""
    refused, wrong, chosen = None, "", ""
    if request.method == "POST":
        chosen = request.POST.get("group", "")
        keys = next((keys for name, _words, keys in GROUPS if name == chosen), ())
        try:
            waits = _save(request, here, keys)
            said = _("Saved. The bank account changes after 24 hours.") if waits else _("Saved.")
            messages.success(request, said)
            return redirect(f"{request.path}#{chosen}")
        except _Wrong as odd:
            refused, wrong = odd.refused, odd.key
    context = {
        "page": "settings",
        "groups": [_group(here, request, *group, sent=chosen if refused else "") for group in GROUPS],
        "members": _members(here),
        "refused": refused,
        "wrong": wrong,
        "chosen": chosen,
    }
    return render(request, "web/settings.html", context, status=422 if refused else 200)


class _Wrong(Exception):  # noqa: N818 - names the field of a refusal
    def __init__(self, key: str, refused: Refused) -> None:
        super().__init__(refused.what)
        self.key, self.refused = key, refused


def _save(request: HttpRequest, here: Here, keys: tuple[str, ...]) -> bool:
    """Sets what is new, all or nothing; whether something waits. Raises _Wrong."""
    waits: list[bool] = []

    def work() -> None:
        for key in keys:
            value = typed.text(request.POST, key, 2_000)
            if (
                key not in request.POST
                or value == _typed_as(here, key)
                or (REGISTRY[key].is_secret and not value)
            ):
                continue
            try:
                here.acting.require(REGISTRY[key].deed)
                since = set_setting(here.creditor, key, value, **here.by)
            except Refused as refused:
                raise _Wrong(key, refused) from refused
            waits.append(since > here.moment)

    once.carry_out(request, here, work)
    return any(waits)


def _typed_as(here: Here, key: str) -> str:
    """The value as its field shows it; a secret is never shown."""
    value = getattr(here.settings, field_of(key))
    if REGISTRY[key].is_secret:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value).replace("\n", ", ")


def _group(
    here: Here, request: HttpRequest, name: str, words: Any, keys: tuple[str, ...], sent: str
) -> dict[str, Any]:
    fields = [
        {
            "key": key,
            "label": LABELS[key],
            "hint": REGISTRY[key].words,
            "value": request.POST.get(key, "") if sent == name else _typed_as(here, key),
            "choices": CHOICES.get(key),
            "is_secret": REGISTRY[key].is_secret,
            "is_set": bool(getattr(here.settings, field_of(key))),
        }
        for key in keys
    ]
    deed = REGISTRY[keys[0]].deed
    return {"name": name, "words": words, "fields": fields, "why_not": here.why_not(deed)}


def _members(here: Here) -> list[Membership]:
    rows = Membership.objects.of(here.creditor).select_related("user")
    return list(rows.order_by("pk"))
