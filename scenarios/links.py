"""The moves written in a passage's text: bracket links, which are read, and code, which is counted.

Pure and linear: every search is bounded by a line, a bracket or a number of characters, so that
a line of two million characters or a page of unclosed brackets takes no longer than its length.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

HTTPS = "https://"
_SCRIPTED = ("javascript:", "data:", "vbscript:")
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*+:)?//|(?:javascript|data|vbscript|mailto|tel|file|blob|about):",
    re.IGNORECASE,
)


class Link(NamedTuple):
    """One `[[...]]`: where it stands in its line, what is inside, and what that means."""

    start: int
    end: int
    inside: str
    words: str
    target: str
    setter: str


class Found(NamedTuple):
    """A link with the number of its line in the text, from 0."""

    line: int
    link: Link


def links_of(line: str) -> Iterator[Link]:
    """The bracket links of one line: each `]]` with the innermost `[[` before it."""
    done = 0
    while (close := line.find("]]", done)) >= 0:
        start = line.rfind("[[", done, close)
        if start >= 0:
            inside = line[start + 2 : close]
            yield Link(start, close + 2, inside, *_meaning(inside))
        done = close + 2


def _meaning(inside: str) -> tuple[str, str, str]:
    """Words, target and setter: the rightmost `->`, else the leftmost `<-`, else the last `|`."""
    body, _, setter = inside.partition("][")
    if "->" in body:
        words, _, target = body.rpartition("->")
    elif "<-" in body:
        target, _, words = body.partition("<-")
    else:
        words, _, target = body.rpartition("|")
    target = target.strip()
    return words.strip() or target, target, setter.strip()


def address(target: str) -> str:
    """The target without blanks where it is an address on the web or of a program; else ''."""
    if ":" not in target and "//" not in target:
        return ""
    bare = "".join(letter for letter in target if letter > " ")
    return bare if _ADDRESS.match(bare) else ""


def leads_out(target: str, names: Collection[str]) -> bool:
    """Whether a target is an address rather than a passage, found or missing."""
    return target not in names and bool(address(target))


def prose_and_links(body: str, names: Collection[str]) -> tuple[str, list[Found]]:
    """What remains to be read when links have become choices, and every link with a target.

    A link inside a sentence leaves its words; a line of nothing but links is dropped. An address
    is left in the text as text, unless it could run something. Blank lines at the end are dropped.
    """
    lines, found = [], []
    for number, line in enumerate(body.split("\n")):
        links = [link for link in links_of(line) if link.target]
        found += [Found(number, link) for link in links]
        prose = _prose(line, links, names) if links else line
        if prose is not None:
            lines.append(prose)
    return without_blank_end(lines), found


def without_blank_end(lines: list[str]) -> str:
    """The lines as one text, without the blank ones at the end."""
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


def _prose(line: str, links: list[Link], names: Collection[str]) -> str | None:
    """The line with each link as a reader sees it; None where nothing is left to read."""
    around, at = [], 0
    for link in links:
        around.append(line[at : link.start])
        at = link.end
    around.append(line[at:])
    if not any(letter.isalnum() for part in around for letter in part):
        shown = [_shown(link, names) for link in links if leads_out(link.target, names)]
        return " ".join(filter(None, shown)) or None
    shown = [_shown(link, names) for link in links]
    return "".join(part for pair in zip(around, [*shown, ""], strict=True) for part in pair)


def _shown(link: Link, names: Collection[str]) -> str:
    named = link.words != link.target
    if not leads_out(link.target, names):
        return link.words
    if address(link.target).lower().startswith(_SCRIPTED):
        return link.words if named else ""
    return f"{link.words} ({link.target})" if named else link.target


def bracketed(words: str, target: str) -> str:
    """A choice as a link on a line of its own, as near as the grammar lets it come."""
    words = one_line(words).translate(_ROUND)
    target = one_line(target).replace("->", "→").replace("][", "] [")
    target = re.sub(r"\[(?=\[)|\](?=\])", r"\g<0> ", target)
    return f"[[{words}->{target}{' ' if target.endswith(']') else ''}]]"


def one_line(text: str) -> str:
    """The text without line ends."""
    return re.sub(r"\r\n?|\n", " ", text)


_ROUND = str.maketrans("[]", "()")


# --- Code that moves ---------------------------------------------------------------------------


class Move(NamedTuple):
    """A move that a story format's code makes.

    `targets` are the names written out in it, or None where they are worked out as it runs. A
    move inside a link of the same code is not `counted` again.
    """

    at: int
    language: str
    targets: tuple[str, ...] | None
    counted: bool


_HARLOWE = {
    f"{how}{where}"
    for how in ("", "link", "linkreveal", "click", "mouseover", "mouseout", "icon")
    for where in ("goto", "undo", "restart")
} | {"display", "redirect"}
_SUGARCUBE_LINKS = {"link", "button", "click"}
_SUGARCUBE = _SUGARCUBE_LINKS | {
    *("goto", "include", "display", "return", "back", "actions", "choice"),
}
_CODE = re.compile(
    r"\((?P<Harlowe>[a-z][a-z_-]*+):"
    r"|<<(?P<close>/?)(?P<SugarCube>[a-z]++)"
    r"|\{(?P<Chapbook>embed passage(?: named)?|link to|reveal link|restart link|back link)\b"
    r"|(?P<Snowman>story\.show\(|data-passage\s*+=)",
    re.IGNORECASE,
)
_ARGUMENTS = re.compile(
    r"""[\s:=]{0,20}+((?:"[^"\n]{0,300}+"|'[^'\n]{0,300}+'|[\s,]|label:|passage:){0,40}+)(?:[)>}]|[\w-]++=)"""
)
_QUOTED = re.compile(r""""([^"]*)"|'([^']*)'""")


def moves_of(text: str) -> list[Move]:
    """The moves that Harlowe, SugarCube, Chapbook or Snowman code in a text would make."""
    moves: list[Move] = []
    inside = 0
    for code in _CODE.finditer(text):
        language, name = code.lastgroup or "", code[code.lastgroup or 0].lower()
        counted = True
        if language == "Harlowe" and re.sub("[-_]", "", name) not in _HARLOWE:
            continue
        if language == "SugarCube":
            if name not in _SUGARCUBE:
                continue
            link = name in _SUGARCUBE_LINKS
            counted = link or not inside
            inside = max(0, inside + link * (-1 if code["close"] else 1))
            if code["close"] or re.match(r"\s{0,20}+\[\[", text[code.end() : code.end() + 22]):
                continue
        if name == "reveal link" and "passage:" not in text[code.end() : code.end() + 300]:
            continue
        moves.append(Move(code.start(), language, _targets(text, code.end()), counted))
    return moves


def _targets(text: str, at: int) -> tuple[str, ...] | None:
    """The names written out after a macro's name; None where anything else stands there too."""
    given = _ARGUMENTS.match(text, at)
    if given is None:
        return None
    return tuple(double or single for double, single in _QUOTED.findall(given[1]))
