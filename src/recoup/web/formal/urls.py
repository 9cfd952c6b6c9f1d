"""The addresses of the formal pages; all of a case lie under its number."""

from django.urls import path

from recoup.web.formal import court, letgo, means, views

of_formal = [
    path("cases/<int:pk>/formal/", views.formal, name="formal"),
    *means.PATHS,
    *court.PATHS,
    *letgo.PATHS,
]
