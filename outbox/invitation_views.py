"""Inviting one person, or everybody who has not come in: names and words first, then one press."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from outbox import invitations
from people.access import check_may, today
from people.models import School, User
from people.roles import KEEP_LIST
from people.staff_list import Listed, listed_person

either = require_http_methods(["GET", "HEAD", "POST"])
CRUMBS = [{"label": "People", "url": "/school/people/"}]


def _school(request: HttpRequest) -> tuple[User, School]:
    here = check_may(request, KEEP_LIST)
    assert here.school is not None
    return here.user, here.school


def _person(school: School, ref: str) -> Listed:
    one = listed_person(school, ref, today())
    if one is None or one.user is None:
        raise Http404("Nobody of that reference is on this school's list.")
    return one


@login_required
@either
def invitation(request: HttpRequest, ref: str) -> HttpResponse:
    """What one person would get and what they have got; sent, or printed, with one press."""
    sender, school = _school(request)
    one = _person(school, ref)
    assert one.user is not None
    sent = invitations.invitations_of(school, ref)
    if request.method == "POST":
        return _send(request, sender, school, one.user)
    subject, body = invitations.preview(school, one.user, sender)
    context = {
        "one": one,
        "sent": sent,
        "why": invitations.why_not(one.user, school),
        "subject": subject,
        "body": body,
        "crumbs": [
            *CRUMBS,
            {"label": one.name, "url": f"/school/people/{ref}/posts/"},
            {"label": "Invitation"},
        ],
    }
    return render(request, "outbox/invitation.html", context)


def _send(request: HttpRequest, sender: User, school: School, user: User) -> HttpResponse:
    told = request.POST.get("after", "")
    after = int(told) if told.isascii() and told.isdecimal() and len(told) < 9 else 0
    try:
        message = invitations.invite(school=school, user=user, by=sender.ref, after=after)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("invitation", user.ref)
    if message.state == message.State.SLIP:
        return redirect("invitation_letter", user.ref)
    messages.success(request, f"An invitation is on its way to {user.get_full_name()}.")
    return redirect("staff_person", user.ref)


@login_required
@require_safe
def invitation_letter(request: HttpRequest, ref: str) -> HttpResponse:
    """The letter of somebody without an address, to print."""
    _, school = _school(request)
    one = _person(school, ref)
    return _letters(request, school, [one.ref])


@login_required
@require_safe
def invitation_letters(request: HttpRequest) -> HttpResponse:
    """The letters of everybody without an address who has not come in, to print."""
    _, school = _school(request)
    waiting = invitations.to_invite(school)
    return _letters(request, school, [one.ref for one in waiting.still_good])


def _letters(request: HttpRequest, school: School, refs: list[str]) -> HttpResponse:
    found = invitations.printed(school, refs)
    context = {
        "letters": found,
        "school": school,
        "crumbs": [*CRUMBS, {"label": "Letters to print"}],
    }
    return render(request, "outbox/invitation_letters.html", context)


@login_required
@either
def invite_all(request: HttpRequest) -> HttpResponse:
    """Everybody who has not come in, by number and name; then one press invites them."""
    sender, school = _school(request)
    waiting = invitations.to_invite(school)
    if request.method == "POST":
        return _send_all(request, sender, school, waiting)
    first = (waiting.by_mail + waiting.on_paper)[:1]
    words = invitations.preview(school, first[0].user, sender) if first and first[0].user else None
    context = {
        "waiting": waiting,
        "words": words,
        "first": first[0] if first else None,
        "crumbs": [*CRUMBS, {"label": "Invite those who have not come in"}],
    }
    return render(request, "outbox/invite_all.html", context)


def _send_all(
    request: HttpRequest, sender: User, school: School, waiting: invitations.ToInvite
) -> HttpResponse:
    """Those who were shown and still have not come in: by mail, or as letters to print."""
    shown = set(request.POST.getlist("person"))
    letters = request.POST.get("how") == "letters"
    chosen = waiting.on_paper if letters else waiting.by_mail
    users = [one.user for one in chosen if one.ref in shown and one.user]
    for user in users:
        invitations.invite(school=school, user=user, by=sender.ref)
    if letters:
        return redirect("invitation_letters")
    if users:
        who = users[0].get_full_name() if len(users) == 1 else f"{len(users)} people"
        messages.success(request, f"An invitation is on its way to {who}.")
    else:
        messages.info(request, "Nothing was sent: everybody has an invitation that is still good.")
    return redirect("invite_all")
