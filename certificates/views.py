"""A person's own certificates, and one of them as a page and as the PDF that was kept."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certificates.access import check_may_see
from certificates.issuing import issue_own
from certificates.models import Certificate
from certificates.shown import shown
from people.brand import crest_address
from people.models import School
from people.scan import code_to_scan
from register.content import fetch
from register.models import Content

OWN = {"label": "My certificates", "url": "/my-certificates/"}


@login_required
@require_safe
def my_certificates(request: HttpRequest) -> HttpResponse:
    """The reader's own, newest first. What is missing is issued on opening."""
    held = issue_own(request.user.ref)
    own = Certificate.objects.filter(person=request.user.ref)
    context = {
        "rows": [row for row in shown(own.order_by("-happened_on", "-entry_id")) if row.printed],
        "held": held,
        "crumbs": [{"label": "My training", "url": "/my-training/"}, {"label": OWN["label"]}],
    }
    return render(request, "certificates/my_certificates.html", context)


@login_required
@require_safe
def certificate_page(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate as a page, which prints on one sheet."""
    [row] = shown([check_may_see(request, number)])
    if row.printed is None:
        raise Http404("What it printed has been erased.")
    school = School.objects.select_related("crest").get(urn=row.certificate.chain)
    own = row.certificate.person == request.user.ref
    before = OWN if own else {"label": "Evidence", "url": "/school/certificates/"}
    context = {
        "row": row,
        "printed": row.printed,
        "crest_url": crest_address(school),
        "code": code_to_scan(row.printed.verify_url),
        "crumbs": [before, {"label": row.printed.title}],
    }
    return render(request, "certificates/certificate_page.html", context)


@login_required
@require_safe
def certificate_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The bytes that were kept when it was issued. Raises ContentChanged if they are others."""
    certificate = check_may_see(request, number)
    try:
        pdf = fetch(certificate.pdf)
    except Content.DoesNotExist:
        raise Http404("What it printed has been erased.") from None
    response = HttpResponse(pdf.data, content_type=pdf.media_type)
    response["Content-Disposition"] = f'inline; filename="certificate-{certificate.number}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
