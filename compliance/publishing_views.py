"""The pages of *Publish an edition*."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cms.models import ItemPage
from compliance import annexes, publishing
from compliance.policy_access import items_kept
from compliance.policy_approval import approval_of
from compliance.publishing_forms import (
    AnnexForm,
    DocumentForm,
    EditionForm,
    FirstDocumentForm,
    FirstEditionForm,
    FirstPolicyEditionForm,
    ModuleEditionForm,
    PolicyEditionForm,
)
from compliance.why import full_date
from people.access import Membership, check_leads, today
from people.models import User
from policies.files import PDF_LIMIT
from register.models import Edition, Item


@login_required
@require_safe
def publish_list(request: HttpRequest) -> HttpResponse:
    """Every page that carries an item, drafts that wait first; and the school's documents."""
    here = check_leads(request)
    documents = publishing.documents_of(here.school)
    newest = publishing.newest_editions([item.slug for item in documents], here.school.urn)
    rows = sorted(_rows(here.user), key=lambda row: not row["waiting"])
    context = {
        "rows": rows,
        "waiting": sum(row["waiting"] for row in rows),
        "documents": [{"item": item, "newest": newest.get(item.slug)} for item in documents],
        "may_publish_documents": publishing.may_publish_documents(here),
        "crumbs": _crumbs(),
    }
    return render(request, "compliance/publish_list.html", context)


def _rows(user: User) -> list[dict[str, Any]]:
    """Each page with its newest edition, and whether a draft waits for this reader's press."""
    pages = publishing.pages()
    items = {item.page_id: item for item in Item.objects.filter(page_id__in=[p.pk for p in pages])}
    newest = publishing.newest_editions(item.slug for item in items.values())
    found = []
    for page in pages:
        edition = newest.get(items[page.pk].slug) if page.pk in items else None
        waiting = edition is None or page.has_unpublished_changes
        may_publish = publishing.may_publish(user, page)
        found.append(
            {"page": page, "newest": edition, "waiting": waiting, "may_publish": may_publish}
        )
    return found


def _crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    trail = [("Our school", "/school/"), ("Publish an edition", "/school/publish/"), *more]
    return [{"label": label, "url": url} for label, url in trail]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is affected, by number and name; then the grade; then one press."""
    here = check_leads(request)
    page = next(iter(publishing.pages(pk=pk)), None)
    if page is None:
        raise Http404("There is no such page.")
    publishing.check_may_publish(here.user, page)
    item = page.carried_item()
    newest = publishing.newest_edition(item.slug) if item else None
    form = _form(request, page, newest)
    if form.is_valid() and (edition := _publish_page(request, here, page, form)):
        since = (
            "" if edition.published_on <= today() else f" from {full_date(edition.published_on)}"
        )
        messages.success(request, f"{edition.title}: edition {edition.number} is in force{since}.")
        return redirect("publish_list")
    revision, draft = publishing.draft_of(page)
    context = {
        "form": form,
        "page": page,
        "draft": draft,
        "revision": revision,
        "newest": newest,
        "not_ready": [] if form.is_bound else draft.not_ready(),
        "in_force": publishing.is_in_force(draft.snapshot_bytes(), newest),
        "affected": publishing.affected(item.slug if item else draft.slug, here.school),
        "crumbs": _crumbs((draft.title, "")),
    }
    return render(request, "compliance/publish.html", context)


def _form(request: HttpRequest, page: ItemPage, newest: Edition | None) -> forms.Form:
    """A policy is approved by somebody, and in force from a day."""
    if page.item_kind != Item.Kind.POLICY:
        next_form = ModuleEditionForm if page.item_kind == Item.Kind.MODULE else EditionForm
        return (next_form if newest else FirstEditionForm)(request.POST or None)
    form_class = PolicyEditionForm if newest else FirstPolicyEditionForm
    return form_class(request.POST or None, approval=approval_of(page))


def _publish_page(
    request: HttpRequest, here: Membership, page: ItemPage, form: forms.Form
) -> Edition | None:
    seen = request.POST.get("revision", "")
    try:
        publishing.check_review(publishing.draft_of(page)[1], form.cleaned_data.get("on", today()))
        return publishing.publish_page(
            page=page,
            grade=form.cleaned_data.get("grade", Edition.Grade.CORRECTION),
            redo_days=form.cleaned_data.get("redo_days"),
            what_changed=form.cleaned_data["what_changed"],
            approved_by=form.cleaned_data.get("approved_by"),
            approved_on=form.cleaned_data.get("approved_on"),
            meeting=form.cleaned_data.get("meeting", ""),
            on=form.cleaned_data.get("on"),
            withdraws=form.cleaned_data.get("withdraws", False),
            revision_id=int(seen) if seen.isdecimal() and len(seen) < 19 else 0,
            by=here.user.ref,
            user=here.user,
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish_annex(request: HttpRequest, slug: str) -> HttpResponse:
    """The school's own annex to a policy that several schools share."""
    here = check_leads(request)
    item = items_kept(here.school).filter(slug=slug, kind=Item.Kind.POLICY).first()
    newest = publishing.newest_edition(slug, here.school.urn)
    if item is None or newest is None:
        raise Http404("There is no such policy.")
    publishing.check_may_publish_documents(here)
    annex = annexes.annex_in_force(slug, here.school.urn)
    form = AnnexForm(request.POST or None, approval=None, initial={"words": annex})
    if form.is_valid() and (edition := _publish_annex(here, item, form)):
        messages.success(request, f"{edition.title}: edition {edition.number} is in force here.")
        return redirect("policy_kept", slug)
    context = {
        "form": form,
        "item": item,
        "annex": annex,
        "newest": newest,
        "affected": publishing.affected(slug, here.school, chain=here.school.urn),
        "crumbs": _crumbs((f"Our annex to {item.title}", "")),
    }
    return render(request, "compliance/publish_annex.html", context)


def _publish_annex(here: Membership, item: Item, form: forms.Form) -> Edition | None:
    told = form.cleaned_data
    names = ("words", "grade", "redo_days", "what_changed", "approved_by", "approved_on", "meeting")
    try:
        more = {name: told[name] for name in names}
        return annexes.publish_annex(school=here.school, item=item, by=here.user.ref, **more)
    except ValidationError as error:
        form.add_error("words", error.messages)
        return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish_document(request: HttpRequest, slug: str) -> HttpResponse:
    """The school's next edition of a document that it uploads itself."""
    here = check_leads(request)
    item = next((item for item in publishing.documents_of(here.school) if item.slug == slug), None)
    if item is None:
        raise Http404("There is no such document.")
    publishing.check_may_publish_documents(here)
    newest = publishing.newest_edition(slug, here.school.urn)
    form_class = DocumentForm if newest else FirstDocumentForm
    form = form_class(request.POST or None, request.FILES or None)
    if form.is_valid() and (edition := _publish_document(here, item, form)):
        messages.success(request, f"{item.title}, “{edition.label}”, is in force.")
        return redirect("publish_list")
    context = {
        "form": form,
        "item": item,
        "newest": newest,
        "affected": publishing.affected(slug, here.school, chain=here.school.urn),
        "crumbs": _crumbs((item.title, "")),
    }
    return render(request, "compliance/publish_document.html", context)


def _publish_document(here: Membership, item: Item, form: forms.Form) -> Edition | None:
    words = form.cleaned_data
    try:
        return publishing.publish_document(
            school=here.school,
            slug=item.slug,
            title=item.title,
            data=words["file"].read(PDF_LIMIT + 1),
            label=words["label"],
            grade=words.get("grade", Edition.Grade.CORRECTION),
            redo_days=words.get("redo_days"),
            what_changed=words["what_changed"],
            by=here.user.ref,
        )
    except ValidationError as error:
        form.add_error("file", error.messages)
        return None
