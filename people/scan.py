"""QR codes as SVG."""

from dataclasses import dataclass
from itertools import groupby

import segno


@dataclass(frozen=True, slots=True)
class CodeToScan:
    """A QR code as one SVG path: `size` modules a side, `path` drawn with a stroke of 1."""

    size: int
    path: str


def code_to_scan(url: str) -> CodeToScan:
    """The code that opens an address."""
    rows = segno.make(url, error="m", micro=False).matrix
    strokes = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                strokes.append(f"M{x} {y}.5h{length}")
            x += length
    return CodeToScan(len(rows), "".join(strokes))
