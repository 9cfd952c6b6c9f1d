"""The addresses of the formal pages; all of a case lie under its number."""

from django.urls import path

from recoup.web.formal import letgo, lists, means, views, worth

of_formal = [
    path("cases/<int:pk>/formal/", views.formal, name="formal"),
    *means.PATHS,
    *worth.PATHS,
    *letgo.PATHS,
    *lists.PATHS,
]
