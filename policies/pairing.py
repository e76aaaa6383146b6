"""Which paragraph of one text is which paragraph of another. Pure."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import Optional

from policies.paragraphs import Paragraph

LIKE = 0.5  # of their words: what two paragraphs share at least to be one that was changed
FAR_LIKE, FAR_LIKE_WORDS = 0.7, 8  # the same, for one that came from another section
FAR_WORDS = 5  # a shorter paragraph did not come from another section, it only says the same
_RARE = 12  # paragraphs: a word that is in more of them leads to none
_TRIED = 4  # likely partners that are looked at
_BEGINNING = 3  # words by which the first part of a paragraph is found


@dataclass(slots=True, eq=False)
class Place:
    """A paragraph where it stands, and the one in the other text that it is paired with.

    Where several together are one paragraph in the other text, the first has the pair, and
    `parts`; the others are `part_of` it.
    """

    section: int
    paragraph: Paragraph
    keys: tuple[str, ...] = field(init=False)
    pair: Optional["Place"] = None
    part_of: Optional["Place"] = None
    parts: bool = False

    def __post_init__(self) -> None:
        self.keys = self.paragraph.keys

    @property
    def free(self) -> bool:
        return self.pair is None and self.part_of is None


Places = Sequence[Place]


def pair_within(old: Places, new: Places) -> None:
    """Pair the paragraphs of a section with those that it had before."""
    _pair_equal(old, new)
    _pair_split(old, new)
    _pair_split(new, old)
    _pair_alike(old, new, LIKE)
    _pair_rows(old, new)


def pair_across(old: Iterable[Place], new: Iterable[Place]) -> None:
    """Pair what is left over in all sections: paragraphs that went from one to another."""
    from_there = [place for place in old if place.free and len(place.keys) >= FAR_WORDS]
    to_here = [place for place in new if place.free and len(place.keys) >= FAR_WORDS]
    _pair_in_order(from_there, to_here)
    long = FAR_LIKE_WORDS
    _pair_alike(
        [place for place in from_there if len(place.keys) >= long],
        [place for place in to_here if len(place.keys) >= long],
        FAR_LIKE,
    )


def standing_still(new: Iterable[Place], order: dict[int, int]) -> set[int]:
    """Of the paired places of a section, by their `id()`, those that kept their order: as many
    words as can. `order` says by `id()` where each old place stood.
    """
    pairs = [place for place in new if place.pair is not None and id(place.pair) in order]
    still = heaviest_rising([(order[id(each.pair)], len(each.keys) or 1) for each in pairs])
    return {id(pairs[at]) for at in still}


def heaviest_rising(row: Sequence[tuple[int, int]]) -> list[int]:
    """Of (number, weight) in a row, the places of those that rise and together weigh most.

    Numbers differ and weights are above 0.
    """
    ends: list[int] = []  # last numbers of the best rows so far, rising, with what each weighs
    weighs: list[int] = []
    at: list[int] = []
    before: list[int | None] = []
    for place, (number, weight) in enumerate(row):
        spot = bisect_left(ends, number)
        before.append(at[spot - 1] if spot else None)
        total = weight + (weighs[spot - 1] if spot else 0)
        beaten = spot
        while beaten < len(ends) and weighs[beaten] <= total:
            beaten += 1
        ends[spot:beaten], weighs[spot:beaten], at[spot:beaten] = [number], [total], [place]
    return list(_back_from(at[-1] if at else None, before))


def _back_from(place: int | None, before: Sequence[int | None]) -> Iterator[int]:
    while place is not None:
        yield place
        place = before[place]


def _join(old: Place, new: Place) -> None:
    old.pair, new.pair = new, old


def _pair_equal(old: Places, new: Places) -> None:
    """Those that say the same: at the ends, then where there is one of each, then next to those,
    then in order.
    """
    head = _pair_while_equal(zip(old, new, strict=False))
    if head < min(len(old), len(new)):
        _pair_while_equal(zip(reversed(old[head:]), reversed(new[head:]), strict=False))
    _pair_unique(old, new)
    _pair_neighbours(old, new)
    _pair_neighbours(old[::-1], new[::-1])
    _pair_in_order(old, new)


def _pair_while_equal(both: Iterable[tuple[Place, Place]]) -> int:
    found = 0
    for one, other in both:
        if one.keys != other.keys:
            break
        _join(one, other)
        found += 1
    return found


def _pair_unique(old: Places, new: Places) -> None:
    here, there = _by_keys(old), _by_keys(new)
    for keys, places in here.items():
        if len(places) == 1 and len(there.get(keys, ())) == 1:
            _join(places[0], there[keys][0])


def _pair_in_order(old: Places, new: Places) -> None:
    here, there = _by_keys(old), _by_keys(new)
    for keys, places in here.items():
        for one, other in zip(places, there.get(keys, ()), strict=False):
            _join(one, other)


def _by_keys(places: Places) -> dict[tuple[str, ...], list[Place]]:
    found: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    for place in places:
        if place.free:
            found[place.keys].append(place)
    return found


def _pair_neighbours(old: Places, new: Places) -> None:
    """What follows a pair and says the same is a pair."""
    after = {id(place): following for place, following in pairwise(old)}
    for place, following in pairwise(new):
        other = after.get(id(place.pair))
        if other and other.free and following.free and other.keys == following.keys:
            _join(other, following)


def _pair_split(ones: Places, many: Places) -> None:
    """A paragraph that was split in several, or, the other way round, joined of several."""
    begin: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, place in enumerate(many):
        if place.free and len(begin[place.keys[:_BEGINNING]]) < _TRIED:
            begin[place.keys[:_BEGINNING]].append(at)
    for one in ones:
        if one.free:
            tried = (_parts(one.keys, many, at) for at in begin.get(one.keys[:_BEGINNING], ()))
            _join_parts(one, next(filter(None, tried), ()))


def _join_parts(one: Place, parts: Places) -> None:
    for part in parts[1:]:
        part.part_of = parts[0]
    if parts:
        parts[0].parts = True
        _join(one, parts[0])


def _parts(keys: tuple[str, ...], many: Places, at: int) -> Places:
    """The free places from there on that together say the same; none if they do not."""
    said = 0
    for end in range(at, len(many)):
        part = many[end]
        if not part.free or keys[said : said + len(part.keys)] != part.keys:
            return ()
        said += len(part.keys)
        if said == len(keys):
            return many[at : end + 1]
    return ()


def _pair_alike(old: Places, new: Places, least: float) -> None:
    """Those that share most of their words, the most alike first."""
    here = [place for place in old if place.free]
    there = [place for place in new if place.free]
    for _, _, at, other in sorted(_alike(here, there, least)):
        if here[at].free and there[other].free:
            _join(here[at], there[other])


def _alike(here: Places, there: Places, least: float) -> Iterator[tuple[float, int, int, int]]:
    """How unlike, how far apart, and which two."""
    counts = [Counter(place.keys) for place in there]
    where: dict[str, list[int]] = defaultdict(list)
    for other, count in enumerate(counts):
        for word in count:
            where[word].append(other)
    for word in [word for word, places in where.items() if len(places) > _RARE]:
        del where[word]
    for at, place in enumerate(here):
        mine = Counter(place.keys)
        for other in _likely(mine, where):
            same_kind = (place.paragraph.kind == "tr") == (there[other].paragraph.kind == "tr")
            if same_kind and (like := _likeness(mine, counts[other])) >= least:
                yield -like, abs(at - other), at, other


def _likely(words: Iterable[str], where: dict[str, list[int]]) -> list[int]:
    """The few that share most of the words which lead somewhere, and a quarter at least."""
    found = [where[word] for word in words if word in where]
    shared = Counter(chain.from_iterable(found)).most_common(_TRIED)
    least = max(len(found) / 4, shared[0][1] / 2) if shared else 0
    return [place for place, number in shared if number >= least]


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """From 0 to 1: which share of the words of both they have in common."""
    both = sum([min(number, other[word]) for word, number in one.items() if word in other])
    return 2 * both / (sum(one.values()) + sum(other.values()))


def _pair_rows(old: Places, new: Places) -> None:
    """Rows of a table that begin with the same cell."""
    begin: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    for place in _free_rows(old):
        begin[place.paragraph.cells[0].keys].append(place)
    for place in _free_rows(new):
        if same := begin.get(place.paragraph.cells[0].keys):
            _join(same.pop(0), place)


def _free_rows(places: Places) -> Iterator[Place]:
    for place in places:
        if place.free and place.paragraph.kind == "tr" and place.paragraph.cells[0].keys:
            yield place
