"""Twee 3, in and out: `:: name [tags] {metadata}`, then the text, until the next heading.

Pure and linear. After the Twee 3 specification of the Interactive Fiction Technology Foundation.
A story of ours comes back the same; anybody else's comes with a report (`imported.py`).
"""

from __future__ import annotations

import json
import re
from typing import Any

from scenarios.imported import (
    DATA,
    PASSAGES,
    TITLE,
    Imported,
    RawPassage,
    RawStory,
    Remark,
    assemble,
    check_number,
)
from scenarios.kept import KEPT, body_of, exact, ifid_of, kept_of, kept_of_story, read_object
from scenarios.links import one_line, without_blank_end
from scenarios.story import BadStory, Passage, Story

_HEADING = re.compile(
    r"::((?:[^\\\[{]++|\\.)*+)"  # the name, up to a bracket that no backslash escapes
    r"(?:\[((?:[^\\\]]++|\\.)*+)\])?\s*+"
    r"(\{.*)?"
)
_ESCAPED_COLONS = re.compile(r"^\\(?=\\*::)", re.MULTILINE)
_COLONS = re.compile(r"^(?=\\*::)", re.MULTILINE)


# --- In ------------------------------------------------------------------------------------------


def read_twee(text: str) -> Imported:
    """The story in a Twee file's text, which has LF line ends.

    Raises BadStory where no line is a heading, and where there are more than we read.
    """
    lines = text.split("\n")
    headings = [number for number, line in enumerate(lines) if line.startswith("::")]
    if not headings:
        raise BadStory("No story was found in the file: no line begins with “::”.")
    check_number(len(headings), PASSAGES, "passages")
    raw = RawStory()
    before = sum(bool(line.strip()) for line in lines[: headings[0]])
    if before:
        some = "1 line" if before == 1 else f"{before:,} lines"
        raw.remarks.append(Remark(1, f"{some} before the first passage: skipped."))
    for start, end in zip(headings, [*headings[1:], len(lines)], strict=True):
        passage = _heading(raw, lines[start], start + 1)
        passage.body = _ESCAPED_COLONS.sub("", without_blank_end(lines[start + 1 : end]))
        _place(raw, passage)
    if raw.start is None:
        raw.start = "Start"
    return assemble(raw)


def _heading(raw: RawStory, line: str, number: int) -> RawPassage:
    """A passage without its text yet."""
    parts = _HEADING.fullmatch(line)
    if parts is None:
        why = "The heading has brackets that do not close: all of it was read as a name."
        raw.remarks.append(Remark(number, why))
        return RawPassage(_plain(line[2:]), [], "", number, number + 1)
    name, tags, data = parts.groups()
    passage = RawPassage(_plain(name), [], "", number, number + 1)
    passage.tags = [re.sub(r"\\(.)", r"\1", tag) for tag in (tags or "").split()]
    kept = _metadata(raw, passage, data).get(KEPT) if data else None
    if isinstance(kept, dict):
        passage.kept = kept
        passage.name = exact(kept, "name", passage.name)
    return passage


def _plain(name: str) -> str:
    """A name without the blanks around it and the backslashes in it; `\\ ` at an end is a blank."""
    name = name.lstrip()
    bare = name.rstrip()
    if (len(bare) - len(bare.rstrip("\\"))) % 2:
        bare = name[: len(bare) + 1]
    return re.sub(r"\\(.)", r"\1", bare)


def _metadata(raw: RawStory, passage: RawPassage, text: str) -> dict[str, Any]:
    try:
        return read_object(text)
    except ValueError as fault:
        why = f"What stands in braces after “{passage.name}” was not read: {fault}."
        raw.remarks.append(Remark(passage.line, why))
        return {}


def _place(raw: RawStory, passage: RawPassage) -> None:
    """A passage where it belongs: among the story's, or as its title or its data."""
    if not passage.name.strip():
        why = "A passage without a name: it was skipped, since nothing can lead to it."
        raw.remarks.append(Remark(passage.line, why))
    elif passage.kept is None and passage.name == TITLE:
        raw.title = passage.body.strip() if raw.title is None else raw.title
    elif passage.kept is None and passage.name == DATA:
        _read_data(raw, passage)
    else:
        raw.passages.append(passage)


def _read_data(raw: RawStory, passage: RawPassage) -> None:
    try:
        data = read_object(passage.body)
    except ValueError as fault:
        raw.remarks.append(Remark(passage.line, f"StoryData was not read: {fault}."))
        return
    for key in ("ifid", "start", "format"):
        if isinstance(data.get(key), str):
            setattr(raw, key, data[key])
        elif key in data:
            raw.remarks.append(Remark(passage.line, f"In StoryData, {key} should be text."))
    if isinstance(data.get(KEPT), dict):
        raw.kept = data[KEPT]


# --- Out -----------------------------------------------------------------------------------------


def write_twee(story: Story) -> str:
    """The story as Twee 3, which opens in Twine and reads back as the same story."""
    data = {"ifid": ifid_of(story), "start": story.start, KEPT: kept_of_story(story)}
    parts = [f":: {DATA}\n{json.dumps(data, ensure_ascii=False, indent=1)}"]
    if title := one_line(story.title).strip():
        parts.insert(0, f":: {TITLE}\n{_with_colons(title)}")
    for number, passage in enumerate(story.passages):
        heading = _heading_of(story, passage, number)
        parts.append(f"{heading}\n{_with_colons(body_of(passage))}")
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def place_on_map(number: int) -> dict[str, str]:
    """Where Twine shows the passage: ten in a row."""
    row, column = divmod(number, 10)
    return {"position": f"{100 + column * 150},{100 + row * 150}", "size": "100,100"}


def _heading_of(story: Story, passage: Passage, number: int) -> str:
    name = one_line(passage.name)
    kept = kept_of(passage, story.by_name)
    if name != passage.name:
        kept["name"] = passage.name
    name = re.sub(r"([\\\[\]{}])", r"\\\1", name)
    name = re.sub(r"^\s+|\s+$", lambda blanks: re.sub(r"(.)", r"\\\1", blanks[0]), name)
    tags = f" [ending-{passage.ending}]" if passage.ending else ""
    data = json.dumps(place_on_map(number) | {KEPT: kept}, ensure_ascii=False)
    # These two end a line for JavaScript, and so for Twine.
    data = data.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f":: {name}{tags} {data}"


def _with_colons(text: str) -> str:
    """The text with a backslash wherever a line would be taken for a heading."""
    return _COLONS.sub(r"\\", text)
