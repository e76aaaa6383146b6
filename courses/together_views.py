"""For leads and content editors: how each question of a module does, never who answered what."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from courses.facts import module_of, sent_by
from courses.marking import Quiz
from courses.together import FEWEST, Fared, Share, fared, to_teach_again
from people.access import Membership, check_factor, membership, people_ever_of, today
from people.contacts import contacts, slot_words
from people.roles import LEADS
from register.editions import editions_of, every_edition
from register.models import SHARED, Edition, Item
from register.plain_cells import plain_cell


def check_sees_questions(request: HttpRequest) -> tuple[Membership, set[str] | None]:
    """The reader, and whose answers they see: a lead those of their school, an editor who leads
    nowhere everybody's (None). 404 for anybody else.
    """
    here = membership(request)
    if here.school and here.leads:
        return here, people_ever_of(here.school.urn)
    edits = here.user.has_perm("wagtailadmin.access_admin")
    if edits or here.waiting & LEADS:
        check_factor(request)
    if edits:
        return here, None
    raise Http404("This page is for the safeguarding leads, the headteacher and content editors.")


@login_required
@require_safe
def modules(request: HttpRequest) -> HttpResponse:
    """Every module that has questions."""
    here, whose = check_sees_questions(request)
    known = every_edition(_chain(here), today())
    items = Item.objects.filter(kind=Item.Kind.MODULE, slug__in=known).order_by("title")
    context = {"items": items, "everybody": whose is None, "crumbs": _crumbs(whose)}
    return render(request, "courses/questions_list.html", context)


@login_required
@require_safe
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """How each question does, and the three that are best taught again."""
    here, whose = check_sees_questions(request)
    editions, edition, quiz = _at(request, here, slug)
    sent = sent_by(edition.digest, slug, whose)
    found = fared(quiz, sent)
    told = slot_words(here.school, contacts(here.school))
    context = {
        "title": edition.title,
        "edition": edition,
        "editions": editions,
        "people": len({each.person for each in sent}),
        "everybody": whose is None,
        "fewest": FEWEST,
        "tables": [_table(each, told) for each in found],
        "bars": [_bar(each, told) for each in found if each.first],
        "again": [_again(each, told) for each in to_teach_again(found)],
        "slug": slug,
        "crumbs": _crumbs(whose, edition.title),
    }
    return render(request, "courses/questions.html", context)


@login_required
@require_safe
def questions_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The shares that may be shown, for a spreadsheet."""
    here, whose = check_sees_questions(request)
    _, edition, quiz = _at(request, here, slug)
    out = io.StringIO("\ufeff")  # by which Excel knows that it is UTF-8
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out)
    for row in _rows(fared(quiz, sent_by(edition.digest, slug, whose))):
        writer.writerow([plain_cell(str(cell)) for cell in row])
    name = f"{slug}-questions-edition-{edition.number}.csv"
    head = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", headers=head)


def _rows(found: list[Fared]) -> Iterator[tuple[object, ...]]:
    about = ("question", "words", "tries", "people", "sent", "right percent")
    yield (*about, "answer", "right", "chose", "percent")
    for each in found:
        for name, share in (("first", each.first), ("later", each.later)):
            if share is None:
                continue
            counts = (share.people, share.tries, share.percent)
            yield (each.number, each.question.text, name, *counts, "", "", "", "")
            for row in share.rows:
                told = (row.words, "yes" if row.right else "no", row.number, row.percent)
                yield (each.number, each.question.text, name, *counts, *told)


def _chain(here: Membership) -> str:
    return here.school.urn if here.school else SHARED


def _at(request: HttpRequest, here: Membership, slug: str) -> tuple[list[Edition], Edition, Quiz]:
    """The editions, the newest first; the one that is asked for, else the newest; its quiz."""
    known = list(editions_of(slug, _chain(here)).filter(published_on__lte=today()))
    editions = [each for each in reversed(known) if module_of(each.digest)]
    if not editions:
        raise Http404("There is no such module here.")
    asked = request.GET.get("edition", "")
    edition = next((each for each in editions if str(each.number) == asked), editions[0])
    module = module_of(edition.digest)
    assert module
    return editions, edition, module.quiz


def _with_names(text: str, told: dict[str, str]) -> str:
    for slot, name in told.items():
        text = text.replace(f"{{{slot}}}", name)
    return text


def _bar(each: Fared, told: dict[str, str]) -> dict[str, Any]:
    assert each.first
    label = f"{each.number}. {_with_names(each.question.text, told)}"
    return {"label": label, "value": f"{each.first.percent}%", "share": each.first.percent}


def _table(each: Fared, told: dict[str, str]) -> dict[str, Any]:
    """A question as a table: a row for each answer, a column for first tries and for later ones."""
    shares = [(name, share) for name, share in _columns(each) if share]
    first = next((share for _, share in shares), None)
    rows = [
        {
            "words": _with_names(row.words, told),
            "right": row.right,
            "cells": [(head, _cell(share, row.words)) for head, share in shares],
        }
        for row in (first.rows if first else ())
    ]
    return {
        "number": each.number,
        "text": _with_names(each.question.text, told),
        "must": each.question.must,
        "heads": [head for head, _ in shares],
        "rights": [(head, f"{share.percent}%") for head, share in shares],
        "rows": rows,
    }


def _columns(each: Fared) -> Iterator[tuple[str, Share | None]]:
    yield f"First try ({each.first.people if each.first else 0})", each.first
    yield f"Later tries ({each.later.tries if each.later else 0})", each.later


def _cell(share: Share, words: str) -> str:
    return next((f"{row.percent}%" for row in share.rows if row.words == words), "0%")


def _again(each: Fared, told: dict[str, str]) -> dict[str, Any]:
    """One to teach again: what tempted people, and what is so."""
    assert each.first
    tempting = each.tempting
    return {
        "text": _with_names(each.question.text, told),
        "percent": each.first.percent,
        "people": each.first.people,
        "tempting": _with_names(tempting.text, told) if tempting else "",
        "feedback": _with_names(tempting.feedback, told) if tempting else "",
        "explanation": _with_names(each.question.explanation, told),
    }


def _crumbs(whose: set[str] | None, *title: str) -> list[dict[str, str]]:
    begins = ("My training", "/my-training/") if whose is None else ("Our school", "/school/")
    trail = [begins, ("How each question does", reverse("questions") if title else "")]
    return [{"label": label, "url": url} for label, url in [*trail, *((t, "") for t in title)]]
