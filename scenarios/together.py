"""What people chose, together: shares of first attempts, in groups that nobody can be read from.

Pure. A first attempt is what somebody chose before they first went back or started again; all
that they chose after that counts apart. A group is shown when it has FEWEST people or more, and
not when all of them took the same wrong way. Smaller groups are joined, and what is left over is
joined too, so that no group can be found by taking the others from the whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scenarios.story import Passage, State, Story, begin, choose

FEWEST = 5
EVERYBODY = "Everybody"
MOST_WRONG = 3  # decisions that a briefing takes up


@dataclass(frozen=True)
class Trail:
    """One person's steps, as `story.way` reads them, and the group that they belong to."""

    person: str
    group: str
    steps: Sequence[Mapping[str, Any]]


@dataclass
class Tally:
    """Who chose what in one passage: first attempts by group, and those that came later."""

    passage: Passage
    first: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    later: Counter[str] = field(default_factory=Counter)
    later_people: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Share:
    """How many of a group chose each way, by choice id. `people` is how many they are."""

    group: str
    chose: Counter[str]

    @property
    def people(self) -> int:
        return self.chose.total()

    def percent(self, choice: str) -> int:
        return round(100 * self.chose[choice] / self.people)


@dataclass(frozen=True)
class Decision:
    """A decision as the school sees it. No shares: too few people, or too much alike."""

    passage: Passage
    shares: tuple[Share, ...]
    later: Share | None

    @property
    def everybody(self) -> Share | None:
        return self.shares[0] if self.shares else None

    @property
    def went_wrong(self) -> tuple[float, float]:
        """The share that chose poorly, then that which chose not so well."""
        return self._part("poor"), self._part("fair")

    def _part(self, rating: str) -> float:
        if self.everybody is None:
            return 0
        rated = [each.id for each in self.passage.choices if each.rating == rating]
        return sum(self.everybody.chose[one] for one in rated) / self.everybody.people


def decisions(story: Story, trails: Iterable[Trail]) -> list[Decision]:
    """Every decision of the story in its order, with what may be shown of it."""
    tallies = _tallies(story, trails)
    return [_shown(tallies[p.name]) for p in story.passages if p.choices and p.name in tallies]


def to_talk_about(found: Iterable[Decision]) -> list[Decision]:
    """The decisions that most often went wrong, the worst first."""
    wrong = [each for each in found if each.went_wrong > (0, 0)]
    return sorted(wrong, key=lambda each: each.went_wrong, reverse=True)[:MOST_WRONG]


def _tallies(story: Story, trails: Iterable[Trail]) -> dict[str, Tally]:
    tallies = {name: Tally(passage) for name, passage in story.by_name.items()}
    for trail in trails:
        states: list[State] = [begin(story)]
        first, met = True, set()
        for step in trail.steps:
            if "choice" not in step:
                first = False
                del states[1 if step.get("again") else max(1, len(states) - 1) :]
                continue
            here = tallies[states[-1].passage]
            if first and here.passage.name not in met:
                here.first[trail.group][step["choice"]] += 1
            else:
                here.later[step["choice"]] += 1
                here.later_people.add(trail.person)
            met.add(here.passage.name)
            states.append(choose(story, states[-1], step["choice"]))
    return tallies


def _shown(tally: Tally) -> Decision:
    whole = Share(EVERYBODY, sum(tally.first.values(), Counter()))
    shares: tuple[Share, ...] = ()
    if _safe(tally.passage, whole.chose):
        groups = joined(tally.passage, tally.first)
        shares = (whole, *groups) if len(groups) > 1 else (whole,)
    later = Share("Later attempts", tally.later)
    enough = len(tally.later_people) >= FEWEST and _safe(tally.passage, later.chose)
    return Decision(tally.passage, shares, later if enough else None)


def joined(passage: Passage, groups: Mapping[str, Counter[str]]) -> list[Share]:
    """Groups that may be shown: those that may not are joined until they may."""
    shown = [(name, chose) for name, chose in groups.items() if _safe(passage, chose)]
    rest = [(name, chose) for name, chose in groups.items() if not _safe(passage, chose)]
    shown.sort(key=lambda group: group[1].total(), reverse=True)
    while rest and not _safe(passage, _sum(rest)):
        if not shown:
            return []
        rest.insert(0, shown.pop())
    if rest:
        shown.append((" and ".join(name for name, _ in rest), _sum(rest)))
    return [Share(name, chose) for name, chose in shown]


def _sum(groups: Iterable[tuple[str, Counter[str]]]) -> Counter[str]:
    return sum((chose for _, chose in groups), Counter())


def _safe(passage: Passage, chose: Counter[str]) -> bool:
    """Whether a group is large enough, and not all of it on one wrong way."""
    good = {each.id for each in passage.choices if each.rating == "good"}
    alike = len(chose) == 1 and not good & chose.keys()
    return chose.total() >= FEWEST and not alike
