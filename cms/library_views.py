"""The library's files as they are now, for editors alone: readers get what editions keep."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from django.views.static import serve
from wagtail.documents.models import Document
from wagtail.images.models import Image

from cms.library import FileLost, bytes_of

PICTURES = ("images/", "original_images/")
PERMISSION = "wagtailadmin.access_admin"


def check_edits(request: HttpRequest) -> None:
    """Raise 404 unless the reader edits pages."""
    if not request.user.has_perm(PERMISSION):
        raise Http404("There is nothing here.")


def for_editors(document: Document, request: HttpRequest) -> None:
    """A hook of Wagtail's: its own address of a file is there for editors alone."""
    check_edits(request)


@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture as an edition would keep it, for previews."""
    check_edits(request)
    try:
        kept, data = bytes_of(get_object_or_404(Image, pk=pk))
    except FileLost as lost:
        raise Http404("The file of this picture is lost.") from lost
    return HttpResponse(data, content_type=kept.media_type)


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponse:
    """Pictures as Wagtail's admin shows them in small. No other file, and nobody else."""
    check_edits(request)
    if not path.startswith(PICTURES):
        raise Http404("There is nothing here.")
    return serve(request, path, document_root=settings.MEDIA_ROOT)  # type: ignore[return-value]
