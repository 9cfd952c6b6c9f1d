"""What is shown when a page is not there, may not be seen, or broke."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404."""
    return render(request, "web/not_found.html", status=404)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403."""
    return render(request, "web/forbidden.html", {"why": ""}, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """500: without anything that could break again."""
    return HttpResponse(
        "<!doctype html><html lang=en><title>Recoup</title><h1>Something went wrong</h1>"
        "<p>What was not finished was not written. Go back and try again; the server's log says more.</p>",
        status=500,
    )
