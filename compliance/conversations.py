"""A module done as a conversation instead: asked for without a reason, and counted the same.

For whom a screen is the wrong way, a lead (DSL, deputy, headteacher) sits down with them, goes
through what the module holds, and writes that down. The record says so for ever: `how` is
“conversation”, its witness is whom it was held with, and there is no score.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef

from compliance import conversation_letters as letters
from compliance.models import Conversation
from courses.facts import module_of
from people.access import people_of, posts_as_they_stand, today
from people.models import School, User
from people.models import new_ref as another_ref
from people.roles import LEADS
from register.actions import write_record
from register.editions import in_force
from register.ledger import append, lock
from register.models import Edition, Record

HOW = "conversation"
STATEMENT = "We talked it through, I have understood it, and I know whom to ask and whom to tell."
Step = Conversation.Step
WAITS = (Step.ASKED, Step.AGREED)


@dataclass(frozen=True, slots=True)
class Heading:
    """Something to talk about: a lesson, or a question that everyone must get right."""

    id: str
    words: str
    question: bool


def headings(edition: Edition) -> list[Heading]:
    """What a conversation goes through: every lesson, then each question that is a must."""
    module = module_of(edition.digest)
    if module is None:
        return []
    lessons = [Heading(each.id, each.title, False) for each in module.lessons]
    musts = [each for each in module.quiz.every_question if each.must]
    return lessons + [Heading(each.id, each.text, True) for each in musts]


def conversations_of(urn: str, **where: str) -> list[Conversation]:
    """Each conversation at the school as it stands, the first asked first. One query."""
    last: dict[str, Conversation] = {}
    for row in Conversation.objects.filter(chain=urn, **where).order_by("entry_id"):
        last[row.ref] = row
    return list(last.values())


def waiting(urn: str, **where: str) -> list[Conversation]:
    """Those that are asked for and have not been held. One query."""
    return [row for row in conversations_of(urn, **where) if row.step in WAITS]


def names_and_askers(urn: str, refs: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Names by ref, in order of surname, and the names of those who ask for a conversation at the
    school. One query, since the board has none to spare.
    """
    rows = Conversation.objects.filter(chain=urn)
    over = rows.exclude(step__in=WAITS).values("ref")
    asks = rows.filter(person=OuterRef("ref"), step=Step.ASKED).exclude(ref__in=over)
    found = User.objects.filter(ref__in=list(refs)).order_by("last_name", "first_name")
    told = found.values_list("ref", "first_name", "last_name", Exists(asks))
    names = {ref: f"{first} {last}".strip() for ref, first, last, _ in told}
    return names, [names[ref] for ref, *_, waits in told if waits]


def leads_for(school: School, person: str) -> list[str]:
    """Who may hold it today (refs): the leads, but for the person themselves. One query."""
    posts = people_of(school.urn)
    held = {ref: {post.role for post in each if post.holds(today())} for ref, each in posts.items()}
    return [ref for ref, roles in held.items() if roles & LEADS and ref != person]


@transaction.atomic
def ask(*, school: School, item: str, by: str) -> Conversation:
    """Somebody (`by`, their ref) asks for a conversation in place of a module (its slug), and the
    leads are told. Asking while one waits changes nothing. Raises ValidationError.
    """
    if module_edition(school, item, today()) is None:
        raise ValidationError("Your school has no such module.")
    lock(school.urn)
    if found := waiting(school.urn, person=by, item=item):
        return found[0]
    asked = _write(
        school, Conversation(ref=another_ref(), person=by, item=item, step=Step.ASKED), by
    )
    letters.tell_leads(school, asked, leads_for(school, by))
    return asked


def module_edition(school: School, item: str, on: date) -> Edition | None:
    """The edition in force of a module; None where there is none, or it is no module."""
    edition = in_force(item, school.urn, on)
    return edition if edition and module_of(edition.digest) else None


@transaction.atomic
def take_back(*, school: School, item: str, by: str) -> None:
    """Whoever asked would rather not, or has done it on screen. Without an ask, nothing happens."""
    lock(school.urn)
    for row in waiting(school.urn, person=by, item=item):
        _write(school, Conversation(ref=row.ref, person=by, item=item, step=Step.TAKEN_BACK), by)


@transaction.atomic
def agree(*, school: School, ref: str, day: date, by: str) -> Conversation:
    """A lead answers: they sit down together on a day. The person is told. Raises ValidationError.

    The same lead and day again is a second press.
    """
    lock(school.urn)
    row = next((each for each in waiting(school.urn) if each.ref == ref), None)
    if row is None:
        raise ValidationError("This has been held or taken back meanwhile.")
    _check_lead(school, row.person, by)
    if day < today():
        raise ValidationError("This day is over. Choose today or a day to come.")
    if row.step == Step.AGREED and (row.day, row.by) == (day, by):
        return row
    fact = Conversation(
        ref=ref, person=row.person, item=row.item, step=Step.AGREED, day=day, with_whom=by
    )
    agreed = _write(school, fact, by)
    letters.tell_who_asked(school, agreed)
    return agreed


@transaction.atomic
def hold(
    *,
    school: School,
    person: str,
    item: str,
    day: date,
    with_whom: str,
    covered: Collection[str],
    by: str,
) -> Record:
    """A lead (`by`) writes down that a person did a module in a conversation on a day.

    `covered` are the ids of `headings`, all of them. It need not have been asked for. Pressing
    twice writes one record. Raises ValidationError with one sentence.
    """
    lock(school.urn)
    _check_lead(school, person, by)
    _check_lead(school, person, with_whom)
    edition = _edition_talked_about(school, item, day)
    left = [each.words for each in headings(edition) if each.id not in covered]
    if left:
        raise ValidationError(
            f"Not yet talked about: “{left[0]}”. It counts once all of it has been; you can write "
            "it down when you have met again."
        )
    record = write_record(
        chain=school.urn,
        person=person,
        item=item,
        kind=Record.Kind.COMPLETED,
        happened_on=day,
        edition=edition,
        statement=STATEMENT,
        how=HOW,
        witness=with_whom,
        by=by,
    )
    if record.how != HOW:
        raise ValidationError("They did this on screen on that very day, and that is on record.")
    if not Conversation.objects.filter(chain=school.urn, record=record.pk).exists():
        _write(school, _held(school, record, edition), by)
    return record


def _held(school: School, record: Record, edition: Edition) -> Conversation:
    asked = waiting(school.urn, person=record.person, item=record.item)
    return Conversation(
        ref=asked[0].ref if asked else another_ref(),
        person=record.person,
        item=record.item,
        step=Step.HELD,
        day=record.happened_on,
        with_whom=record.witness,
        covered=",".join(each.id for each in headings(edition)),
        record=record.pk,
    )


def _write(school: School, fact: Conversation, by: str) -> Conversation:
    told = Conversation.objects.filter(chain=school.urn, ref=fact.ref).count()
    return append(school.urn, f"conversation:{fact.ref}:{told}", fact, by=by)


def _check_lead(school: School, person: str, lead: str) -> None:
    if lead == person:
        raise ValidationError("A conversation takes two: a colleague who leads writes it down.")
    if lead not in leads_for(school, person):
        raise ValidationError("It is held with the DSL, a deputy or the headteacher.")
    if not posts_as_they_stand(chain=school.urn, person=person):
        raise ValidationError("Nobody of that reference is at this school.")


def _edition_talked_about(school: School, item: str, day: date) -> Edition:
    if day > today():
        raise ValidationError("This day is still to come. Write it down when you have talked.")
    now, then = (module_edition(school, item, each) for each in (today(), day))
    if now is None:
        raise ValidationError("Your school has no such module.")
    if then != now:
        raise ValidationError(
            "The module has changed since that day, so what is asked now was not all talked about."
        )
    return now
