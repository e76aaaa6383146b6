"""What is wrong with the shape of a story, listed whole: for the author and for an import.

Pure. Here every choice counts, whatever it asks for; `checks.py` looks at the walks.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scenarios import graph
from scenarios.story import Passage, Story

COMPARED = 50_000  # pairs of names compared in looking for near ones
LONGEST_NAME = 100  # a longer name is compared whole and not letter by letter


@dataclass(frozen=True)
class BrokenLink:
    """A choice to a passage that nobody has written, and the names that come near it."""

    passage: str
    choice: str
    target: str
    near: tuple[str, ...]


def broken_links(story: Story) -> list[BrokenLink]:
    """Every choice whose target is missing. Near names are suggested and never followed."""
    lost = [
        (passage.name, choice)
        for passage in story.passages
        for choice in passage.choices
        if choice.target not in story.by_name
    ]
    near = _near_names({choice.target: None for _, choice in lost}, list(story.by_name))
    return [
        BrokenLink(name, choice.id, choice.target, near[choice.target]) for name, choice in lost
    ]


def duplicates(story: Story) -> list[str]:
    """Names that more than one passage has."""
    return [name for name, times in Counter(p.name for p in story.passages).items() if times > 1]


def unreachable(story: Story) -> list[str]:
    """Passages that no walk can come to, even with every choice on offer."""
    plan = graph.plan(story)
    start = plan.number.get(story.start)
    met = set() if start is None else set(graph.explore(plan, start, remember=False).places)
    return [name for name, place in plan.number.items() if place not in met]


def dead_ends(story: Story) -> list[str]:
    """Passages with no way on that are not declared endings."""
    return list(dict.fromkeys(passage.name for passage in story.passages if stops(story, passage)))


def stops(story: Story, passage: Passage) -> bool:
    """Whether a passage has no choice that leads anywhere, and is not an ending."""
    leads_on = any(choice.target in story.by_name for choice in passage.choices)
    return passage.ending is None and not leads_on


def traps(story: Story) -> list[list[str]]:
    """The passages of each loop that has no way out, in the story's order."""
    plan = graph.plan(story)
    after = [[link.target for link in row] for row in plan.links]
    found = [
        sorted(group)
        for group in graph.components(after)
        if any(after[place] for place in group)
        and set().union(*(after[place] for place in group)) <= set(group)
    ]
    return [[plan.passages[place].name for place in group] for group in sorted(found)]


def _near_names(targets: Iterable[str], names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each target up to three names: the same but for case and spaces, or else by letters."""
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(_bare(name), []).append(name)
    short = [name for name in names if len(name) <= LONGEST_NAME]
    left = COMPARED
    near = {}
    for target in targets:
        found = alike.get(_bare(target), [])
        if not found and len(target) <= LONGEST_NAME and left >= len(short):
            left -= len(short)
            found = difflib.get_close_matches(target, short)
        near[target] = tuple(found[:3])
    return near


def _bare(name: str) -> str:
    return "".join(name.casefold().split())
