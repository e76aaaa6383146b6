"""The pages of *Publish an edition*."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cms.models import ItemPage
from compliance import publishing
from people.access import Membership, check_leads
from register.models import Edition, Item

GRADES = [
    ("correction", "A correction: nobody is asked for anything"),
    ("reread", "Please re-read: shown as changed, and nobody has to do it again"),
    ("must_redo", "Must do again: everyone it is asked of does the new edition"),
]


class EditionForm(forms.Form):
    """The grade of change, and what changed, in a sentence."""

    grade = forms.ChoiceField(
        label="How much has changed?",
        choices=GRADES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how much has changed."},
    )
    redo_days = forms.IntegerField(
        label="If it must be done again: within how many days?",
        min_value=0,
        max_value=365,
        required=False,
        initial=14,
    )
    what_changed = forms.CharField(
        label="What changed, in a sentence",
        help_text="Readers see this beside the new edition.",
        max_length=500,
        error_messages={"required": "Say in a sentence what changed."},
    )


class FirstEditionForm(forms.Form):
    """Nobody has done a first edition, so there is nothing to choose."""

    what_changed = forms.CharField(
        label="A note for the record", max_length=500, initial="First edition."
    )


class DocumentForm(EditionForm):
    """A document that the school uploads, with the name of its edition."""

    field_order = ["file", "label", "grade", "redo_days", "what_changed"]
    file = forms.FileField(
        label="The document, as a PDF",
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        error_messages={"required": "Choose the PDF."},
    )
    label = forms.CharField(
        label="Which edition is it?",
        help_text="As on its cover, such as “2025” or “September 2025”.",
        max_length=120,
        error_messages={"required": "Say which edition this is, as on its cover."},
    )


@require_safe
def publish_list(request: HttpRequest) -> HttpResponse:
    """Every page that carries an item, drafts that wait first; and the school's documents."""
    here = check_leads(request)
    rows = [_row(page) for page in publishing.pages()]
    rows.sort(key=lambda row: not row["waiting"])
    documents = [
        {"item": item, "newest": publishing.newest_edition(item.slug, here.school.urn)}
        for item in Item.objects.filter(kind=Item.Kind.DOCUMENT).order_by("title")
    ]
    return render(
        request,
        "compliance/publish_list.html",
        {"rows": rows, "documents": documents, "crumbs": _crumbs()},
    )


def _row(page: ItemPage) -> dict[str, Any]:
    item = page.carried_item()
    newest = publishing.newest_edition(item.slug) if item else None
    return {"page": page, "newest": newest, "waiting": newest is None or page.has_unpublished_changes}


def _crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    trail = [("Our school", "/school/"), ("Publish an edition", "/school/publish/"), *more]
    return [{"label": label, "url": url} for label, url in trail]


def _page(pk: int) -> ItemPage:
    found = next((page for page in publishing.pages() if page.pk == pk), None)
    if found is None:
        raise Http404("There is no such page.")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def publish_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is affected, by number and name; then the grade; then one press."""
    here = check_leads(request)
    page = _page(pk)
    publishing.check_may_publish(here.user, page)
    item = page.carried_item()
    newest = publishing.newest_edition(item.slug) if item else None
    form_class = EditionForm if newest else FirstEditionForm
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        edition = _publish_page(request, here, page, form)
        if edition:
            messages.success(request, f"{edition.title}: edition {edition.number} is in force.")
            return redirect("publish_list")
    revision, draft, _ = publishing.draft_of(page)
    context = {
        "form": form,
        "page": page,
        "draft": draft,
        "revision": revision,
        "newest": newest,
        "affected": publishing.affected(item.slug, here.school) if item else None,
        "crumbs": _crumbs((draft.title, "")),
    }
    return render(request, "compliance/publish.html", context)


def _publish_page(
    request: HttpRequest, here: Membership, page: ItemPage, form: forms.Form
) -> Edition | None:
    try:
        return publishing.publish_page(
            page=page,
            grade=form.cleaned_data.get("grade", Edition.Grade.CORRECTION),
            redo_days=form.cleaned_data.get("redo_days"),
            what_changed=form.cleaned_data["what_changed"],
            revision_id=_number(request.POST.get("revision")),
            by=here.user.ref,
            user=here.user,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 15 else None


@require_http_methods(["GET", "HEAD", "POST"])
def publish_document(request: HttpRequest, slug: str) -> HttpResponse:
    """The school's next edition of a document that it uploads itself."""
    here = check_leads(request)
    item = Item.objects.filter(slug=slug, kind=Item.Kind.DOCUMENT).first()
    if item is None:
        raise Http404("There is no such document.")
    if not here.roles & {"dsl", "headteacher"}:
        raise PermissionDenied("The DSL or the headteacher publishes documents for the school.")
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        edition = _publish_document(here, item, form)
        if edition:
            messages.success(request, f"{item.title}, “{edition.label}”, is in force.")
            return redirect("publish_list")
    context = {
        "form": form,
        "item": item,
        "newest": publishing.newest_edition(slug, here.school.urn),
        "affected": publishing.affected(slug, here.school),
        "crumbs": _crumbs((item.title, "")),
    }
    return render(request, "compliance/publish_document.html", context)


def _publish_document(here: Membership, item: Item, form: DocumentForm) -> Edition | None:
    words = form.cleaned_data
    try:
        return publishing.publish_document(
            school=here.school,
            slug=item.slug,
            title=item.title,
            data=words["file"].read(publishing.PDF_LIMIT + 1),
            label=words["label"],
            grade=words["grade"],
            redo_days=words["redo_days"],
            what_changed=words["what_changed"],
            by=here.user.ref,
        )
    except ValidationError as error:
        form.add_error("file", error)
        return None
