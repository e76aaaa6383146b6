"""Who stands where: each person's standings in a row, late first, narrowed by a filter.

Reckoned once for a state of the ledger and remembered by this process under the school, the day
and the chains' newest entries. Names are no part of it, so that nothing has to be invalidated.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from urllib.parse import quote

from django.template.loader import render_to_string
from django.urls import reverse

from compliance.asat import AsAt
from compliance.due import LATE, Facts, Person, Standing, in_force, standings
from compliance.facts import Rule, editions_of, read, rules_of
from compliance.owed import leads_there
from compliance.why import full_date
from people.chain_heads import Heads, heads_of
from people.models import School, User
from people.roles import ROLES

NAMELESS = "Somebody whose name was erased"
ORDER = ("late", "due_soon", "to_do", "paused", "excused", "current", "not_required")
REMEMBERED = 16  # rosters; one of 300 people and 25 requirements takes about 3 MB


def kind(standing: Standing) -> str:
    """The standing as the board sorts it: overdue and lapsed are both late."""
    return "late" if standing.status in LATE else standing.status


@dataclass(frozen=True)
class Row:
    """A person with their standings, in the order of the columns."""

    ref: str
    roles: frozenset[str]
    standings: list[Standing]

    @cached_property
    def kinds(self) -> frozenset[str]:
        return frozenset(map(kind, self.standings))

    @cached_property
    def kind(self) -> str:
        """The one that presses most."""
        return min(self.kinds, key=ORDER.index, default=ORDER[-1])

    @cached_property
    def presses(self) -> list[Standing]:
        """The standings that are late or due soon, the longest due first."""
        found = [each for each in self.standings if kind(each) in ("late", "due_soon")]
        return sorted(found, key=lambda each: (ORDER.index(kind(each)), each.due_on or date.max))

    @cached_property
    def url(self) -> str:
        return reverse("person_at_school", args=[self.ref])

    @cached_property
    def role_words(self) -> str:
        words = ", ".join(role.words for slug, role in ROLES.items() if slug in self.roles)
        return words[:1].upper() + words[1:]

    @cached_property
    def marks(self) -> list[tuple[str, str]]:
        """For each cell the requirement as an address says it, "" where nothing is asked, and the
        mark as HTML."""
        return [
            (
                "" if each.status == "not_required" else quote(each.rule.id),
                mark(each.status, day_beside(each)),
            )
            for each in self.standings
        ]

    @cached_property
    def place(self) -> tuple[int, date]:
        """Where the row comes: late first, the longest due before the rest."""
        first = self.presses[0] if self.presses else None
        return ORDER.index(self.kind), (first.due_on if first else None) or date.max

    def narrowed(self, rule: str) -> "Row":
        return replace(self, standings=[each for each in self.standings if each.rule.id == rule])


@dataclass(frozen=True)
class Roster:
    """Everyone who held or was to hold a post on a day, and what was asked on it.

    `leads`: who led there and was not away, as refs: DSLs, deputies, headteachers. `past_review`:
    policies that were to be looked at again before the day.
    """

    on: date
    columns: list[Rule]
    rows: list[Row]
    leads: list[list[str]] = field(default_factory=list)
    past_review: dict[str, date] = field(default_factory=dict)  # by item, since when


def roster(school: School, as_at: AsAt) -> Roster:
    """The school on a day. One query where it was reckoned before, six where not."""
    return _reckoned(school.urn, as_at, heads_of(school))


@lru_cache(maxsize=REMEMBERED)
def _reckoned(urn: str, as_at: AsAt, _heads: Heads) -> Roster:
    return roster_of(read(urn, as_at.known_at), as_at.on)


def roster_of(facts: Facts, on: date) -> Roster:
    """The same from facts, late first."""
    staff = [person for person in facts.people if _is_here(person, on)]
    rules = columns(facts, on)
    found = iter(standings(replace(facts, people=staff, requirements=rules), on))
    rows = [
        Row(
            person.id,
            frozenset(post.role for post in person.posts if _lasts(post.ends_on, on)),
            [next(found) for _ in rules],
        )
        for person in staff
    ]
    return Roster(on, rules, rows, leads_there(staff, on), _past_review(facts, on))


def _past_review(facts: Facts, on: date) -> dict[str, date]:
    found = {}
    for item, editions in editions_of(facts).items():
        newest = max(
            (each for each in editions if each.published_on <= on),
            key=lambda each: each.number,
            default=None,
        )
        if newest and newest.review_on and newest.review_on < on:
            found[item] = newest.review_on
    return found


def columns(facts: Facts, on: date) -> list[Rule]:
    """The requirements that apply on the day, what is asked first of a new colleague first."""
    rules = in_force(rules_of(facts), on)
    found = [r for r in rules if r.applies_from <= on and _lasts(r.applies_to, on)]
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


def chosen(rows: Iterable[Row], names: Mapping[str, str], kept: Mapping[str, str]) -> list[Row]:
    """The rows that a filter (name, role, requirement, standing) leaves: late first, then in the
    order of `names`."""
    name, role, rule = kept.get("name", "").casefold(), kept.get("role"), kept.get("requirement")
    if name:
        rows = [row for row in rows if name in names.get(row.ref, NAMELESS).casefold()]
    if role:
        rows = [row for row in rows if role in row.roles]
    if rule:
        narrowed = (row.narrowed(rule) for row in rows)
        rows = [row for row in narrowed if row.kind != "not_required"]
    if standing := kept.get("standing"):
        rows = [row for row in rows if standing in row.kinds]
    order = {ref: number for number, ref in enumerate(names)}
    return sorted(rows, key=lambda row: (row.place, order.get(row.ref, len(order))))


# The mark, and its words.


@lru_cache(maxsize=5_000)
def mark(status: str, day: date | None) -> str:
    """A cell's mark as HTML: there are thousands of cells, and few kinds of them."""
    return render_to_string("compliance/cell.html", {"status": status, "day": day})


def day_beside(standing: Standing) -> date | None:
    """The day that stands beside the word: late since, by, in date to or excused to."""
    if standing.status == "excused" and standing.exemption:
        return standing.exemption.ends_on
    if standing.status in ("paused", "not_required") or standing.due_on is None:
        return None
    return standing.due_on + timedelta(days=1) if standing.is_late else standing.due_on


def mark_words(standing: Standing) -> str:
    """The mark with its day, in full."""
    day = day_beside(standing)
    if day is None:
        return ""
    words = {"due_soon": "Due by", "to_do": "To do by", "current": "In date to"}
    before = "Late since" if standing.is_late else words.get(standing.status, "Excused to")
    return f"{before} {full_date(day)}"
