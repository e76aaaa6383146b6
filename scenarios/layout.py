"""Where a story's passages stand on its map: in layers from the start downwards. Pure.

After Sugiyama: links that go round are set aside, each passage stands below all that lead to it,
and a link over several layers runs on a rail that every link to the same passage shares. The order
within a layer is settled by sweeps, each passage towards the middle of its neighbours. Linear in
what is drawn, and no more than DRAWN passages are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scenarios.story import Choice, Passage, Story

DRAWN = 120  # passages: more than these can be listed and not seen
SWEEPS = 8
WIDE, HIGH = 168, 62  # of a box
ACROSS, DOWN, RAIL = 28, 64, 14  # between boxes, between layers, between rails


@dataclass(frozen=True)
class Box:
    """A passage on the map: its number in the story from 1, and its top left corner."""

    number: int
    passage: Passage
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """A choice on the map. `letter` tells it from the other choices of its passage.

    `path` is an SVG path to the passage or to the rail that leads there; the letter stands at
    `x`, `y`. `back` is a link that goes round.
    """

    letter: str
    number: int
    choice: Choice
    path: str
    x: float
    y: float
    back: bool


@dataclass(frozen=True)
class Map:
    """The picture: boxes, the lines of choices, the rails that lines share, and its size."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    rails: tuple[str, ...]
    width: float
    height: float
    left_out: int


@dataclass
class Spot:
    """A place in a layer: a passage (by number), or the rail to one."""

    number: int
    layer: int
    rail: bool
    x: float = 0

    @property
    def half(self) -> float:
        return RAIL / 2 if self.rail else WIDE / 2 + ACROSS / 2


Links = list[tuple[int, int]]


def lay_out(story: Story, most: int = DRAWN) -> Map:
    """The map of a story, of at most so many passages, the nearest to the start first."""
    number = {passage.name: at for at, passage in reversed(list(enumerate(story.passages)))}
    after = [
        [number[choice.target] for choice in passage.choices if choice.target in number]
        for passage in story.passages
    ]
    drawn = _nearest(after, number.get(story.start), most)
    links = [(a, b) for a in drawn for b in dict.fromkeys(after[a]) if b in drawn]
    back = _going_round(drawn, links)
    layer = _layers(drawn, [link for link in links if link not in back])
    spots, rows, next_to = _rails(layer, [link for link in links if link not in back])
    _settle(rows, next_to)
    return _picture(story, number, spots, layer, back, len(story.passages) - len(drawn))


def _nearest(after: Sequence[Sequence[int]], start: int | None, most: int) -> dict[int, None]:
    """The passages to draw: those reached from the start, nearest first, then the others."""
    met = dict.fromkeys([] if start is None else [start])
    for at in list(met):
        queue = [at]
        for here in queue:
            fresh = [b for b in after[here] if b not in met]
            met.update(dict.fromkeys(fresh))
            queue += dict.fromkeys(fresh)
    met.update(dict.fromkeys(range(len(after))))
    return dict.fromkeys(list(met)[:most])


def _going_round(drawn: Iterable[int], links: Links) -> set[tuple[int, int]]:
    """Links back to a passage on the way that leads to them: without them nothing goes round."""
    after: dict[int, list[int]] = defaultdict(list)
    for a, b in links:
        after[a].append(b)
    on_the_way, done = set(), set()
    back = set()
    for root in drawn:
        trail = [] if root in done else [(root, iter(after[root]))]
        on_the_way.update(here for here, _ in trail)
        while trail:
            here, rest = trail[-1]
            step = next(rest, None)
            if step is None:
                on_the_way.discard(here)
                done.add(here)
                trail.pop()
            elif step in on_the_way:
                back.add((here, step))
            elif step not in done:
                on_the_way.add(step)
                trail.append((step, iter(after[step])))
    return back


def _layers(drawn: Iterable[int], links: Links) -> dict[int, int]:
    """Each passage below the lowest that leads to it."""
    after, waits = defaultdict(list), dict.fromkeys(drawn, 0)
    for a, b in links:
        after[a].append(b)
        waits[b] += 1
    layer = {at: 0 for at, left in waits.items() if not left}
    queue = list(layer)
    for here in queue:
        for b in after[here]:
            layer[b] = max(layer.get(b, 0), layer[here] + 1)
            waits[b] -= 1
            if not waits[b]:
                queue.append(b)
    return layer


def _rails(
    layer: dict[int, int], links: Links
) -> tuple[dict[tuple[int, int], Spot], list[list[Spot]], list[tuple[Spot, Spot]]]:
    """Every spot by passage and layer, the rows they stand in, and which are joined."""
    spots = {(at, row): Spot(at, row, rail=False) for at, row in layer.items()}
    joined: dict[tuple[int, int, int, int], tuple[Spot, Spot]] = {}
    for a, b in links:
        above = spots[a, layer[a]]
        for row in range(layer[a] + 1, layer[b] + 1):
            below = spots.setdefault((b, row), Spot(b, row, rail=True))
            joined[above.number, above.layer, b, row] = above, below
            above = below
    rows: list[list[Spot]] = [[] for _ in range(max(layer.values(), default=-1) + 1)]
    for spot in spots.values():
        rows[spot.layer].append(spot)
    return spots, rows, list(joined.values())


def _settle(rows: list[list[Spot]], joined: list[tuple[Spot, Spot]]) -> None:
    """Give each spot its x: sweeps down and up, each row towards its neighbours in the other."""
    above, below = defaultdict(list), defaultdict(list)
    for upper, lower in joined:
        above[id(lower)].append(upper)
        below[id(upper)].append(lower)
    for row in rows:
        _spread(row, [spot.x for spot in row])
    for sweep in range(SWEEPS):
        near = below if sweep % 2 else above
        for row in reversed(rows) if sweep % 2 else rows:
            wish = {id(spot): _middle(near[id(spot)], spot.x) for spot in row}
            row.sort(key=lambda spot: wish[id(spot)])
            _spread(row, [wish[id(spot)] for spot in row])
    for row in rows:
        _spread(row, [_middle(above[id(s)] + below[id(s)], s.x) for s in row])


def _middle(near: Sequence[Spot], otherwise: float) -> float:
    return sum(spot.x for spot in near) / len(near) if near else otherwise


def _spread(row: list[Spot], wish: Sequence[float]) -> None:
    """Each spot as near to its wish as the order of the row and its own width allow.

    Pools of neighbours that push one another move as one, to the middle of their wishes.
    """
    pools: list[tuple[float, int]] = []  # where its first spot stands, how many it holds
    offset = 0.0
    offsets = []
    for at, (spot, wanted) in enumerate(zip(row, wish, strict=True)):
        offset += (row[at - 1].half if at else 0) + spot.half
        offsets.append(offset)
        pools.append((wanted - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (upper, some), (lower, more) = pools[-2:]
            pools[-2:] = [((upper * some + lower * more) / (some + more), some + more)]
    places = [place for place, count in pools for _ in range(count)]
    for spot, place, shift in zip(row, places, offsets, strict=True):
        spot.x = place + shift


def _picture(
    story: Story,
    number: dict[str, int],
    spots: dict[tuple[int, int], Spot],
    layer: dict[int, int],
    back: set[tuple[int, int]],
    left_out: int,
) -> Map:
    left = min((spot.x - spot.half for spot in spots.values()), default=0) - ACROSS
    for spot in spots.values():
        spot.x = round(spot.x - left, 1)
    right = max((spot.x + spot.half for spot in spots.values()), default=0)
    boxes = tuple(
        Box(at + 1, story.passages[at], spots[at, row].x - WIDE / 2, _top(row))
        for at, row in layer.items()
    )
    lines = tuple(
        line for at in layer for line in _lines(story.passages[at], at, number, spots, layer, back)
    )
    rails = tuple(
        _curve(spot, spots[spot.number, spot.layer + 1]) for spot in spots.values() if spot.rail
    )
    rows = max(layer.values(), default=-1) + 1
    width = right + ACROSS + (ACROSS * 2 if back else 0)
    return Map(boxes, lines, rails, width, rows * (HIGH + DOWN) + DOWN / 2, left_out)


def _top(row: int) -> float:
    return DOWN / 2 + row * (HIGH + DOWN)


def _lines(
    passage: Passage,
    at: int,
    number: dict[str, int],
    spots: dict[tuple[int, int], Spot],
    layer: dict[int, int],
    back: set[tuple[int, int]],
) -> Iterable[Line]:
    """The lines out of a passage, each from a place of its own on the lower edge of its box."""
    here = spots[at, layer[at]]
    ends = {
        place: spots[target, layer[at] + 1 if (at, target) not in back else layer[target]]
        for place, choice in enumerate(passage.choices)
        if (target := number.get(choice.target)) in layer and target is not None
    }
    from_left = sorted(ends, key=lambda place: ends[place].x)
    for order, place in enumerate(from_left, start=1):
        end, choice = ends[place], passage.choices[place]
        x = here.x - WIDE / 2 + WIDE * order / (len(from_left) + 1)
        y = _top(here.layer) + HIGH
        round_again = (at, number[choice.target]) in back
        path = _round(x, y, end) if round_again else _curve(here, end, x)
        yield Line(letter_of(place), at + 1, choice, path, round(x, 1), y + 13, round_again)


def letter_of(place: int) -> str:
    """What tells a passage's choices apart: a, b, c, and numbers from the 27th on."""
    return "abcdefghijklmnopqrstuvwxyz"[place] if place < 26 else str(place + 1)


def _curve(above: Spot, below: Spot, x: float | None = None) -> str:
    """Down from a box or along a rail, to the top of what stands in the next layer."""
    x = above.x if x is None else x
    y, end = _top(above.layer) + HIGH, _top(below.layer)
    lead = _at(x, _top(above.layer), x, y) if above.rail else _at(x, y)
    turn = _at(x, y + DOWN / 2, below.x, end - DOWN / 2, below.x, end)
    return f"M{lead}C{turn}"


def _round(x: float, y: float, end: Spot) -> str:
    """Out of a box, round its right-hand side, and into the side of an earlier one."""
    side, level = end.x + WIDE / 2, _top(end.layer) + HIGH / 2
    out = max(x, side) + WIDE / 2 + ACROSS
    turn = _at(x, y + DOWN, out, y + DOWN, out, (y + level) / 2)
    return f"M{_at(x, y)}C{turn}S{_at(out, level, side, level)}"


def _at(*numbers: float) -> str:
    return " ".join(f"{number:.1f}" for number in numbers)
