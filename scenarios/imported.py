"""What Twee and Twine HTML share: a story from outside, and what of it was and was not carried.

Pure. A passage of ours keeps what Twine does not know (feedback, ratings, citations...) in its
metadata (`kept.py`). It counts as long as the text below is the one it was written with. In a
text that somebody has altered since, the links are read afresh and matched one by one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from scenarios.kept import ELSEWHERE, MADE_HERE, body_of, exact
from scenarios.links import (
    HTTPS,
    Found,
    Move,
    address,
    bracketed,
    leads_out,
    moves_of,
    prose_and_links,
)
from scenarios.story import ENDINGS, BadStory, Choice, Passage, Story, from_data

PASSAGES = 10_000  # in a file
LINKS = 30_000  # in a file
TITLE, DATA = "StoryTitle", "StoryData"
FORMATS = ("Harlowe", "SugarCube", "Chapbook", "Snowman")


class Remark(NamedTuple):
    """Something an author should know, and the line of the file it is about, from 1."""

    line: int
    text: str


@dataclass
class RawPassage:
    """A passage as the file has it: its text with LF line ends, and no blank ones at the end.

    `line` is the heading's line in the file and `first` that of the text.
    """

    name: str
    tags: list[str]
    body: str
    line: int
    first: int
    kept: dict[str, Any] | None = None


@dataclass
class RawStory:
    """A story as the file has it. None: the file does not say."""

    passages: list[RawPassage] = field(default_factory=list)
    title: str | None = None
    ifid: str | None = None
    start: str | None = None
    format: str = ""
    kept: dict[str, Any] = field(default_factory=dict)
    scripts: int = 0
    styles: int = 0
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True)
class Imported:
    """A story as it was read, and the report of what was and was not carried.

    `ifid` is the file's own or None; `unread` are the moves in code, by the passage they are in,
    and `not_read` says in a sentence that they were not read.
    """

    story: Story
    ifid: str | None = None
    ifid_made_here: bool = False
    external_links: int = 0
    setters: int = 0
    scripts: int = 0
    styles: int = 0
    unread: Mapping[str, list[Move]] = field(default_factory=dict)
    not_read: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def links(self) -> int:
        """Links with a target, to passages and to addresses."""
        choices = (choice for passage in self.story.passages for choice in passage.choices)
        return self.external_links + sum(bool(choice.target) for choice in choices)

    @property
    def macro_moves(self) -> int:
        return sum(move.counted for moves in self.unread.values() for move in moves)


def check_number(number: int, limit: int, what: str) -> None:
    """Raise BadStory where a file has more of something than we read in a second or two."""
    if number > limit:
        raise BadStory(f"The file has more than {limit:,} {what}. Please split it.")


def assemble(raw: RawStory) -> Imported:
    """The story and its report. Raises BadStory where there are too many links."""
    told = [passage for passage in raw.passages if not _stands_apart(raw, passage)]
    work = _Work({passage.name for passage in told}, raw.remarks)
    passages = tuple(work.passage(passage) for passage in told)
    story = replace(_frame(raw), passages=passages)
    made_here = raw.kept.get(MADE_HERE) is True or not raw.ifid
    story = replace(story, ifid="" if made_here or not raw.ifid else raw.ifid)
    not_read = work.not_read(raw.format)
    if not_read:
        raw.remarks.append(Remark(work.first_code, not_read))
    return Imported(
        story,
        raw.ifid or None,
        made_here,
        work.external_links,
        work.setters,
        raw.scripts + work.scripts,
        raw.styles + work.styles,
        work.unread,
        not_read,
        tuple(sorted(raw.remarks)),
    )


def _stands_apart(raw: RawStory, passage: RawPassage) -> bool:
    """Whether a passage is none of the story: a script, a stylesheet, or the story's own data."""
    if passage.kept is not None:
        return False
    script, style = "script" in passage.tags, "stylesheet" in passage.tags
    raw.scripts += script
    raw.styles += style and not script
    return script or style or passage.name in (TITLE, DATA)


def _frame(raw: RawStory) -> Story:
    """The story without its passages: title, start, and the kept fields where they can be read."""
    kept = {key: value for key, value in raw.kept.items() if key not in ELSEWHERE}
    kept.pop(MADE_HERE, None)
    frame = {"title": exact(raw.kept, "title", raw.title or ""), "start": raw.start or ""}
    try:
        return from_data(kept | frame)
    except BadStory as fault:
        raw.remarks.append(Remark(1, f"What the file keeps for Inset was not read. {fault}"))
        return from_data(frame)


class _Work:
    """Passages one by one, and what is counted on the way."""

    def __init__(self, names: Collection[str], remarks: list[Remark]) -> None:
        self.names, self.remarks = names, remarks
        self.brackets = self.external_links = self.setters = self.scripts = self.styles = 0
        self.unread: dict[str, list[Move]] = {}
        self.first_code = 0
        self.ids: dict[str, int] = {}

    def passage(self, raw: RawPassage) -> Passage:
        self.brackets += min(raw.body.count("[["), raw.body.count("]]"))
        check_number(self.brackets, LINKS, "links")
        text, found = prose_and_links(raw.body, self.names)
        ours = self._ours(raw, text)
        if ours and body_of(ours) == raw.body:
            return replace(ours, choices=tuple(self._own_id(choice) for choice in ours.choices))
        self._count(raw, found)
        return Passage(
            raw.name,
            text,
            tuple(self._choices(raw, found, ours)),
            _ending(raw.tags),
            ours.explanation if ours else "",
            ours.citations if ours else (),
        )

    def _ours(self, raw: RawPassage, text: str) -> Passage | None:
        """The passage as it is kept; `text` where it is not kept apart."""
        if raw.kept is None:
            return None
        data = {"text": text, **raw.kept, "name": raw.name, "ending": _ending(raw.tags)}
        try:
            return from_data({"title": "", "start": "", "passages": [data]}).passages[0]
        except BadStory as fault:
            why = f"What “{raw.name}” keeps for Inset was not read. {fault}"
            self.remarks.append(Remark(raw.line, why))
            return None

    def _choices(self, raw: RawPassage, found: list[Found], ours: Passage | None) -> list[Choice]:
        """Links as choices; one that we wrote keeps what belongs to it."""
        kept: dict[str, list[Choice]] = {}
        for choice in ours.choices if ours else ():
            kept.setdefault(bracketed(choice.words, choice.target)[2:-2], []).append(choice)
        choices = []
        for _, link in found:
            if kept.get(link.inside):
                choices.append(self._own_id(kept[link.inside].pop(0)))
            elif not leads_out(link.target, self.names):
                new = Choice(_made_id(raw.name, link.words, link.target), link.words, link.target)
                choices.append(self._own_id(new))
        for choice in (choice for left in kept.values() for choice in left):
            why = f"The link “{choice.words}” is not in the text any more: its feedback is dropped."
            self.remarks.append(Remark(raw.line, why))
        return choices

    def _own_id(self, choice: Choice) -> Choice:
        """The choice, with another id where an earlier one has the same."""
        own = choice.id
        while own in self.ids:
            self.ids[choice.id] += 1
            own = f"{choice.id}~{self.ids[choice.id]}"
        self.ids[own] = 1
        return choice if own == choice.id else replace(choice, id=own)

    def _count(self, raw: RawPassage, found: list[Found]) -> None:
        for line, link in found:
            self.setters += bool(link.setter)
            if leads_out(link.target, self.names):
                self._count_address(raw.first + line, link.target)
        self.scripts += len(_SCRIPT.findall(raw.body))
        self.styles += len(_STYLE.findall(raw.body))
        moves = moves_of(raw.body)
        if moves and not self.unread:
            self.first_code = raw.first + raw.body.count("\n", 0, moves[0].at)
        if moves:
            self.unread.setdefault(raw.name, []).extend(moves)

    def _count_address(self, line: int, target: str) -> None:
        if address(target).lower().startswith(HTTPS):
            self.external_links += 1
            return
        why = f"“{target[:80]}” is kept as text: only a link to https:// may become a live link."
        self.remarks.append(Remark(line, why))

    def not_read(self, story_format: str) -> str:
        """One sentence about every move that is written in code; '' where there is none."""
        moves = [move for each in self.unread.values() for move in each]
        if not moves:
            return ""
        named = [name for name in FORMATS if name.lower() == story_format.lower()]
        language = (
            named[0] if named else Counter(move.language for move in moves).most_common(1)[0][0]
        )
        number = sum(move.counted for move in moves)
        if number == 1:
            return f"1 move in this story is written in {language} code and was not read."
        return f"{number:,} moves in this story are written in {language} code and were not read."


_SCRIPT = re.compile(r"<<?script\b", re.IGNORECASE)
_STYLE = re.compile(r"<style\b", re.IGNORECASE)


def _ending(tags: list[str]) -> str | None:
    return next((kind for kind in ENDINGS if f"ending-{kind}" in tags), None)


def _made_id(*parts: str) -> str:
    """An id that stays the same when the file is read again."""
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=6).hexdigest()
