"""The public page that says whether a certificate is genuine. It shows what is printed, no more."""

import time
from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from certificates.models import Certificate
from certificates.numbers import tidy
from certificates.shown import Shown, pdf_is_whole, shown
from people.brand import brand_address, crest_address
from people.models import School, User
from people.tries import client_ip
from register.content import ContentChanged

A_MINUTE = 60  # look-ups from one address
View = Callable[..., HttpResponse]


def too_many(request: HttpRequest) -> bool:
    """Count one look-up; whether this address has had its share of this minute (by process)."""
    whose = sha256(client_ip(request).encode()).hexdigest()
    key = f"verify:{whose}:{int(time.time() // 60)}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) > A_MINUTE


def public(view: View) -> View:
    """Open to anybody, for reading; not for search engines, and not to be kept."""

    @wraps(view)
    @login_not_required
    @require_safe
    def opened(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "no-store"
        return response

    return opened


@public
def verify_form(request: HttpRequest) -> HttpResponse:
    """Where a number is typed in."""
    if "number" not in request.GET:
        return render(request, "certificates/verify_form.html")
    number = tidy(request.GET["number"])
    return redirect("verify", number) if number else _looked_up(request, "")


@public
def verify(request: HttpRequest, number: str) -> HttpResponse:
    """What the certificate of this number says, whether it is genuine and whether it stands."""
    return _looked_up(request, number)


def _looked_up(request: HttpRequest, number: str) -> HttpResponse:
    if too_many(request):
        slower = render(request, "429.html", status=429)
        slower["Retry-After"] = "60"
        return slower
    certificate = Certificate.objects.filter(number=tidy(number)).first()
    if certificate is None:
        return render(request, "certificates/verify_unknown.html", status=404)
    row, state = _state(certificate)
    school = School.objects.select_related("crest").get(urn=certificate.chain)
    crest_url = crest_address(school)
    context = {
        "row": row,
        "printed": row.printed,
        "state": state,
        "issuer": {"name": school.name, "crest_url": crest_url, "demo": school.made_by_demo},
        "school": school,
        "brand": brand_address(school),
        "now": timezone.localtime(),
    }
    return render(request, "certificates/verify.html", context)


def _state(certificate: Certificate) -> tuple[Shown, str]:
    """The words, if they can be trusted, and one of: genuine, void, erased, changed."""
    try:
        [row] = shown([certificate])
    except ContentChanged:
        return Shown(certificate, None, None), "changed"
    if row.printed is None:
        known = User.objects.filter(ref=certificate.person).exists()
        return row, "changed" if known else "erased"
    if not pdf_is_whole(certificate):
        return row, "changed"
    return row, "genuine" if row.stands else "void"
