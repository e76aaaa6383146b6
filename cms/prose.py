"""Text with few features, for the editor."""

from typing import Any

from wagtail import blocks

PROSE = ["bold", "italic", "ul", "ol", "blockquote", "link"]


def prose(*more: str, **options: Any) -> blocks.RichTextBlock:
    """Text with few features; `more` names those that a place needs besides (h2, say)."""
    return blocks.RichTextBlock(features=[*more, *PROSE], **options)
