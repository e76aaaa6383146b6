"""Addresses of the desk that lean on standings; the others are in people/urls.py."""

from django.urls import path

from compliance import desk_views

urlpatterns = [
    path("school/desk/", desk_views.desk_of_school, name="front_desk"),
    path("school/desk/waiting/", desk_views.waiting_now, name="front_desk_waiting"),
    path("desk/list/", desk_views.list_at_the_desk, name="desk_list"),
]
