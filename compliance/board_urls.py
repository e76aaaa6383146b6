"""Addresses of *Our school* beyond the board itself."""

from django.urls import path

from compliance import (
    conversation_views,
    export_views,
    in_figures_views,
    paper_views,
    picture_views,
    policy_views,
    reminder_views,
    trust_views,
)

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
    path("school/in-figures/", in_figures_views.in_figures, name="in_figures"),
    path("school/over-time/", picture_views.over_time, name="over_time"),
    path("school/policies/", policy_views.policy_register, name="policy_register"),
    path("school/policies/<slug:slug>/", policy_views.policy_page, name="policy_kept"),
    path(
        "school/policies/<slug:slug>/evidence.csv",
        policy_views.evidence_csv,
        name="policy_evidence_csv",
    ),
    path(
        "school/policies/<slug:slug>/evidence.xlsx",
        policy_views.evidence_xlsx,
        name="policy_evidence_xlsx",
    ),
    path(
        "school/policies/<slug:slug>/answer/<int:pk>/",
        policy_views.answer_word,
        name="policy_answer",
    ),
    path("school/policies/<slug:slug>/sheet/", paper_views.sign_sheet, name="sign_sheet"),
    path("school/policies/<slug:slug>/paper/", paper_views.enter_paper, name="enter_paper"),
    path("school/reminders/", reminder_views.remind, name="remind"),
    path("school/reminders/<str:day>/", reminder_views.reminders_of_day, name="reminders_of_day"),
]
