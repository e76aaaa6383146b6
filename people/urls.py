"""Addresses of the people room."""

from django.urls import path
from django.views.generic import TemplateView

from people import views

urlpatterns = [
    path("", views.home, name="home"),
    path("welcome/<str:ref>/<str:token>/", views.welcome, name="welcome"),
    path("demo/", views.demo, name="demo"),
    path("demo/step-in/", views.step_in, name="step_in"),
    path("brand/<str:urn>-<str:digest>.css", views.brand, name="brand"),
    path(
        "accessibility/",
        TemplateView.as_view(template_name="people/accessibility.html"),
        name="accessibility",
    ),
    path("privacy/", TemplateView.as_view(template_name="people/privacy.html"), name="privacy"),
]
