"""The bar that leads through the first run, until it is over."""

from typing import Any

from django import template
from django.template.context import RequestContext

from recoup.web.firstrun import steps

register = template.Library()


@register.inclusion_tag("web/parts/firstrun.html", takes_context=True)
def first_run(context: RequestContext) -> dict[str, Any]:
    """How far it has come; nothing once the creditor is live, or for who may not set it up."""
    here = context["here"]
    is_for = here.may("settings") and not here.settings.live
    return {
        "here": here,
        "progress": steps.progress(here) if is_for else None,
        "csrf_token": context.get("csrf_token"),
    }
