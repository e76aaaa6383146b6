"""A story's passages as the editor's stream stores them, and back. Pure: plain data both ways.

`from_stream` leaves out what says nothing, as `story.to_data` does, so that a story that goes
through the editor untouched keeps its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from scenarios.story import Choice, Citation, Passage

Data = Mapping[str, Any]
_LISTS = ("citations", "sets", "needs", "choices")
_PROSE = ("text", "words", "feedback", "explanation")  # typed in several lines


def to_stream(passages: Iterable[Data]) -> list[dict[str, Any]]:
    """Passages as `to_data` gives them, as raw values of the stream.

    A choice's id is the id of its item.
    """
    return [
        {"type": "passage", "id": f"passage-{number}", "value": _passage(number, passage)}
        for number, passage in enumerate(passages, start=1)
    ]


def _passage(number: int, passage: Data) -> dict[str, Any]:
    own = f"passage-{number}"
    choices = [
        {"type": "item", "id": choice["id"], "value": _choice(choice)}
        for choice in passage.get("choices", [])
    ]
    return _flat(passage, Passage) | {
        "choices": choices,
        "citations": _citations(own, passage),
    }


def _choice(choice: Data) -> dict[str, Any]:
    own = choice["id"]
    flat = _flat(choice, Choice)
    del flat["id"]
    return flat | {
        "citations": _citations(own, choice),
        "sets": _items(f"{own}-sets", choice.get("sets", [])),
        "needs": _items(f"{own}-needs", choice.get("needs", [])),
    }


def _citations(own: str, part: Data) -> list[dict[str, Any]]:
    return _items(f"{own}-source", [_flat(each, Citation) for each in part.get("citations", [])])


def _items(own: str, values: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {"type": "item", "id": f"{own}-{number}", "value": value}
        for number, value in enumerate(values, start=1)
    ]


def _flat(part: Data, kind: Any) -> dict[str, Any]:
    """Every field that is no list, with its default where the data leaves it out."""
    return {
        field.name: part.get(field.name, "" if field.default is MISSING else field.default)
        for field in fields(kind)
        if field.name not in _LISTS
    }


def from_stream(stream: Iterable[Data]) -> list[dict[str, Any]]:
    """The stream's passages as `from_data` reads them; nothing is checked here."""
    return [_passage_data(block["value"]) for block in stream]


def _passage_data(value: Data) -> dict[str, Any]:
    said = {name: value.get(name) for name in ("name", "text", "ending", "explanation")}
    said["choices"] = [
        _choice_data(item["id"], item["value"]) for item in value.get("choices") or []
    ]
    said["citations"] = _citations_data(value)
    return _saying(said, Passage)


def _choice_data(id: str, value: Data) -> dict[str, Any]:
    said = dict(value) | {"id": id, "citations": _citations_data(value)}
    for name in ("sets", "needs"):
        said[name] = sorted({item["value"] for item in value.get(name) or [] if item["value"]})
    return _saying(said, Choice)


def _citations_data(value: Data) -> list[dict[str, Any]]:
    return [_saying(item["value"], Citation) for item in value.get("citations") or []]


def _saying(said: Data, kind: Any) -> dict[str, Any]:
    """The fields that say something, in the order of the data class. CR LF is a browser's LF."""
    kept = {}
    for field in fields(kind):
        value = said.get(field.name)
        if field.name in _PROSE and value:
            value = re.sub(r"\r\n?", "\n", value)
        if field.default is MISSING:
            kept[field.name] = value or ""
        elif value not in (None, "", [], field.default):
            kept[field.name] = value
    return kept
