"""For leads: what we chose together, as tables, a map, a CSV and a briefing; and old editions."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from people.access import Membership, check_leads, today
from register.editions import every_edition
from register.models import Edition, Item
from scenarios.actions import withdraw_edition
from scenarios.facts import Here, scenario_here, trails
from scenarios.layout import lay_out, letter_of
from scenarios.pages import Words
from scenarios.picture import as_drawn
from scenarios.runs import kept
from scenarios.story import Story
from scenarios.together import FEWEST, Decision, Share, decisions, to_talk_about

FORMULA = tuple("=+-@\t\r\n＝＋－＠'")
WORDS_A_MINUTE = 130  # read aloud


class WithdrawForm(forms.Form):
    """Why an old edition is taken away: those who were part-way read it."""

    reason = forms.CharField(
        label="Why? Those who are part-way will read this.",
        max_length=300,
        error_messages={"required": "Say why, in a sentence. Those who are part-way will read it."},
    )


@login_required
@require_safe
def school_scenarios(request: HttpRequest) -> HttpResponse:
    """Every scenario that the school has."""
    here = check_leads(request)
    assert here.school is not None
    there = every_edition(here.school.urn, today())
    items = Item.objects.filter(kind=Item.Kind.SCENARIO, slug__in=there).order_by("title")
    return render(
        request,
        "scenarios/school_list.html",
        {"items": items, "here": here, "crumbs": _crumbs()},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def school_scenario(request: HttpRequest, slug: str) -> HttpResponse:
    """What we chose, together; and who is on an old edition."""
    here, at = _at(request, slug)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _withdraw(request, here, at, form)
    edition = at.edition(_number(request.POST.get("edition") or request.GET.get("edition")))
    context = _found(here, at, edition) | {"form": form, "at": at}
    return render(request, "scenarios/together.html", context)


def _withdraw(request: HttpRequest, here: Membership, at: Here, form: Any) -> HttpResponse:
    number = _number(request.POST.get("edition"))
    if number not in [each.edition.number for each in at.editions if not each.in_force]:
        raise Http404("There is no such old edition here.")
    assert here.school is not None
    withdraw_edition(
        school=here.school,
        item=at.slug,
        edition=number,
        reason=form.cleaned_data["reason"],
        by=here.user.ref,
    )
    messages.success(request, f"Edition {number} is withdrawn. Those in it start afresh.")
    return redirect("school_scenario", at.slug)


@login_required
@require_safe
def school_scenario_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The shares that may be shown, for a spreadsheet."""
    here, at = _at(request, slug)
    edition = at.edition(_number(request.GET.get("edition")))
    out = io.StringIO("\ufeff")  # by which Excel knows that it is UTF-8
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out)
    for row in _rows(_found(here, at, edition)["decisions"], _story(edition)):
        writer.writerow([plain_cell(str(cell)) for cell in row])
    name = f"{slug}-edition-{edition.number}.csv"
    head = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", headers=head)


def _rows(found: list[Decision], story: Story) -> Iterator[tuple[object, ...]]:
    yield "decision", "choice", "words", "rating", "attempts", "group", "people", "chose", "percent"
    for decision in found:
        shares = [("first", share) for share in decision.shares]
        shares += [("later", decision.later)] if decision.later else []
        for attempts, share in shares:
            for place, choice in enumerate(decision.passage.choices):
                yield (
                    decision.passage.name,
                    letter_of(place),
                    choice.words,
                    choice.rating,
                    attempts,
                    share.group,
                    share.people,
                    share.chose[choice.id],
                    share.percent(choice.id),
                )


def plain_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe in front where it would."""
    return f"'{text}" if text.startswith(FORMULA) else text


@login_required
@require_safe
def briefing(request: HttpRequest, slug: str) -> HttpResponse:
    """Five minutes for the next staff meeting, from what most often went wrong."""
    here, at = _at(request, slug)
    edition = at.edition(_number(request.GET.get("edition")))
    context = _found(here, at, edition)
    words, story = Words(here.school), _story(edition)
    moments = [_moment(words, each) for each in to_talk_about(context["decisions"])]
    said = " ".join(str(part) for moment in moments for part in moment["read"])
    context |= {
        "moments": moments,
        "minutes": max(1, round(len(said.split()) / WORDS_A_MINUTE)),
        "key": words.line(story.key),
        "reflection": words.line(story.reflection),
    }
    return render(request, "scenarios/briefing.html", context)


def _moment(words: Words, decision: Decision) -> dict[str, Any]:
    """One decision to talk about: what was tempting, and what helps."""
    whole = decision.everybody
    assert whole is not None
    ways = sorted(decision.passage.choices, key=lambda one: -whole.chose[one.id])
    tempting = next(one for one in ways if one.rating in ("poor", "fair") and whole.chose[one.id])
    better = next((one for one in decision.passage.choices if one.rating == "good"), None)
    told = {
        "text": words.prose(decision.passage.text),
        "tempting": words.line(tempting.words),
        "tempting_feedback": words.prose(tempting.feedback),
        "better": words.line(better.words) if better else "",
        "better_feedback": words.prose(better.feedback) if better else "",
    }
    cited = [*tempting.citations, *(better.citations if better else ())]
    return told | {
        "read": list(told.values()),
        "percent": whole.percent(tempting.id),
        "people": whole.people,
        "citations": list(dict.fromkeys(cited)),
    }


def _at(request: HttpRequest, slug: str) -> tuple[Membership, Here]:
    here = check_leads(request)
    assert here.school is not None
    found = scenario_here(here.school, slug)
    if found is None:
        raise Http404("This school has no such scenario.")
    return here, found


def _story(edition: Edition) -> Story:
    what = kept(edition.digest)
    if what is None:
        raise Http404("This edition is not a scenario.")
    return what.story


def _found(here: Membership, at: Here, edition: Edition) -> dict[str, Any]:
    """What may be shown of an edition."""
    story, words = _story(edition), Words(here.school)
    runs = trails(at, edition)
    found = decisions(story, runs)
    percent = {
        choice.id: f"{each.everybody.percent(choice.id)}%"
        for each in found
        if each.everybody
        for choice in each.passage.choices
    }
    return {
        "edition": edition,
        "title": edition.title,
        "people": len(runs),
        "fewest": FEWEST,
        "decisions": found,
        "tables": [_table(words, each) for each in found],
        "picture": as_drawn(lay_out(story), percent),
        "crumbs": _crumbs((edition.title, reverse("school_scenario", args=[at.slug]))),
        "slug": at.slug,
        "here": here,
    }


def _table(words: Words, decision: Decision) -> dict[str, Any]:
    """A decision as a table: a row for each choice, a column for each group that may be shown."""
    shares = [*decision.shares, *([decision.later] if decision.later else [])]
    return {
        "name": decision.passage.name,
        "heads": [f"{share.group} ({share.people})" for share in shares],
        "rows": [
            {
                "letter": letter_of(place),
                "words": words.line(choice.words),
                "rating": choice.rating,
                "cells": _cells(shares, choice.id),
            }
            for place, choice in enumerate(decision.passage.choices)
        ],
    }


def _cells(shares: list[Share], choice: str) -> list[tuple[str, str]]:
    return [(f"{share.group} ({share.people})", f"{share.percent(choice)} %") for share in shares]


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else None


def _crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    trail = [("Our school", "/school/"), ("What we chose, together", "/school/scenarios/"), *more]
    return [{"label": label, "url": url} for label, url in trail]
