"""The addresses of the formal pages; all of a case lie under its number."""

from django.urls import path

from recoup.web.formal import court, credit, letgo, lists, means, placement, views, watch, worth

of_formal = [
    path("cases/<int:pk>/formal/", views.formal, name="formal"),
    *means.PATHS,
    *court.PATHS,
    *watch.PATHS,
    *credit.PATHS,
    *placement.PATHS,
    *worth.PATHS,
    *letgo.PATHS,
    *lists.PATHS,
]
