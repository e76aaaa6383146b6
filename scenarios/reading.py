"""Reading data classes from plain data, and giving them back as plain data.

Pure: the standard library only. Every reader takes a value and what to call it, and raises
BadStory with one sentence that an author can act on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

Reader = Callable[[Any, str], Any]


class BadStory(ValueError):
    """The data is not a story; the one sentence says where and what to put right."""


def plain(value: Any) -> Any:
    """A data class as JSON values.

    What says nothing is left out, so that a new field alters no old bytes.
    """
    if is_dataclass(value):
        return {
            field.name: plain(getattr(value, field.name))
            for field in fields(value)
            if field.default is MISSING or getattr(value, field.name) != field.default
        }
    if isinstance(value, frozenset):
        return sorted(value)
    return [plain(part) for part in value] if isinstance(value, tuple) else value


def build(kind: Any, data: Any, what: str, readers: Mapping[str, Reader]) -> Any:
    """One data class from a table of fields; a field without a reader of its own is text."""
    otherwise: Reader = text
    if not isinstance(data, Mapping):
        raise BadStory(f"{what} should be a table of fields.")
    known = {field.name for field in fields(kind)}
    for key in data:
        if key not in known:
            raise BadStory(f"{what} has a field that is not known: “{key}”.")
    for field in fields(kind):
        if field.default is MISSING and field.name not in data:
            raise BadStory(f"{what} has no {field.name}.")
    return kind(
        **{
            key: readers.get(key, otherwise)(given, f"{what}, {key},")
            for key, given in data.items()
        }
    )


def text(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise BadStory(f"{what} should be text.")
    return value


def name(value: Any, what: str) -> str:
    """Text that says something."""
    if not text(value, what).strip():
        raise BadStory(f"{what} should not be empty.")
    return str(value)


def count(value: Any, what: str) -> int | None:
    """A whole number from 1, or nothing."""
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise BadStory(f"{what} should be a whole number from 1.")
    return value


def yes_or_no(value: Any, what: str) -> bool:
    if not isinstance(value, bool):
        raise BadStory(f"{what} should be true or false.")
    return value


def one_of(allowed: Iterable[str | None]) -> Reader:
    """A reader for one word of a few."""
    words = tuple(allowed)

    def read(value: Any, what: str) -> Any:
        if value not in words:
            raise BadStory(f"{what} should be one of: {', '.join(w for w in words if w)}.")
        return value

    return read


def each(read: Reader, into: Callable[[Iterable[Any]], Any]) -> Reader:
    """A reader for a list of plain values."""
    return lambda value, what: into(read(part, what) for part in _list(value, what))


def parts(kind: Any, noun: str, called: str, readers: Mapping[str, Reader]) -> Reader:
    """A reader for a list of parts, each spoken of by its own name in a message."""

    def read(value: Any, what: str) -> tuple[Any, ...]:
        return tuple(
            build(kind, part, _label(noun, part, called), readers) for part in _list(value, what)
        )

    return read


def _list(value: Any, what: str) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise BadStory(f"{what} should be a list.")
    return value


def _label(noun: str, part: Any, called: str) -> str:
    given = part.get(called) if isinstance(part, Mapping) else None
    return f"{noun} “{given}”" if isinstance(given, str) and given else noun
