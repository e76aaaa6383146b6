"""What *My training* says: what is waiting, in order, and what is done. One page, one person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.contrib.humanize.templatetags.humanize import apnumber

from compliance.due import LATE, Standing, standings
from compliance.facts import read_own, words_of
from compliance.task import WAITING, Asked, Task, duration, task
from compliance.why import full_date
from people.access import Membership
from register.models import Bookmark, Item

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks that wait for the same reason, the next to be due first."""

    heading: str
    tasks: list[Task]
    now: bool


@dataclass(frozen=True, slots=True)
class MyTraining:
    """The page: its answer first."""

    title: str
    lead: str
    groups: list[Group]
    done: list[Task]
    excused: list[Task]
    paused: list[Task]
    not_asked: list[Standing]
    total: int
    to_go: str
    filled: float  # of `total`, what is under way counted in part


def my_training(here: Membership, on: date) -> MyTraining:
    """The reader's list at their school on a day. Seven queries at most, and two fewer where
    what the school asks is remembered."""
    ref = here.user.ref
    found = standings(read_own(here), on)
    slugs = {standing.rule.item for standing in found}
    items, marks = Item.objects.in_bulk(slugs), _bookmarks(slugs, ref)
    return present(found, items, marks, on, first_name=here.user.first_name)


def _bookmarks(slugs: Iterable[str], person: str) -> dict[str, Bookmark]:
    """The person's own, by item's slug. A query by itself: joined to the items it costs thrice."""
    mine = Bookmark.objects.filter(person=person, item__in=slugs)
    return {mark.item: mark for mark in mine}


def present(
    found: Iterable[Standing],
    items: Mapping[str, Item],
    marks: Mapping[str, Bookmark],
    on: date,
    first_name: str = "",
) -> MyTraining:
    """The page from one person's standings; `items` and `marks` by item's slug."""
    asked = [
        Asked(
            standing,
            items.get(standing.rule.item) or Item(title=words_of(standing).title),
            marks.get(standing.rule.item),
        )
        for standing in _one_for_each_item(found)
    ]
    waiting = sorted((each for each in asked if each.waits), key=_next_first)
    done = sorted((each for each in asked if each.status == "current"), key=lambda e: e.due_on)
    groups = _groups(waiting, on)
    title, lead = _answer(groups, waiting, done, asked, on, first_name)
    return MyTraining(
        title=title,
        lead=lead,
        groups=_with_the_next_one_marked([_group(*each, on=on) for each in groups]),
        done=[task(each, on) for each in done],
        excused=[task(each, on) for each in asked if each.status == "excused"],
        paused=[task(each, on) for each in asked if each.status == "paused"],
        not_asked=[e.standing for e in asked if e.status == "not_required" and _applies(e, on)],
        total=len(waiting) + len(done),
        to_go=duration(sum(each.minutes_left for each in waiting)),
        filled=len(done) + sum(each.part_done for each in waiting),
    )


# Which standing decides, and where it goes.


def _next_first(asked: Asked) -> tuple[date, int]:
    """By due day; on one day a module comes before the policies that it speaks of."""
    kinds = list(Item.Kind)
    return asked.due_on, kinds.index(asked.item.kind) if asked.item.kind in kinds else len(kinds)


def _one_for_each_item(found: Iterable[Standing]) -> list[Standing]:
    """Where several requirements ask for one item, the one that presses most."""
    chosen: dict[str, Standing] = {}
    for standing in sorted(found, key=_pressing):
        chosen.setdefault(standing.rule.item, standing)
    return list(chosen.values())


def _pressing(standing: Standing) -> tuple[int, date]:
    order = ("current", "paused", "excused", "not_required")
    waits = standing.status in WAITING
    rank = 0 if waits else 1 + order.index(standing.status)
    return rank, standing.due_on or date.max


def _groups(waiting: list[Asked], on: date) -> list[tuple[str, list[Asked]]]:
    """What waits, under its headings, in order; a heading with nothing under it is left out.

    A person who is starting sees what is asked before they start and in their first week;
    afterwards it goes by due day.
    """
    starting = any(_is_starting(each, on) for each in waiting)
    this_week = "In your first week" if starting else "This week"
    found: dict[str, list[Asked]] = {
        heading: [] for heading in ("Do this first", "Before you start", this_week, "Later")
    }
    for each in waiting:
        if each.status in LATE:
            heading = "Do this first"
        elif _is_starting(each, on):
            days = each.standing.rule.first_due_days
            heading = "Before you start" if days == 0 else this_week if days <= 7 else "Later"
        else:
            heading = this_week if each.due_on <= on + WEEK else "Later"
        found[heading].append(each)
    return [(heading, tasks) for heading, tasks in found.items() if tasks]


def _is_starting(asked: Asked, on: date) -> bool:
    """Never done, by someone who has not started yet or is in their first week."""
    standing = asked.standing
    return (
        standing.done_on is None
        and standing.spell is not None
        and on <= standing.spell.starts_on + WEEK
    )


def _applies(asked: Asked, on: date) -> bool:
    rule = asked.standing.rule
    return rule.applies_from <= on <= (rule.applies_to or date.max)


# The words.


def _group(heading: str, tasks: list[Asked], *, on: date) -> Group:
    return Group(heading, [task(each, on) for each in tasks], now=False)


def _with_the_next_one_marked(groups: list[Group]) -> list[Group]:
    """The first group stands out, and the first thing that can be opened has the one button."""
    if groups:
        groups[0] = replace(groups[0], now=True)
    for group in groups:
        for place, each in enumerate(group.tasks):
            if each.url:
                group.tasks[place] = replace(each, first=True)
                return groups
    return groups


def _things(number: int) -> str:
    words = str(apnumber(number))
    return "One thing" if number == 1 else f"{words[0].upper()}{words[1:]} things"


def _answer(
    groups: list[tuple[str, list[Asked]]],
    waiting: list[Asked],
    done: list[Asked],
    asked: list[Asked],
    on: date,
    first_name: str,
) -> tuple[str, str]:
    """The title and the lead."""
    if not groups:
        return _nothing(done, asked)
    heading, tasks = groups[0]
    things, first = _things(len(tasks)), tasks[0]
    about = _about(first)
    if heading == "Do this first":
        return (
            f"{things} {'is' if len(tasks) == 1 else 'are'} late",
            f"Start with “{first.item.title}”.{about} If something stands in the way, tell one of "
            "the people under “Support for you”.",
        )
    if heading == "Before you start":
        welcome = _welcome(first, on, first_name)
        return f"{things} to do before you start", welcome + _together(tasks)
    start = _welcome(first, on, first_name) + " " if _is_starting(first, on) else ""
    lead = f"{start}Next is “{first.item.title}”, by {full_date(first.due_on)}.{about}"
    if heading == "Later":
        return f"{_things(len(waiting))} to do, in good time", lead
    when = "in your first week" if _is_starting(first, on) else "this week"
    return f"{things} to do {when}", lead


def _about(first: Asked) -> str:
    takes = duration(first.minutes_left)
    if not takes:
        return ""
    return f" About {takes} are left." if first.part_done else f" It takes about {takes}."


def _together(tasks: list[Asked]) -> str:
    if len(tasks) == 1:
        return _about(tasks[0])
    takes = duration(sum(each.minutes_left for each in tasks))
    return f" Together they take about {takes}." if takes else ""


def _welcome(first: Asked, on: date, first_name: str) -> str:
    assert first.standing.spell is not None
    starts_on = first.standing.spell.starts_on
    if starts_on == on:
        return f"Welcome, {first_name}. Today is your first day."
    verb = "start" if on < starts_on else "started"
    return f"Welcome, {first_name}. You {verb} on {full_date(starts_on)}."


def _nothing(done: list[Asked], asked: list[Asked]) -> tuple[str, str]:
    title = "Nothing is waiting for you"
    away = next((each.standing.away for each in asked if each.status == "paused"), None)
    if away:
        until = f" until {full_date(away.ends_on)}" if away.ends_on else ""
        return title, f"You are away{until}, and everything can wait until you are back."
    if not done:
        return title, "When your school asks something of you, it will stand here."
    first = done[0]
    if first.standing.due_on is None:
        return title, "Everything that is asked of you is done. Thank you."
    return title, (
        "Everything that is asked of you is in date. Thank you. "
        f"The next to come round is “{first.item.title}”, by {full_date(first.standing.due_on)}."
    )
