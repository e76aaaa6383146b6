"""Addresses of the outbox."""

from django.urls import path

from outbox import invitation_views, views

urlpatterns = [
    path("demo/outbox/", views.demo_outbox, name="demo_outbox"),
    path("school/invitations/", invitation_views.invite_all, name="invite_all"),
    path(
        "school/invitations/letters/",
        invitation_views.invitation_letters,
        name="invitation_letters",
    ),
    path("school/invitations/<str:ref>/", invitation_views.invitation, name="invitation"),
    path(
        "school/invitations/<str:ref>/letter/",
        invitation_views.invitation_letter,
        name="invitation_letter",
    ),
]
