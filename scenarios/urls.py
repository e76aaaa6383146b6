"""Addresses of the scenarios room; a scenario's is the one that its page has in Wagtail's tree."""

from django.urls import path

from scenarios import views

urlpatterns = [
    path("scenarios/<slug:slug>/", views.opening, name="scenario"),
    path("scenarios/<slug:slug>/story/", views.playing, name="scenario_story"),
    path("scenarios/<slug:slug>/debrief/", views.debriefing, name="scenario_debrief"),
]
