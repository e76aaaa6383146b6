"""How long a calm reader takes over a lesson. Pure."""

import re
from typing import Any

WORDS_A_MINUTE = 200
_MARKUP = re.compile(r"<[^>]*>")
_NOT_READ = {"transcript", "picture", "url", "item"}  # heard or seen instead, or not for eyes


def reckoned(content: list[dict[str, Any]]) -> int:
    """Minutes for a lesson's stream (as stored): reading, what plays, a minute for each moment to
    think. Rounded up; at least one where there is anything.
    """
    words = sum(_words(block["value"]) for block in content)
    plays = sum(block["value"].get("minutes") or 0 for block in content if _plays(block))
    thinks = sum(block["type"] == "reflection" for block in content)
    return -(-words // WORDS_A_MINUTE) + plays + thinks


def _plays(block: dict[str, Any]) -> bool:
    return block["type"] in ("sound", "video")


def _words(value: Any) -> int:
    if isinstance(value, str):
        return len(_MARKUP.sub(" ", value).split())
    if isinstance(value, list):
        return sum(_words(item.get("value", item) if _is_item(item) else item) for item in value)
    if isinstance(value, dict):
        return sum(_words(part) for name, part in value.items() if name not in _NOT_READ)
    return 0


def _is_item(item: Any) -> bool:
    return isinstance(item, dict) and item.get("type") == "item"
