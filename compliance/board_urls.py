"""Addresses of *Our school* beyond the board itself."""

from django.urls import path

from compliance import conversation_views, export_views, picture_views, reminder_views, trust_views

urlpatterns = [
    path("conversations/<slug:slug>/", conversation_views.ask, name="ask_conversation"),
    path("school/conversations/", conversation_views.school_conversations, name="conversations"),
    path(
        "school/people/<str:ref>/conversations/",
        conversation_views.choose,
        name="choose_conversation",
    ),
    path(
        "school/people/<str:ref>/conversations/<slug:slug>/",
        conversation_views.hold,
        name="hold_conversation",
    ),
    path("trust/", trust_views.our_schools, name="our_schools"),
    path("school/standings.csv", export_views.matrix_csv, name="matrix_csv"),
    path("school/standings.xlsx", export_views.matrix_xlsx, name="matrix_xlsx"),
    path("school/over-time/", picture_views.over_time, name="over_time"),
    path("school/reminders/", reminder_views.remind, name="remind"),
    path("school/reminders/<str:day>/", reminder_views.reminders_of_day, name="reminders_of_day"),
]
