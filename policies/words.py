"""Which words were taken out of a paragraph and which were put in. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from policies.paragraphs import ENDS, Words

KEPT, OUT, IN = "kept", "out", "in"
LIKE = 0.4  # kept words of all: less, and the whole was written anew
_SLOW = 40_000  # words times words, from where common words no longer count as meeting points

Places = tuple[int, int, int, int]  # old from and to, new from and to


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stayed, were taken out or were put in."""

    mark: str
    text: str


def runs(old: Words, new: Words) -> tuple[Run, ...]:
    """The new words with those taken out where they stood; what stayed is spelled as it is now."""
    if old.keys == new.keys:
        return (Run(KEPT, new.text()),) if new.keys else ()
    return tuple(run for run in _runs(old, new, _changed(old.keys, new.keys)) if run.text)


def _runs(old: Words, new: Words, changed: Sequence[Places]) -> Iterator[Run]:
    at = 0
    for from_old, to_old, from_new, to_new in changed:
        apart = from_new > at and old.shown[from_old - 1][-1] == " " != new.shown[from_new - 1][-1]
        yield Run(KEPT, new.text(at, from_new) + " " * apart)
        yield Run(OUT, old.text(from_old, to_old))
        yield Run(IN, new.text(from_new, to_new))
        at = to_new
    yield Run(KEPT, new.text(at))


def _changed(old: Sequence[str], new: Sequence[str]) -> list[Places]:
    """Where the two differ, as somebody would mark it by hand."""
    head, tail = _alike(old, new)
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    matcher = SequenceMatcher(None, a, b, autojunk=len(a) * len(b) > _SLOW)
    gaps = [places for tag, *places in matcher.get_opcodes() if tag != "equal"]
    found = [(i + head, j + head, k + head, m + head) for i, j, k, m in gaps]
    found = _slid(_joined(found, old), old, new)
    kept = len(new) - sum(place[3] - place[2] for place in found)
    if kept < LIKE * min(len(old), len(new)):
        return [(0, len(old), 0, len(new))]
    return found


def _alike(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many words are the same at the beginning, and at the end."""
    most = min(len(old), len(new))
    head = tail = 0
    while head < most and old[head] == new[head]:
        head += 1
    while tail < most - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, tail


def _joined(found: Sequence[Places], old: Sequence[str]) -> list[Places]:
    """One change of two that only a small word or two stand between."""
    joined: list[Places] = []
    for place in found:
        if joined and _little(old[joined[-1][1] : place[0]]):
            before = joined.pop()
            place = (before[0], place[1], before[2], place[3])
        joined.append(place)
    return joined


def _little(kept: Sequence[str]) -> bool:
    return len(kept) <= 2 and all(len(word) <= 3 and word.isalpha() for word in kept)


def _slid(found: Sequence[Places], old: Sequence[str], new: Sequence[str]) -> list[Places]:
    """Words only taken out or only put in are moved along to where a sentence begins, if the same
    words allow it, so that a new sentence is marked as one.
    """
    slid: list[Places] = []
    for at, (i, j, k, m) in enumerate(found):
        by = 0
        if i == j or k == m:
            words, start, end, side = (new, k, m, 2) if i == j else (old, i, j, 0)
            behind = start - (slid[-1][side + 1] if slid else 0)
            ahead = (found[at + 1][side] if found[at + 1 :] else len(words)) - end
            by = _to_a_beginning(words, start, end, behind, ahead)
        slid.append((i + by, j + by, k + by, m + by))
    return slid


def _to_a_beginning(words: Sequence[str], start: int, end: int, behind: int, ahead: int) -> int:
    """By how many words to slide a stretch, at most so many back and so many on; 0 if in vain."""
    for by in range(0, -behind - 1, -1):
        if start + by == 0 or words[start + by - 1] in ENDS:
            return by
        if words[start + by - 1] != words[end + by - 1]:
            break
    for by in range(ahead):
        if words[start + by] != words[end + by]:
            break
        if words[start + by] in ENDS:
            return by + 1
    return 0
