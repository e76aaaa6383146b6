"""Home, the invitation, the demo's step-in page and a school's accent."""

from typing import Any

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import people_of, schools_of
from people.brand import brand_digest, brand_sheet, crest_digest, crest_png
from people.desk_session import open_at_the_desk
from people.invitations import invited
from people.models import School, User
from people.proofs import DEMO, note
from people.roles import LEADS, ROLES

SHOWN = 40  # people of a demo school on the step-in page
_BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The door: someone signed in goes to their list."""
    if request.user.is_authenticated:
        return redirect("/my-training/")
    return render(request, "people/home.html", {"demo": settings.DEMO})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, ref: str, token: str) -> HttpResponse:
    """The invitation. Opening it changes nothing (mail scanners open links); pressing lets in."""
    if request.method == "POST":
        return _let_in(request, ref, token)
    user = invited(ref, token)
    if user is None:
        return _over(request)
    school = School.objects.filter(urn__in=schools_of(ref)).first()
    return render(request, "people/welcome.html", {"person": user, "at_school": school})


@transaction.atomic
def _let_in(request: HttpRequest, ref: str, token: str) -> HttpResponse:
    user = invited(ref, token, hold=True)
    if user is None:
        return _over(request)
    note(request, user, "invitation")
    return perform_login(request, user, redirect_url="/my-training/")


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "people/invitation_over.html", status=410)


@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """Whom one can step in as, in the demo only."""
    if not settings.DEMO:
        raise Http404("There is no demo here.")
    schools = [_cast(school) for school in School.objects.filter(made_by_demo=True)[:2]]
    return render(request, "people/demo.html", {"schools": schools})


def _cast(school: School) -> dict[str, Any]:
    """People of a demo school who can be stepped in as: leads first, by first name, not all."""
    posts = people_of(school.urn)
    users = User.objects.filter(ref__in=posts, is_active=True).order_by("first_name", "last_name")
    people = [
        {
            "ref": user.ref,
            "name": user.get_full_name(),
            "role": " and ".join(ROLES[post.role].words for post in posts[user.ref]),
            "leads": any(post.role in LEADS for post in posts[user.ref]),
        }
        for user in users
    ]
    return {"school": school, "people": sorted(people, key=lambda one: not one["leads"])[:SHOWN]}


@require_POST
def step_in(request: HttpRequest) -> HttpResponseRedirect:
    """Become somebody of the demo school. Works in the demo only, for its people only."""
    if not settings.DEMO:
        raise Http404("There is no demo here.")
    user = User.objects.filter(ref=request.POST.get("ref", ""), is_active=True).first()
    schools = School.objects.filter(urn__in=schools_of(user.ref)) if user else []
    if user is None or not schools or not all(school.made_by_demo for school in schools):
        raise Http404("Nobody of that reference is in the demo.")
    login(request, user, backend=_BACKEND)
    note(request, user, DEMO)  # the demo's own door counts as everything, in the demo
    return redirect("/my-training/")


@open_at_the_desk
@require_safe
@cache_control(max_age=365 * 24 * 3600, public=True, immutable=True)
def brand(_request: HttpRequest, urn: str, digest: str) -> HttpResponse:
    """A school's accent; an address with an old digest is not there."""
    school = get_object_or_404(School, urn=urn)
    if digest != brand_digest(school):
        raise Http404("That accent is no longer in use.")
    return HttpResponse(brand_sheet(school), content_type="text/css; charset=utf-8")


@require_safe
@cache_control(max_age=365 * 24 * 3600, public=True, immutable=True)
def crest(_request: HttpRequest, urn: str, digest: str) -> HttpResponse:
    """A school's crest; an address of an older one, or of a file that is gone, is not there."""
    school = get_object_or_404(School.objects.select_related("crest"), urn=urn)
    if not digest or digest != crest_digest(school):
        raise Http404("That crest is no longer in use.")
    try:
        return HttpResponse(crest_png(school), content_type="image/png")
    except OSError as error:
        raise Http404("The crest cannot be read.") from error
