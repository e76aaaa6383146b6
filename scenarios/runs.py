"""A reader's run: which edition, which steps, where that leaves them; and the next step."""

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import IntegrityError, transaction

from people.access import Membership, today
from register import content
from register.actions import move_bookmark, write_record
from register.editions import editions_of, in_force
from register.models import Edition, Record
from scenarios.models import Run, Step
from scenarios.story import (
    Choice,
    NotOffered,
    Passage,
    Story,
    from_data,
    is_over,
    open_choices,
    passage_of,
    walk,
    way,
)


class Stale(Exception):
    """The page that was sent is not where the reader stands now: another tab, or a second press."""


@dataclass
class Reading:
    """A story as somebody reads it: the edition's kept words, and their trail."""

    here: Membership
    edition: Edition
    shown: dict[str, Any]
    story: Story
    run: Run | None
    steps: list[Step] = field(default_factory=list)

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
    def _state(self):  # type: ignore[no-untyped-def]
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

    A run that came to a completing ending stays in its edition until a newer one is in force.
    """
    if here.school is None:
        return None
    newest = in_force(slug, here.school.urn, today())
    if newest is None:
        return None
    run = Run.objects.filter(person=here.user.ref, item=slug).order_by("-edition").first()
    if run and run.edition != newest.number:
        older = _with(here, slug, run, None)
        if older and not (older.over and older.completes):
            return older
        run = None
    return _with(here, slug, run, newest)


def _with(here: Membership, slug: str, run: Run | None, edition: Edition | None) -> Reading | None:
    if edition is None and run is not None and here.school is not None:
        found = editions_of(slug, here.school.urn).filter(number=run.edition)
        edition = found.filter(digest=run.digest).first()
    if edition is None:
        return None
    shown = json.loads(content.fetch(edition.digest).data)
    steps = list(run.steps.all()) if run else []
    return Reading(here, edition, shown, from_data(shown["story"]), run, steps)


@transaction.atomic
def take_step(read: Reading, *, at: int, kind: str, choice: str = "") -> None:
    """Append one step; on a completing ending, write the record in the same transaction.

    `at` is how many steps the page that was sent had seen. Raises Stale when there are more by
    now, NotOffered for a choice that is not on the page.
    """
    run = read.run or _begin(read)
    if at != len(read.steps):
        raise Stale
    step = Step(run=run, number=at + 1, kind=kind)
    if kind == Step.Kind.CHOICE:
        chosen = next((one for one in read.offered if one.id == choice), None)
        if chosen is None:
            raise NotOffered("Choose one of the ways that are shown.")
        step.choice, step.words = chosen.id, chosen.words
    try:
        with transaction.atomic():
            step.save()
    except IntegrityError:
        raise Stale from None
    _follow(Reading(read.here, read.edition, read.shown, read.story, run, [*read.steps, step]))


def _begin(read: Reading) -> Run:
    run, _ = Run.objects.get_or_create(
        person=read.here.user.ref,
        item=read.edition.item,
        edition=read.edition.number,
        defaults={"digest": read.edition.digest},
    )
    return run


def _follow(read: Reading) -> None:
    """Where the step leaves the reader: bookmark, and the record where the story completes."""
    person, item = read.here.user.ref, read.edition.item
    move_bookmark(
        person=person,
        item=item,
        edition=read.edition.number,
        place="story",
        place_words="the story",
        done=0,
        total=0,
    )
    if read.over and read.completes and read.here.school:
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
