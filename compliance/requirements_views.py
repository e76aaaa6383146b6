"""The pages where leads keep the rules of their school. For leads of that school only."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from compliance import requirements
from compliance.actions import adopt_row, draft_requirement
from compliance.bundles import BUNDLES, Bundle
from compliance.models import Requirement
from compliance.requirement_forms import BundleForm, ChangeForm, EndForm, RuleForm, as_initial
from compliance.requirement_pages import (
    bundles_for,
    rule_line,
    source_words,
    summary,
    trial_of,
    trial_words,
)
from compliance.roster import names_of
from compliance.why import full_date
from people.access import Membership, check_leads, today
from people.models import School
from register.models import Item

either = require_http_methods(["GET", "HEAD", "POST"])


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """Where a page of requirements is."""
    trail = [("Our school", "/school/"), ("Requirements", "/school/requirements/"), *more]
    return [{"label": label, "url": url} for label, url in trail]


def school_led(request: HttpRequest) -> tuple[Membership, School]:
    """The reader, who leads, and their school; 404 for everybody else."""
    here = check_leads(request)
    assert here.school is not None
    return here, here.school


@login_required
@require_safe
def requirement_list(request: HttpRequest) -> HttpResponse:
    """Every requirement: those that hold or will, and those that are over."""
    _, school = school_led(request)
    on = today()
    found = requirements.kept(school.urn)
    context = {
        "rules": [rule_line(each, on) for each in found if not each.is_over(on)],
        "over": [rule_line(each, on) for each in found if each.is_over(on)],
        "crumbs": [{"label": "Our school", "url": "/school/"}, {"label": "Requirements"}],
    }
    return render(request, "compliance/requirements.html", context)


@login_required
@require_safe
def requirement(request: HttpRequest, slug: str) -> HttpResponse:
    """One requirement: the rule in words, and every row of it with its author."""
    _, school = school_led(request)
    each = _kept(school, slug)
    names = names_of({row.by for row in each.rows})
    context = {
        "row": each.holds(today()),
        "coming": each.to_come(today()),
        "over": each.is_over(today()),
        "summary": summary(each.holds(today())),
        "history": [_written(row, names) for row in reversed(each.rows)],
        "crumbs": crumbs((each.last.title, "")),
    }
    return render(request, "compliance/requirement.html", context)


def _kept(school: School, slug: str) -> requirements.Kept:
    found = requirements.kept(school.urn, slug=slug)
    if not found:
        raise Http404("There is no such requirement at this school.")
    return found[0]


def _written(row: Requirement, names: dict[str, str]) -> dict[str, str]:
    by = f" by {names[row.by]}" if row.by in names else ""
    line = rule_line(requirements.Kept(row.slug, [row]), today())
    said = f"{line.title}: {line.who}. {line.when}. {source_words(row)}. {line.days}"
    return {
        "when": full_date(timezone.localdate(row.recorded_at)),
        "words": f"Written down{by}. {said}.",
    }


# Adding and changing: a form, then what it would change, then one press.


@login_required
@either
def add_requirement(request: HttpRequest) -> HttpResponse:
    """A rule of the school's own."""
    here, school = school_led(request)
    form = RuleForm(
        request.POST or None,
        school=school,
        initial={"applies_from": today(), "window_days": 0, "force": "own"},
    )
    heading = "Add a requirement"
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, heading)
    item = form.chosen_item()
    told = form.told() | {"item": item.slug}
    row = _draft(form, school, told | {"slug": requirements.new_slug(school.urn, told["title"])})
    if row is None or request.POST.get("step") == "back":
        return _form_page(request, form, heading)
    if request.POST.get("step") != "adopt":
        return _trial_page(request, school, [row], form, heading)
    if same := requirements.asked_like(school, row):
        return redirect("requirement", same.slug)
    with transaction.atomic():
        if item._state.adding:
            item.save()
        adopt_row(school=school, row=row, by=here.user.ref)
    messages.success(request, f"{row.title} is asked from {full_date(row.applies_from)}.")
    return redirect("requirements")


@login_required
@either
def change_requirement(request: HttpRequest, slug: str) -> HttpResponse:
    """A new row that keeps `since`; a later `since` is asked of a second lead."""
    here, school = school_led(request)
    each = _kept(school, slug)
    form = ChangeForm(
        request.POST or None,
        school=school,
        before=each.last,
        today=today(),
        initial=as_initial(each.last, today()),
    )
    heading = f"Change “{each.last.title}”"
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, heading, each)
    row = _draft(form, school, form.told())
    if row is None or request.POST.get("step") == "back":
        return _form_page(request, form, heading, each)
    if request.POST.get("step") == "adopt" and _change(request, here, school, row, form):
        return redirect("requirements")
    if form.errors:
        return _form_page(request, form, heading, each)
    return _trial_page(request, school, [row], form, heading, later=form.moves_later())


def _change(
    request: HttpRequest, here: Membership, school: School, row: Requirement, form: ChangeForm
) -> bool:
    """Write the change down, or ask a second lead; False and a word on the form if refused."""
    try:
        if form.moves_later():
            reason = form.cleaned_data["reason"]
            requirements.ask_to_change(school=school, row=row, reason=reason, by=here.user.ref)
            said = f"{row.title}: asked. A second lead decides, and until then the rule stays."
        else:
            adopt_row(school=school, row=row, by=here.user.ref)
            said = f"{row.title}: the change holds from {full_date(row.applies_from)}."
    except ValidationError as error:
        form.add_error("reason" if form.moves_later() else None, error)
        return False
    messages.success(request, said)
    return True


def _draft(form: Form, school: School, told: dict[str, Any]) -> Requirement | None:
    try:
        return draft_requirement(school=school, **told)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _form_page(
    request: HttpRequest, form: RuleForm, heading: str, each: requirements.Kept | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "coming": each.to_come(today()) if each else None,
        "crumbs": crumbs((heading, "")),
    }
    return render(request, "compliance/requirement_form.html", context)


def _trial_page(
    request: HttpRequest,
    school: School,
    rows: Sequence[Requirement],
    form: Form,
    heading: str,
    *,
    later: bool = False,
) -> HttpResponse:
    """What the rows would change, with the form kept in hidden fields. Nothing is written."""
    context = {
        "form": form,
        "trial": trial_words(trial_of(school, rows)),
        "rules": [{"title": row.title, "rows": summary(row)} for row in rows],
        "later": later,
        "crumbs": crumbs((heading, "")),
    }
    return render(request, "compliance/trial.html", context)


@login_required
@either
def end_requirement(request: HttpRequest, slug: str) -> HttpResponse:
    """Its last day; what was asked until then stays as it was."""
    here, school = school_led(request)
    each = _kept(school, slug)
    form = EndForm(request.POST or None, initial={"last_day": today()})
    if request.method == "POST" and form.is_valid():
        try:
            last_day = form.cleaned_data["last_day"]
            requirements.end(school=school, each=each, last_day=last_day, by=here.user.ref)
            messages.success(request, f"{each.last.title} is asked until {full_date(last_day)}.")
            return redirect("requirements")
        except ValidationError as error:
            form.add_error("last_day", error)
    row = each.holds(today())
    context = {"form": form, "row": row, "crumbs": crumbs((row.title, ""))}
    return render(request, "compliance/requirement_end.html", context)


# Bundles.


@login_required
@require_safe
def bundle_list(request: HttpRequest) -> HttpResponse:
    """The bundles, and how much of each is adopted."""
    _, school = school_led(request)
    there = {each.slug for each in requirements.kept(school.urn)}
    context = {"bundles": bundles_for(there), "crumbs": crumbs(("Bundles", ""))}
    return render(request, "compliance/requirement_bundles.html", context)


@login_required
@either
def adopt_bundle(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules of a bundle: all of them or some, tried out first."""
    here, school = school_led(request)
    bundle = BUNDLES.get(slug)
    if bundle is None:
        raise Http404("There is no such bundle.")
    there = {each.slug for each in requirements.kept(school.urn)}
    form = BundleForm(
        request.POST or None, bundle=bundle, there=there, initial={"applies_from": today()}
    )
    if request.method == "POST" and not form.rules:
        return redirect("requirements")
    if request.method == "POST" and form.is_valid() and request.POST.get("step") != "back":
        rows = [draft_requirement(school=school, **form.told(rule)) for rule in form.chosen()]
        if request.POST.get("step") != "adopt":
            return _trial_page(request, school, rows, form, bundle.title)
        _adopt_bundle(here, school, form, rows)
        number = "One rule is" if len(rows) == 1 else f"{len(rows)} rules are"
        messages.success(request, f"{number} adopted. You can change each of them at any time.")
        return redirect("requirements")
    context = {
        "form": form,
        "bundle": bundle,
        "rules": _offered(bundle, form, there),
        "crumbs": crumbs(("Bundles", "/school/requirements/bundles/"), (bundle.title, "")),
    }
    return render(request, "compliance/requirement_bundle.html", context)


@transaction.atomic
def _adopt_bundle(
    here: Membership, school: School, form: BundleForm, rows: Sequence[Requirement]
) -> None:
    for rule in form.chosen():
        if rule.kind:
            reading = f"/reading/{rule.slug}/" if rule.kind == Item.Kind.DOCUMENT else ""
            Item.objects.get_or_create(
                slug=rule.item or rule.slug,
                defaults={
                    "kind": rule.kind,
                    "title": rule.title,
                    "why": rule.why,
                    "address": reading,
                },
            )
    for row in rows:
        adopt_row(school=school, row=row, by=here.user.ref)


def _offered(bundle: Bundle, form: BundleForm, there: set[str]) -> list[dict[str, Any]]:
    """Each rule in words, with its fields unless it is adopted already."""
    offered = []
    for rule in bundle.rules:
        row = Requirement(
            **{
                **rule.told(),
                "roles": ",".join(rule.roles),
                "covered_by": ",".join(rule.covered_by) or None,
                "applies_from": today(),
                "since": today(),
            }
        )
        names = [f"adopt_{rule.slug}", f"months_{rule.slug}"]
        offered.append(
            {
                "line": rule_line(requirements.Kept(rule.slug, [row]), today()),
                "note": rule.note,
                "adopted": rule.slug in there,
                "fields": [form[name] for name in names if name in form.fields],
            }
        )
    return offered
