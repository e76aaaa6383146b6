"""Addresses of the cms room: the library's files, for editors."""

from django.urls import path
from wagtail.admin.auth import require_admin_access

from cms import library_views

urlpatterns = [
    path(
        "admin/library/picture/<int:pk>/",
        require_admin_access(library_views.picture),
        name="library_picture",
    ),
    path("media/<path:path>", require_admin_access(library_views.media)),
]
