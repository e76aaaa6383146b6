"""A file of stories as it arrives: bytes of some size, some encoding and some format.

Pure. Raises BadStory, with one sentence, for what cannot be read at all.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from pathlib import Path

from scenarios.imported import LINKS, PASSAGES, Imported, Remark, check_number
from scenarios.kept import read_object
from scenarios.story import BadStory, from_data
from scenarios.story_file import read_story
from scenarios.twee import read_twee
from scenarios.twine import read_twine

BYTES = 10_000_000
TWEE = (".twee", ".tw")
SAMPLE = 80  # characters of a line that are shown
_LONG_KEY = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++\s*+\.\s*+){50}""")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_story_path(path: Path) -> list[Imported]:
    """The stories in a file on disk."""
    try:
        with path.open("rb") as file:
            data = file.read(BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "there is no file with such a name"
        raise BadStory(f"{path} cannot be read: {why}.") from None
    return read_stories(data, path.suffix)


def read_stories(data: bytes, suffix: str) -> list[Imported]:
    """The stories in a file: Twee, Twine 2 HTML, or a story of ours as .toml or .json.

    `suffix` is the end of the file's name; any other than those is told by what stands first.
    """
    if len(data) > BYTES:
        raise BadStory(f"The file is larger than {BYTES // 1_000_000} MB. Please make it smaller.")
    text, remarks = decode(data)
    suffix = suffix.lower()
    if suffix == ".toml":
        found = [_from_toml(text)]
    elif suffix == ".json":
        found = [_from_json(text)]
    elif suffix in (".html", ".htm") or (suffix not in TWEE and text.lstrip().startswith("<")):
        found = read_twine(text)
    else:
        found = [read_twee(text)]
    check_number(sum(len(each.story.passages) for each in found), PASSAGES, "passages")
    check_number(sum(each.links for each in found), LINKS, "links")
    return [replace(each, remarks=tuple(sorted((*remarks, *each.remarks)))) for each in found]


def _from_toml(text: str) -> Imported:
    try:
        if _LONG_KEY.search(text):  # over which tomllib would take minutes
            raise RecursionError
        story = read_story(text).story
    except RecursionError:
        raise BadStory("The file is nested too deep to be a story.") from None
    return Imported(story, story.ifid or None, not story.ifid)


def _from_json(text: str) -> Imported:
    try:
        story = from_data(read_object(text))
    except BadStory:
        raise
    except ValueError as fault:
        raise BadStory(f"The file cannot be read as JSON: {fault}.") from None
    return Imported(story, story.ifid or None, not story.ifid)


def decode(data: bytes) -> tuple[str, list[Remark]]:
    """The text with LF line ends, and a remark where its encoding had to be guessed."""
    text, guessed = _decode(data)
    if "\0" in text:
        raise BadStory("The file has NUL characters in it. Please save it as plain UTF-8 text.")
    text = re.sub(r"\r\n?", "\n", text)
    return text, [_sample(text)] if guessed else []


def _sample(text: str) -> Remark:
    """The first line that another encoding would read otherwise."""
    lines = enumerate(text.split("\n"), 1)
    number, line = next((number, line) for number, line in lines if not line.isascii())
    shown = line.strip()[:SAMPLE]
    why = f"The file is not UTF-8, so it was read as Windows-1252. Is this line right? “{shown}”"
    return Remark(number, why)


def _decode(data: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding was guessed."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding), False
    try:
        return data.decode("utf-8"), False
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), True


def _marked(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        why = f"The file is marked as {encoding.upper()} and is not. Please save it as UTF-8."
        raise BadStory(why) from None
