"""Addresses of the people room."""

from django.urls import path
from django.views.generic import TemplateView

from people import import_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("welcome/<str:ref>/<str:token>/", views.welcome, name="welcome"),
    path("demo/", views.demo, name="demo"),
    path("demo/step-in/", views.step_in, name="step_in"),
    path("school/people/import/", import_views.import_staff, name="import_staff"),
    path("school/people/import/<str:digest>/", import_views.import_preview, name="import_preview"),
    path("school/people/waiting/", import_views.waiting_posts, name="waiting_posts"),
    path("school/people/waiting/<str:ref>/", import_views.decide_post, name="decide_post"),
    path("brand/<str:urn>-<str:digest>.css", views.brand, name="brand"),
    path(
        "accessibility/",
        TemplateView.as_view(template_name="people/accessibility.html"),
        name="accessibility",
    ),
    path("privacy/", TemplateView.as_view(template_name="people/privacy.html"), name="privacy"),
]
