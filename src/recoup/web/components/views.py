"""Every component in one page, light and dark side by side."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TODAY = date(2025, 3, 3)


def components(request: HttpRequest) -> HttpResponse:
    """For who builds pages."""
    days = [TODAY + timedelta(days=n) for n in (5, 0, -12, -90)]
    return render(
        request, "web/components.html", {"days": days, "sample_day": TODAY, "themes": ("light", "dark")}
    )
