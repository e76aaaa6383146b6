"""The story as a graph: where its links lead, and every state a walk can stand in.

Pure, and never recursive: a chain of 5,000 passages is an ordinary story. What a walk has to
remember (flags that a later choice asks for, uses of a limited choice inside a loop) is one
whole number, and it is forgotten where nothing ahead can ask for it; so a story with flags
seldom has many more states than passages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import NamedTuple

from scenarios.story import Choice, Passage, Story

EXPLORED = 50_000  # moves looked at beyond the story's own size, before giving up
WIDEST = 4_096  # bits of memory: a story that asks for more is not explored


class Link(NamedTuple):
    """A choice that leads to a passage which exists, and what it asks of and does to the memory."""

    choice: Choice
    target: int
    asks: int = 0
    gives: int = 0
    counter: int = 0  # one use, as it is added to the memory; 0: no limit that could bite
    full: int = 0  # the counter's bits when no use is left
    mask: int = 0  # the counter's bits


@dataclass(frozen=True)
class Plan:
    """Passages by number, the links out of each (none out of an ending), and what stays live."""

    passages: Sequence[Passage]
    number: dict[str, int]
    links: list[list[Link]]
    live: list[int]
    width: int

    @property
    def remembers(self) -> bool:
        """Whether what is on offer can depend on the way taken."""
        return any(link.asks or link.counter for row in self.links for link in row)

    @property
    def size(self) -> int:
        return len(self.links) + sum(map(len, self.links))


class Move(NamedTuple):
    link: Link
    node: int


@dataclass(frozen=True)
class Ground:
    """States reached from the start, nearest first; state 0 is the start.

    `places` gives each state's passage, `came` the state before it on a shortest walk. States
    from `explored` on were met and not looked into: there are none where `complete`.
    """

    plan: Plan
    places: list[int]
    moves: list[list[Move]]
    came: list[int]
    explored: int

    @property
    def complete(self) -> bool:
        return self.explored == len(self.places)

    @cached_property
    def groups(self) -> list[list[int]]:
        """States that can reach one another, together; a group after all those it leads to."""
        return components([[move.node for move in row] for row in self.moves])

    def loop(self) -> list[int] | None:
        """The states of the nearest loop, in walking order; None where every walk must end."""
        nearest = min((g for g in self.groups if self.goes_round(g)), key=min, default=None)
        return None if nearest is None else self._round(nearest)

    def goes_round(self, group: Sequence[int]) -> bool:
        """Whether a group is a loop: more than one state, or one that leads to itself."""
        return len(group) > 1 or any(move.node == group[0] for move in self.moves[group[0]])

    def passage(self, node: int) -> Passage:
        return self.plan.passages[self.places[node]]

    def names(self, nodes: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.passage(node).name for node in nodes)

    def path(self, node: int) -> tuple[str, ...]:
        """The passages of a shortest walk from the start to a state, both included."""
        nodes = []
        while node >= 0:
            nodes.append(node)
            node = self.came[node]
        return self.names(reversed(nodes))

    def _round(self, group: Sequence[int]) -> list[int]:
        inside, first = set(group), min(group)
        came: dict[int, int] = {}
        queue = [first]
        for node in queue:
            for move in self.moves[node]:
                if move.node == first:
                    return _back(came, node, first)
                if move.node in inside and move.node not in came:
                    came[move.node] = node
                    queue.append(move.node)
        return [first]


def _back(came: dict[int, int], node: int, first: int) -> list[int]:
    nodes = [node]
    while nodes[-1] != first:
        nodes.append(came[nodes[-1]])
    return nodes[::-1]


def plan(story: Story) -> Plan:
    """The story's links by number. Of passages that share a name the first counts."""
    passages: list[Passage] = []
    number: dict[str, int] = {}
    for passage in story.passages:
        if number.setdefault(passage.name, len(passages)) == len(passages):
            passages.append(passage)
    raw = [_lead_on(passage, number) for passage in passages]
    groups = components([[target for _, target in row] for row in raw])
    group_of = {place: index for index, group in enumerate(groups) for place in group}
    asked = _asked_for(passages)
    # Too much to remember is not explored, so its bits need not be told apart.
    bits = {flag: 1 << min(at, WIDEST) for at, flag in enumerate(asked)}
    links: list[list[Link]] = []
    width = len(bits)
    for place, row in enumerate(raw):
        links.append([])
        for choice, target in row:
            # A limit bites only inside a loop: any other choice is used once in a walk at most.
            limit = choice.uses if group_of[target] == group_of[place] else None
            links[place].append(_link(choice, target, bits, limit, min(width, WIDEST)))
            width += limit.bit_length() if limit else 0
    live = _live(links, groups) if width <= WIDEST else [0] * len(passages)
    return Plan(passages, number, links, live, width)


def explore(plan: Plan, start: int, *, remember: bool = True) -> Ground:
    """Every state that a walk from the start can stand in.

    Without `remember`, every choice counts as always on offer: the walks are then at least
    those that can happen, and a state is a passage. With it, exploring stops at a limit.
    """
    allowed = EXPLORED + plan.size if plan.width <= WIDEST else 0
    states = [(start, 0)]
    node_of = {states[0]: 0}
    moves: list[list[Move]] = []
    came = [-1]
    for node, (place, memory) in enumerate(states):
        allowed -= 1 + len(plan.links[place])
        if remember and allowed < 0:
            break
        moves.append([])
        for link in plan.links[place]:
            if remember and not _offered(link, memory):
                continue
            kept = (
                ((memory | link.gives) + link.counter) & plan.live[link.target] if remember else 0
            )
            state = (link.target, kept)
            if state not in node_of:
                node_of[state] = len(states)
                states.append(state)
                came.append(node)
            moves[node].append(Move(link, node_of[state]))
    explored = len(moves)
    moves.extend([] for _ in range(len(states) - explored))
    return Ground(plan, [place for place, _ in states], moves, came, explored)


def can_reach(moves: Sequence[Sequence[Move]], goals: Iterable[int]) -> bytearray:
    """For each state 1 where one of the goals can be reached from it, and 0 where none can."""
    before: list[list[int]] = [[] for _ in moves]
    for node, row in enumerate(moves):
        for move in row:
            before[move.node].append(node)
    reached = bytearray(len(moves))
    queue = list(goals)
    for node in queue:
        reached[node] = 1
    for node in queue:
        for earlier in before[node]:
            if not reached[earlier]:
                reached[earlier] = 1
                queue.append(earlier)
    return reached


def heaviest(
    ground: Ground, goals: Iterable[int], weight: Callable[[Choice], int]
) -> tuple[int, list[int]] | None:
    """The greatest weight of a walk from the start to a goal, and its states; None: no such walk.

    For ground without a loop. With negative weights it finds the lightest walk.
    """
    worth: dict[int, int] = dict.fromkeys(goals, 0)
    onward: dict[int, int] = {}
    for (node,) in ground.groups:
        for link, after in ground.moves[node]:
            if after not in worth:
                continue
            total = weight(link.choice) + worth[after]
            if node not in worth or total > worth[node]:
                worth[node], onward[node] = total, after
    if 0 not in worth:
        return None
    nodes = [0]
    while nodes[-1] in onward:
        nodes.append(onward[nodes[-1]])
    return worth[0], nodes


def components(after: Sequence[Sequence[int]]) -> list[list[int]]:
    """Strongly connected components (Tarjan), each after all the components it leads to."""
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    waiting: set[int] = set()
    found: list[list[int]] = []
    for root in range(len(after)):
        if root in order:
            continue
        trail = [(root, iter(after[root]))]
        while trail:
            node, rest = trail[-1]
            if node not in order:
                order[node] = low[node] = len(order)
                stack.append(node)
                waiting.add(node)
            step = next(rest, None)
            if step is None:
                trail.pop()
                if trail:
                    low[trail[-1][0]] = min(low[trail[-1][0]], low[node])
                if low[node] == order[node]:
                    found.append(_cut(stack, node))
                    waiting.difference_update(found[-1])
            elif step not in order:
                trail.append((step, iter(after[step])))
            elif step in waiting:
                low[node] = min(low[node], order[step])
    return found


def _cut(stack: list[int], node: int) -> list[int]:
    at = len(stack) - 1
    while stack[at] != node:
        at -= 1
    group = stack[at:]
    del stack[at:]
    return group


def _lead_on(passage: Passage, number: dict[str, int]) -> list[tuple[Choice, int]]:
    if passage.ending is not None:
        return []
    return [
        (choice, number[choice.target]) for choice in passage.choices if choice.target in number
    ]


def _asked_for(passages: Sequence[Passage]) -> list[str]:
    return sorted({flag for p in passages for choice in p.choices for flag in choice.needs})


def _link(choice: Choice, target: int, bits: dict[str, int], limit: int | None, at: int) -> Link:
    if not (choice.needs or choice.sets or limit):
        return Link(choice, target)
    asks = reduce(or_, (bits[flag] for flag in choice.needs), 0)
    gives = reduce(or_, (bits[flag] for flag in choice.sets if flag in bits), 0)
    if limit is None:
        return Link(choice, target, asks, gives)
    mask = ((1 << limit.bit_length()) - 1) << at
    return Link(choice, target, asks, gives, 1 << at, limit << at, mask)


def _offered(link: Link, memory: int) -> bool:
    if link.asks & ~memory:
        return False
    return not link.counter or (memory & link.mask) < link.full


def _live(links: list[list[Link]], groups: list[list[int]]) -> list[int]:
    """For each passage, the bits of memory that something from there on can still ask for."""
    asked, live = [0] * len(links), [0] * len(links)
    for group in groups:
        flags, counters = 0, 0
        for link in (link for place in group for link in links[place]):
            flags |= link.asks | asked[link.target]
            counters |= link.mask
        for place in group:
            asked[place], live[place] = flags, flags | counters
    return live
