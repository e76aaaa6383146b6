"""What the pages of a module rest on, read from the database. Nothing is written here."""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from courses.blocks import show_content
from courses.models import Attempt, LessonRead
from courses.module import Module, module_from
from courses.tries import NextTry, Sent, next_try
from register.content import fetch
from register.editions import editions_of
from register.models import SHARED, Edition

KIND = "module"


@dataclass(frozen=True, slots=True)
class Reading:
    """A person in a module: the edition they read, what they have read of it, the newest edition.

    `read` holds lessons' ids, the latest last. `chain` is their school's, or SHARED for somebody
    without a school, for whom nothing is written into the register. `asks_again`: a newer edition
    must be done by those who have done this one.
    """

    person: str
    chain: str
    slug: str
    edition: Edition
    newest: Edition
    module: Module
    read: list[str]
    asks_again: bool


def reading(*, person: str, chain: str | None, slug: str, on: date) -> Reading | None:
    """Where a person is in a module on a day; None if the school has no edition of it.

    Whoever has begun an edition goes on in it; otherwise it is the one in force. Two queries, and
    a third when a text is asked for the first time.
    """
    chain = chain or SHARED
    editions = list(editions_of(slug, chain).filter(published_on__lte=on))
    if not editions:
        return None
    rows = list(LessonRead.objects.filter(person=person, item=slug).order_by("read_at", "pk"))
    begun = rows[-1].edition if rows else None
    edition = next((each for each in editions if each.number == begun), editions[-1])
    module = module_of(edition.digest)
    if module is None:
        return None
    read = [row.lesson for row in rows if row.edition == edition.number]
    newer = [each for each in editions if each.number > edition.number]
    asks_again = any(each.grade == Edition.Grade.MUST_REDO for each in newer)
    return Reading(person, chain, slug, edition, editions[-1], module, read, asks_again)


@lru_cache(maxsize=64)
def module_of(digest: str) -> Module | None:
    """The module that an edition keeps; None if these bytes are something else.

    Remembered for the life of the process: other bytes have another digest.
    """
    kept = fetch(digest)
    if kept.media_type != "application/json":
        return None
    data = json.loads(kept.data)
    return module_from(data) if data.get("kind") == KIND else None


@lru_cache(maxsize=256)
def lesson_html(digest: str, lesson: str) -> str:
    """A lesson's text as HTML, with its slots still open. Remembered like the module."""
    module = module_of(digest)
    found = module.lesson(lesson) if module else None
    return show_content(found.content) if found else ""


def next_try_of(reading: Reading) -> NextTry:
    """The try at the questions that the reader has next. One query."""
    told = Attempt.objects.filter(
        person=reading.person, item=reading.slug, digest=reading.edition.digest
    ).order_by("pk")
    sent = [Sent(*each) for each in told.values_list("form_key", "passed", "sent_at")]
    of = f"{reading.person}:{reading.slug}:{reading.edition.digest}"
    return next_try(reading.module.quiz, sent, of)


def last_pass(*, person: str, slug: str) -> Attempt | None:
    """The attempt with which the person last finished the module. One query."""
    passed = Attempt.objects.filter(person=person, item=slug, passed=True)
    return passed.order_by("sent_at", "pk").last()


def begun(person: str) -> dict[str, int]:
    """The edition that somebody is in the middle of, by module. One query."""
    rows = LessonRead.objects.filter(person=person).order_by("read_at", "pk")
    return dict(rows.values_list("item", "edition"))
