"""Addresses of the policies room. A policy's is the one that its page has in Wagtail's tree."""

from django.urls import path

from policies import edition_views, views

POLICY, DOCUMENT = {"kind": "policy"}, {"kind": "document"}

urlpatterns = [
    path(
        "policies/<slug:slug>/editions/<int:number>/",
        edition_views.edition,
        POLICY,
        "policy_edition",
    ),
    path(
        "reading/<slug:slug>/editions/<int:number>/",
        edition_views.edition,
        DOCUMENT,
        "document_edition",
    ),
    path(
        "policies/<slug:slug>/editions/<int:number>/since/<int:before>/",
        edition_views.since,
        POLICY,
        "edition_since",
    ),
    path("policies/<slug:slug>/", views.reading, POLICY, name="policy"),
    path("policies/<slug:slug>/ask/", views.ask, POLICY, name="policy_ask"),
    path("policies/<slug:slug>/decline/", views.decline, POLICY, name="policy_decline"),
    path("policies/<slug:slug>/signed/", views.receipt, POLICY, name="policy_signed"),
    path("reading/<slug:slug>/", views.reading, DOCUMENT, name="document"),
    path("reading/<slug:slug>/ask/", views.ask, DOCUMENT, name="document_ask"),
    path("reading/<slug:slug>/decline/", views.decline, DOCUMENT, name="document_decline"),
    path("reading/<slug:slug>/signed/", views.receipt, DOCUMENT, name="document_signed"),
    path("policies/<slug:slug>/<str:digest>.pdf", views.pdf, POLICY, name="policy_pdf"),
    path("reading/<slug:slug>/<str:digest>.pdf", views.pdf, DOCUMENT, name="document_pdf"),
]
