"""Settings: what is still to do before going live, and a page each for the firm, sending, mail and the calendar."""

import base64
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from recoup.cases.specimen import letterhead_specimen
from recoup.documents.pdf import letter_pdf, letter_pngs
from recoup.lib.errors import Refused
from recoup.org.logos import set_logo
from recoup.org.readers import MAIL_PORTS, split_mail_url
from recoup.org.settings import Settings, field_of, preview_of
from recoup.outreach import golive, trials
from recoup.outreach.domain import words as domain_words
from recoup.web import once, typed
from recoup.web.doors import act, page
from recoup.web.here import Here
from recoup.web.settings.fields import PARTS, WrongError, fields, save

LARGEST_LOGO = 2 * 1024 * 1024
SECURITY = {"smtp+starttls": "STARTTLS (587)", "smtps": "TLS (465)", "smtp": "–"}


@page("view", ("GET", "HEAD", "POST"))
def settings(request: HttpRequest, here: Here) -> HttpResponse:
    """What is to be done before going live, and where everything is set."""
    if request.method == "POST":
        return part(request, here, request.POST.get("group", ""))
    checks = golive.checklist(here.creditor, here.settings)
    context = {"page": "settings", "part": "start", "checks": checks, "is_ready": golive.is_ready(checks)}
    return render(request, "web/settings/start.html", context)


def part(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    """One part's form: shown, or saved whole or not at all."""
    if name not in ("firm", "sending", "mail", "calendar", "letting_go"):
        return redirect("settings", creditor=here.creditor.pk)
    wrong: WrongError | None = None
    if request.method == "POST":
        try:
            save(request, here, name, _server(request, here) if name == "mail" else None)
            messages.success(request, _("Saved."))
            return redirect(f"settings_{name}", creditor=here.creditor.pk)
        except WrongError as odd:
            wrong = odd
    context = {
        "page": "settings",
        "part": name,
        "words": PARTS[name][0],
        "fields": fields(here, name, request.POST if wrong else None),
        "why_not": here.why_not("settings"),
        "refused": wrong.refused if wrong else None,
        "wrong": wrong.key if wrong else "",
        **_beside(request, here, name, bool(wrong)),
    }
    return render(request, f"web/settings/{name}.html", context, status=422 if wrong else 200)


def _beside(request: HttpRequest, here: Here, name: str, is_wrong: bool) -> dict[str, Any]:
    """What a part shows besides its fields."""
    if name == "mail":
        report = trials.domain_report(here.creditor, here.settings)
        return {
            "server": _typed_server(request) if is_wrong else _known_server(here.settings),
            "securities": SECURITY.items(),
            "trial": trials.mail_trial(here.creditor, here.settings),
            "report": report,
            "findings": _findings(report) if report else [],
            "domain": trials.sending_domain(here.settings),
        }
    if name == "sending":
        checks = golive.checklist(here.creditor, here.settings)
        return {"checks": checks, "is_ready": golive.is_ready(checks)}
    return {}


def _findings(report: trials.DomainReport) -> list[dict[str, Any]]:
    return [
        {
            "name": domain_words.NAMES[one.about],
            "means": domain_words.MEANS[one.about],
            "state": one.state,
            "state_words": domain_words.STATES[one.state],
            "words": domain_words.sentence(one.code, one.arg),
            "found": one.found,
            "add": one.add,
        }
        for one in report.findings
    ]


@page("view", ("GET", "HEAD", "POST"))
def firm(request: HttpRequest, here: Here) -> HttpResponse:
    """Who we are, on every letter."""
    return part(request, here, "firm")


@page("view", ("GET", "HEAD", "POST"))
def sending(request: HttpRequest, here: Here) -> HttpResponse:
    """How much happens by itself, how fast, and going live."""
    return part(request, here, "sending")


@page("view", ("GET", "HEAD", "POST"))
def calendar(request: HttpRequest, here: Here) -> HttpResponse:
    """On which days we work."""
    return part(request, here, "calendar")


@page("view", ("GET", "HEAD", "POST"))
def letting_go(request: HttpRequest, here: Here) -> HttpResponse:
    """Limits of letting go, and the accounts of the books."""
    return part(request, here, "letting_go")


@page("view", ("GET", "HEAD", "POST"))
def mail(request: HttpRequest, here: Here) -> HttpResponse:
    """Through which server our mail goes, and whether others believe it is ours."""
    return part(request, here, "mail")


def _known_server(settings: Settings) -> dict[str, Any]:
    if not settings.mail_url:
        return {"security": "smtp+starttls"}
    url, port, user, _password = split_mail_url(settings.mail_url)
    return {"host": url.hostname, "port": port, "user": user, "security": url.scheme, "is_set": True}


def _typed_server(request: HttpRequest) -> dict[str, Any]:
    names = ("host", "port", "user", "security")
    return {name: request.POST.get(f"smtp_{name}", "") for name in names}


def _server(request: HttpRequest, here: Here) -> dict[str, str]:
    """The mail server as typed, as one address; an empty password keeps the one that is set."""
    if "smtp_host" not in request.POST:
        return {}
    form = request.POST
    host, port = typed.text(form, "smtp_host", 253), typed.text(form, "smtp_port", 5)
    user, password = typed.text(form, "smtp_user", 254), form.get("smtp_password", "")[:500]
    if not host:
        return {"mail.url": ""} if here.settings.mail_url else {}
    known = split_mail_url(here.settings.mail_url) if here.settings.mail_url else None
    if not password and known and known[2] == user and known[0].hostname == host.lower():
        password = known[3]
    scheme = form.get("smtp_security", "")
    login = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
    url = f"{scheme}://{login}{host}:{port or MAIL_PORTS.get(scheme, '')}"
    return {} if url == here.settings.mail_url else {"mail.url": url}


@act("settings")
def mail_test(request: HttpRequest, here: Here) -> HttpResponse:
    """A mail to the user, through the server as it is saved; the page then shows what the server said."""
    trial = trials.try_mail(here.creditor, here.user.email, **here.by)
    if trial.is_good:
        messages.success(request, _("A test mail is on its way to %(to)s.") % {"to": here.user.email})
    return redirect("settings_mail", creditor=here.creditor.pk)


@act("settings")
def domain_test(request: HttpRequest, here: Here) -> HttpResponse:
    """Asks the name servers; the page then shows what they said."""
    trials.try_domain(here.creditor, **here.by)
    return redirect("settings_mail", creditor=here.creditor.pk)


@act("settings")
def go_live(request: HttpRequest, here: Here) -> HttpResponse:
    """Messages leave from now on."""
    once.carry_out(request, here, lambda: golive.go_live(here.creditor, **here.by))
    messages.success(
        request, _("Live. What is due leaves with the next run; Stop all sending is on every page.")
    )
    return redirect("settings_sending", creditor=here.creditor.pk)


@act("settings")
def logo(request: HttpRequest, here: Here) -> HttpResponse:
    """Takes a picture for the letterhead, or takes it off."""
    upload = request.FILES.get("logo")
    if upload is None and not request.POST.get("off"):
        raise Refused("no_file", _("No picture was chosen."), "logo", _("Choose a PNG or SVG file."))
    if upload is not None and (upload.size or 0) > LARGEST_LOGO:
        raise Refused("too_large", _("The picture has more than 2 MB."), "logo", _("Take a smaller one."))
    data = upload.read() if upload is not None else b""
    once.carry_out(request, here, lambda: set_logo(here.creditor, data, **here.by))
    messages.success(request, _("Saved."))
    return redirect("settings_firm", creditor=here.creditor.pk)


@page("view", ("GET", "HEAD", "POST"))
def letterhead(request: HttpRequest, here: Here) -> HttpResponse:
    """A letter under our letterhead, as a picture or as PDF; with a sent form as it would become."""
    held = here.settings
    if request.method == "POST":
        typed_values = {
            key: typed.text(request.POST, key, 2_000) for key in PARTS["firm"][1] if key in request.POST
        }
        held = preview_of(held, typed_values)
    context, wording = letterhead_specimen(here.creditor, held, here.today)
    window = str(getattr(held, field_of("window")))
    if request.GET.get("file") == "pdf":
        answer = HttpResponse(letter_pdf(context, wording, window), content_type="application/pdf")
        answer["Content-Disposition"] = 'inline; filename="letter.pdf"'
        return answer
    picture = letter_pngs(context, wording, window, ppi=72)[0]
    if request.method == "POST":
        source = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
        return render(request, "web/settings/letter.html", {"source": source})
    return HttpResponse(picture, content_type="image/png")
