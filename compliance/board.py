"""What *Our school* says: how many people are late, and who stands where on what, late first."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import dateformat
from django.utils.html import escape
from django.utils.safestring import mark_safe

from compliance.asat import AsAt
from compliance.due import Standing
from compliance.facts import Rule, words_of
from compliance.roster import NAMELESS, Roster, Row, chosen, kind, mark_words
from compliance.timeline import because
from compliance.why import FORCE_WORDS, why

PEOPLE_ON_A_PAGE = 30
NAMED = 6  # more people than about these are counted, not named
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


@dataclass(frozen=True, slots=True)
class Line:
    """A person's row as the page shows it: `cells` is HTML, `why` opens under it."""

    row: Row
    name: str
    url: str
    cells: str
    why: dict[str, Any] | None
    may_remind: bool


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
    put_right: dict[str, str] | None
    remind_found: str
    query: str

    @property
    def may_tick(self) -> bool:
        """Whether there is anybody on the page to remind."""
        return any(line.may_remind for line in self.lines)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked to see: the day, the filter that every link keeps, and which part.

    `opened` is `person:requirement`, whose page is shown whatever `page` says; `whole`: all people
    on one page.
    """

    as_at: AsAt
    now: datetime
    kept: Mapping[str, str] = field(default_factory=dict)
    opened: str = ""
    page: str = "1"
    whole: bool = False

    @property
    def is_today(self) -> bool:
        """Whether something can be done about what is shown."""
        return self.as_at.on == self.now.date()

    def url(self, row: Row) -> str:
        """A person's page of the same day."""
        kept = self.as_at.kept(self.now)
        return f"{row.url}?{urlencode(kept)}" if kept else row.url


def present(roster: Roster, names: Mapping[str, str], asked: Asked) -> Board:
    """The page."""
    found = chosen(roster.rows, names, asked.kept)
    paginator = Paginator(found, max(1, len(found)) if asked.whole else PEOPLE_ON_A_PAGE)
    ref = asked.opened.partition(":")[0]
    place = next((n for n, row in enumerate(found) if row.ref == ref), None)
    shown = paginator.get_page(asked.page if place is None else place // paginator.per_page + 1)
    rules = [r for r in roster.columns if asked.kept.get("requirement") in (None, r.id)]
    title, lead = answer(roster.rows)
    leads = _may_act(roster, names) if asked.is_today else {}
    return Board(
        title=title,
        lead=f"{lead} {asked.as_at.words(asked.now)}",
        everyone=len(roster.rows),
        found=len(found),
        counts=_counts(found),
        headings=[Heading(rule.words.title, _who_wants_it(rule)) for rule in rules],
        page=shown,
        lines=[_line(row, names.get(row.ref, NAMELESS), asked, leads) for row in shown],
        pressing=[
            _on_a_phone(row, names.get(row.ref, NAMELESS), asked) for row in shown if row.presses
        ],
        put_right=_put_right(chosen(roster.rows, names, {"standing": "late"}), names, asked),
        remind_found=_remind_found(found, asked),
        query=f"?{urlencode(asked.kept)}" if asked.kept else "",
    )


def answer(everyone: list[Row]) -> tuple[str, str]:
    """“4 people are late”, and how many more have something due soon."""
    kinds = Counter(row.kind for row in everyone)
    late, soon = kinds["late"], kinds["due_soon"]
    title = "Nobody is late" if not late else f"{_people(late)} late"
    return title, _soon(soon, "more " if late else "")


def _soon(number: int, more: str) -> str:
    if number == 0:
        return "Nobody else has anything due soon." if more else "Nobody has anything due soon."
    return f"{number} {more}{'has' if number == 1 else 'have'} something due soon."


def _people(number: int) -> str:
    return "One person is" if number == 1 else f"{number} people are"


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


def _line(row: Row, name: str, asked: Asked, leads: Mapping[str, str]) -> Line:
    shown = _opened(row, asked)
    address = escape(urlencode({**asked.kept, "why": f"{row.ref}:"}, safe=":"))
    cells = "\n".join(_cell(slug, mark, address, shown) for slug, mark in row.marks)
    why = _why(row, name, shown, asked, leads) if shown else None
    may_remind = asked.is_today and row.kind in ("late", "due_soon", "to_do")
    return Line(row, name, asked.url(row), mark_safe(cells), why, may_remind)  # noqa: S308


def _opened(row: Row, asked: Asked) -> Standing | None:
    """The standing of the row that is asked about, if there is one."""
    ref, _, rule = asked.opened.partition(":")
    if ref != row.ref:
        return None
    asked_for = (each for each in row.standings if each.status != "not_required")
    return next((each for each in asked_for if each.rule.id == rule), None)


def _cell(slug: str, mark: str, address: str, shown: Standing | None) -> str:
    """A cell as HTML, with the link that opens why (none where `slug` is empty).

    So many cells are there that a template for each would take as long as all the reckoning.
    """
    if not slug:
        return f"<td><span>{mark}</span></td>"
    current = ' aria-current="true"' if shown and quote(shown.rule.id) == slug else ""
    return f'<td><a href="?{address}{slug}#why"{current}>{mark}</a></td>'


def _on_a_phone(row: Row, name: str, asked: Asked) -> dict[str, Any]:
    """What the list of late people says of one, in place of the matrix."""
    first, *more = row.presses
    title = words_of(first).title
    return {
        "name": name,
        "url": asked.url(row),
        "title": f"{title} and {len(more)} more" if more else title,
        "status": first.status,
        "words": mark_words(first),
    }


def _why(
    row: Row, name: str, standing: Standing, asked: Asked, leads: Mapping[str, str]
) -> dict[str, Any]:
    """The row under a cell: the question, its answer in one sentence, the facts, who may act."""
    words = words_of(standing)
    return {
        "question": QUESTIONS[kind(standing)].format(name=name, title=words.title),
        "sentence": why(standing, words, asked.as_at.on),
        "facts": because(standing, asked.as_at.on),
        "may_act": who_may_act(row.ref, name, leads),
    }


def _may_act(roster: Roster, names: Mapping[str, str]) -> dict[str, str]:
    """The leads by ref: DSLs, deputies, headteachers."""
    return {ref: names[ref] for group in roster.leads for ref in group if ref in names}


def who_may_act(ref: str, name: str, leads: Mapping[str, str]) -> str:
    """Who may excuse somebody or put a record right; "" on a day that is not today."""
    others = [lead for each, lead in leads.items() if each != ref]
    if not others:
        return ""
    return f"{listed(others, 'or')} can excuse {name} or have a record put right."


def listed(names: list[str], joined: str = "and") -> str:
    """“Ruth, Kwame and Comfort”."""
    return f" {joined} ".join([", ".join(names[:-1]), names[-1]]) if names[1:] else names[0]


def _put_right(late: list[Row], names: Mapping[str, str], asked: Asked) -> dict[str, str] | None:
    """What to do about the late, today: who they are and the words of the one button."""
    if not late or not asked.is_today:
        return None
    named = [names.get(row.ref, NAMELESS) for row in late]
    more = len(named) - NAMED
    if more > 1:
        named = [*named[:NAMED], f"{more} more"]
    number = "one person" if len(late) == 1 else f"{len(late)} people"
    return {
        "names": f"{listed(named)} {'is' if len(late) == 1 else 'are'} late.",
        "button": f"Send a reminder to {number}",
    }


def _remind_found(found: list[Row], asked: Asked) -> str:
    """The address that reminds all whom a filter leaves; "" where there is none, or no today."""
    kept = {name: value for name, value in asked.kept.items() if name not in ("on", "known")}
    if not kept or not found or not asked.is_today:
        return ""
    return f"{reverse('remind')}?{urlencode(kept)}"
