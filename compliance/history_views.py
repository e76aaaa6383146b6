"""Bringing in training from before or elsewhere: a file, a preview, and a second person."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from compliance import evidence as files
from compliance import history, paper, proposals
from compliance.corrections_forms import why_field
from compliance.history_file import FileRefused, Table, read_table
from compliance.history_rows import Batch, check_rows
from compliance.models import Evidence, Proposal
from compliance.requirements_views import either, school_led
from people.access import Membership, membership
from people.looks import record_looks
from people.models import Look, School
from register.content import fetch

SHOWN = 100  # rows in the preview


class FileForm(forms.Form):
    """The spreadsheet."""

    file = forms.FileField(
        label="The file, as CSV",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": "Choose the file.", "empty": "This file is empty."},
    )


class ManyFiles(forms.FileInput):
    """Several files in one go."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """A list of files, empty where none was chosen."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        single = super().clean
        return [single(each, initial) for each in data or []]


class DeclareForm(forms.Form):
    """The rows that were looked at, how they are known, and files that go with them."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False)
    reason = why_field(
        "Where does this list come from?",
        help_text="Such as: the office’s spreadsheet of 2019 to 2025.",
    )
    files = ManyFilesField(
        label="Certificates that the rows name",
        required=False,
        widget=ManyFiles(
            attrs={"multiple": True, "accept": "application/pdf,image/png,image/jpeg"}
        ),
        help_text="PDF, PNG or JPEG, up to 10 MB each. A row names its file under “evidence”.",
    )


@login_required
@either
def bring_in(request: HttpRequest) -> HttpResponse:
    """First the file, then what it would write, then one press; another lead approves."""
    here, school = school_led(request)
    if request.POST.get("step") == "declare":
        return _declare(request, school, here.user.ref)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data["file"].read()
            return _preview(request, school, read_table(data))
        except FileRefused as error:
            form.add_error("file", str(error))
    return render(request, "compliance/history.html", {"form": form, "crumbs": _crumbs()})


def _crumbs() -> list[dict[str, str]]:
    return [{"label": "Our school", "url": "/school/"}, {"label": "Training from before"}]


def _preview(
    request: HttpRequest, school: School, table: Table, form: DeclareForm | None = None
) -> HttpResponse:
    batch = check_rows(school, table)
    named = any(row.evidence for row in batch.rows)
    form = form or DeclareForm(initial={"text": table.text})
    if not named:
        del form.fields["files"]
    context = {
        "form": form,
        "batch": batch,
        "shown": batch.rows[:SHOWN],
        "encoding": table.encoding if table.encoding == "cp1252" else "",
        "crumbs": _crumbs(),
    }
    return render(request, "compliance/history_preview.html", context)


def _declare(request: HttpRequest, school: School, by: str) -> HttpResponse:
    form = DeclareForm(request.POST, request.FILES)
    try:
        table = read_table(request.POST.get("text", "").encode())
    except FileRefused:
        return redirect("bring_in")
    if not form.is_valid():
        return _preview(request, school, table, form)
    batch = check_rows(school, table)
    if batch.bad:
        return _preview(request, school, table)
    try:
        asked = _ask(school, batch, form, by)
    except ValidationError as error:
        form.add_error(None, error)
        return _preview(request, school, table, form)
    messages.success(request, "Asked. Another lead looks at the rows and approves them.")
    return redirect("approval", asked.ref)


@transaction.atomic
def _ask(school: School, batch: Batch, form: DeclareForm, by: str) -> Proposal:
    sent = {each.name: each for each in form.cleaned_data["files"]}
    wanted = {row.evidence: row.number for row in batch.rows if row.evidence}
    for name, number in wanted.items():
        if name not in sent:
            raise ValidationError(
                f"Row {number} names the file “{name}”, which is not among those you chose."
            )
    kept = {
        name: files.keep(sent[name].read(files.MOST_BYTES + 1), name) for name in sorted(wanted)
    }
    return history.ask_to_bring_in(
        school=school, rows=batch.rows, by=by, reason=form.cleaned_data["reason"], files=kept
    )


@login_required
@require_safe
def evidence(request: HttpRequest, digest: str) -> HttpResponse:
    """A file that goes with a record, for the person and the leads of that school."""
    here = membership(request)
    whose = set(Evidence.objects.filter(digest=digest).values_list("person", flat=True))
    if whose != {here.user.ref}:  # a sheet that names others is for the leads
        _look_at_file(here, digest)
    kept = fetch(digest)
    name = f"evidence-{digest[:12]}.{kept.media_type.rpartition('/')[2]}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(kept.data, content_type=kept.media_type, headers=headers)


def _look_at_file(here: Membership, digest: str) -> None:
    """Write down that a lead opens it, for everybody whose it is; 404 where it is nobody's here."""
    whose = _whose(here.school, digest) if here.school and here.leads else {}
    if not whose:
        raise Http404("There is no such file.")
    assert here.school is not None
    record_looks(school=here.school.urn, by=here.user.ref, whose=whose, page=Look.Page.EVIDENCE)


def _whose(school: School, digest: str) -> dict[str, str]:
    """Whom a file is about, and what it is called: with a record of the school, or with a row that
    waits there."""
    kept = Evidence.objects.filter(chain=school.urn, digest=digest)
    if found := dict(kept.values_list("person", "label")):
        return found
    waiting = proposals.waiting(school.urn, kind=history.KIND)
    rows = (row for each in waiting for row in history.rows_of(each))
    if found := {row.person: row.title for row in rows if row.evidence == digest}:
        return found
    sheets = map(paper.sheet_of, proposals.waiting(school.urn, kind=paper.KIND))
    return {ref: "" for sheet in sheets if sheet.scan == digest for ref in sheet.people}
