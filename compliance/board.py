"""What *Our school* says: how many people are late, and who stands where on what, late first."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import dateformat

from compliance.due import LATE, Facts, Person, Standing, standings
from compliance.facts import Rule, rules_of, words_of
from compliance.timeline import because
from compliance.why import FORCE_WORDS, full_date, why
from people.models import User
from people.roles import ROLES

PEOPLE_ON_A_PAGE = 40
NAMELESS = "Somebody whose name was erased"
ORDER = ("late", "due_soon", "to_do", "paused", "excused", "current", "not_required")
# What a person is counted as, by the standing that presses most.
COUNTED = (
    ("late", "late"),
    ("due_soon", "with something due soon"),
    ("to_do", "with something to do"),
    ("paused", "on leave"),
    ("excused", "excused"),
    ("current", "with everything in date"),
    ("not_required", "asked for nothing"),
)
QUESTIONS = {
    "late": "Why is {name} late with “{title}”?",
    "due_soon": "Why is “{title}” due soon for {name}?",
    "to_do": "Why is {name} asked to do “{title}”?",
    "paused": "Why is “{title}” paused for {name}?",
    "excused": "Why is {name} excused “{title}”?",
    "current": "Why is {name} in date with “{title}”?",
}


def kind(standing: Standing) -> str:
    """The standing as the board sorts it: overdue and lapsed are both late."""
    return "late" if standing.status in LATE else standing.status


@dataclass(frozen=True)
class Row:
    """A person with their standings, in the order of the columns."""

    ref: str
    name: str
    roles: frozenset[str]
    standings: list[Standing]

    @cached_property
    def kind(self) -> str:
        return min((kind(each) for each in self.standings), key=ORDER.index, default=ORDER[-1])

    @cached_property
    def presses(self) -> list[Standing]:
        """The standings that are late or due soon, the longest due first."""
        found = [each for each in self.standings if kind(each) in ("late", "due_soon")]
        return sorted(found, key=lambda each: (ORDER.index(kind(each)), each.due_on or date.max))

    @property
    def role_words(self) -> str:
        words = ", ".join(role.words for slug, role in ROLES.items() if slug in self.roles)
        return words[:1].upper() + words[1:]

    def narrowed(self, rule: str) -> "Row":
        return replace(self, standings=[each for each in self.standings if each.rule.id == rule])

    def place(self) -> tuple[int, date]:
        first = self.presses[0] if self.presses else None
        return ORDER.index(self.kind), (first.due_on if first else None) or date.max


def rows(facts: Facts, names: Mapping[str, str], on: date) -> list[Row]:
    """Everyone who holds or will hold a post, late first and then in the order of `names`."""
    staff = [person for person in facts.people if _is_here(person, on)]
    rules = columns(facts, on)
    found = iter(standings(replace(facts, people=staff, requirements=rules), on))
    made = [
        Row(
            person.id,
            names.get(person.id, NAMELESS),
            frozenset(post.role for post in person.posts if _lasts(post.ends_on, on)),
            [next(found) for _ in rules],
        )
        for person in staff
    ]
    order = {ref: number for number, ref in enumerate(names)}
    return sorted(made, key=lambda row: (row.place(), order.get(row.ref, len(order))))


def columns(facts: Facts, on: date) -> list[Rule]:
    """The requirements that apply on the day, what is asked first of a new colleague first."""
    found = [r for r in rules_of(facts) if r.applies_from <= on and _lasts(r.applies_to, on)]
    return sorted(found, key=lambda rule: (rule.first_due_days, rule.words.title))


def names_of(refs: Iterable[str]) -> dict[str, str]:
    """Names by ref, in the order of an office: by surname. One query."""
    found = User.objects.filter(ref__in=list(refs)).order_by("last_name", "first_name")
    return {
        ref: f"{first} {last}".strip()
        for ref, first, last in found.values_list("ref", "first_name", "last_name")
    }


def _is_here(person: Person, on: date) -> bool:
    return any(_lasts(post.ends_on, on) for post in person.posts)


def _lasts(ends_on: date | None, on: date) -> bool:
    return ends_on is None or on <= ends_on


def chosen(found: Iterable[Row], kept: Mapping[str, str]) -> list[Row]:
    """The rows that a filter (name, role, requirement, standing) leaves, late first."""
    name, role, rule = kept.get("name", ""), kept.get("role"), kept.get("requirement")
    rows = [row for row in found if name.casefold() in row.name.casefold()]
    if role:
        rows = [row for row in rows if role in row.roles]
    if rule:
        rows = [row.narrowed(rule) for row in rows]
        rows = [row for row in rows if row.kind != "not_required"]
        rows.sort(key=Row.place)
    if standing := kept.get("standing"):
        rows = [row for row in rows if standing in map(kind, row.standings)]
    return rows


# The page.


@dataclass(frozen=True, slots=True)
class Cell:
    """One standing in the matrix: its mark, the link that opens why, and whether it is open."""

    mark: str
    href: str
    open: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A person's row as the page shows it; `why` opens under it."""

    row: Row
    cells: list[Cell]
    why: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column."""

    title: str
    small: str


@dataclass(frozen=True, slots=True)
class Board:
    """The page: its answer first. `everyone` counts the school, `counts` what the filter leaves."""

    title: str
    lead: str
    everyone: int
    found: int
    counts: list[tuple[str, str]]
    headings: list[Heading]
    page: Page
    lines: list[Line]
    pressing: list[dict[str, Any]]


def present(
    facts: Facts,
    names: Mapping[str, str],
    kept: Mapping[str, str],
    *,
    on: date,
    now: datetime,
    opened: str = "",
    page: str = "1",
    whole: bool = False,
) -> Board:
    """The page on a day; `kept` is the filter, which every link keeps.

    `opened` is `person:requirement`, whose page is shown whatever `page` says; `whole`: all people
    on one page.
    """
    everyone = rows(facts, names, on)
    found = chosen(everyone, kept)
    paginator = Paginator(found, max(1, len(found)) if whole else PEOPLE_ON_A_PAGE)
    place = next((n for n, row in enumerate(found) if row.ref == opened.partition(":")[0]), None)
    shown = paginator.get_page(page if place is None else place // paginator.per_page + 1)
    rules = [r for r in columns(facts, on) if kept.get("requirement") in (None, r.id)]
    title, lead = answer(everyone, on, now)
    return Board(
        title=title,
        lead=lead,
        everyone=len(everyone),
        found=len(found),
        counts=_counts(found),
        headings=[Heading(rule.words.title, _who_wants_it(rule)) for rule in rules],
        page=shown,
        lines=[_line(row, on, kept, opened) for row in shown],
        pressing=[_on_a_phone(row) for row in shown if row.presses],
    )


def answer(everyone: list[Row], on: date, now: datetime) -> tuple[str, str]:
    """“4 people are late”, and how many more have something due soon, as at when."""
    kinds = Counter(row.kind for row in everyone)
    late, soon = kinds["late"], kinds["due_soon"]
    title = "Nobody is late" if not late else f"{_people(late)} late"
    return title, f"{_soon(soon, 'more ' if late else '')} {_as_at(on, now)}"


def _soon(number: int, more: str) -> str:
    if number == 0:
        return "Nobody else has anything due soon." if more else "Nobody has anything due soon."
    return f"{number} {more}{'has' if number == 1 else 'have'} something due soon."


def _people(number: int) -> str:
    return "One person is" if number == 1 else f"{number} people are"


def _as_at(on: date, now: datetime) -> str:
    if on == now.date():
        hour = f"{now.hour % 12 or 12}.{now.minute:02} {'am' if now.hour < 12 else 'pm'}"
        return f"As at {full_date(on)}, {hour}."
    if on < now.date():
        return f"As at {full_date(on)}, by what is known today."
    return f"As it will be on {full_date(on)} if nothing more is done."


def _counts(kept: list[Row]) -> list[tuple[str, str]]:
    """(standing, words) for the line of counts; nobody is counted twice."""
    kinds = Counter(row.kind for row in kept)
    return [
        ("overdue" if slug == "late" else slug, f"{kinds[slug]} {words}")
        for slug, words in COUNTED
        if kinds[slug]
    ]


def _who_wants_it(rule: Rule) -> str:
    return f"{FORCE_WORDS[rule.words.force]}, {cadence(rule)}"


def cadence(rule: Rule) -> str:
    """“once”, “every 3 years”, “each year by 30 September”."""
    months = rule.renewal.months
    if rule.renewal.kind == "once":
        return "once"
    if rule.renewal.kind == "yearly":
        return f"each year by {dateformat.format(date(2001, *rule.renewal.due), 'j F')}"
    if months == 12:
        return "every year"
    return f"every {months // 12} years" if months % 12 == 0 else f"every {months} months"


def _line(row: Row, on: date, address: Mapping[str, str], opened: str) -> Line:
    href = f"?{urlencode({**address, 'why': f'{row.ref}:'}, safe=':')}"
    cells, open_standing = [], None
    for standing in row.standings:
        is_open = opened == f"{row.ref}:{standing.rule.id}" and standing.status != "not_required"
        asked = standing.status != "not_required"
        link = f"{href}{standing.rule.id}#why" if asked else ""
        cells.append(Cell(_mark(standing.status, day_beside(standing)), link, is_open))
        open_standing = standing if is_open else open_standing
    return Line(row, cells, _why(row, open_standing, on) if open_standing else None)


@lru_cache(maxsize=5_000)
def _mark(status: str, day: date | None) -> str:
    """A cell's mark: there are thousands of cells, and few kinds of them."""
    return render_to_string("compliance/cell.html", {"status": status, "day": day})


def day_beside(standing: Standing) -> date | None:
    """The day that stands beside the word: late since, by, in date to or excused to."""
    if standing.status == "excused" and standing.exemption:
        return standing.exemption.ends_on
    if standing.status in ("paused", "not_required") or standing.due_on is None:
        return None
    return standing.due_on + timedelta(days=1) if standing.is_late else standing.due_on


def _on_a_phone(row: Row) -> dict[str, Any]:
    """What the list of late people says of one, in place of the matrix."""
    first, *more = row.presses
    title = words_of(first).title
    return {
        "name": row.name,
        "url": reverse("person_at_school", args=[row.ref]),
        "title": f"{title} and {len(more)} more" if more else title,
        "status": first.status,
        "words": mark_words(first),
    }


def mark_words(standing: Standing) -> str:
    """The mark with its day, in full."""
    day = day_beside(standing)
    if day is None:
        return ""
    words = {"due_soon": "Due by", "to_do": "To do by", "current": "In date to"}
    before = "Late since" if standing.is_late else words.get(standing.status, "Excused to")
    return f"{before} {full_date(day)}"


def _why(row: Row, standing: Standing, on: date) -> dict[str, Any]:
    """The row under a cell: the question, its answer in one sentence, and the facts."""
    words = words_of(standing)
    return {
        "question": QUESTIONS[kind(standing)].format(name=row.name, title=words.title),
        "sentence": why(standing, words, on),
        "facts": because(standing, on),
    }
