"""What Inset keeps of a story inside a Twine file: all that Twine itself does not know.

Pure. It stands under `KEPT` in metadata of JSON, so that Twee stays legal Twee 3 and Twine's
pages stay Twine's; a text with its links below it stays the passage's text.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from scenarios import reading
from scenarios.links import bracketed, one_line, prose_and_links, without_blank_end
from scenarios.story import Passage, Story, to_data

KEPT = "inset"
MADE_HERE = "ifid_made_here"
ELSEWHERE = frozenset({"passages", "title", "start", "ifid"})  # said in Twine's own way
DEPTH = 50  # of brackets and braces in JSON
_NESTING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
_NUL = re.compile(r"(?:^|[^\\])(?:\\\\)*+\\u0000")


# --- Out ---


def body_of(passage: Passage) -> str:
    """The text and, below it, each choice as a link: what Twine shows and a writer can edit."""
    links = [bracketed(choice.words, choice.target) for choice in passage.choices]
    parts = filter(None, [passage.text, "\n".join(links)])
    return tidy("\n\n".join(parts))


def tidy(body: str) -> str:
    """A text with LF line ends and no blank lines at the end."""
    return without_blank_end(re.sub(r"\r\n?", "\n", body).split("\n"))


def kept_of(passage: Passage, names: Collection[str]) -> dict[str, Any]:
    """What Twine does not know of a passage, and its text where the links would alter that."""
    kept: dict[str, Any] = reading.plain(replace(passage, name="", ending=None, text=""))
    del kept["name"]
    text, _ = prose_and_links(body_of(passage), names)
    return kept if text == passage.text else kept | {"text": passage.text}


def kept_of_story(story: Story) -> dict[str, Any]:
    """What Twine does not know of the story itself, and its title where that is not one line."""
    kept = {key: value for key, value in to_data(story).items() if key not in ELSEWHERE}
    if story.title != one_line(story.title).strip():
        kept["title"] = story.title
    return kept if story.ifid else kept | {MADE_HERE: True}


def ifid_of(story: Story) -> str:
    """The story's identifier; where it has none, one that is made from the whole of it."""
    whole = json.dumps(to_data(story), sort_keys=True)
    return story.ifid or str(uuid.uuid5(uuid.NAMESPACE_OID, whole)).upper()


# --- In ---


def exact(kept: Mapping[str, Any], key: str, shown: str) -> str:
    """The kept value of what can only be shown in one trimmed line, if that still shows it."""
    value = kept.get(key)
    return value if isinstance(value, str) and one_line(value).strip() == shown.strip() else shown


def read_object(text: str) -> dict[str, Any]:
    """The JSON object in a text. Raises ValueError with a few words on what is wrong."""
    depth = 0
    for found in _NESTING.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if depth > DEPTH:
            raise ValueError(f"it is nested more than {DEPTH} deep")
    try:
        value = json.loads(text)
        written = json.dumps(value, ensure_ascii=False, allow_nan=False)
        written.encode()
    except json.JSONDecodeError as mistake:
        where = f"line {mistake.lineno}, column {mistake.colno}"
        raise ValueError(f"{mistake.msg} ({where} of it)") from None
    except UnicodeEncodeError:
        raise ValueError("it has half a character in it") from None
    if not isinstance(value, dict):
        raise ValueError("it is not an object in braces")
    if _NUL.search(written):
        raise ValueError("it has a NUL character in it")
    return value
