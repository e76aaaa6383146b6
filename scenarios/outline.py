"""The map in words: every passage with its choices and where they lead, for a table. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scenarios.layout import letter_of
from scenarios.story import Choice, Passage, Story

KINDS = {"best": "Best ending", "acceptable": "Acceptable ending", "unsafe": "Unsafe ending"}


@dataclass(frozen=True)
class Way:
    """A choice in the outline. `to` is the number of the passage it leads to, or None."""

    letter: str
    choice: Choice
    to: int | None

    @property
    def marks(self) -> list[str]:
        """Everything about it beside its words, each in a few words."""
        one = self.choice
        said = [
            one.rating or "not rated",
            f"red line: {one.red_line}" if one.red_line else "",
            "puts it right" if one.repair else "",
            f"remembers {_words(one.sets)}" if one.sets else "",
            f"only after {_words(one.needs)}" if one.needs else "",
            f"at most {one.uses} times" if one.uses else "",
            "" if one.feedback.strip() else "no feedback",
        ]
        return [each for each in said if each]


@dataclass(frozen=True)
class Row:
    """A passage in the outline."""

    number: int
    passage: Passage
    ways: tuple[Way, ...]
    starts: bool

    @property
    def kind(self) -> str:
        """What sort of passage it is; nothing for an ordinary one."""
        if self.passage.ending:
            return KINDS[self.passage.ending]
        return "Start" if self.starts else "" if self.ways else "No way on"


def outline(story: Story) -> list[Row]:
    """Every passage in the author's order, numbered from 1 as on the map."""
    number = {p.name: at for at, p in reversed(list(enumerate(story.passages, start=1)))}
    return [
        Row(
            at,
            passage,
            tuple(
                Way(letter_of(place), choice, number.get(choice.target))
                for place, choice in enumerate(passage.choices)
            ),
            at == number.get(story.start),
        )
        for at, passage in enumerate(story.passages, start=1)
    ]


def _words(flags: Iterable[str]) -> str:
    return " and ".join(f"“{flag}”" for flag in sorted(flags))
