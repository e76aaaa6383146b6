"""Addresses of the cms room: the library's files, for editors."""

from django.urls import path

from cms import library_views

urlpatterns = [
    path("admin/library/picture/<int:pk>/", library_views.picture, name="library_picture"),
    path("media/<path:path>", library_views.media, name="media"),
]
