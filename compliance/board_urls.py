"""Addresses of *Our school* beyond the board itself."""

from django.urls import path

from compliance import reminder_views

urlpatterns = [
    path("school/reminders/", reminder_views.remind, name="remind"),
    path("school/reminders/<str:day>/", reminder_views.reminders_of_day, name="reminders_of_day"),
]
