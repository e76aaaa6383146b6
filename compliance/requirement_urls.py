"""Addresses where leads keep rules, put records right, and decide together."""

from django.urls import URLPattern, URLResolver, path

from compliance import approvals_views, corrections_views, history_views, requirements_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("school/requirements/", requirements_views.requirement_list, name="requirements"),
    path("school/requirements/add/", requirements_views.add_requirement, name="add_requirement"),
    path("school/requirements/bundles/", requirements_views.bundle_list, name="bundles"),
    path(
        "school/requirements/bundles/<slug:slug>/", requirements_views.adopt_bundle, name="bundle"
    ),
    path(
        "school/requirements/rule/<slug:slug>/", requirements_views.requirement, name="requirement"
    ),
    path(
        "school/requirements/rule/<slug:slug>/change/",
        requirements_views.change_requirement,
        name="change_requirement",
    ),
    path(
        "school/requirements/rule/<slug:slug>/end/",
        requirements_views.end_requirement,
        name="end_requirement",
    ),
    path("school/people/<str:ref>/put-right/", corrections_views.put_right, name="put_right"),
    path(
        "school/people/<str:ref>/put-right/<int:pk>/",
        corrections_views.make_void,
        name="make_void",
    ),
    path("school/people/<str:ref>/evidence/<int:pk>/", corrections_views.attach, name="attach"),
    path("school/people/<str:ref>/excuse/", corrections_views.excuse_person, name="excuse"),
    path(
        "school/people/<str:ref>/excuse/<str:exemption>/",
        corrections_views.end_excuse,
        name="end_excuse",
    ),
    path("school/approvals/", approvals_views.approvals, name="approvals"),
    path("school/approvals/<str:ref>/", approvals_views.approval, name="approval"),
    path("school/training-before/", history_views.bring_in, name="bring_in"),
    path("evidence/<str:digest>/", history_views.evidence, name="evidence"),
]
