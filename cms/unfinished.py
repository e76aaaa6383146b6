"""What an author has left out of a block, in sentences. Drafts are saved without asking."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

REQUIRED = "required"


def unfinished(block: blocks.Block, value: Any) -> list[str]:
    """What is wrong with a value, each with where it is: “Sound: fill in “Transcript”.”"""
    try:
        block.clean(value)
    except ValidationError as error:
        return list(dict.fromkeys(_sentences(block, value, error, "")))
    return []


def _sentences(block: blocks.Block, value: Any, error: Any, where: str) -> Iterator[str]:
    within = getattr(error, "block_errors", None)
    if not within:
        yield from _own(block, error, where)
        return
    for place, wrong in dict(within).items() if isinstance(within, dict) else enumerate(within):
        if wrong is None:
            continue
        child, child_value = _child(block, value, place)
        named = isinstance(block, blocks.BaseStreamBlock)
        yield from _sentences(child, child_value, wrong, str(child.label) if named else where)
    for wrong in getattr(error, "non_block_errors", []):
        yield from _own(block, wrong, where)


def _child(block: Any, value: Any, place: Any) -> tuple[blocks.Block, Any]:
    if isinstance(block, blocks.BaseStreamBlock):
        return value[place].block, value[place].value
    if isinstance(block, blocks.ListBlock):
        return block.child_block, value[place]
    child = block.child_blocks[place]
    return child, value.get(place) if isinstance(value, dict) else None


def _own(block: blocks.Block, error: Any, where: str) -> Iterator[str]:
    before = f"{where}: " if where else ""
    if not isinstance(error, ValidationError):
        yield f"{before}{error}"
        return
    for each in getattr(error, "error_list", [error]):
        if each.code == REQUIRED:
            yield f"{before}fill in “{block.label}”."
        else:
            yield f"{before}“{block.label}”: {' '.join(each.messages)}"
