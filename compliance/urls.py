"""Addresses of the compliance room."""

from django.urls import URLPattern, URLResolver, include, path

from compliance import publishing_views, search_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("compliance.requirement_urls")),
    path("search/", search_views.search_page, name="search"),
    path("my-training/", views.my_training, name="my_training"),
    path("my-training/school/", views.choose_school, name="choose_school"),
    path("school/", views.our_school, name="our_school"),
    path("school/people/<str:ref>/", views.person_at_school, name="person_at_school"),
    path("", include("compliance.board_urls")),
    path("", include("compliance.desk_urls")),
    path("school/publish/", publishing_views.publish_list, name="publish_list"),
    path("school/publish/<int:pk>/", publishing_views.publish_page, name="publish_page"),
    path(
        "school/publish/annex/<slug:slug>/",
        publishing_views.publish_annex,
        name="publish_annex",
    ),
    path(
        "school/publish/document/<slug:slug>/",
        publishing_views.publish_document,
        name="publish_document",
    ),
]
