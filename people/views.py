"""Home, the invitation, the demo's step-in page, a school's accent, accessibility and privacy."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import people_of, posts_as_they_stand
from people.brand import brand_digest, brand_sheet
from people.invitations import invited
from people.models import School, User
from people.roles import ROLES

_BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The door: someone signed in goes to their list."""
    if request.user.is_authenticated:
        return redirect("/my-training/")
    return render(request, "people/home.html", {"demo": settings.DEMO})


@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, ref: str, token: str) -> HttpResponse:
    """The invitation. Opening it changes nothing (mail scanners open links); pressing lets in."""
    user = invited(ref, token)
    if user is None:
        return render(request, "people/invitation_over.html", status=410)
    if request.method == "POST":
        if request.user.is_authenticated:
            logout(request)
        return perform_login(request, user, redirect_url="/my-training/")
    school = School.objects.filter(urn__in=_schools_of(user)).first()
    return render(request, "people/welcome.html", {"person": user, "at_school": school})


def _schools_of(user: User) -> set[str]:
    return {post.chain for post in posts_as_they_stand(person=user.ref)}


@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """Whom one can step in as, in the demo only."""
    if not settings.DEMO:
        raise Http404("There is no demo here.")
    schools = [_cast(school) for school in School.objects.filter(made_by_demo=True)[:2]]
    return render(request, "people/demo.html", {"schools": schools})


def _cast(school: School) -> dict:
    """People of a demo school who can be stepped in as: those with an address, by name."""
    posts = people_of(school.urn)
    users = User.objects.filter(ref__in=posts, is_active=True).order_by("first_name")
    people = [
        {
            "ref": user.ref,
            "name": user.get_full_name(),
            "role": " and ".join(ROLES[post.role].words for post in posts[user.ref]),
            "lead": any(post.role in {"dsl", "headteacher"} for post in posts[user.ref]),
        }
        for user in users
    ]
    return {"school": school, "people": sorted(people, key=lambda one: not one["lead"])}


@require_POST
def step_in(request: HttpRequest) -> HttpResponseRedirect:
    """Become somebody of the demo school. Works in the demo only, for its people only."""
    user = User.objects.filter(ref=request.POST.get("ref", ""), is_active=True).first()
    if not settings.DEMO or user is None:
        raise Http404("There is no demo here.")
    schools = School.objects.filter(urn__in=_schools_of(user))
    if not schools or any(not school.made_by_demo for school in schools):
        raise Http404("Nobody of that reference is in the demo.")
    logout(request)
    login(request, user, backend=_BACKEND)
    return redirect("/my-training/")


@require_safe
@cache_control(max_age=365 * 24 * 3600, public=True, immutable=True)
def brand(request: HttpRequest, urn: str, digest: str) -> HttpResponse:
    """A school's accent; an address with an old digest is not there."""
    school = get_object_or_404(School, urn=urn)
    if digest != brand_digest(school):
        raise Http404("That accent is no longer in use.")
    return HttpResponse(brand_sheet(school), content_type="text/css; charset=utf-8")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "people/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "people/privacy.html")
