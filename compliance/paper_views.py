"""The sheet to sign on paper, and entering what was signed on it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from compliance import evidence as files
from compliance import paper
from compliance.asat import AsAt
from compliance.paper_forms import PaperForm
from compliance.policy_access import Keeper, check_keeps_paper, item_kept
from compliance.policy_evidence import Evidence, Line, evidence
from compliance.policy_views import about, crumbs
from people.access import today
from policies.texts import text_of
from register.models import Item

SPARE_LINES = 4


@login_required
@require_safe
def sign_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Names of those asked, the statement, the edition and its digest: to print."""
    keeper = check_keeps_paper(request)
    item = item_kept(keeper, slug)
    found = evidence(keeper.school, item, AsAt(today()))
    missing = "missing" in request.GET and keeper.leads
    lines = [line for line in found.wanted if not (missing and line.has_signed)]
    context: dict[str, Any] = {
        "found": found,
        "item": item,
        "keeper": keeper,
        "lines": _by_name(lines),
        "missing": missing,
        "spare": range(SPARE_LINES),
        "today": today(),
        "crumbs": _crumbs(keeper, item, "A sheet to sign"),
    }
    if found.edition:
        context["statement"] = text_of(found.edition.digest).statement
    return render(request, "compliance/sign_sheet.html", context)


def _crumbs(keeper: Keeper, item: Item, label: str) -> list[dict[str, str]]:
    """The way back; the policy's own page is for the leads."""
    return crumbs(*([about(item)] if keeper.leads else []), (label, ""))


def _by_name(lines: list[Line]) -> list[Line]:
    """By surname."""
    return sorted(lines, key=lambda line: (line.name.rpartition(" ")[2], line.name))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter_paper(request: HttpRequest, slug: str) -> HttpResponse:
    """Tick who signed, say when; a lead's press counts at once, the office's when a lead agrees."""
    keeper = check_keeps_paper(request)
    item = item_kept(keeper, slug)
    found = evidence(keeper.school, item, AsAt(today()))
    own = keeper.here.user.ref
    people = [(line.ref, _choice(keeper, line)) for line in _by_name(list(found.lines))]
    form = PaperForm(
        request.POST or None,
        request.FILES or None,
        editions=found.editions,
        people=[each for each in people if each[0] != own],
    )
    if form.is_valid() and _enter(request, keeper, found, form):
        return redirect("policy_kept" if keeper.leads else "policy_register", *_where(keeper, item))
    context = {
        "form": form,
        "item": item,
        "keeper": keeper,
        "found": found,
        "own": any(ref == own for ref, _ in people),
        "crumbs": _crumbs(keeper, item, "Signed on paper"),
    }
    return render(request, "compliance/enter_paper.html", context)


def _where(keeper: Keeper, item: Item) -> list[str]:
    return [item.slug] if keeper.leads else []


def _choice(keeper: Keeper, line: Line) -> str:
    """A name; for a lead, with what they signed last."""
    if not (keeper.leads and line.signatures):
        return line.name
    newest = line.signatures[0]
    return f"{line.name} (signed {newest.what.lower()} on {newest.on})"


def _enter(request: HttpRequest, keeper: Keeper, found: Evidence, form: PaperForm) -> bool:
    """Enter, or ask a lead to agree; False and a word on the form where that is refused."""
    by, told = keeper.here.user.ref, form.cleaned_data
    try:
        with transaction.atomic():
            sheet = _sheet(found, told)
            if keeper.leads:
                written = paper.enter(school=keeper.school, sheet=sheet, by=by)
                messages.success(request, _entered_words(len(written), len(sheet.people)))
            else:
                paper.ask_to_enter(school=keeper.school, sheet=sheet, by=by)
                messages.success(
                    request,
                    "Thank you. The leads have been told. It counts as soon as one of them agrees.",
                )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _sheet(found: Evidence, told: dict[str, Any]) -> paper.Sheet:
    number = int(told["edition"])
    digest = next(each.digest for each in found.editions if each.number == number)
    scan = told["scan"]
    kept = files.keep(scan.read(files.MOST_BYTES + 1), scan.name) if scan else ""
    return paper.Sheet(found.item.slug, number, digest, told["on"], tuple(told["people"]), kept)


def _entered_words(written: int, ticked: int) -> str:
    said = "1 signature is" if written == 1 else f"{written} signatures are"
    words = f"{said} written down, as signed on paper and entered by you."
    if written < ticked:
        there = "1 was" if ticked - written == 1 else f"{ticked - written} were"
        words += f" {there} there already."
    return words
