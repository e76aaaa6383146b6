"""The register of policies, one policy with its evidence, and answers to what people asked."""

import tempfile
from collections.abc import Iterable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from compliance import policy_pages
from compliance.asat import AsAt
from compliance.export_views import WORKBOOK
from compliance.forms import AsAtForm
from compliance.policy_access import Keeper, check_keeper, check_sees_evidence, item_kept
from compliance.policy_evidence import Evidence, evidence
from compliance.policy_exports import as_csv, as_xlsx
from compliance.policy_forms import CLOSED, AnswerForm, EvidenceFilters
from compliance.policy_register import Kept, kept_of, register_of
from compliance.publishing import may_publish_documents
from people.access import today
from people.looks import record_looks, record_taken
from people.models import Look
from policies.actions import answer
from policies.models import Word
from policies.said import Said, said
from register.models import Item

PEOPLE_ON_A_PAGE = 100


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The way back, with what comes after the register."""
    trail = [("Policies", "/school/policies/"), *more]
    return [{"label": label, "url": url} for label, url in trail]


def about(item: Item) -> tuple[str, str]:
    """A policy's place in the way back."""
    return item.title, f"/school/policies/{item.slug}/"


@login_required
@require_safe
def policy_register(request: HttpRequest) -> HttpResponse:
    """Every policy and document: dates, owners, editions, shares; past review first."""
    keeper = check_keeper(request)
    kept = register_of(keeper.school, today())
    context = {
        "keeper": keeper,
        "policies": [each for each in kept if each.item.kind == Item.Kind.POLICY],
        "documents": [each for each in kept if each.item.kind == Item.Kind.DOCUMENT],
        "past": [each for each in kept if each.is_past],
        "mine": {each.item.slug for each in kept if each.owner and keeper.answers(each.owner)},
        "now": timezone.localtime(),
        "crumbs": [{"label": "My training", "url": "/my-training/"}, {"label": "Policies"}],
    }
    return render(request, "compliance/policy_register.html", context)


@login_required
@require_safe
def policy_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Who signed, who has not, what was asked; for an owner who leads nobody, the last alone."""
    keeper = check_keeper(request)
    item = item_kept(keeper, slug)
    if not keeper.leads:
        return _owners_page(request, keeper, item)
    as_at = AsAtForm(request.GET).as_at()
    found = evidence(keeper.school, item, as_at)
    _looked(keeper, item, found.said)
    form = EvidenceFilters(request.GET, found)
    lines = form.chosen(found)
    kept = kept_of(keeper.school, item, as_at.on)
    paginator = Paginator(lines, max(1, len(lines)) if "whole" in request.GET else PEOPLE_ON_A_PAGE)
    now = timezone.localtime()
    context = {
        "found": found,
        "kept": kept,
        "item": item,
        "title": policy_pages.title(found),
        "lead": policy_pages.lead(found, now),
        "rows": policy_pages.facts(kept),
        "editions": policy_pages.editions(found),
        "form": form,
        "page": paginator.get_page(request.GET.get("page")),
        "closed": "standing" in request.GET and request.GET["standing"] == CLOSED,
        "waiting": [each for each in found.said if each.waits],
        "answered": [each for each in found.said if not each.waits],
        "may_annex": may_publish_documents(keeper.here) and item.kind == Item.Kind.POLICY,
        "is_today": as_at.on == today(),
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "crumbs": crumbs((item.title, "")),
    }
    return render(request, "compliance/policy.html", context)


def _owners_page(request: HttpRequest, keeper: Keeper, item: Item) -> HttpResponse:
    kept = _owned(keeper, item)
    words = said(item.slug, keeper.school.urn)
    _looked(keeper, item, words)
    context = {
        "kept": kept,
        "item": item,
        "rows": policy_pages.facts(kept),
        "waiting": [each for each in words if each.waits],
        "answered": [each for each in words if not each.waits],
        "crumbs": crumbs((item.title, "")),
    }
    return render(request, "compliance/policy_owned.html", context)


def _looked(keeper: Keeper, item: Item, words: Iterable[Said]) -> None:
    """Whoever asked or declined can see who read it."""
    record_looks(
        school=keeper.school.urn,
        by=keeper.here.user.ref,
        whose={each.word.person: item.title for each in words},
        page=Look.Page.WORDS,
    )


def _owned(keeper: Keeper, item: Item) -> Kept:
    """The policy, if this reader answers for it; else 404."""
    kept = kept_of(keeper.school, item, today())
    if not keeper.answers(kept.owner):
        raise Http404("Somebody else answers for this policy.")
    return kept


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_word(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What somebody asked, or why they declined; and the answer, which they see."""
    keeper = check_keeper(request)
    item = item_kept(keeper, slug)
    _owned(keeper, item)
    one = _said(keeper, item, pk)
    _looked(keeper, item, [one])
    form = AnswerForm(request.POST or None)
    if form.is_valid() and _answer(keeper, one, form):
        messages.success(request, f"Your answer went to {one.name}, and is kept.")
        return redirect("policy_kept", slug)
    context = {
        "form": form,
        "one": one,
        "item": item,
        "own": one.word.person == keeper.here.user.ref,
        "crumbs": crumbs(about(item), ("Answer", "")),
    }
    return render(request, "compliance/policy_answer.html", context)


def _said(keeper: Keeper, item: Item, pk: int) -> Said:
    """What was said at this school of this item; else 404."""
    for each in said(item.slug, keeper.school.urn):
        if each.word.pk == pk and each.word.kind != Word.Kind.ANSWER:
            return each
    raise Http404("Nobody said that here.")


def _answer(keeper: Keeper, one: Said, form: AnswerForm) -> bool:
    words, by = form.cleaned_data["words"], keeper.here.user.ref
    try:
        answer(school=keeper.school, word=one.word, words=words, by=by)
    except ValidationError as error:
        form.add_error("words", error)
        return False
    return True


# Files.


@login_required
@require_safe
def evidence_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """A line for each signature, and for whoever never signed."""
    found, form = _asked(request, slug)
    name = _name(found.item, found.as_at, found.school.urn)
    return HttpResponse(
        as_csv(found, form.chosen(found)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


@login_required
@require_safe
def evidence_xlsx(request: HttpRequest, slug: str) -> FileResponse:
    """The same as a workbook, made whole before a byte of it is sent."""
    found, form = _asked(request, slug)
    file = tempfile.TemporaryFile(dir=settings.DATA_DIR)  # noqa: SIM115  (closed by the response)
    as_xlsx(found, form.chosen(found), file)
    file.seek(0)
    name = f"{_name(found.item, found.as_at, found.school.urn)}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=WORKBOOK)


def _asked(request: HttpRequest, slug: str) -> tuple[Evidence, EvidenceFilters]:
    keeper = check_sees_evidence(request)
    found = evidence(keeper.school, item_kept(keeper, slug), AsAtForm(request.GET).as_at())
    form = EvidenceFilters(request.GET, found)
    record_taken(
        school=keeper.school.urn,
        by=keeper.here.user.ref,
        people={line.ref for line in form.chosen(found)},
        page=Look.Page.SIGNED,
        about=found.item.title,
    )
    return found, form


def _name(item: Item, as_at: AsAt, urn: str) -> str:
    """“signed-behaviour-900001-2026-03-14-as-known-then”."""
    then = "-as-known-then" if as_at.then else ""
    return f"signed-{item.slug}-{urn}-{as_at.on}{then}"
