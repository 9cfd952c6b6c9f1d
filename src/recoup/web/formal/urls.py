"""The addresses of the formal pages; all of a case lie under its number."""

from django.urls import path

from recoup.web.formal import letgo, views

of_formal = [
    path("cases/<int:pk>/formal/", views.formal, name="formal"),
    path("cases/<int:pk>/let-go/", letgo.let_go, name="let_go"),
    path("cases/<int:pk>/let-go/ask/", letgo.let_go_ask, name="let_go_ask"),
    path("cases/<int:pk>/let-go/decide/", letgo.let_go_decide, name="let_go_decide"),
    path("cases/<int:pk>/let-go/withdraw/", letgo.let_go_withdraw, name="let_go_withdraw"),
    path("cases/<int:pk>/let-go/consent/", letgo.let_go_consent, name="let_go_consent"),
    path("cases/<int:pk>/let-go/recover/", letgo.let_go_recover, name="let_go_recover"),
]
