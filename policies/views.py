"""Reading and signing, for policies and for documents that a school uploads."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from people.access import Membership, membership, today
from people.desk_session import at_the_desk, how_signed, open_at_the_desk
from people.models import School, User
from policies.access import check_may_read, check_may_sign, editions_seen
from policies.actions import say, sign
from policies.files import PDF
from policies.forms import SigningForm, WordsForm
from policies.models import PolicyPage, Word
from policies.owners import names_of, owners
from policies.pages import Reading, crumbs, receipt_rows, text_address
from policies.signatures import signatures
from policies.texts import Text, text_from, text_of
from register import content
from register.editions import editions_of, in_force
from register.models import Edition, Item

# Chromium's viewer needs nothing; Safari's shows the file as an object and styles it in line, and
# holds itself to our policy (humhub issue 3945, directus issue 23130). A sandbox would blank both.
PDF_POLICY = {
    "default-src": [NONE],
    "object-src": [SELF],
    "style-src": [UNSAFE_INLINE],
    "frame-ancestors": [NONE],
}


@open_at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reading(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The edition in force, with the form to sign it at the end."""
    here = check_may_sign(request) if request.method == "POST" else check_may_read(request)
    edition = in_force(slug, here.school.urn, today())
    if edition is None:
        return _not_yet(request, get_object_or_404(Item, slug=slug, kind=kind))
    text = text_of(edition.digest)
    if text.kind != kind:
        raise Http404("That is another kind of thing.")
    if request.method == "POST":
        return _sign(request, here, edition, text)
    form = SigningForm(person=here.user, questions=text.questions)
    return _page(request, here, edition, text, form)


def _not_yet(request: HttpRequest, item: Item) -> HttpResponse:
    context = {"item": item, "crumbs": crumbs(item.title)}
    return render(request, "policies/not_yet.html", context, status=404)


def _sign(request: HttpRequest, here: Membership, edition: Edition, text: Text) -> HttpResponse:
    read = request.POST.get("edition"), request.POST.get("digest")
    if read != (str(edition.number), edition.digest):
        return _newer(request, edition)
    form = SigningForm(request.POST, person=here.user, questions=text.questions)
    at_first = _right_at_first(request, form, edition)
    if not form.is_valid():
        return _page(request, here, edition, text, form)
    after = request.POST.get("after", "")
    sign(
        school=here.school,
        edition=edition,
        statement=text.statement,
        after=int(after) if after.isdecimal() else None,
        score=at_first,
        out_of=len(text.questions) or None,
        by=here.user.ref,
        **how_signed(request),
    )
    if at_the_desk(request):
        return redirect(reverse("desk_list") + ("?large=1" if "large" in request.GET else ""))
    return redirect(f"{text.kind}_signed", edition.item)


def _right_at_first(request: HttpRequest, form: SigningForm, edition: Edition) -> int | None:
    """How many answers were right when all were given for the first time; kept in the session
    while the reader looks again. None where nothing is asked.
    """
    if not form.asked:
        return None
    name = f"right-at-first:{edition.item}:{edition.digest}"
    if form.is_valid():
        return request.session.pop(name, len(form.asked))
    if form.right is not None:
        request.session.setdefault(name, form.right)
    return None


def _page(
    request: HttpRequest, here: Membership, edition: Edition, text: Text, form: SigningForm
) -> HttpResponse:
    item = get_object_or_404(Item, slug=edition.item)
    page = Reading.of(here, item, text, edition)
    shown = form if not page.signed or "again" in request.GET else None
    context = {"page": page, "form": shown, "crumbs": page.crumbs, "today": today()}
    first = "policies/reading.html"
    if page.differences and "whole" not in request.GET:
        first = "policies/changed.html"
    return render(request, first, context | {"large": "large" in request.GET})


def _newer(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Nobody signs a text that is no longer in force, or one that they have not been shown."""
    context = {"edition": edition, "crumbs": crumbs(edition.title)}
    return render(request, "policies/newer.html", context, status=409)


@open_at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """“I have a question”: it goes to the owner, and is kept."""
    return _say(request, slug, kind, Word.Kind.QUESTION)


@open_at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def decline(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """“I decline, because”: it goes to the owner, and is kept."""
    return _say(request, slug, kind, Word.Kind.DECLINE)


def _say(request: HttpRequest, slug: str, kind: str, what: Word.Kind) -> HttpResponse:
    here = check_may_sign(request)
    edition = in_force(slug, here.school.urn, today())
    item = get_object_or_404(Item, slug=slug, kind=kind)
    if edition is None:
        return _not_yet(request, item)
    owner = text_of(edition.digest).owner
    to = names_of(owners(here.school, owner, besides=here.user.ref))
    form = WordsForm(request.POST or None)
    if form.is_valid():
        words = form.cleaned_data["words"]
        say(
            school=here.school,
            edition=edition,
            kind=what,
            words=words,
            owner=owner,
            by=here.user.ref,
        )
        messages.success(request, f"Thank you. What you wrote went to {to}.")
        return redirect(kind, slug)
    context = {
        "form": form,
        "edition": edition,
        "declines": what == Word.Kind.DECLINE,
        "to": to,
        "crumbs": [*crumbs(item.title)[:1], {"label": item.title, "url": item.address}],
    }
    return render(request, "policies/say.html", context)


@open_at_the_desk
@require_safe
@login_required
def receipt(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """What the reader signed last, for their own keeping."""
    here = check_may_read(request)
    item = get_object_or_404(Item, slug=slug, kind=kind)
    mine = signatures(here.user.ref, slug, here.school).select_related("entry")
    record = mine.last()
    if record is None:
        return redirect(kind, slug)
    seen = editions_of(slug, record.chain).filter(number=record.edition, digest=record.digest)
    now = in_force(slug, here.school.urn, today())
    witness = User.objects.filter(ref=record.witness).first() if record.witness else None
    rows = receipt_rows(here.user.get_full_name(), record, seen.last(), str(witness or ""))
    context = {
        "record": record,
        "rows": rows,
        "text_url": text_address(record, kind),
        "newer": now if now and now.number > (record.edition or 0) else None,
        "item": item,
        "crumbs": crumbs(item.title),
    }
    return render(request, "policies/receipt.html", context)


@open_at_the_desk
@require_safe
@login_required
@csp(PDF_POLICY)
def pdf(request: HttpRequest, slug: str, digest: str, kind: str) -> HttpResponse:
    """The kept bytes of an edition that the reader's school has, or had."""
    here = check_may_read(request)
    edition = _edition_in(digest, slug, kind, here.school)
    if edition is None:
        raise Http404("Your school has no such edition.")
    kept = content.fetch(digest)
    name = f"{slug}-edition-{edition.number}.pdf"
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(kept.data, content_type=PDF, headers=headers)


def _edition_in(digest: str, slug: str, kind: str, school: School) -> Edition | None:
    """The newest edition that is read in this file."""
    for edition in reversed(editions_seen(school, slug)):
        text = text_of(edition.digest)
        if (text.kind, text.pdf) == (kind, digest):
            return edition
    return None


def preview(request: HttpRequest, page: PolicyPage) -> HttpResponse:
    """A draft for its editor: nothing to sign, and no edition."""
    text = text_from(page.snapshot())
    shown = Reading(membership(request), page.title, text.minutes, text, edition=None)
    context = {"page": shown, "form": None, "crumbs": shown.crumbs}
    return render(request, "policies/reading.html", context)
