"""What a careful person would mark between two editions of a text. Pure.

Sections are the same by their id, else by their title or by what they say. Inside them paragraphs
are paired (pairing.py); of the pairs, the heaviest row that kept its order stands still, the others
moved. Words are compared inside each pair (words.py). What counts as the same word is said in
paragraphs.py; where a paragraph ends is no difference.

What stayed with what was put in gives the new text, with what was taken out the old one.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Protocol

from policies.pairing import Place, heaviest_rising, pair_across, pair_within, standing_still
from policies.paragraphs import Paragraph, Words, paragraphs_of, words_of
from policies.words import IN, KEPT, OUT, Run, runs

SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"
MOVED, LEFT = "moved", "left"  # where a paragraph stands now, and where it stood

NOTHING = words_of("")
Cells = tuple[tuple[Run, ...], ...]


class Part(Protocol):
    """A section of a text; `body` is HTML."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def body(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of either text, or a row of a table with its cells."""

    mark: str
    kind: str  # "title", "p", "h3", "li", "tr" ...
    cells: Cells
    other: str = ""  # the section that it moved from, or went to, if another one


@dataclass(frozen=True, slots=True)
class Section:
    """A section of either text. Numbers count from 1; None where it does not stand."""

    id: str
    title: str
    number: int | None
    was: int | None
    moved: bool
    lines: tuple[Line, ...]

    @property
    def mark(self) -> str:
        """What happened to it on the whole."""
        if self.was is None or self.number is None:
            return ADDED if self.was is None else REMOVED
        if any(line.mark != SAME for line in self.lines):
            return CHANGED
        return MOVED if self.moved else SAME

    @property
    def things(self) -> int:
        """How many differences somebody would count in it."""
        if self.was is None or self.number is None:
            return 1
        found, before = int(self.moved), SAME
        for line in self.lines:
            if line.mark == LEFT:
                continue
            found += line.mark == CHANGED
            found += line.mark == MOVED != before
            found += line.mark in (ADDED, REMOVED) and before not in (ADDED, REMOVED)
            before = line.mark
        return found


def changes(old: Sequence[Part], new: Sequence[Part]) -> list[Section]:
    """Every section of both texts with what happened to it, in the order of the new text; one
    that was taken out stands after the one that it followed.
    """
    both = _Both(old, new)
    now_at = {then: now for now, then in both.was.items()}
    found = [((now, 0, 0), both.section(both.was.get(now), now)) for now in range(len(new))]
    for then in range(len(old)):
        if then not in now_at:
            follows = max((now_at[each] for each in range(then) if each in now_at), default=-1)
            found.append(((follows, 1, then), both.section(then, None)))
    return [section for _, section in sorted(found, key=lambda each: each[0])]


class _Both:
    """Two texts, paired."""

    def __init__(self, old: Sequence[Part], new: Sequence[Part]) -> None:
        self.old, self.new = old, new
        self.before, self.after = _places(old), _places(new)
        self.was = self._sections()  # where each section stood, by where it stands
        for now, then in self.was.items():
            pair_within(self.before[then], self.after[now])
        pair_across(_all(self.before), _all(self.after))
        self.still = self._still()
        row = sorted(self.was.items())
        weights = [(then, sum(len(place.keys) for place in self.after[now])) for now, then in row]
        kept_order = {row[at][0] for at in heaviest_rising(weights)}
        self.moved = self.was.keys() - kept_order

    def _sections(self) -> dict[int, int]:
        """By id, by title, and then by having most paragraphs in common; titles are paired."""
        was: dict[int, int] = {}
        told = (lambda part: part.id), (lambda part: words_of(part.title).keys)
        for name in told:
            there = {name(part): at for at, part in enumerate(self.old) if at not in was.values()}
            for now, part in enumerate(self.new):
                if now not in was and name(part) in there:
                    was[now] = there.pop(name(part))
        for now in set(range(len(self.new))) - was.keys():
            if (then := self._most_like(now, set(was.values()))) is not None:
                was[now] = then
        for now, then in was.items():
            one, other = self.before[then][0], self.after[now][0]
            one.pair, other.pair = other, one
        return was

    def _most_like(self, now: int, taken: set[int]) -> int | None:
        mine = Counter(place.keys for place in self.after[now][1:])
        for then in set(range(len(self.old))) - taken:
            theirs = Counter(place.keys for place in self.before[then][1:])
            if 2 * (mine & theirs).total() > max(mine.total(), theirs.total()):
                return then
        return None

    def _still(self) -> set[int]:
        """The new places, by `id()`, that stand where their pair stood."""
        still: set[int] = set()
        for now, then in self.was.items():
            order = {id(place): at for at, place in enumerate(self.before[then])}
            still |= standing_still(self.after[now], order)
        return still

    def section(self, then: int | None, now: int | None) -> Section:
        """What happened to a section; one of the two is None if it is new or gone."""
        part = self.new[now] if now is not None else self.old[then or 0]
        lines = self._lines(
            self.before[then] if then is not None else [],
            self.after[now] if now is not None else [],
        )
        return Section(
            part.id,
            part.title,
            None if now is None else now + 1,
            None if then is None else then + 1,
            now in self.moved,
            tuple(lines),
        )

    def _lines(self, old: Sequence[Place], new: Sequence[Place]) -> Iterator[Line]:
        """The paragraphs of both in order: between two that stand still, the old ones first."""
        at = {id(place): spot for spot, place in enumerate(old)}
        from_old = from_new = 0
        for spot, place in enumerate(new):
            if id(place) in self.still:
                to_old = at[id(place.pair)]
                yield from self._gap(old[from_old:to_old], new[from_new:spot])
                yield _line(place)
                from_old, from_new = to_old + 1, spot + 1
        yield from self._gap(old[from_old:], new[from_new:])

    def _gap(self, old: Sequence[Place], new: Sequence[Place]) -> Iterator[Line]:
        """Paragraphs between two that stand still."""
        for place in old:
            now = (place.part_of or place).pair
            if now is None:
                yield Line(REMOVED, place.paragraph.kind, _all_of(place, OUT))
            elif id(now) not in self.still:
                stays = self.was.get(now.section) == place.section
                other = "" if stays else self.new[now.section].title
                yield Line(LEFT, place.paragraph.kind, _all_of(place, OUT), other)
        for place in new:
            head = place.part_of or place
            if head.pair is None:
                yield Line(ADDED, place.paragraph.kind, _all_of(place, IN))
            elif id(head) in self.still:
                yield Line(SAME, place.paragraph.kind, _all_of(place, KEPT))
            else:
                stays = self.was.get(place.section) == head.pair.section
                other = "" if stays else self.old[head.pair.section].title
                yield Line(MOVED, place.paragraph.kind, _compared(place), other)


def _places(parts: Sequence[Part]) -> list[list[Place]]:
    """The paragraphs of each section, its title first."""
    return [
        [
            Place(at, paragraph)
            for paragraph in [
                Paragraph("title", (words_of(part.title),)),
                *paragraphs_of(part.body),
            ]
        ]
        for at, part in enumerate(parts)
    ]


def _all(sections: Sequence[Sequence[Place]]) -> Iterator[Place]:
    return (place for section in sections for place in section[1:])


def _line(place: Place) -> Line:
    """A paragraph that stands where it stood."""
    cells = _compared(place)
    same = all(run.mark == KEPT for cell in cells for run in cell)
    return Line(SAME if same else CHANGED, place.paragraph.kind, cells)


def _all_of(place: Place, mark: str) -> Cells:
    return tuple((Run(mark, cell.text()),) for cell in place.paragraph.cells)


def _compared(place: Place) -> Cells:
    """The words of a paragraph beside those that it had."""
    was = place.pair
    if was is None or place.parts or was.parts:
        return _all_of(place, KEPT)
    return tuple(
        runs(one, other) for one, other in _side_by_side(was.paragraph.cells, place.paragraph.cells)
    )


def _side_by_side(old: Sequence[Words], new: Sequence[Words]) -> Iterator[tuple[Words, Words]]:
    """Cell beside cell; where a column came or went, beside an empty one."""
    if len(old) == len(new):
        yield from zip(old, new, strict=True)
        return
    a, b = [cell.keys for cell in old], [cell.keys for cell in new]
    for _, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        yield from zip_longest(old[i:j], new[k:m], fillvalue=NOTHING)
