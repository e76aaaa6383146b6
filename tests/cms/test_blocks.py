"""Shared blocks: what they may hold, their names for ever, and what a reader sees."""

from collections.abc import Iterator

import pytest
from wagtail import blocks

from cms.blocks import SourceBlock
from courses.blocks import (
    DrawBlock,
    LessonBlock,
    MatchBlock,
    OrderBlock,
    QuestionBlock,
    ShortBlock,
    show_content,
)

KEPT = {
    "SourceBlock": {"cite", "where", "force", "note"},
    "LessonBlock": {"title", "lead", "minutes", "content_note", "content", "sources"},
    "LessonBlock.content": {"text", "key", "case", "say", "reflection", "checklist"},
    "LessonBlock.content.key": {"body"},
    "LessonBlock.content.case": {"title", "body"},
    "LessonBlock.content.say": {"body", "who"},
    "LessonBlock.content.reflection": {"prompt"},
    "LessonBlock.content.checklist": {"title", "items"},
    "QuestionBlock": {"text", "kind", "must", "options", "explanation"},
    "QuestionBlock.options": {"text", "right", "feedback"},
    "OrderBlock": {"text", "must", "options", "otherwise", "explanation"},
    "OrderBlock.options": {"text"},
    "MatchBlock": {"text", "must", "options", "explanation"},
    "MatchBlock.options": {"text", "partner", "feedback"},
    "ShortBlock": {"text", "must", "options", "otherwise", "explanation"},
    "ShortBlock.options": {"text", "right", "feedback"},
    "DrawBlock": {"bank", "take"},
}


def walk(name: str, block: blocks.Block) -> Iterator[tuple[str, blocks.Block]]:
    yield name, block
    if isinstance(block, blocks.ListBlock):
        yield from walk(name, block.child_block)
    for child_name, child in getattr(block, "child_blocks", {}).items():
        yield from walk(f"{name}.{child_name}", child)


EVERY = [
    each
    for block in (
        SourceBlock(),
        LessonBlock(),
        QuestionBlock(),
        OrderBlock(),
        MatchBlock(),
        ShortBlock(),
        DrawBlock(),
    )
    for each in walk(type(block).__name__, block)
]


@pytest.mark.parametrize("name", KEPT)
def test_names_that_editions_keep_are_still_there(name):
    names = {
        n for found, block in EVERY if found == name for n in getattr(block, "child_blocks", {})
    }
    assert names >= KEPT[name]


def test_nothing_takes_raw_html_tables_or_embeds():
    refused = ("RawHTMLBlock", "TableBlock", "TypedTableBlock", "EmbedBlock")
    assert not [name for name, block in EVERY if type(block).__name__ in refused]
    for name, block in EVERY:
        if isinstance(block, blocks.RichTextBlock):
            assert set(block.features) <= {
                "h2",
                "bold",
                "italic",
                "ul",
                "ol",
                "blockquote",
                "link",
            }, name


def shown(kind: str, value: object) -> str:
    return show_content([{"type": kind, "id": "x", "value": value}])


def test_a_key_point_stands_by_itself():
    assert '<p class="key">Tell today.</p>' in shown("key", {"body": "Tell today."})


def test_a_case_has_its_title_and_its_text():
    html = shown("case", {"title": "Tuesday", "body": "<p>Joe is ten.</p>"})
    assert "<h2>Tuesday</h2>" in html
    assert "<p>Joe is ten.</p>" in html


def test_a_checklist_lists():
    items = [{"type": "item", "id": "1", "value": "I know who covers."}]
    assert "<li>I know who covers.</li>" in shown("checklist", {"title": "Before", "items": items})


def test_a_reflection_asks_for_nothing_in_writing():
    html = shown("reflection", {"prompt": "What would be hardest?"})
    assert "What would be hardest?" in html
    assert "nothing is written down" in html
    assert "no real names" in html
    assert "<textarea" not in html


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("key", {"body": "<script>alert(1)</script>"}),
        ("say", {"body": "<script>alert(1)</script>", "who": "<script>alert(1)</script>"}),
        ("reflection", {"prompt": "<script>alert(1)</script>"}),
    ],
)
def test_plain_text_is_never_markup(kind, value):
    assert "<script" not in shown(kind, value)
    assert "&lt;script&gt;" in shown(kind, value)


def test_a_block_that_is_no_longer_known_is_passed_over():
    assert shown("video", "x").strip() == ""
