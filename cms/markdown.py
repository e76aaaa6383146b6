"""Markdown of content files as safe HTML: what is written as HTML is shown, never obeyed."""

import re

from markdown_it import MarkdownIt

_SAFE_LINK = re.compile(r"https?://|mailto:|tel:|/(?!/)", re.IGNORECASE)
_QUOTED_LINE = re.compile(r"<blockquote>\s*<p>((?:(?!</?p>).)*)</p>\s*</blockquote>", re.DOTALL)

# Paragraphs, headings, lists, bold, italic, quotations and links: no HTML, pictures or code.
_READER = MarkdownIt("zero").enable(
    ["heading", "list", "emphasis", "blockquote", "link", "escape", "entity"]
)
_READER.validateLink = lambda url: bool(_SAFE_LINK.match(url))  # type: ignore[method-assign]


def to_html(text: str) -> str:
    """The text as HTML. Links lead to pages, mail and telephone numbers only.

    A quotation of one paragraph has no paragraph inside, which is how Wagtail's editor writes it.
    """
    return _QUOTED_LINE.sub(r"<blockquote>\1</blockquote>", _READER.render(text)).strip()
