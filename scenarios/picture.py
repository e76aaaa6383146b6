"""The map as a template draws it: names in lines that fit their boxes, lines with their rating."""

from dataclasses import dataclass
from textwrap import shorten, wrap

from scenarios.layout import HIGH, WIDE, Box, Line, Map
from scenarios.outline import KINDS

LETTERS = 21  # on one line of a box


@dataclass(frozen=True)
class Drawn:
    """The picture for a template. `said` is its one sentence for those who hear it."""

    map: Map
    boxes: list[dict[str, object]]
    lines: list[dict[str, object]]
    said: str


def as_drawn(map: Map, shares: dict[str, str] | None = None) -> Drawn:
    """The map with its words. `shares` stand beside the letters of choices, by choice id."""
    shares = shares or {}
    endings = sum(bool(box.passage.ending) for box in map.boxes)
    said = (
        f"A map of {len(map.boxes)} passages from the start at the top, {endings} of them endings. "
        "The outline below says the same in words."
    )
    return Drawn(
        map, [_box(box) for box in map.boxes], [_line(line, shares) for line in map.lines], said
    )


def _box(box: Box) -> dict[str, object]:
    kind = box.passage.ending or ""
    rows = wrap(f"{box.number}. {box.passage.name}", LETTERS)
    if len(rows) > 2:
        rows[1:] = [shorten(" ".join(rows[1:]), LETTERS, placeholder=" …")]
    said = [*rows, *([KINDS[kind]] if kind else [])]
    middle = round(box.x + WIDE / 2, 1)
    first = box.y + HIGH / 2 - (len(said) - 1) * 8.5
    return {
        "kind": kind,
        "x": round(box.x, 1),
        "y": round(box.y, 1),
        "wide": WIDE,
        "high": HIGH,
        "words": [(middle, round(first + 17 * at, 1), text) for at, text in enumerate(said)],
    }


def _line(line: Line, shares: dict[str, str]) -> dict[str, object]:
    return {
        "path": line.path,
        "rating": line.choice.rating or "unrated",
        "red": bool(line.choice.red_line),
        "x": line.x,
        "y": line.y,
        "letter": line.letter,
        "share": shares.get(line.choice.id, ""),
    }
