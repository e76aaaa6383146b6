"""A story with choices: what it is, how it is played, how it is kept as plain data.

Pure: the standard library only, no clock, no database. What `to_data` gives is what a
published edition stores, and a run is replayed from it years later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scenarios import reading
from scenarios.reading import BadStory as BadStory

BEST, ACCEPTABLE, UNSAFE = "best", "acceptable", "unsafe"
ENDINGS = (BEST, ACCEPTABLE, UNSAFE)
AT_ONCE, DEBRIEF = "at_once", "debrief"
SHOWN = (AT_ONCE, DEBRIEF)
# An imported draft has no ratings yet: "" is worth nothing and keeps SC10 from being proved.
POINTS = {"good": 2, "fair": 1, "poor": 0, "": 0}
FORCES = ("must", "should", "advice", "local", "practice", "own")

BACK = {"back": True}
AGAIN = {"again": True}


class NotOffered(ValueError):
    """The choice is not offered here; the sentence can be shown to the reader."""


@dataclass(frozen=True)
class Citation:
    """Where a statement comes from.

    `cite` names the source, `where` the part of it, `note` says it in our own words. `force` is how
    strongly it binds: must (law), should (statutory guidance), advice (other government advice),
    local (what an area asks), practice (what some schools do), own (this school's rule).
    """

    cite: str
    where: str = ""
    force: str = "local"
    note: str = ""


@dataclass(frozen=True)
class Choice:
    """One way on. The `id` never changes, so that a trail can be read after the words have."""

    id: str
    words: str
    target: str
    feedback: str = ""
    shown: str = AT_ONCE
    rating: str = ""
    red_line: str = ""
    repair: bool = False
    sets: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    uses: int | None = None
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Passage:
    """A page of the story: it offers choices, or it is an ending of a declared kind."""

    name: str
    text: str = ""
    choices: tuple[Choice, ...] = ()
    ending: str | None = None
    explanation: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Story:
    """A whole story. `max_steps` is the author's promise of the longest walk, in choices."""

    title: str
    start: str
    passages: tuple[Passage, ...] = ()
    ifid: str = ""
    lead: str = ""
    content_note: str = ""
    invented: str = ""
    key: str = ""
    reflection: str = ""
    completes_with: tuple[str, ...] = (BEST, ACCEPTABLE)
    max_steps: int | None = None

    @cached_property
    def by_name(self) -> Mapping[str, Passage]:
        """Passages by name; where two share one, the first counts (SC01 names them)."""
        return {passage.name: passage for passage in reversed(self.passages)}

    @cached_property
    def by_id(self) -> Mapping[str, Choice]:
        """Every choice of the story by its id."""
        return {choice.id: choice for passage in self.passages for choice in passage.choices}


@dataclass(frozen=True)
class State:
    """Where a walk stands: the passage, the flags set so far, and each use of a limited choice."""

    passage: str
    flags: frozenset[str] = frozenset()
    uses: tuple[str, ...] = ()


# --- Playing -------------------------------------------------------------------------------


def begin(story: Story) -> State:
    """The state before the first choice."""
    return State(story.start)


def passage_of(story: Story, state: State) -> Passage:
    """The passage a walk stands on. Raises NotOffered where the story has no such passage."""
    if state.passage not in story.by_name:
        raise NotOffered("This page of the story has not been written yet.")
    return story.by_name[state.passage]


def is_over(story: Story, state: State) -> bool:
    """Whether the walk has come to a declared ending."""
    return passage_of(story, state).ending is not None


def open_choices(story: Story, state: State) -> tuple[Choice, ...]:
    """The choices on offer in this state, in the author's order. An ending offers none."""
    passage = passage_of(story, state)
    if passage.ending is not None:
        return ()
    return tuple(
        choice
        for choice in passage.choices
        if choice.needs <= state.flags
        and (choice.uses is None or state.uses.count(choice.id) < choice.uses)
    )


def choose(story: Story, state: State, choice_id: str) -> State:
    """The state after one choice. Raises NotOffered for a choice that is not on offer here."""
    for choice in open_choices(story, state):
        if choice.id == choice_id:
            uses = state.uses if choice.uses is None else (*state.uses, choice.id)
            return State(choice.target, state.flags | choice.sets, uses)
    raise NotOffered("That choice is not on this page. Please choose one of those shown.")


def play(story: Story, choice_ids: Iterable[str]) -> State:
    """The state after these choices, from the start.

    Raises NotOffered at the first one that was not on offer.
    """
    state = begin(story)
    for choice_id in choice_ids:
        state = choose(story, state, choice_id)
    return state


def way(steps: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The choices that stand at the end of a trail, by id.

    A trail is only ever added to. Each step is `{"choice": id, "words": as shown}`,
    `{"back": True}` (the last choice no longer stands; at the start it changes nothing) or
    `{"again": True}` (none stands). Raises ValueError for a step that is none of these.
    """
    standing: list[str] = []
    for step in steps:
        if "choice" in step:
            standing.append(step["choice"])
        elif step.get("back"):
            del standing[-1:]
        elif step.get("again"):
            standing.clear()
        else:
            raise ValueError("A step of a trail is a choice, back, or again.")
    return tuple(standing)


def walk(story: Story, steps: Iterable[Mapping[str, Any]]) -> State:
    """Where the reader stands after a whole trail, with its backs and fresh starts."""
    return play(story, way(steps))


def score(story: Story, choice_ids: Iterable[str]) -> int:
    """The points of a walk: good 2, fair 1, poor 0. It is for checking; no reader is shown it."""
    return sum(POINTS[story.by_id[choice_id].rating] for choice_id in choice_ids)


# --- What followed ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A choice as the debrief tells it; `notes` are numbers in the debrief's list of citations."""

    words: str
    feedback: str
    rating: str
    red_line: str
    notes: tuple[int, ...]


@dataclass(frozen=True)
class Decision:
    """One decision of the way taken, and the other ways that were on offer there."""

    passage: str
    text: str
    notes: tuple[int, ...]
    chosen: Told
    others: tuple[Told, ...]


@dataclass(frozen=True)
class Debrief:
    """The way taken, where it ended (None: not yet), and what it rests on, numbered from 1."""

    decisions: tuple[Decision, ...]
    ending: Passage | None
    ending_notes: tuple[int, ...]
    citations: tuple[Citation, ...]


def debrief(story: Story, choice_ids: Iterable[str]) -> Debrief:
    """What to tell at the end of a walk: the way taken, the other ways, the ending, the sources.

    Each citation is listed once, in the order in which it is first met. Raises NotOffered as
    `play` does.
    """
    cited: dict[Citation, int] = {}

    def notes(citations: Iterable[Citation]) -> tuple[int, ...]:
        return tuple(cited.setdefault(citation, len(cited) + 1) for citation in citations)

    def told(choice: Choice) -> Told:
        about = (choice.words, choice.feedback, choice.rating, choice.red_line)
        return Told(*about, notes(choice.citations))

    decisions, state = [], begin(story)
    for choice_id in choice_ids:
        passage, offered = passage_of(story, state), open_choices(story, state)
        state = choose(story, state, choice_id)
        known, chosen = notes(passage.citations), told(story.by_id[choice_id])
        others = tuple(told(choice) for choice in offered if choice.id != choice_id)
        decisions.append(Decision(passage.name, passage.text, known, chosen, others))
    last = passage_of(story, state)
    ending = last if last.ending else None
    ending_notes = notes(ending.citations) if ending else ()
    return Debrief(tuple(decisions), ending, ending_notes, tuple(cited))


# --- As plain data ---------------------------------------------------------------------------

_CITATION: dict[str, reading.Reader] = {
    "cite": reading.name,
    "force": reading.one_of(FORCES),
}
_CITATIONS = reading.parts(Citation, "The citation", "cite", _CITATION)
_CHOICE: dict[str, reading.Reader] = {
    "id": reading.name,
    "shown": reading.one_of(SHOWN),
    "rating": reading.one_of(POINTS),
    "repair": reading.yes_or_no,
    "sets": reading.each(reading.name, frozenset),
    "needs": reading.each(reading.name, frozenset),
    "uses": reading.count,
    "citations": _CITATIONS,
}
_PASSAGE: dict[str, reading.Reader] = {
    "name": reading.name,
    "choices": reading.parts(Choice, "The choice", "id", _CHOICE),
    "ending": reading.one_of((None, *ENDINGS)),
    "citations": _CITATIONS,
}
_STORY: dict[str, reading.Reader] = {
    "passages": reading.parts(Passage, "The passage", "name", _PASSAGE),
    "completes_with": reading.each(reading.one_of(ENDINGS), tuple),
    "max_steps": reading.count,
}


def to_data(story: Story) -> dict[str, Any]:
    """The story as plain JSON values, which `from_data` reads back as the same story."""
    data: dict[str, Any] = reading.plain(story)
    return data


def from_data(data: Any) -> Story:
    """The story that `to_data` gave. Raises BadStory, with one sentence, for anything else."""
    story: Story = reading.build(Story, data, "The story", _STORY)
    seen: set[str] = set()
    for choice in (choice for passage in story.passages for choice in passage.choices):
        if choice.id in seen:
            raise BadStory(f"Two choices have the id “{choice.id}”. Give each choice its own.")
        seen.add(choice.id)
    return story
