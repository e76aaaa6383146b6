"""What an author has left out of a block, in sentences. Drafts are saved without asking."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from wagtail import blocks

REQUIRED = "required"


class Wrong(NamedTuple):
    """A field with what is wrong with it; without words, it is only empty."""

    where: str
    label: str
    words: str = ""


def unfinished(block: blocks.Block, value: Any) -> list[str]:
    """What is wrong with a value, each with where it is: “Sound: fill in “Transcript”.”"""
    try:
        block.clean(value)
    except ValidationError as error:
        found = list(dict.fromkeys(_wrongs(block, value, error, "", str(block.label))))
        return [each for where, at in groupby(found, _where) for each in _said(where, list(at))]
    return []


def _where(wrong: Wrong) -> str:
    return wrong.where


def _said(where: str, wrongs: list[Wrong]) -> Iterator[str]:
    """One sentence for all that is empty, and one for each other thing."""
    before = f"{where}: " if where else ""
    empty = [f"“{wrong.label}”" for wrong in wrongs if not wrong.words]
    if empty:
        listed = " and ".join([*filter(None, [", ".join(empty[:-1])]), empty[-1]])
        yield f"{before}fill in {listed}."
    yield from (f"{before}“{wrong.label}”: {wrong.words}" for wrong in wrongs if wrong.words)


def _wrongs(block: blocks.Block, value: Any, error: Any, where: str, label: str) -> Iterator[Wrong]:
    within = getattr(error, "block_errors", None) or {}
    for place, wrong in within.items() if isinstance(within, dict) else enumerate(within):
        if wrong is not None:
            yield from _in_child(block, value, place, wrong, where, label)
    others = list(getattr(error, "non_block_errors", []))
    for wrong in others if within or others else [error]:
        yield from _own(wrong, where, label)


def _in_child(
    block: Any, value: Any, place: Any, wrong: Any, where: str, label: str
) -> Iterator[Wrong]:
    if isinstance(block, blocks.BaseStreamBlock):
        child = value[place]
        yield from _wrongs(child.block, child.value, wrong, _which(value, place), child.block.label)
    elif isinstance(block, blocks.ListBlock):
        named = isinstance(block.child_block, blocks.BaseStructBlock)
        inside = f"{where}: {label}" if where else label
        yield from _wrongs(
            block.child_block, value[place], wrong, inside if named else where, label
        )
    else:
        child = block.child_blocks[place]
        inside = value.get(place) if isinstance(value, dict) else None
        yield from _wrongs(child, inside, wrong, where, str(child.label))


def _which(stream: Any, place: int) -> str:
    """“Sound”, or “Sound 2” where a lesson has several."""
    kinds = [child.block_type for child in stream]
    label = str(stream[place].block.label)
    if Counter(kinds)[kinds[place]] == 1:
        return label
    return f"{label} {kinds[: place + 1].count(kinds[place])}"


def _own(error: Any, where: str, label: str) -> Iterator[Wrong]:
    """Wagtail says of an empty stream in words only that it is required."""
    required = gettext("This field is required.")
    for each in getattr(error, "error_list", [error]):
        if not isinstance(each, ValidationError):
            yield Wrong(where, label, "" if str(each) == required else str(each))
        else:
            yield Wrong(where, label, "" if each.code == REQUIRED else " ".join(each.messages))
