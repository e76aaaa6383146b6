"""What the pages of requirements say: a rule in words, and what it would change for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import capfirst

from compliance.bundles import BUNDLES, Bundle
from compliance.facts import read, rule_of
from compliance.models import Requirement
from compliance.requirements import Kept
from compliance.roster import names_of
from compliance.trial import Change, Trial, day_to_try, try_out
from compliance.why import FORCE_WORDS, full_date, how_often
from people.access import today
from people.models import School
from people.roles import plural_words
from register.models import Item


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A requirement in the list, in words."""

    slug: str
    title: str
    force: str
    source: str
    who: str
    when: str
    days: str
    to_come: str


def rule_line(each: Kept, on: date) -> RuleLine:
    """The row that holds on the day, in words."""
    row, coming = each.holds(on), each.to_come(on)
    return RuleLine(
        slug=each.slug,
        title=row.title,
        force=row.force,
        source=source_words(row),
        who=capfirst(plural_words(row.roles.split(","))),
        when=capfirst(how_often(rule_of(row))),
        days=_from_to(row, on),
        to_come=f"A change holds from {full_date(coming.applies_from)}." if coming else "",
    )


def source_words(row: Requirement) -> str:
    """Where it says so, with the edition."""
    return ", ".join(part for part in (row.source, row.source_edition) if part)


def _from_to(row: Requirement, on: date) -> str:
    began = "Since" if row.applies_from <= on else "From"
    until = f", until {full_date(row.applies_to)}" if row.applies_to else ""
    return f"{began} {full_date(row.applies_from)}{until}"


def summary(row: Requirement) -> list[dict[str, str]]:
    """A rule as the summary list shows it."""
    covered = row.covered_by.split(",") if row.covered_by else []
    titles = dict(Item.objects.filter(slug__in=[row.item, *covered]).values_list("slug", "title"))
    days = "day" if row.window_days == 1 else "days"
    said = [
        ("What", titles.get(row.item, row.title)),
        ("Asked of", capfirst(plural_words(row.roles.split(",")))),
        ("When", capfirst(how_often(rule_of(row)))),
        ("Renewed early", f"Up to {row.window_days} {days} before it is due"),
        ("Counts as well", ", ".join(titles.get(slug, slug) for slug in covered)),
        ("Who wants it", f"{FORCE_WORDS[row.force]}: {source_words(row)}"),  # type: ignore[index]
        ("Holds", _from_to(row, today())),
        ("Asked since", full_date(row.since) if row.since != row.applies_from else ""),
    ]
    if row.renewal == Requirement.Renewal.ONCE:
        said = [pair for pair in said if pair[0] != "Renewed early"]
    return [{"label": label, "value": value} for label, value in said if value]


def trial_of(school: School, rows: Sequence[Requirement], on: date | None = None) -> Trial:
    """What the rows would change, on a day or next Monday. Six queries; nothing is written."""
    facts = read(school.urn)
    names = names_of(person.id for person in facts.people)
    rules = [rule_of(row) for row in rows]
    return try_out(facts, rules, names, on or day_to_try(rules, today()))


@dataclass(frozen=True, slots=True)
class TrialWords:
    """A trial as its page says it: the answer, and the lists of names."""

    title: str
    late: list[str]
    relieved: list[str]
    asked: list[str]
    first_due: str


def trial_words(trial: Trial) -> TrialWords:
    """“This makes 12 people late on Monday 30 November 2026.”"""
    day, many = full_date(trial.on), len({change.title for change in _all(trial)}) > 1
    late = trial.late_people
    who = "nobody" if not late else "one person" if late == 1 else f"{late} people"
    return TrialWords(
        title=f"This makes {who} late on {day}",
        late=_names(trial.late, many, lambda each: ""),
        relieved=_names(trial.relieved, many, lambda each: ""),
        asked=_names(trial.asked, many, _due_by),
        first_due=full_date(trial.first_due) if trial.first_due else "",
    )


def _all(trial: Trial) -> list[Change]:
    return [*trial.late, *trial.relieved, *trial.asked]


def _due_by(change: Change) -> str:
    return f"by {full_date(change.after.due_on)}" if change.after.due_on else ""


def _names(changes: Sequence[Change], many: bool, also: Any) -> list[str]:
    """One line for each person, with the titles where there are several, and what else to say."""
    lines: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        lines.setdefault((change.after.person, change.name), []).append(change)
    said = []
    for (_, name), theirs in lines.items():
        parts = [" ".join(p for p in (c.title if many else "", also(c)) if p) for c in theirs]
        told = "; ".join(part for part in parts if part)
        said.append(f"{name}: {told}" if told else name)
    return said


def bundles_for(there: set[str]) -> list[tuple[Bundle, str]]:
    """Every bundle, and how much of it the school has adopted."""
    return [(bundle, _so_far(bundle, there)) for bundle in BUNDLES.values()]


def _so_far(bundle: Bundle, there: set[str]) -> str:
    number, adopted = len(bundle.rules), sum(rule.slug in there for rule in bundle.rules)
    rules = "one rule" if number == 1 else f"{number} rules"
    if not adopted:
        return capfirst(rules)
    return (
        f"{capfirst(rules)}, all adopted"
        if adopted == number
        else (f"{capfirst(rules)}, {adopted} adopted")
    )
