"""Shared blocks: what they may hold, their names for ever, and what a reader sees."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from wagtail import blocks

from cms.blocks import SourceBlock
from courses.blocks import (
    DrawBlock,
    LessonBlock,
    MatchBlock,
    OrderBlock,
    QuestionBlock,
    ShortBlock,
)
from courses.showing import READING, in_edition, parts

KEPT = {
    "SourceBlock": {"cite", "where", "force", "note"},
    "LessonBlock": {"title", "lead", "minutes", "content_note", "content", "sources"},
    "LessonBlock.content": {
        "text",
        "key",
        "case",
        "say",
        "picture",
        "sound",
        "video",
        "table",
        "reflection",
        "checklist",
        "policy",
        "scenario",
        "download",
        "site",
    },
    "LessonBlock.content.picture": {"picture", "caption"},
    "LessonBlock.content.picture.picture": {"image", "alt_text", "decorative"},
    "LessonBlock.content.sound": {"title", "file", "minutes", "transcript"},
    "LessonBlock.content.video": {"title", "file", "minutes", "captions", "transcript"},
    "LessonBlock.content.table": {"text"},
    "LessonBlock.content.policy": {"item", "note"},
    "LessonBlock.content.scenario": {"item", "note"},
    "LessonBlock.content.download": {"title", "file", "note"},
    "LessonBlock.content.site": {"title", "url", "note"},
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


def test_nothing_takes_raw_html_or_embeds_or_tables_with_markup_in_them():
    refused = ("RawHTMLBlock", "TableBlock", "EmbedBlock")
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
    return "".join(
        part.html for part in parts([{"type": kind, "id": "x", "value": value}], in_edition)
    )


def test_a_key_point_stands_by_itself():
    assert '<p class="key">Tell today.</p>' in shown("key", {"body": "Tell today."})


def test_a_case_has_its_title_and_its_text():
    html = shown("case", {"title": "Tuesday", "body": "<p>Joe is ten.</p>"})
    assert "<h2>Tuesday</h2>" in html
    assert "<p>Joe is ten.</p>" in html


def test_a_checklist_lists():
    items = [{"type": "item", "id": "1", "value": "I know who covers."}]
    assert "<li>I know who covers.</li>" in shown("checklist", {"title": "Before", "items": items})


TABLE = {
    "columns": [{"type": "text", "heading": "You see"}, {"type": "text", "heading": "You do"}],
    "rows": [{"values": ["A bruise", "<b>Tell</b> the DSL"]}],
    "caption": "What to do",
}


def test_a_table_names_its_rows_and_columns_and_can_be_scrolled_by_keyboard():
    html = shown("table", TABLE)
    assert 'role="region" tabindex="0" aria-label="What to do"' in html
    assert "<caption>What to do</caption>" in html
    assert '<th scope="col">You see</th>' in html
    assert '<th scope="row">A bruise</th><td>&lt;b&gt;Tell&lt;/b&gt; the DSL</td>' in html


def test_a_policy_is_led_to_by_the_name_it_had_when_the_edition_was_published():
    leads_to = {"title": "Child protection", "address": "/policies/child-protection/"}
    value = {"item": "child-protection", "note": "Read part 2.", "leads_to": leads_to}
    html = shown("policy", value)
    assert '<a class="near" href="/policies/child-protection/"><b>Child protection</b>' in html
    assert "Read part 2." in html


def test_another_website_is_named_as_one():
    html = shown("site", {"title": "Helpline", "url": "https://www.example.org/x", "note": ""})
    assert 'href="https://www.example.org/x" rel="noopener noreferrer"' in html
    assert "www.example.org, another website" in html


@pytest.mark.parametrize("url", ["http://example.org", "javascript:alert(1)", "example", ""])
def test_another_website_has_a_whole_and_safe_address(url):
    block = READING.child_blocks["site"]
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"title": "A", "url": url, "note": ""}))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("key", {"body": "<script>alert(1)</script>"}),
        ("say", {"body": "<script>alert(1)</script>", "who": "<script>alert(1)</script>"}),
        ("site", {"title": "<script>alert(1)</script>", "url": "https://a.example", "note": ""}),
    ],
)
def test_plain_text_is_never_markup(kind, value):
    assert "<script" not in shown(kind, value)
    assert "&lt;script&gt;" in shown(kind, value)


def test_a_block_that_is_no_longer_known_is_passed_over():
    assert shown("jigsaw", "x").strip() == ""
