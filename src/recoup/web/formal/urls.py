"""The addresses of the formal pages; all of a case lie under its number."""

from django.urls import path

from recoup.web.formal import (
    court,
    court_running,
    credit,
    demand,
    letgo,
    lists,
    means,
    placement,
    views,
    watch,
    worth,
)

of_formal = [
    path("cases/<int:pk>/formal/", views.formal, name="formal"),
    *demand.PATHS,
    *means.PATHS,
    *court.PATHS,
    *court_running.PATHS,
    *watch.PATHS,
    *credit.PATHS,
    *placement.PATHS,
    *worth.PATHS,
    *letgo.PATHS,
    *lists.PATHS,
]
