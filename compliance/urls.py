"""Addresses of the compliance room."""

from django.urls import URLPattern, URLResolver, path

from compliance import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("my-training/", views.my_training, name="my_training"),
    path("my-training/school/", views.choose_school, name="choose_school"),
    path("school/", views.our_school, name="our_school"),
    path("school/people/<str:ref>/", views.person_at_school, name="person_at_school"),
]
