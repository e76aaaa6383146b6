"""Addresses of the people room."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import TemplateView

from people import (
    card_views,
    desk_views,
    details_views,
    import_views,
    look_views,
    views,
    witness_views,
)
from people.desk_session import open_at_the_desk


def _words(template: str) -> Callable[..., HttpResponse]:
    """A page that says the same to everybody."""
    return open_at_the_desk(TemplateView.as_view(template_name=template))


urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("welcome/<str:ref>/<str:token>/", views.welcome, name="welcome"),
    path("demo/", views.demo, name="demo"),
    path("demo/step-in/", views.step_in, name="step_in"),
    path("school/people/import/", import_views.import_staff, name="import_staff"),
    path("school/people/import/<str:digest>/", import_views.import_preview, name="import_preview"),
    path("school/people/waiting/", import_views.waiting_posts, name="waiting_posts"),
    path("school/people/waiting/<str:ref>/", import_views.decide_post, name="decide_post"),
    path("card/", card_views.card, name="card"),
    path("desk/", desk_views.desk, name="desk"),
    path("desk/again/", desk_views.again, name="desk_again"),
    path("desk/wait/", desk_views.wait, name="desk_wait"),
    path("desk/wait/now/", desk_views.wait_now, name="desk_wait_now"),
    path("desk/here/", desk_views.still_here, name="desk_here"),
    path("desk/end/", desk_views.hand_back, name="desk_end"),
    path("desk/done/", desk_views.done, name="desk_done"),
    path("desk/over/", desk_views.over, name="desk_over"),
    re_path(r"^desk/(?P<code>[^/]{6})/$", desk_views.who, name="desk_who"),
    path("school/desk/card/", witness_views.desk_card, name="desk_card"),
    path("school/desk/code/", witness_views.other_code, name="desk_code"),
    path("school/desk/<int:pk>/yes/", witness_views.say_who, name="desk_yes"),
    path("school/desk/<int:pk>/no/", witness_views.say_no, name="desk_no"),
    path("school/desk/<int:pk>/end/", witness_views.end_visit, name="desk_end_visit"),
    path("", include("people.staff_urls")),
    path("my-training/who-looked/", look_views.who_looked, name="who_looked"),
    path("school/who-looked/", look_views.school_looks, name="school_looks"),
    path("school/details/", details_views.school_details, name="school_details"),
    path("brand/<str:urn>-<str:digest>.css", views.brand, name="brand"),
    path("brand/<str:urn>-<str:digest>.png", views.crest, name="crest"),
    path("accessibility/", _words("people/accessibility.html"), name="accessibility"),
    path("privacy/", _words("people/privacy.html"), name="privacy"),
]
