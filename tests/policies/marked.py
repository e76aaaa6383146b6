"""Differences spelled as somebody would mark them on paper.

`~ Tell [-the DSL-]{+Ruth+}.` a changed paragraph, `+` one put in, `-` one taken out, `>` one that
moved here, `<` where it stood. What is the same is left out. Cells are parted by ` | `.
"""

from dataclasses import dataclass

from policies.changes import Line, Section, changes
from policies.words import IN, OUT, Run

SIGNS = {"same": "=", "changed": "~", "added": "+", "removed": "-", "moved": ">", "left": "<"}


@dataclass(frozen=True)
class Part:
    id: str
    title: str
    body: str


def p(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def ul(*texts: str) -> str:
    return f"<ul>{''.join(f'<li>{text}</li>' for text in texts)}</ul>"


def table(*rows: str) -> str:
    """A row a line, its cells parted by `|`."""
    lines = ["".join(f"<td>{cell.strip()}</td>" for cell in row.split("|")) for row in rows]
    return f"<table><tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"


def marked(old: str, new: str) -> list[str]:
    """The marks in one section."""
    (section,) = changes([Part("s", "A section", old)], [Part("s", "A section", new)])
    return [spelled(line) for line in section.lines if line.mark != "same"]


def marked_sections(old: list[Part], new: list[Part]) -> list[str]:
    """A heading for each section that differs, then its marks."""
    return [
        words
        for section in changes(old, new)
        if section.mark != "same"
        for words in [_heading(section), *map(spelled, _lines(section))]
    ]


def _heading(section: Section) -> str:
    moved = " (moved)" if section.moved else ""
    return f"{SIGNS[section.mark]}{section.was or ''}→{section.number or ''} {section.title}{moved}"


def _lines(section: Section) -> list[Line]:
    if section.mark in ("added", "removed"):
        return [line for line in section.lines if line.mark in ("moved", "left")]
    return [line for line in section.lines if line.mark != "same"]


def spelled(line: Line) -> str:
    plain = line.mark in ("added", "removed", "left")
    cells = ["".join(run.text if plain else _run(run) for run in cell) for cell in line.cells]
    other = f" ({line.other})" if line.other else ""
    return f"{SIGNS[line.mark]} {' | '.join(cell.strip() for cell in cells)}{other}"


def _run(run: Run) -> str:
    words, space = run.text.rstrip(), run.text[len(run.text.rstrip()) :]
    if run.mark == OUT:
        return f"[-{words}-]{space}"
    return f"{{+{words}+}}{space}" if run.mark == IN else run.text
