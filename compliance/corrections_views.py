"""Putting a person's record right: making a record void takes two; excusing takes somebody else."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from compliance import corrections, evidence, requirements
from compliance.actions import end_exemption, excuse
from compliance.corrections_forms import EndExcuseForm, EvidenceForm, ExcuseForm, VoidForm
from compliance.corrections_pages import Excused, excused, record_lines
from compliance.models import Exemption
from compliance.requirements_views import either
from compliance.why import full_date
from people.access import look_at, today
from people.models import School, User
from register.models import Record

OWN = "This is your own record, so a colleague puts it right."


def person_led(request: HttpRequest, ref: str) -> tuple[User, School, User]:
    """The lead, the school, and a person of it; 404 for everybody else."""
    here, person = look_at(request, ref)
    assert here.school is not None
    return here.user, here.school, person


def crumbs(person: User, label: str) -> list[dict[str, str]]:
    """Where a page about a person is."""
    trail = [("Our school", "/school/"), (person.get_full_name(), f"/school/people/{person.ref}/")]
    return [{"label": words, "url": url} for words, url in [*trail, (label, "")]]


def _page(
    request: HttpRequest, person: User, name: str, label: str, **context: Any
) -> HttpResponse:
    shown = {"person": person, "crumbs": crumbs(person, label), **context}
    return render(request, f"compliance/{name}.html", shown)


@login_required
@require_safe
def put_right(request: HttpRequest, ref: str) -> HttpResponse:
    """Every record that stands and every exemption, with what may be done about each."""
    lead, school, person = person_led(request, ref)
    return _page(
        request,
        person,
        "correct",
        "Put something right",
        own=lead.ref == person.ref,
        records=record_lines(school, person.ref),
        exemptions=excused(school, person.ref),
    )


@login_required
@either
def make_void(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Ask a second lead to make a record void."""
    lead, school, person = person_led(request, ref)
    record = _standing_record(school, person, pk)
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = corrections.ask_to_void(
                school=school, record=record, reason=form.cleaned_data["reason"], by=lead.ref
            )
            messages.success(request, "Asked. Another lead decides; until then the record stands.")
            return redirect("approval", asked.ref)
        except ValidationError as error:
            form.add_error(None, error)
    [line] = [each for each in record_lines(school, person.ref) if each.pk == pk]
    return _page(request, person, "correct_void", "Make a record void", form=form, line=line)


def _standing_record(school: School, person: User, pk: int) -> Record:
    found = Record.objects.filter(chain=school.urn, person=person.ref, pk=pk).not_void().first()
    if found is None:
        raise Http404("There is no such record.")
    return found


@login_required
@either
def attach(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Put a file with a declared record: a certificate from elsewhere, say."""
    lead, school, person = person_led(request, ref)
    record = _standing_record(school, person, pk)
    if record.kind != Record.Kind.DECLARED:
        raise Http404("Evidence goes with training that was declared.")
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _attach(form, record, lead):
        messages.success(request, "The file is kept with the record.")
        return redirect("put_right", person.ref)
    [line] = [each for each in record_lines(school, person.ref) if each.pk == pk]
    return _page(request, person, "correct_evidence", "Attach a file", form=form, line=line)


def _attach(form: Form, record: Record, lead: User) -> bool:
    said = form.cleaned_data
    try:
        if lead.ref == record.person:
            raise ValidationError(OWN)
        digest = evidence.keep(said["file"].read(evidence.MOST_BYTES + 1), said["file"].name)
    except ValidationError as error:
        form.add_error("file", error)
        return False
    evidence.attach(record=record, digest=digest, label=said["label"], by=lead.ref)
    return True


@login_required
@either
def excuse_person(request: HttpRequest, ref: str) -> HttpResponse:
    """Excuse somebody a requirement, from a day to a day, with a reason."""
    lead, school, person = person_led(request, ref)
    kept = [each for each in requirements.kept(school.urn) if not each.is_over(today())]
    rules = [(each.slug, each.last.title) for each in kept]
    first = {"starts_on": today(), "requirement": request.GET.get("requirement", "")}
    form = ExcuseForm(request.POST or None, rules=rules, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            excuse(school=school, person=person.ref, by=lead.ref, **form.cleaned_data)
            until = full_date(form.cleaned_data["ends_on"])
            messages.success(request, f"{person.get_full_name()} is excused until {until}.")
            return redirect("person_at_school", person.ref)
        except ValidationError as error:
            form.add_error(None, error)
    return _page(request, person, "exempt", "Excuse", form=form, own=lead.ref == person.ref)


@login_required
@either
def end_excuse(request: HttpRequest, ref: str, exemption: str) -> HttpResponse:
    """End an exemption, or take it back altogether."""
    lead, school, person = person_led(request, ref)
    shown = _excused(school, person, exemption)
    form = EndExcuseForm(request.POST or None, initial={"last_day": today()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            end_exemption(
                exemption=_last(school, exemption),
                last_day=said["last_day"] if said["how"] == "ends" else None,
                reason=said["reason"],
                by=lead.ref,
            )
            messages.success(request, "Written down. Both stay on record.")
            return redirect("person_at_school", person.ref)
        except ValidationError as error:
            form.add_error(None, error)
    return _page(request, person, "exempt_end", "End an exemption", form=form, line=shown)


def _excused(school: School, person: User, ref: str) -> Excused:
    found = [each for each in excused(school, person.ref) if each.ref == ref]
    if not found:
        raise Http404("There is no such exemption.")
    return found[0]


def _last(school: School, ref: str) -> Exemption:
    last = Exemption.objects.filter(chain=school.urn, ref=ref).order_by("entry_id").last()
    assert last
    return last
