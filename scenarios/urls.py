"""Addresses of the scenarios room; a scenario's is the one that its page has in Wagtail's tree."""

from django.urls import path

from scenarios import authoring_views, together_views, views

urlpatterns = [
    path("scenarios/<slug:slug>/", views.opening, name="scenario"),
    path("scenarios/<slug:slug>/story/", views.playing, name="scenario_story"),
    path("scenarios/<slug:slug>/debrief/", views.debriefing, name="scenario_debrief"),
    path("scenarios/<slug:slug>/map/", authoring_views.story_map, name="scenario_map"),
    path("scenarios/<slug:slug>/proof/", authoring_views.proof_sheet, name="scenario_proof"),
    path("scenarios/<slug:slug>/try/", authoring_views.trying, name="scenario_try"),
    path("school/scenarios/", together_views.school_scenarios, name="school_scenarios"),
    path("school/scenarios/<slug:slug>/", together_views.school_scenario, name="school_scenario"),
    path(
        "school/scenarios/<slug:slug>/shares.csv",
        together_views.school_scenario_csv,
        name="school_scenario_csv",
    ),
    path(
        "school/scenarios/<slug:slug>/briefing/",
        together_views.briefing,
        name="school_scenario_briefing",
    ),
]
