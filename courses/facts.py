"""What the pages of a module rest on, read from the database. Nothing is written here."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils import timezone

from cms.library import KeptFile, kept_in
from courses.models import Attempt, LessonRead
from courses.module import Module, module_from
from courses.showing import Part, in_edition, parts
from courses.together import Sent as SentTry
from courses.tries import NextTry, Sent, next_try
from register.content import fetch
from register.editions import editions_of
from register.models import SHARED, Edition, Record

KIND = "module"


@dataclass(frozen=True, slots=True)
class Reading:
    """A person in a module: the edition they read, what they have read of it, the newest edition.

    `read` holds lessons' ids, the latest last. `chain` is their school's, or SHARED for somebody
    without a school, for whom nothing is written into the register. `asks_again`: a newer edition
    must be done by those who have done this one. `withdrawn`: they had begun one that is over.
    `editions` are all that are in force so far, the newest last.
    """

    person: str
    chain: str
    slug: str
    edition: Edition
    newest: Edition
    module: Module
    read: list[str]
    asks_again: bool
    withdrawn: bool
    editions: list[Edition]

    def had(self, lesson: str) -> bool:
        """Whether any edition has a lesson of this id: a list or a letter may lead to it."""
        modules = [module_of(each.digest) for each in self.editions]
        return any(module and module.lesson(lesson) for module in modules)

    def changes_after(self, number: int) -> list[Edition]:
        """The editions after this one that ask for more than a correction does."""
        correction = Edition.Grade.CORRECTION
        return [e for e in self.editions if e.number > number and e.grade != correction]


def to_be_redone(newer: list[Edition]) -> bool:
    """Whether one of the editions after somebody's own asks them to do it again."""
    return any(each.grade == Edition.Grade.MUST_REDO for each in newer)


def reading(*, person: str, chain: str | None, slug: str, on: date) -> Reading | None:
    """Where a person is in a module on a day; None if the school has no edition of it.

    Whoever has begun an edition goes on in it, unless a newer one withdraws it; otherwise it is
    the one in force. Two queries, and more when a text is asked for the first time.
    """
    chain = chain or SHARED
    editions = list(editions_of(slug, chain).filter(published_on__lte=on))
    if not editions:
        return None
    rows = list(LessonRead.objects.filter(person=person, item=slug).order_by("read_at", "pk"))
    begun = rows[-1].edition if rows else None
    gone = begun is not None and any(e.withdraws for e in editions if e.number > begun)
    stay = next((each for each in editions if each.number == begun and not gone), None)
    edition = stay or editions[-1]
    module = module_of(edition.digest)
    if module is None:
        return None
    read = _read(rows, edition, module, editions)
    newer = [each for each in editions if each.number > edition.number]
    asks_again = to_be_redone(newer)
    return Reading(
        person, chain, slug, edition, editions[-1], module, read, asks_again, gone, editions
    )


def _read(
    rows: list[LessonRead], edition: Edition, module: Module, editions: list[Edition]
) -> list[str]:
    """The lessons that count as read, the latest last: those of this edition, and those that said
    the same in one that was withdrawn since.
    """
    texts = {each.number: each.digest for each in editions}
    found = []
    for row in rows:
        before = module if row.edition == edition.number else None
        if before is None and row.edition in texts:
            before = module_of(texts[row.edition])
        if before and before.lesson(row.lesson) == module.lesson(row.lesson):
            found.append(row.lesson)
    return found


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
def lesson_parts(digest: str, lesson: str) -> list[Part]:
    """A lesson's parts, with the slots in its HTML still open. Remembered like the module."""
    module = module_of(digest)
    found = module.lesson(lesson) if module else None
    return parts(found.content, in_edition) if found else []


def file_in(*, slug: str, chain: str | None, digest: str, on: date) -> KeptFile | None:
    """A file of any edition of the module that the school goes by; None if none has it."""
    editions = editions_of(slug, chain or SHARED).filter(published_on__lte=on)
    for edition in reversed(editions):
        if found := _files_of(edition.digest).get(digest):
            return found
    return None


@lru_cache(maxsize=64)
def _files_of(digest: str) -> dict[str, KeptFile]:
    """The files that an edition rests on, by digest. Remembered like the module."""
    module = module_of(digest)
    lessons = module.lessons if module else ()
    found = [kept for lesson in lessons for block in lesson.content for kept in kept_in(block)]
    return {kept.digest: kept for kept in found}


def next_try_of(reading: Reading) -> NextTry:
    """The try at the questions that the reader has next. One query."""
    told = Attempt.objects.filter(
        person=reading.person, item=reading.slug, digest=reading.edition.digest
    ).order_by("pk")
    sent = [Sent(*each) for each in told.values_list("form_key", "passed", "sent_at")]
    of = f"{reading.person}:{reading.slug}:{reading.edition.digest}"
    return next_try(reading.module.quiz, sent, of)


@dataclass(frozen=True, slots=True)
class Finished:
    """That somebody has finished a module: the day, in which edition (None: nobody knows), and
    their attempt as long as it is kept.
    """

    on: date
    edition: int | None
    attempt: int | None


def finished(*, person: str, slug: str) -> Finished | None:
    """When the person last finished the module; None if never. One query, or two."""
    if attempt := last_pass(person=person, slug=slug):
        return Finished(timezone.localdate(attempt.sent_at), attempt.edition, attempt.pk)
    done = Record.objects.not_void().filter(person=person, item=slug, kind=Record.Kind.COMPLETED)
    record = done.order_by("happened_on", "entry_id").last()
    return Finished(record.happened_on, record.edition, None) if record else None


def last_pass(*, person: str, slug: str) -> Attempt | None:
    """The attempt with which the person last finished the module. One query."""
    passed = Attempt.objects.filter(person=person, item=slug, passed=True)
    return passed.order_by("sent_at", "pk").last()


def begun(person: str) -> dict[str, int]:
    """The edition that somebody is in the middle of, by module. One query."""
    rows = LessonRead.objects.filter(person=person).order_by("read_at", "pk")
    return dict(rows.values_list("item", "edition"))


def in_the_middle(slug: str) -> set[str]:
    """Everybody (refs) who has begun the module and not finished it. One query."""
    return set(LessonRead.objects.filter(item=slug).values_list("person", flat=True))


def sent_by(digest: str, slug: str, people: Collection[str] | None) -> list[SentTry]:
    """What was sent to the questions of a text, the oldest first; of these people, or of everybody
    (None). One query.
    """
    found = Attempt.objects.filter(item=slug, digest=digest).order_by("pk")
    told = found.values_list("person", "asked", "answers")
    return [SentTry(*each) for each in told if people is None or each[0] in people]
