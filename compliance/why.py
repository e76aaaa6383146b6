"""Says in one sentence why someone stands where they stand.

For a colleague to read: the rule and its source, the fact, the sum. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from compliance.due import Edition, Exemption, Leave, Requirement, Standing, months_after

Force = Literal["must", "should", "local", "contract", "own"]

# Only the first two may sound like law: a local habit is never called statutory.
FORCE_WORDS: dict[Force, str] = {
    "must": "Law: must",
    "should": "Guidance: should",
    "local": "Local advice",
    "contract": "Condition of cover",
    "own": "Our own rule",
}


@dataclass(frozen=True, slots=True)
class RuleWords:
    """What a requirement is called, whom it is for ("teaching assistants") and who wants it."""

    title: str
    role_words: str
    force: Force
    source: str = ""
    source_edition: str | None = None


def why(standing: Standing, words: RuleWords, on: date) -> str:
    """One sentence for the standing on a day: the rule and its source, the fact, the sum."""
    if standing.status == "not_required":
        return f"{words.title} is {_why_not_asked(standing, words, on)} ({_source(words)})."
    rule = f"{words.title} is asked of {words.role_words} {how_often(standing.rule)}"
    return f"{rule} ({_source(words)}): {'; '.join(_clauses(standing, on))}."


def full_date(day: date) -> str:
    """A day in full, as people say it: "Friday 4 December 2026"."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


# The rule and its source.


def _source(words: RuleWords) -> str:
    origin = ", ".join(part for part in (words.source, words.source_edition) if part)
    return "; ".join(part for part in (FORCE_WORDS[words.force], origin) if part)


def how_often(rule: Requirement) -> str:
    """“within 28 days of starting and then every 2 years”."""
    first = _within(rule.first_due_days)
    if rule.renewal.kind == "once":
        return f"once, {first}"
    if rule.renewal.kind == "months":
        return f"{first} and then every {_months(rule.renewal.months)}"
    month, day = rule.renewal.due
    return f"{first} and then every year by {day} {date(2001, month, day):%B}"


def _within(days: int) -> str:
    if days == 0:
        return "by the first day"
    if days % 365 == 0:
        return f"within {'a year' if days == 365 else f'{days // 365} years'} of starting"
    return "within a day of starting" if days == 1 else f"within {days} days of starting"


def _months(months: int) -> str:
    if months > 12 and months % 12 == 0:
        return f"{months // 12} years"
    return "month" if months == 1 else f"{months} months"


def _why_not_asked(standing: Standing, words: RuleWords, on: date) -> str:
    rule, spell = standing.rule, standing.spell
    if on < rule.applies_from:
        return f"not asked yet: the rule begins on {full_date(rule.applies_from)}"
    if rule.applies_to and on > rule.applies_to:
        return f"no longer asked: the rule ended on {full_date(rule.applies_to)}"
    if rule.applies_to and spell:
        return (
            f"not asked: the post starts on {full_date(spell.starts_on)}, "
            f"after the rule ends on {full_date(rule.applies_to)}"
        )
    return f"asked of {words.role_words}: no such post is held on {full_date(on)} or after"


# The fact and the sum.


def _clauses(standing: Standing, on: date) -> Iterator[str]:
    if standing.done_on:
        yield from _what_is_done(standing, standing.done_on, on)
    else:
        yield _first_due(standing, on)
    if standing.moved_by and standing.due_on:
        leave = _from_to(standing.moved_by)
        yield f"leave {leave} moves the due day to {full_date(standing.due_on)}"
    yield from _where_that_leaves(standing)


def _what_is_done(standing: Standing, done_on: date, on: date) -> Iterator[str]:
    done, expires_on, waiting = _done(standing, done_on), standing.expires_on, standing.waiting
    if expires_on is None:
        yield f"{done}, and once is enough"
        return
    if waiting and waiting.redo_by == expires_on:
        yield f"{done}, but {_redo(waiting)}"
    else:
        soon = standing.status == "due_soon" and standing.due_on == expires_on
        again = " and due again by then" if soon else ""
        yield f"{done}, so in date until {full_date(expires_on)}{again}"
        if waiting:
            yield _redo(waiting)
    if standing.first_due and standing.first_due > expires_on:
        yield _first_due(standing, on)


def _done(standing: Standing, done_on: date) -> str:
    rule = standing.rule
    if standing.counted and standing.counted.item != rule.item:
        return f"covered by other training on {full_date(done_on)}"
    # Renewed in its window: good for longer than the months from its own day.
    ends, months = standing.expires_on, rule.renewal.months
    early = rule.renewal.kind == "months" and ends and ends > months_after(done_on, months)
    return f"done {'early, ' if early else ''}on {full_date(done_on)}"


def _redo(edition: Edition) -> str:
    return (
        f"edition {edition.number}, published on {full_date(edition.published_on)}, "
        f"is to be done again by {full_date(edition.redo_by)}"
    )


def _first_due(standing: Standing, on: date) -> str:
    assert standing.spell
    assert standing.first_due
    starts_on, since = standing.spell.starts_on, standing.rule.asked_since
    if since > starts_on:
        began = f"asked {'since' if since <= on else 'from'} {full_date(since)}"
    else:
        began = f"{'started' if starts_on <= on else 'starts'} on {full_date(starts_on)}"
    return f"{began}, so due by {full_date(standing.first_due)}"


def _where_that_leaves(standing: Standing) -> Iterator[str]:
    late_since = ""
    if standing.is_late and standing.due_on:
        late_since = f"late since {full_date(standing.due_on + timedelta(days=1))}"
    if standing.status == "overdue":
        yield f"nothing is recorded, so {late_since}"
    elif late_since:
        yield late_since
    elif not standing.done_on:
        yield "nothing is recorded yet"
    if standing.status == "excused" and standing.exemption:
        yield _excused(standing.exemption)
    if standing.status == "paused" and standing.away:
        said = standing.away == standing.moved_by
        yield "paused while on leave" + ("" if said else f" {_from_to(standing.away)}")


def _excused(exemption: Exemption) -> str:
    reason = (exemption.reason or "").strip().rstrip(".")
    return f"excused {_from_to(exemption)}" + (f" (“{reason}”)" if reason else "")


def _from_to(period: Leave | Exemption) -> str:
    if period.ends_on is None:
        return f"from {full_date(period.starts_on)}, with no last day set"
    return f"from {full_date(period.starts_on)} to {full_date(period.ends_on)}"
