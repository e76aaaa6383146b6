"""What the checks share: an answer, and a story with the graphs it is judged on. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from scenarios import graph
from scenarios.story import Passage, Story

PROVED, DISPROVED, NOT_PROVED = "proved", "disproved", "not_proved"
NAMED = 5  # names said in one sentence before "and N more"


@dataclass(frozen=True)
class Answer:
    """One answer. `path` is passages by name; `why` a sentence for the proof sheet."""

    answer: str
    why: str = ""
    path: tuple[str, ...] = ()

    def to_data(self) -> dict[str, object]:
        """The answer as `check_scenario` prints it."""
        if self.answer == PROVED:
            return {"answer": PROVED}
        if self.answer == DISPROVED:
            return {"answer": DISPROVED, "path": list(self.path), "why": self.why}
        return {"answer": NOT_PROVED, "why": self.why}


class Case:
    """A story with three graphs: `known` and `free` have walks that are real, `loose` all of them.

    `known` is every state met before the limit, `free` what is reached by choices that ask for
    nothing, `loose` what there would be if every choice were always on offer.
    """

    def __init__(self, story: Story) -> None:
        self.story = story
        self.plan = graph.plan(story)
        self.start = self.plan.number.get(story.start, -1)

    @cached_property
    def known(self) -> graph.Ground:
        return graph.explore(self.plan, self.start)

    @cached_property
    def free(self) -> graph.Ground:
        links = [[link for link in row if not link.asks] for row in self.plan.links]
        return graph.explore(replace(self.plan, links=links), self.start, remember=False)

    @cached_property
    def loose(self) -> graph.Ground:
        return graph.explore(self.plan, self.start, remember=False)

    def way_to(self, passage: str) -> tuple[str, ...]:
        """A shortest walk to a passage; only its name where no walk is known."""
        place = self.plan.number[passage]
        if self.start >= 0:
            for ground in (self.known, self.free):
                if place in ground.places:
                    return ground.path(ground.places.index(place))
        return (passage,)

    def for_every_walk(self, holds: Callable[[graph.Ground], Answer]) -> Answer:
        """An answer about all walks: a counterexample must be real, a proof may cover more."""
        found = holds(self.known)
        if self.known.complete or found.answer != PROVED:
            return found
        covered = holds(self.loose)
        return covered if covered.answer == PROVED else self.unexplored

    def amiss(self, faulty: Iterable[tuple[Passage, str]], well: str) -> Answer:
        """Proved where no passage is faulty; else the first of them, and how many more."""
        found = list(faulty)
        if not found:
            return Answer(PROVED, well)
        passage, why = found[0]
        more = f" ({len(found) - 1} more like this.)" if len(found) > 1 else ""
        return Answer(DISPROVED, why + more, self.way_to(passage.name))

    @property
    def unexplored(self) -> Answer:
        why = f"Too many states to explore; {self.known.explored:,} were looked into."
        return Answer(NOT_PROVED, why)


def ends(ground: graph.Ground, *kinds: str) -> list[int]:
    """The states of a graph that are endings of these kinds, nearest first."""
    return [node for node in range(len(ground.places)) if ground.passage(node).ending in kinds]


def named(names: Iterable[str]) -> str:
    """Names as a sentence says them, the first few only."""
    said = [f"“{name}”" for name in names]
    if len(said) > NAMED:
        return f"{', '.join(said[:NAMED])} and {len(said) - NAMED:,} more"
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
