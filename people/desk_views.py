"""The desk as a visitor meets it: the code, the surname, the wait, the end (decisions/013)."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import membership
from people.brand import brand_address, crest_address
from people.desk_code import school_of_code, tidied_code
from people.desk_forms import CodeForm, SurnameForm
from people.desk_session import A_DAY, CODE, at_the_desk, leave, let_in, open_at_the_desk
from people.models import School, User, Visit
from people.roles import WITNESSES
from people.tries import Limit, count_try, had_their_share
from people.visits import DeskIsFull, ask, is_waiting, may_go_on

CODES = Limit("desk-code", each=20, together=1000)
SURNAMES = Limit("desk-surname", each=30, together=1000)
WRONG = "That code is not in use. It changes every Monday: ask the office for this week’s."
FULL = "A great many people are waiting at this desk. Please speak to the office."
VISIT = "visit"  # in the session of whoever waits


@open_at_the_desk
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Where the six letters are typed. Whoever is signed in goes to where they belong."""
    if request.user.is_authenticated:
        return _signed_in(request)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        return redirect("desk_who", form.cleaned_data["code"])
    kept = request.session.get(CODE, "")
    if request.method != "POST" and kept and school_of_code(kept):
        return redirect("desk_who", kept)
    return _code_page(request, form)


def _signed_in(request: HttpRequest) -> HttpResponse:
    if at_the_desk(request):
        return redirect("desk_list")
    if membership(request).roles & WITNESSES:
        return redirect("front_desk")
    return render(request, "people/desk_own.html")


def _code_page(request: HttpRequest, form: CodeForm) -> HttpResponse:
    context = {"form": form}
    return render(request, "people/desk.html", context, status=400 if form.errors else 200)


def _slower(request: HttpRequest) -> HttpResponse:
    slower = render(request, "429.html", status=429)
    slower["Retry-After"] = "600"
    return slower


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def who(request: HttpRequest, code: str) -> HttpResponse:
    """Where the surname is typed. Whether anybody has it is not said here."""
    if request.user.is_authenticated:
        return redirect("desk")
    if had_their_share(request, CODES):
        return _slower(request)
    school = school_of_code(code)
    if school is None:
        count_try(request, CODES)
        form = CodeForm({"code": code})
        form.add_error("code", WRONG) if form.is_valid() else None
        return _code_page(request, form)
    form = SurnameForm(request.POST or None)
    if form.is_valid():
        if had_their_share(request, SURNAMES):
            return _slower(request)
        if _waits(request, code, school, form):
            return redirect("desk_wait")
    context = {"form": form, "minutes": 15, **_about(school)}
    return render(request, "people/desk_who.html", context, status=400 if form.errors else 200)


def _waits(request: HttpRequest, code: str, school: School, form: SurnameForm) -> bool:
    """Begin to wait; a second press waits on."""
    count_try(request, SURNAMES)
    said = {name: form.cleaned_data[name] for name in ("surname", "initial")}
    before = _visit(request)
    if before and is_waiting(before) and before.school == school.urn:
        if (before.surname, before.initial) == (said["surname"], said["initial"]):
            return True
        before.delete()
    try:
        request.session[VISIT] = ask(school=school, **said).pk
    except DeskIsFull:
        form.add_error(None, FULL)
        return False
    request.session[CODE] = tidied_code(code)
    request.session.set_expiry(A_DAY)
    return True


def _visit(request: HttpRequest) -> Visit | None:
    return Visit.objects.filter(pk=request.session.get(VISIT)).first()


def _about(school: School) -> dict[str, Any]:
    """What a page says of the school to somebody who is not signed in."""
    crest = crest_address(school)
    told = {"name": school.name, "crest_url": crest, "demo": school.made_by_demo}
    return {"at_school": told, "brand": brand_address(school)}


@open_at_the_desk
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HttpRequest) -> HttpResponse:
    """“Please show this to the office.” Pressing *Go on* goes on once a witness has answered."""
    visit = _visit(request)
    if request.user.is_authenticated or visit is None:
        return redirect("desk")
    if request.method == "POST" and may_go_on(visit) and let_in(request, visit):
        return redirect("desk_list")
    school = School.objects.select_related("crest").get(pk=visit.school)
    context = {"visit": visit, "pressed": request.method == "POST", **_about(school)}
    if is_waiting(visit):
        return render(request, "people/desk_wait.html", context)
    if may_go_on(visit):
        user = User.objects.get(ref=visit.person)
        return render(request, "people/desk_known.html", context | {"person": user})
    return render(request, "people/desk_no.html", context | {"too_long": not visit.answered_at})


@never_cache
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Back to the surname; who waits under the old one waits no more."""
    visit = _visit(request)
    if visit and is_waiting(visit):
        visit.delete()
    request.session.pop(VISIT, None)
    return redirect("desk")


@never_cache
@require_safe
def wait_now(request: HttpRequest) -> HttpResponse:
    """For the script that presses *Go on*: nothing while nobody has answered."""
    visit = _visit(request)
    return HttpResponse(status=204 if visit and is_waiting(visit) else 200)


@open_at_the_desk
@never_cache
@require_safe
def still_here(_request: HttpRequest) -> HttpResponse:
    """Somebody is reading: the session has been seen."""
    return HttpResponse(status=204)


@open_at_the_desk
@never_cache
@login_required
@require_POST
def hand_back(request: HttpRequest) -> HttpResponse:
    """The end: nothing of the person stays on the tablet; it keeps the school's code."""
    if at_the_desk(request):
        leave(request)
    return redirect("desk_done")


@never_cache
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Thank you, and the tablet is ready for the next."""
    return render(request, "people/desk_done.html")


@never_cache
@require_safe
def over(request: HttpRequest) -> HttpResponse:
    """The fifteen minutes, or the hour, are over."""
    return render(request, "people/desk_over.html")
