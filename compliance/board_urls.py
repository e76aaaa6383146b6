"""Addresses of *Our school* beyond the board itself."""

from django.urls import path

from compliance import export_views, picture_views, reminder_views, trust_views

urlpatterns = [
    path("trust/", trust_views.our_schools, name="our_schools"),
    path("school/standings.csv", export_views.matrix_csv, name="matrix_csv"),
    path("school/standings.xlsx", export_views.matrix_xlsx, name="matrix_xlsx"),
    path("school/over-time/", picture_views.over_time, name="over_time"),
    path("school/reminders/", reminder_views.remind, name="remind"),
    path("school/reminders/<str:day>/", reminder_views.reminders_of_day, name="reminders_of_day"),
]
