"""Twine 2 HTML, in and out: `tw-storydata` with its `tw-passagedata`, one story or many.

Pure and linear. The standard library's HTMLParser is not used: sixty thousand characters of
`<a <a <a` take it four minutes (Python 3.11.7). What is here is the tokenizer of the HTML
standard, as far as finding elements needs it: comments, raw text, tags and their attributes.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from scenarios.imported import (
    PASSAGES,
    Imported,
    RawPassage,
    RawStory,
    Remark,
    assemble,
    check_number,
)
from scenarios.kept import KEPT, body_of, ifid_of, kept_of, kept_of_story, read_object, tidy
from scenarios.story import BadStory, Passage, Story
from scenarios.twee import place_on_map

STORY, PASSAGE = "tw-storydata", "tw-passagedata"
STORIES = 1_000  # in a file
_KEPT = f"data-{KEPT}"

# --- Tokens ---------------------------------------------------------------------------------------


class Token(NamedTuple):
    """A tag (`/name` for an end tag) with its attributes, or text (name '') as it is written."""

    name: str
    attributes: dict[str, str]
    text: str
    at: int


_OPENING = re.compile(r"<(?=[a-z!?/])", re.IGNORECASE)
_TAG = re.compile(
    r"""<(/?[a-z][^\s/>]*+)((?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)>""", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"""([^\s/>=]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s>]*+))?""")
_RAW = {"script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "template"}


def tokens(text: str) -> Iterator[Token]:
    """The tags and texts of a page, without comments. What is in a script or the like is text."""
    at, end = 0, len(text)
    while at < end:
        found = _OPENING.search(text, at)
        opening = found.start() if found else end
        if opening > at:
            yield Token("", {}, text[at:opening], at)
        at = opening
        if tag := _TAG.match(text, at):
            name = tag[1].lower()
            yield Token(name, _attributes(tag[2]), "", at)
            at = tag.end()
            if name in _RAW:
                close = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(text, at)
                stop = close.start() if close else end
                yield Token("", {}, text[at:stop], at)
                at = stop
        elif text[at + 1 : at + 2] in {"!", "?", "/"}:
            at = _after_comment(text, at)
        else:
            return  # a tag that never ends, and nothing after it


def _after_comment(text: str, at: int) -> int:
    """The end of `<!-- -->`, `<!...>`, `<?...>` or `</...>`; of the page, where it never ends."""
    close = "-->" if text.startswith("<!--", at) else ">"
    found = text.find(close, at + 2)
    return len(text) if found < 0 else found + len(close)


def _attributes(written: str) -> dict[str, str]:
    """Attributes by name; of two with one name the first counts."""
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(written):
        quoted = value[:1] in ('"', "'") and value[-1:] == value[:1] and len(value) > 1
        found.setdefault(name.lower(), html.unescape(value[1:-1] if quoted else value))
    return found


# --- In -------------------------------------------------------------------------------------------


def read_twine(text: str) -> list[Imported]:
    """The stories of a Twine 2 page or archive, whose text has LF line ends.

    Raises BadStory where there is none, and where there is more than we read.
    """
    page = _Page(text)
    for token in tokens(text):
        page.take(token)
    page.close_passage()
    if not page.stories:
        raise BadStory("No story was found in the file: it is not a page made by Twine 2.")
    return [assemble(raw) for raw in page.stories]


class _Page:
    """The stories met so far, and the story and passage that are open."""

    def __init__(self, text: str) -> None:
        self.text, self.line, self.counted = text, 1, 0
        self.stories: list[RawStory] = []
        self.story: RawStory | None = None
        self.start_at = ""
        self.passage: RawPassage | None = None
        self.parts: list[str] = []
        self.inside = ""
        self.passages = 0

    def take(self, token: Token) -> None:
        if not token.name:
            self._text(token.text)
            return
        self.inside = token.name
        if token.name == PASSAGE and self.story:
            self.close_passage()
            self._open_passage(self.story, token)
        elif token.name in (STORY, f"/{STORY}", f"/{PASSAGE}"):
            self.close_passage()
        if token.name == STORY:
            self._open_story(token)
        elif token.name == f"/{STORY}":
            self.story = None

    def close_passage(self) -> None:
        if self.passage:
            self.passage.body = tidy(html.unescape("".join(self.parts)))
        self.passage, self.parts = None, []

    def _text(self, text: str) -> None:
        if self.story and self.inside in ("script", "style"):
            self.story.scripts += self.inside == "script" and bool(text.strip())
            self.story.styles += self.inside == "style" and bool(text.strip())
        elif self.passage:
            self.parts.append(text)

    def _open_story(self, token: Token) -> None:
        given = token.attributes
        self.story = RawStory(title=given.get("name"), ifid=given.get("ifid"))
        self.story.format = given.get("format", "")
        self.story.kept = self._kept(self.story, token) or {}
        if isinstance(self.story.kept.get("start"), str):
            self.story.start = self.story.kept["start"]
        self.start_at = given.get("startnode", "")
        self.stories.append(self.story)
        check_number(len(self.stories), STORIES, "stories")

    def _open_passage(self, story: RawStory, token: Token) -> None:
        given, line = token.attributes, self._line_of(token)
        name, kept = given.get("name", ""), self._kept(story, token)
        self.passages += 1
        check_number(self.passages, PASSAGES, "passages")
        if not name.strip():
            why = "A passage without a name: it was skipped, since nothing can lead to it."
            story.remarks.append(Remark(line, why))
            return
        self.passage = RawPassage(name, given.get("tags", "").split(), "", line, line, kept)
        story.passages.append(self.passage)
        if story.start is None and given.get("pid", "").strip() == self.start_at.strip() != "":
            story.start = name

    def _kept(self, story: RawStory, token: Token) -> dict[str, Any] | None:
        """What the element keeps for Inset; None where it keeps nothing that can be read."""
        if _KEPT not in token.attributes:
            return None
        try:
            return read_object(token.attributes[_KEPT])
        except ValueError as fault:
            why = f"What is kept for Inset was not read: {fault}."
            story.remarks.append(Remark(self._line_of(token), why))
            return None

    def _line_of(self, token: Token) -> int:
        self.line += self.text.count("\n", self.counted, token.at)
        self.counted = token.at
        return self.line


# --- Out ------------------------------------------------------------------------------------------


def write_twine(story: Story) -> str:
    """The story as a Twine 2 archive, which opens in Twine and reads back as the same story."""
    kept = kept_of_story(story)
    pids = {passage.name: str(pid) for pid, passage in reversed(_numbered(story))}
    if story.start not in pids:
        kept["start"] = story.start
    head = _element(
        STORY,
        {
            "name": story.title,
            "startnode": pids.get(story.start, ""),
            "creator": "Inset",
            "ifid": ifid_of(story),
            "zoom": "1",
            _KEPT: json.dumps(kept, ensure_ascii=False),
        },
    )
    passages = [_passage(story, passage, pid) for pid, passage in _numbered(story)]
    return "\n".join([f"{head[:-1]} hidden>", *passages, f"</{STORY}>"]) + "\n"


def _numbered(story: Story) -> list[tuple[int, Passage]]:
    return list(enumerate(story.passages, 1))


def _passage(story: Story, passage: Passage, pid: int) -> str:
    attributes = {
        "pid": str(pid),
        "name": passage.name,
        "tags": f"ending-{passage.ending}" if passage.ending else "",
        **place_on_map(pid - 1),
        _KEPT: json.dumps(kept_of(passage, story.by_name), ensure_ascii=False),
    }
    return f"{_element(PASSAGE, attributes)}{_escape(body_of(passage))}</{PASSAGE}>"


def _element(name: str, attributes: dict[str, str]) -> str:
    written = " ".join(f'{key}="{_escape(value)}"' for key, value in attributes.items())
    return f"<{name} {written}>"


def _escape(text: str) -> str:
    return html.escape(text).replace("\r", "&#13;")
