"""*My reflections*: what one wrote in modules, to read again, change or delete."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import reflections
from courses.pages import as_typed
from courses.views import show
from people.access import membership, today
from people.staff_days import full_day
from register.models import Item


class ReflectionForm(forms.Form):
    """The words, and for how long."""

    words = forms.CharField(
        label="What you wrote",
        max_length=reflections.MOST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Please write nothing about a child or a family, even without a name.",
        error_messages={
            "required": "Write something, or press “Delete it for good” below.",
            "max_length": f"Shorten it to {reflections.MOST} letters, and save again.",
        },
    )
    months = forms.TypedChoiceField(
        label="Keep it for how long, from today?",
        choices=reflections.KEEP,
        coerce=int,
        initial=reflections.MONTHS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how long to keep it."},
    )


def _titles(mine: Any) -> dict[str, str]:
    slugs = {each.item for each in mine}
    return dict(Item.objects.filter(slug__in=slugs).values_list("slug", "title"))


CRUMBS = [{"label": "My training", "url": "/my-training/"}]


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Everything that the reader wrote, the latest first."""
    written = list(reflections.of(membership(request).user.ref))
    titles = _titles(written)
    context = {
        "rows": [(each, titles.get(each.item, ""), as_typed(each.words)) for each in written],
        "crumbs": [*CRUMBS, {"label": "My reflections", "url": ""}],
    }
    return show(request, "reflections", context)


@require_safe
@login_required
def copy(request: HttpRequest) -> HttpResponse:
    """All of it as a text file."""
    written = list(reflections.of(membership(request).user.ref))
    words = reflections.as_text(written, _titles(written))
    headers = {"Content-Disposition": 'attachment; filename="my-reflections.txt"'}
    return HttpResponse(words, content_type="text/plain; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One of one's own: other words, another time to keep it. Another person's is not there."""
    ref = membership(request).user.ref
    reflection = get_object_or_404(reflections.of(ref), pk=pk)
    form = ReflectionForm(request.POST or None, initial={"words": reflection.words})
    if form.is_valid():
        reflections.change(reflection=reflection, on=today(), **form.cleaned_data)
        messages.success(request, "Saved. Only you can read it.")
        return redirect("reflections")
    here = f"Written on {full_day(timezone.localtime(reflection.written_at).date())}"
    mine = {"label": "My reflections", "url": "/my-reflections/"}
    crumbs = [*CRUMBS, mine, {"label": here, "url": ""}]
    context = {"form": form, "reflection": reflection, "crumbs": crumbs}
    return render(request, "courses/reflection_change.html", context)


@require_POST
@login_required
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one for good; a second press finds nothing and does no harm."""
    reflection = reflections.of(membership(request).user.ref).filter(pk=pk).first()
    if reflection:
        reflection.delete()
        messages.success(request, "Deleted for good.")
    return redirect("reflections")
