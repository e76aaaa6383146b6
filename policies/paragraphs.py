"""A text taken apart into paragraphs and words that can be compared. Pure.

What nobody can see is not compared: white space of any kind, where a line ends, composed or
decomposed accents, soft hyphens, curly or straight quotation marks, kinds of dashes, the dots of
an ellipsis, ligatures. A letter of another alphabet is another letter, even where it looks alike:
a screen reader and a search go by it. Bold and italic are not compared; where a link leads is.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

_TAG = re.compile(r"<!--.*?-->|<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>", re.DOTALL)
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_BLOCKS = re.compile(
    r"p|div|h[1-6r]|[uod]l|li|d[td]|blockquote|pre|table|caption|t[drh]|t(head|body|foot)"
)
ENDS = frozenset(".?!:;")  # of a sentence, or nearly
_PAGE = 450  # words
_KINDS = ("tr", "li", "blockquote", "h2", "h3", "h4")  # the first that a paragraph stands in

_W = r"[\w\u0300-\u036f]"
_WORD = re.compile(
    r"(?:\{\w+\}|https?://[^\s()]+|[\w.+-]+@[\w.-]*\w|\.\.\."
    rf"|{_W}+(?:(?:['’ʼ\-‐‑–]|(?<=\d)[.,:/](?=\d)){_W}+)*|\S) ?"
)
_UNSEEN = str.maketrans(
    dict.fromkeys("\u00ad\u200b\u2060\ufeff")
    | {
        sign: f"[U+{ord(sign):04X}]" for sign in "\u202a\u202b\u202c\u202d\u202e"
    }  # they turn text round
)
_ALIKE = str.maketrans(
    dict.fromkeys("‘’‛ʼ′", "'")
    | dict.fromkeys("“”„‟″", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"…": "...", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
)


@dataclass(frozen=True, slots=True)
class Words:
    """Words in order: as they are written, each with the space after it; and as compared."""

    shown: tuple[str, ...]
    keys: tuple[str, ...]

    def text(self, start: int = 0, end: int | None = None) -> str:
        """Those from one place to another, as they are written."""
        return "".join(self.shown[start:end])


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading or list item (one cell), or a row of a table (as many as it has)."""

    kind: str  # "p", "h3", "li", "blockquote", "tr" ...
    cells: tuple[Words, ...]
    keys: tuple[str, ...] = field(init=False)  # of all cells

    def __post_init__(self) -> None:
        keys = self.cells[0].keys
        for cell in self.cells[1:]:
            keys += ("|", *cell.keys)
        object.__setattr__(self, "keys", keys)


def words_of(text: str) -> Words:
    """The words of a plain text."""
    if text.isascii():
        shown = tuple(_WORD.findall(" ".join(text.split())))
        return Words(shown, tuple(map(str.rstrip, shown)))
    tidy = unicodedata.normalize("NFC", text.translate(_UNSEEN))
    shown = tuple(_WORD.findall(" ".join(tidy.split())))
    return Words(shown, tuple(_folded(word.rstrip()) for word in shown))


@lru_cache(maxsize=20_000)
def _folded(word: str) -> str:
    return word.translate(_ALIKE)


def paragraphs_of(html: str) -> list[Paragraph]:
    """The paragraphs of a text as Wagtail's editor or cms/markdown.py write it; none is empty.

    One of more than a page is taken sentence by sentence: comparing words takes time by the square.
    """
    found = []
    for kind, cells in _taken_apart(html):
        if len(cells) == 1 and len(cells[0].keys) > _PAGE:
            found += [Paragraph(kind, (words,)) for words in _sentences(cells[0])]
        elif any(cell.keys for cell in cells):
            found.append(Paragraph(kind, cells))
    return found


def _sentences(words: Words) -> Iterator[Words]:
    """No sentence is longer than a page, whatever its writer thinks."""
    start = 0
    for at, key in enumerate(words.keys, start=1):
        if key in ENDS or at - start == _PAGE or at == len(words.keys):
            yield Words(words.shown[start:at], words.keys[start:at])
            start = at


def _taken_apart(html: str) -> Iterator[tuple[str, tuple[Words, ...]]]:
    """Each stretch between two block tags, with the kind that it is; cells of a row together."""
    standing_in: list[str] = []
    text: list[str] = []
    cells: list[Words] = []
    link = ("", 0)  # where it leads, and where its words begin
    for tag, closes, name, rest in _pieces(html):
        text.append(tag)
        if name == "br":
            text.append(" ")
        elif name == "a":
            text.append(_address(*link, text) if closes else "")
            link = ("", 0) if closes else (_href(rest), len(text))
        elif _BLOCKS.fullmatch(name):
            words = words_of(unescape("".join(text)))
            text.clear()
            if "tr" in standing_in:
                if name in ("td", "th", "tr") and closes and (name != "tr" or words.keys):
                    cells.append(words)
                elif words.keys:  # a paragraph inside a cell
                    text.append(words.text() + " ")
                if name == "tr" and closes:
                    yield "tr", tuple(cells)
                    cells.clear()
            elif words.keys:
                yield _kind(standing_in), (words,)
            _step(standing_in, name, bool(closes))
    if text:
        yield _kind(standing_in), (words_of(unescape("".join(text))),)


def _pieces(html: str) -> Iterator[tuple[str, str, str, str]]:
    """The text before each tag, and the tag: whether it closes, its name, the rest of it."""
    at = 0
    for tag in _TAG.finditer(html):
        closes, name, rest = tag.groups(default="")
        yield html[at : tag.start()], closes, name.lower(), rest
        at = tag.end()
    yield html[at:], "", "", ""


def _step(standing_in: list[str], name: str, closes: bool) -> None:
    if not closes and name != "hr":
        standing_in.append(name)
    elif name in standing_in:
        while standing_in.pop() != name:
            pass


def _kind(standing_in: list[str]) -> str:
    return next((kind for kind in _KINDS if kind in standing_in), "p")


def _href(rest: str) -> str:
    found = _HREF.search(rest)
    return unescape(found[1] or found[2] or "") if found else ""


def _address(href: str, begins: int, text: list[str]) -> str:
    """Where a link leads, in brackets, unless its own words say so."""
    where = re.sub(r"^(mailto|tel):", "", href)
    said = unescape("".join(text[begins:]))
    if not where or where.startswith("#") or _bare(where) == _bare(said):
        return ""
    return f" ({where})"


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
