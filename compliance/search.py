"""Finding words in what may be read, however they are written and whatever they used to be. Pure.

Words are compared without case, accents, endings (“referred”, “referral”) and hyphens. A word that
used to be said finds today's as well, and says so; a word that nothing has is taken for the one
that is spelled most like it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache

from compliance.terms import TERMS, Term

MOST_LETTERS = 100  # of what is looked for
MOST_FOUND = 20  # things to read
MOST_PLACES = 3  # in one of them
BEFORE, AFTER = 70, 150  # letters around the first word that was found
ALIKE = 0.8
_WORD = re.compile(r"\{\w+\}|[^\W_]+(?:['’][^\W_]+)*")
_LITTLE = frozenset(
    re.split(
        r"\W+",
        "a about an and are as at be by do does for from how i if in is it of on or that the "
        "their this to was what when where which who why with you your",
    )
)
_IRREGULAR = {"children": "child", "people": "person", "taught": "teach", "told": "tell"}
_ENDINGS = (("ies", "y"), ("ied", "y"), ("ings", ""), ("ing", ""), ("edly", ""), ("ed", ""),
            ("als", ""), ("al", ""), ("ly", ""))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph at a place of a text (a lesson's or section's id, "" for its first page).

    `first`: it stands for the whole place where only its heading has the word.
    """

    place: str
    heading: str
    text: str
    stems: str
    first: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """Something to read, and its paragraphs."""

    slug: str
    kind: str
    title: str
    address: str
    passages: Sequence[Passage]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word or phrase that is looked for, and every way in which it may be written."""

    words: str
    ways: tuple[str, ...]
    retired: Term | None = None

    def stands_in(self, stems: str) -> bool:
        return any(way in stems for way in self.ways)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something to read that has it, with the places where."""

    document: Document
    places: tuple[Passage, ...]
    more: int  # places that are not shown


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. `whole`: all the words stand together; `spelled`: what was taken for what."""

    wanted: tuple[Wanted, ...]
    hits: tuple[Hit, ...]
    whole: bool
    number: int  # of things, shown or not
    spelled: tuple[tuple[str, str], ...]


def passage(place: str, heading: str, text: str, *, first: bool = False) -> Passage:
    """A paragraph with its words made comparable, once."""
    return Passage(place, heading, text, stems_of(text), first)


def stems_of(text: str) -> str:
    """Every word without its ending, with a space on either side of each."""
    return f" {' '.join(stem(word) for word in _WORD.findall(text) if word[0] != '{')} "


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word as it is compared: small letters, no accents, no ending."""
    plain = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    plain = plain.removesuffix("'s").replace("'", "")
    plain = _IRREGULAR.get(plain, plain)
    if plain.isascii() and len(plain) > 3 and plain.endswith("s") and plain[-2] not in "su":
        plain = plain[:-2] if plain.endswith(("ches", "shes", "xes", "sses")) else plain[:-1]
        plain = plain[:-2] + "y" if plain.endswith("ie") else plain
    for ending, instead in _ENDINGS:
        rest = plain.removesuffix(ending)
        if rest != plain and len(rest) >= 4:
            plain = rest + instead
            break
    if len(plain) > 4 and plain[-1] == plain[-2] and plain[-1] not in "lsz":
        return plain[:-1]
    return plain[:-1] if len(plain) > 4 and plain.endswith("e") else plain


def wanted(query: str) -> tuple[Wanted, ...]:
    """What somebody is looking for: words that belong together stay together."""
    query = query[:MOST_LETTERS]
    spans = [each.span() for each in _WORD.finditer(query) if each[0][0] != "{"]
    words = [query[start:end] for start, end in spans]
    stems = [stem(word) for word in words]
    found, at = [], 0
    while at < len(words):
        size, term, retired = _term_at(stems[at:])
        said = query[spans[at][0] : spans[at + size - 1][1]]
        if term:
            found.append(Wanted(said, _ways(term, stems[at : at + size]), retired))
        elif words[at].casefold() not in _LITTLE:
            found.append(_as_it_is(said))
        at += size
    return tuple(found or map(_as_it_is, words))  # little words alone are looked for


def _as_it_is(word: str) -> Wanted:
    return Wanted(word, (f" {stem(word)} ",))


def _term_at(stems: Sequence[str]) -> tuple[int, Term | None, Term | None]:
    """How many of the first words are a term, which one, and the same if they are retired."""
    longest = max(map(len, _PHRASES))
    for size in range(min(longest, len(stems)), 0, -1):
        if told := _PHRASES.get(tuple(stems[:size])):
            term, retired = told
            return size, term, term if retired else None
    return 1, None, None


def _ways(term: Term, said: Sequence[str]) -> tuple[str, ...]:
    phrases = [" ".join(said), *(stems_of(each).strip() for each in (*term.now, *term.retired))]
    return tuple(dict.fromkeys(f" {phrase} " for phrase in phrases))


def _phrases() -> dict[tuple[str, ...], tuple[Term, bool]]:
    """Every phrase of the terms, as stems; one that is still said goes before one that is not."""
    found: dict[tuple[str, ...], tuple[Term, bool]] = {}
    for retired in (False, True):
        for term in TERMS:
            for phrase in term.retired if retired else term.now:
                found.setdefault(tuple(stems_of(phrase).split()), (term, retired))
    return found


_PHRASES = _phrases()


def find(documents: Sequence[Document], looked_for: Sequence[Wanted]) -> Found:
    """The documents that have the words, those with most of them together first."""
    told = [_spelled(each, documents) for each in looked_for]
    now = tuple(each for each, _ in told)
    hits = [found for document in documents if (found := _in_document(document, now))]
    most = max((terms for terms, *_ in hits), default=0)
    hits = sorted((each for each in hits if each[0] == most), key=lambda each: each[1])
    return Found(
        wanted=now,
        hits=tuple(hit for *_, hit in hits[:MOST_FOUND]),
        whole=most == len(now),
        number=len(hits),
        spelled=tuple(
            (old.words, new) for old, (_, new) in zip(looked_for, told, strict=True) if new
        ),
    )


def _in_document(
    document: Document, looked_for: Sequence[Wanted]
) -> tuple[int, tuple[int, int, str], Hit] | None:
    """How many of the words stand together, what the document is sorted by, and where they are."""
    title = stems_of(document.title)
    in_title = {each for each in looked_for if each.stands_in(title)}
    found = list(_that_have(document, looked_for, in_title))
    if not found and not in_title:
        return None
    most = max([len(in_title), *(terms for terms, *_ in found)])
    best: dict[str, tuple[int, Passage]] = {}  # the one paragraph that stands for each place
    for terms, hits, each in found:
        if terms == most and hits > best.get(each.place, (-1,))[0]:
            best[each.place] = hits, each
    shown = sorted(best.values(), key=lambda one: -one[0])[:MOST_PLACES]
    places = tuple(each for _, each in best.values() if any(each is one for _, one in shown))
    hit = Hit(document, places, len(best) - len(places))
    return most, (-len(in_title), -len(best), document.title.casefold()), hit


def _that_have(
    document: Document, looked_for: Sequence[Wanted], in_title: set[Wanted]
) -> Iterator[tuple[int, int, Passage]]:
    """The paragraphs that have a word: with how many once title and heading count, and without
    the title."""
    headings = {each.place: stems_of(each.heading) for each in document.passages if each.first}
    for each in document.passages:
        here = {one for one in looked_for if one.stands_in(each.stems)}
        above = {one for one in looked_for if one.stands_in(headings.get(each.place, " "))}
        if here or (each.first and (above or (in_title and not each.place))):
            yield len(here | above | in_title), len(here) + len(above), each


def _spelled(each: Wanted, documents: Sequence[Document]) -> tuple[Wanted, str]:
    """The word itself; or, where nothing has it, the one that is spelled most like it, in words."""
    alone = each.ways[0].strip()
    if each.retired or " " in alone or len(each.ways) > 1 or len(alone) < 4:
        return each, ""
    texts = [one for doc in documents for one in _texts(doc)]
    if any(each.stands_in(stems) for _, stems in texts):
        return each, ""
    known = {word for _, stems in texts for word in stems.split() if word[0] == alone[0]}
    near = get_close_matches(alone, sorted(known), n=1, cutoff=ALIKE)
    if not near:
        return each, ""
    way = f" {near[0]} "
    text = next(text for text, stems in texts if way in stems)
    said = next(word for word in _WORD.findall(text) if stem(word) == near[0])
    return replace(each, ways=(way,)), said.casefold()


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    yield document.title, stems_of(document.title)
    for each in document.passages:
        yield each.text, each.stems
        if each.first:
            yield each.heading, stems_of(each.heading)


def marked(text: str, looked_for: Iterable[Wanted]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is what was looked for."""
    words = [each for each in _WORD.finditer(text) if each[0][0] != "{"]
    stems = [stem(each[0]) for each in words]
    pieces, at = [], 0
    for first, last in _runs(stems, [way.split() for each in looked_for for way in each.ways]):
        start, end = words[first].start(), words[last].end()
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]


def _runs(stems: list[str], phrases: list[list[str]]) -> Iterator[tuple[int, int]]:
    """Where phrases stand among the words: first and last word, the longest, none twice."""
    at = 0
    while at < len(stems):
        sizes = [len(each) for each in phrases if each and stems[at : at + len(each)] == each]
        if sizes:
            yield at, at + max(sizes) - 1
        at += max(sizes, default=1)


def in_short(text: str, looked_for: Sequence[Wanted]) -> str:
    """As much of a paragraph as shows the words, cut between words."""
    pieces = marked(text, looked_for)
    before = len(pieces[0][0]) if pieces and not pieces[0][1] and len(pieces) > 1 else 0
    start, end = max(0, before - BEFORE), before + AFTER
    if start:
        start = text.find(" ", start) + 1
    if end < len(text):
        end = max(text.rfind(" ", 0, end), before + 1)
    cut = text[start:end].strip()
    return f"{'… ' if start else ''}{cut}{' …' if end < len(text) else ''}"
