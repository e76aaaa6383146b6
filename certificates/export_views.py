"""The page on which a lead chooses certificates and takes them away in one file."""

import tempfile
from typing import IO

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from certificates.export import Pack, gather, write
from certificates.forms import ExportForm, people_to_choose
from certificates.issuing import issue_missing
from people.access import check_leads
from people.looks import record_taken
from people.models import Look

OTHER_FIELDS = 10  # what a form sends beside the people that are ticked
MADE_AT_ONCE = 100  # a page does not keep anybody waiting longer; the worker makes the rest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def export_certificates(request: HttpRequest) -> HttpResponse:
    """Choose, see how many, download."""
    here = check_leads(request)
    page = _people_page(request, people_to_choose(here.school))
    form = ExportForm(request.POST or None, people=list(page))
    pack = None
    if not form.is_bound or form.is_valid():
        download = "download" in request.POST
        if download:
            issue_missing(limit=MADE_AT_ONCE, school=here.school.urn)
        pack = gather(form.wanted(here.school))
        if download and pack.rows:
            record_taken(
                school=here.school.urn,
                by=here.user.ref,
                people={row.certificate.person for row in pack.rows},
                page=Look.Page.CERTIFICATES,
                about=pack.item_title,
            )
            try:
                return _file(pack)
            except OSError:
                form.add_error(None, "There is no room to make the file. Please tell the office.")
    context = {
        "form": form,
        "pack": pack,
        "page": page,
        "crumbs": [{"label": "Our school", "url": "/school/"}, {"label": "Certificates"}],
    }
    return render(request, "certificates/export.html", context)


def _people_page(request: HttpRequest, people: list[tuple[str, str]]) -> Page:
    """As many people as one form may send ticked; very large schools turn the page."""
    fields = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS or len(people) + OTHER_FIELDS + 1
    return Paginator(people, fields - OTHER_FIELDS).get_page(request.GET.get("page"))


def _file(pack: Pack) -> FileResponse:
    """The ZIP, made whole before a byte of it is sent. It is gone with the response."""
    file: IO[bytes] = tempfile.TemporaryFile(dir=settings.DATA_DIR)  # noqa: SIM115
    try:
        pack = write(pack, file)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    response = FileResponse(file, as_attachment=True, filename=pack.name)
    response["Content-Type"] = "application/zip"
    response["Cache-Control"] = "no-store"
    return response
