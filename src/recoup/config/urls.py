"""All addresses: the pages."""

from django.urls import include, path

urlpatterns = [path("", include("recoup.web.urls"))]
handler403 = "recoup.web.errors.forbidden"
handler404 = "recoup.web.errors.not_found"
handler500 = "recoup.web.errors.broken"
