"""A story as an author writes it: a TOML file, read into a Story and what a list says of it.

Citations are written once, under names, and used by name. Touches no database.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from scenarios.story import BadStory, Story, from_data

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True)
class StoryFile:
    """A story and what stands around it: `minutes` to read it, the days of checking and review."""

    slug: str
    why: str
    minutes: int
    checked_on: date
    review_on: date
    checked_against: tuple[str, ...]
    story: Story


def read_story(text: str) -> StoryFile:
    """The story in a file's text. Raises BadStory, with one sentence, where it is not one."""
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as mistake:
        raise BadStory(f"The file cannot be read as TOML: {mistake}.") from mistake
    around = {name: _take(written, name, kind) for name, kind in _AROUND.items()}
    around["checked_against"] = tuple(around["checked_against"])
    cited = _take(written, "citations", dict)
    return StoryFile(**around, story=from_data(_with_citations(written, cited)))


def read_story_file(path: Path) -> StoryFile:
    """The story in a file. Raises BadStory as above, and OSError where it cannot be opened."""
    return read_story(path.read_text(encoding="utf-8"))


_AROUND: dict[str, type] = {
    "slug": str,
    "why": str,
    "minutes": int,
    "checked_on": date,
    "review_on": date,
    "checked_against": list,
}
_KINDS = {str: "text", int: "a whole number", date: "a day", list: "a list", dict: "a table"}


def _take(written: dict[str, Any], name: str, kind: type) -> Any:
    if not isinstance(written.get(name), kind):
        raise BadStory(f"The file should have {name}, as {_KINDS[kind]}.")
    return written.pop(name)


def _with_citations(part: Any, cited: Mapping[str, Any]) -> Any:
    """The same data, with each name of a citation replaced by the citation, and text trimmed."""
    if isinstance(part, list):
        return [_with_citations(each, cited) for each in part]
    if isinstance(part, Mapping):
        return {
            name: [_citation(each, cited) for each in value]
            if name == "citations" and isinstance(value, list)
            else _with_citations(value, cited)
            for name, value in part.items()
        }
    return part.strip() if isinstance(part, str) else part


def _citation(name: Any, cited: Mapping[str, Any]) -> Any:
    if not isinstance(name, str) or name not in cited:
        raise BadStory(f"The file has no citation called “{name}”.")
    return cited[name]
