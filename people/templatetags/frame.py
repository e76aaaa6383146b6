"""The parts of every page that know the reader: header, crest, accent, Support for you."""

from datetime import timedelta
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html

from people.access import Membership, edits_pages, membership, today
from people.brand import brand_address, crest_address
from people.contacts import HELPLINES, contacts_here, to_turn_to
from people.desk_session import IDLE, at_the_desk
from people.roles import KEEP_DETAILS, LEADS, OWNERS, SEE_LIST, SEE_LOOKS, WITNESSES

register = template.Library()
SEARCH = "/search/"  # a page of its own has the box in it
NEAR = timedelta(days=14)


def _here(context: dict[str, Any]) -> Membership | None:
    request = context.get("request")
    if request is None or not getattr(request, "user", None) or not request.user.is_authenticated:
        return None
    return membership(request)


def _menu(here: Membership, path: str) -> list[dict[str, Any]]:
    roles = here.roles | here.waiting  # a link may lead by way of the second factor
    links = [
        ("My training", "/my-training/"),
        ("My certificates", "/my-certificates/"),
        ("My reflections", "/my-reflections/"),
        ("Who to tell", reverse("card")),
    ]
    if roles & WITNESSES:
        links.append(("The desk", "/school/desk/"))
    if roles & SEE_LIST:
        links.append(("People", "/school/people/"))
    if roles & KEEP_DETAILS:
        links.append(("Our details", "/school/details/"))
    if roles & LEADS:
        links += [
            ("Our school", "/school/"),
            ("What is asked of whom", "/school/requirements/"),
            ("Policies", "/school/policies/"),
            ("Publish an edition", "/school/publish/"),
            ("Evidence", "/school/certificates/"),
        ]
    elif roles.intersection(OWNERS):
        links.append(("Policies", "/school/policies/"))
    if "governor" in roles and not roles & LEADS:
        links.append(("The school in figures", "/school/in-figures/"))
    if roles & SEE_LOOKS:
        links.append(("Who looked", "/school/who-looked/"))
    if "trust_lead" in roles:
        links.append(("Our schools", "/trust/"))
    if edits_pages(here.user):
        links.append(("Write and edit", "/admin/"))
        links += [] if roles & LEADS else [("How each question does", "/questions/")]
    links.append(("How you sign in", reverse("mfa_index")))
    menu: list[dict[str, Any]] = [
        {"label": label, "url": url, "current": url == path} for label, url in links
    ]
    menu.append({"label": "Sign out", "url": reverse("account_logout"), "post": True})
    return menu


def _menu_at_the_desk(path: str) -> list[dict[str, Any]]:
    links = [("To read and sign", "/desk/list/"), ("Who to tell", reverse("card"))]
    menu = [{"label": label, "url": url, "current": url == path} for label, url in links]
    return [*menu, {"label": "Hand the tablet back", "url": reverse("desk_end"), "post": True}]


@register.inclusion_tag("people/header.html", takes_context=True)
def school_header(context: dict[str, Any]) -> dict[str, Any]:
    """Crest, school's name and the person's one menu."""
    here = _here(context)
    school = here.school if here else None
    found: dict[str, Any] = {
        "home_url": "/my-training/" if here else "/",
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
        "viewer": None,
        "school": None,
    }
    if here:
        request = context["request"]
        desk = at_the_desk(request)
        found["viewer"] = {
            "first_name": here.user.first_name,
            "menu": _menu_at_the_desk(request.path) if desk else _menu(here, request.path),
            "search": SEARCH if request.path != SEARCH and not desk else "",
            "desk": desk,
        }
        found["idle"] = IDLE
    if school:
        crest = crest_address(school)
        found["school"] = {"name": school.name, "crest_url": crest, "demo": school.made_by_demo}
    return found


@register.inclusion_tag("people/support.html", takes_context=True)
def support_for_you(context: dict[str, Any]) -> dict[str, Any]:
    """The school's leads by name and helplines."""
    here = _here(context)
    people = contacts_here(context["request"]) if here else []
    leads = to_turn_to([person for person in people if person.role != "headteacher"])
    return {
        "contacts": leads,
        "helplines": HELPLINES,
        "talk_to": leads[0].name if leads else "",
    }


@register.inclusion_tag("people/last_day.html", takes_context=True)
def last_day_notice(context: dict[str, Any]) -> dict[str, Any]:
    """Somebody's last day, from two weeks before: what to save before their sign-in ends."""
    here = _here(context)
    last = here.last_day if here else None
    return {"last_day": last if last and last - today() <= NEAR else None}


@register.simple_tag(takes_context=True)
def brand_css(context: dict[str, Any]) -> str:
    """The link to the school's accent, or nothing."""
    here = _here(context)
    if not here or not here.school:
        return ""
    return format_html('<link rel="stylesheet" href="{}">', brand_address(here.school))
