"""What a reader may look through: the editions that they read, as kept, taken apart once each.

What is taken apart is remembered under the digest of the bytes, so nothing ever has to be brought
up to date (docs/decisions/016). Drafts are not in it, since no draft is an edition; nor are
questions with their answers.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from threading import Lock
from typing import Any

from compliance.search import Document, Passage, passage
from courses.facts import begun
from people.access import Membership
from policies.paragraphs import paragraphs_of
from register.editions import every_edition
from register.models import SHARED, Content, Edition, Item

KINDS = (Item.Kind.MODULE, Item.Kind.POLICY, Item.Kind.DOCUMENT, Item.Kind.SCENARIO)
OPEN = (Item.Kind.MODULE, Item.Kind.SCENARIO)  # to those without a school as well
MOST_KEPT = 300  # texts that one process remembers
_NOT_WORDS = frozenset({"id", "type", "kind", "force", "url", "address", "digest", "media_type"})

_taken_apart: dict[str, tuple[Passage, ...]] = {}
_lock = Lock()


def documents_for(here: Membership, on: date) -> list[Document]:
    """Everything that this person may read on the day. Four queries at most."""
    chain = here.school.urn if here.school else SHARED
    editions = _read_by(here.user.ref, every_edition(chain, on))
    items = Item.objects.filter(kind__in=KINDS if here.school else OPEN).exclude(address="")
    known = [item for item in items.order_by("title") if item.slug in editions]
    texts = _texts({editions[item.slug].digest for item in known})
    return [_document(item, editions[item.slug], texts) for item in known]


def _read_by(person: str, editions: dict[str, list[Edition]]) -> dict[str, Edition]:
    """The edition of each item that somebody reads: the newest, or the one that they have begun and
    that none since withdraws, as `courses.facts.reading` has it.
    """
    found = {item: series[-1] for item, series in editions.items()}
    for item, number in begun(person).items():
        series = editions.get(item, [])
        withdrawn = any(each.withdraws for each in series if each.number > number)
        mine = next((each for each in series if each.number == number and not withdrawn), None)
        found |= {item: mine} if mine else {}
    return found


def _document(item: Item, edition: Edition, texts: dict[str, tuple[Passage, ...]]) -> Document:
    return Document(item.slug, item.kind, edition.title, item.address, texts[edition.digest])


def _texts(digests: set[str]) -> dict[str, tuple[Passage, ...]]:
    """The paragraphs of each text by digest; none of a file, or of one that is damaged."""
    with _lock:
        found = {each: _taken_apart[each] for each in digests if each in _taken_apart}
    missing = digests - found.keys()
    if not missing:
        return found
    kept = Content.objects.filter(digest__in=missing, media_type="application/json")
    new = {each.digest: tuple(_passages(each.data)) for each in kept if each.is_whole()}
    new = dict.fromkeys(missing, ()) | new
    with _lock:
        _taken_apart.update(new)
        for oldest in list(_taken_apart)[:-MOST_KEPT]:
            del _taken_apart[oldest]
    return found | new


def _passages(data: bytes) -> Iterator[Passage]:
    shown = json.loads(bytes(data))
    about = [shown.get("lead", ""), shown.get("why", "")]
    yield from _place("", "", filter(None, about))
    for lesson in shown.get("lessons", ()):
        told = lesson["value"]
        words = [told.get("lead") or "", *_words(told["content"])]
        yield from _place(lesson["id"], told["title"], words)
    for section in shown.get("sections", ()):
        yield from _place(section["id"], section["title"], _words(section["body"]))


def _place(place: str, heading: str, words: Iterable[str]) -> Iterator[Passage]:
    for number, text in enumerate(each for each in words if each):
        yield passage(place, heading, text, first=not number)


def _words(value: Any) -> Iterator[str]:
    """Every paragraph in a stream as it is stored, whatever its blocks are."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name not in _NOT_WORDS:
                yield from _words(part)
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)
    elif isinstance(value, str) and " " in value.strip():
        for paragraph in paragraphs_of(value):
            yield " ".join(cell.text() for cell in paragraph.cells)
