"""A reader's run: which edition, which steps, where that leaves them; and the next step."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from people.access import Membership, today
from register import content
from register.actions import move_bookmark, write_record
from register.editions import editions_of
from register.models import SHARED, Edition, Record
from scenarios.models import Run, Step, Withdrawal
from scenarios.story import (
    Choice,
    NotOffered,
    Passage,
    State,
    Story,
    from_data,
    is_over,
    open_choices,
    passage_of,
    walk,
    way,
)

KIND = "scenario"


class Stale(Exception):
    """The page that was sent is not where the reader stands now: another tab, or an old page."""


class Kept(NamedTuple):
    """What an edition keeps, all of it, and the story in it."""

    shown: Mapping[str, Any]
    story: Story


@lru_cache(maxsize=32)
def kept(digest: str) -> Kept | None:
    """What the edition of this digest keeps; None if that is not a scenario.

    Remembered for the life of the process: other bytes have another digest.
    """
    stored = content.fetch(digest)
    shown = json.loads(stored.data) if stored.media_type == "application/json" else {}
    return Kept(shown, from_data(shown["story"])) if shown.get("kind") == KIND else None


@dataclass
class Reading:
    """A story as somebody reads it: the edition's kept words, and their trail.

    `withdrawn` says why an earlier edition that they had begun is not read any more.
    """

    here: Membership
    edition: Edition
    kept: Kept
    run: Run | None
    steps: list[Step] = field(default_factory=list)
    withdrawn: Withdrawal | None = None

    @property
    def story(self) -> Story:
        return self.kept.story

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """The choices that stand, by id."""
        return way(step.told() for step in self.steps)

    @cached_property
    def passage(self) -> Passage:
        return passage_of(self.story, self._state)

    @cached_property
    def offered(self) -> tuple[Choice, ...]:
        return open_choices(self.story, self._state)

    @cached_property
    def _state(self) -> State:
        return walk(self.story, (step.told() for step in self.steps))

    @property
    def over(self) -> bool:
        return is_over(self.story, self._state)

    @property
    def completes(self) -> bool:
        return self.passage.ending in self.story.completes_with

    @property
    def last_choice(self) -> Choice | None:
        """The choice that led here; None at the start."""
        return self.story.by_id[self.choices[-1]] if self.choices else None


def reading(here: Membership, slug: str) -> Reading | None:
    """The reader's story: in the edition their run began in, else the one in force; or None.

    A run that came to a completing ending gives way to a newer edition; one whose edition the
    school has withdrawn gives way at once. Two queries, or three.
    """
    chain = here.school.urn if here.school else SHARED
    editions = list(editions_of(slug, chain).filter(published_on__lte=today()))
    trails = _trails(here.user.ref, slug)
    begun = next((each for each in reversed(editions) if _key(each) in trails), None)
    newest = _at(here, editions[-1], trails) if editions else None
    if newest is None or begun in (None, newest.edition):
        return newest
    older = _at(here, begun, trails)
    if older is None or (older.over and older.completes):
        return newest
    gone = Withdrawal.objects.filter(school=chain, item=slug, edition=begun.number).first()
    return replace(newest, withdrawn=gone) if gone else older


Key = tuple[int, str]  # a run belongs to an edition by its number and its bytes


def _key(edition: Edition) -> Key:
    return edition.number, edition.digest


def _trails(person: str, item: str) -> dict[Key, list[Step]]:
    """Everything that somebody did in a scenario, by edition. A run begins with its first step."""
    trails: dict[Key, list[Step]] = defaultdict(list)
    steps = Step.objects.filter(run__person=person, run__item=item).select_related("run")
    for step in steps:
        trails[step.run.edition, step.run.digest].append(step)
    return trails


def _at(here: Membership, edition: Edition, trails: Mapping[Key, list[Step]]) -> Reading | None:
    what, steps = kept(edition.digest), trails.get(_key(edition), [])
    return Reading(here, edition, what, steps[0].run if steps else None, steps) if what else None


@transaction.atomic
def take_step(read: Reading, *, edition: str, at: str, kind: str, choice: str = "") -> Reading:
    """Append one step; returns where that leaves the reader.

    A completing ending writes the record in the same transaction. `edition` and `at` (how many
    steps it had seen) are what the page said that was sent. A second press changes nothing. Raises
    Stale when the reader stands elsewhere by now, NotOffered for a choice that is not on the page.
    """
    step = Step(number=len(read.steps) + 1, kind=kind, choice=choice)
    if edition != str(read.edition.number):
        raise Stale
    if at != str(len(read.steps)):
        if read.steps and at == str(len(read.steps) - 1) and read.steps[-1].says_as(step):
            return read
        raise Stale
    if kind == Step.Kind.CHOICE:
        step.words = _offered(read, choice).words
    elif not read.choices:
        return read  # at the start there is nothing to go back from
    step.run = read.run or _begin(read)
    after = replace(read, run=step.run, steps=[*read.steps, step])
    if _append(step):
        _follow(after)
    return after


def _offered(read: Reading, choice: str) -> Choice:
    for one in read.offered:
        if one.id == choice:
            return one
    raise NotOffered("Choose one of the ways that are shown.")


def _begin(read: Reading) -> Run:
    run, _ = Run.objects.get_or_create(
        person=read.here.user.ref,
        item=read.edition.item,
        edition=read.edition.number,
        defaults={
            "digest": read.edition.digest,
            "school": read.here.school.urn if read.here.school else "",
        },
    )
    return run


def _append(step: Step) -> bool:
    """Whether the step was added; not when a second press had just added the very same."""
    try:
        with transaction.atomic():
            step.save(force_insert=True)
    except IntegrityError:
        if Step.objects.get(run=step.run, number=step.number).says_as(step):
            return False
        raise Stale from None
    return True


def _follow(read: Reading) -> None:
    """Where the step leaves the reader: bookmark, and the record where the story completes."""
    person, item = read.here.user.ref, read.edition.item
    finished = read.over and read.completes
    move_bookmark(
        person=person,
        item=item,
        edition=read.edition.number,
        place="" if finished else "story",
        place_words="" if finished else "the story",
        done=int(finished),
        total=int(finished),
    )
    if finished and read.here.school:
        write_record(
            chain=read.here.school.urn,
            person=person,
            item=item,
            kind=Record.Kind.COMPLETED,
            happened_on=today(),
            by=person,
            edition=read.edition,
            how="self",
        )
