"""What the leads see of one person: where they stand, why, and what happened when."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from compliance.asat import AsAt
from compliance.conversation_pages import happened as conversations_happened
from compliance.corrections_pages import put_right_happened
from compliance.due import Facts, Person, Standing
from compliance.facts import read, rules_of, words_of
from compliance.roster import ORDER, Row, kind, mark_words, names_of, roster_of
from compliance.timeline import Happened, life
from compliance.why import full_date, why
from outbox.models import Message
from people.models import School, User
from register.models import Item, Record


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement of theirs: its mark, and why."""

    title: str
    status: str
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """The page: its answer first."""

    ref: str
    title: str
    lead: str
    asked: list[Asked]
    timeline: list[Happened]
    remind: str


def person_page(school: School, user: User, as_at: AsAt, now: datetime) -> PersonPage:
    """A person of the school on a day. Sixteen queries at most."""
    on = as_at.on
    facts = read(school.urn, as_at.known_at, people={user.ref})
    name = user.get_full_name()
    row = next(iter(roster_of(facts, on).rows), None)
    person = next(iter(facts.people), Person(user.ref))
    found = [each for each in row.standings if each.status != "not_required"] if row else []
    found.sort(key=lambda each: (ORDER.index(kind(each)), each.due_on or date.max))
    title, lead = _answer(name, person, row, found, on)
    if on != now.date():
        lead = f"{lead} {as_at.words(now)}".lstrip()
    timeline = _timeline(person, facts, _letters(school, user, as_at))
    timeline += put_right_happened(school.urn, person.id, as_at.known_at)
    timeline += conversations_happened(school.urn, person.id, as_at.known_at)
    timeline.sort(reverse=True)
    if as_at.is_past(now):
        timeline = [each for each in timeline if each.day <= on]
    return PersonPage(
        ref=user.ref,
        title=title,
        lead=lead,
        asked=[_asked(each, on) for each in found],
        timeline=timeline,
        remind=_remind(row) if on == now.date() else "",
    )


def _remind(row: Row | None) -> str:
    """The address that shows a reminder to them; "" where there is nothing to be reminded of."""
    if row is None or row.kind not in ("late", "due_soon", "to_do"):
        return ""
    return f"{reverse('remind')}?person={row.ref}"


def _letters(school: School, user: User, as_at: AsAt) -> list[Message]:
    """What the school wrote to them; of what was known on a day, what had been written by then."""
    found = Message.objects.filter(school=school.urn, to=user.ref)
    if as_at.known_at:
        found = found.filter(made_at__lte=as_at.known_at)
    return list(found)


def _asked(standing: Standing, on: date) -> Asked:
    words = words_of(standing)
    return Asked(words.title, standing.status, mark_words(standing), why(standing, words, on))


def _timeline(person: Person, facts: Facts, letters: list[Message]) -> list[Happened]:
    records = list(Record.objects.filter(pk__in=[record.id for record in facts.records]))
    who = {r.by for r in records} | {r.witness for r in records} | {m.by for m in letters}
    names = names_of(ref for ref in who if ref)
    items = Item.objects.filter(slug__in={record.item for record in records})
    titles = dict(items.values_list("slug", "title"))
    titles |= {rule.id: rule.words.title for rule in rules_of(facts)}
    return life(person, records, letters, names, titles)


def _answer(
    name: str, person: Person, row: Row | None, found: list[Standing], on: date
) -> tuple[str, str]:
    if row is None:
        return _gone(name, person)
    number = sum(kind(each) == row.kind for each in found)
    things = "one thing" if number == 1 else f"{number} things"
    title = {
        "late": f"{name} is late with {things}",
        "due_soon": f"{name} has {things} due soon",
        "to_do": f"{name} has {things} to do",
        "paused": f"{name} is away",
        "current": f"{name} has everything in date",
        "excused": f"{name} is excused",
    }.get(row.kind, f"Nothing is asked of {name}")
    starts_on = min(post.starts_on for post in person.posts)
    return (
        title,
        f"{row.role_words}, {'since' if starts_on <= on else 'from'} {full_date(starts_on)}.",
    )


def _gone(name: str, person: Person) -> tuple[str, str]:
    """Somebody who has left, or of whom no post was known on the day."""
    last = max((post.ends_on for post in person.posts if post.ends_on), default=None)
    if last is None:
        return f"{name} was not on the staff list", ""
    return f"{name} has left", f"The last day was {full_date(last)}."
