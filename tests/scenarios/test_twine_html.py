"""Twine 2 HTML is read as a browser would, and a story of ours comes back the same."""

import pytest
from hypothesis import HealthCheck, given, settings

from scenarios.arrivals import read_stories
from scenarios.imported import Imported
from scenarios.story import BadStory, Story
from scenarios.story_file import CONTENT, read_story_file
from scenarios.twine import write_twine
from tests.scenarios.random_stories import stories
from tests.scenarios.small_stories import choice, ending, passage, story

TWO = (
    '<tw-storydata name="A &amp; B" startnode="2" ifid="X-1" format="Harlowe" hidden>'
    '<tw-passagedata pid="1" name="One" tags="" position="1,2">[[Two]]</tw-passagedata>\n'
    '<tw-passagedata pid="2" name="Two &quot;2&quot;" tags="a ending-best">It&#39;s [[go-&gt;One]]'
    "</tw-passagedata></tw-storydata>"
)


def read_all(text: str) -> list[Imported]:
    return read_stories(text.encode(), ".html")


def read(text: str) -> Imported:
    (only,) = read_all(text)
    return only


def one(inside: str, attributes: str = "") -> str:
    return f'<tw-storydata name="T" startnode="1"{attributes}>{inside}</tw-storydata>'


PAGE = '<tw-passagedata pid="1" name="One">Hi.</tw-passagedata>'


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories())
def test_a_story_of_ours_comes_back_the_same_and_with_nothing_to_say(told: Story):
    back = read(write_twine(told))
    assert back.story == told
    assert (back.remarks, back.macro_moves, back.setters, back.scripts) == ((), 0, 0, 0)


def test_the_shipped_story_comes_back_the_same():
    for path in CONTENT.glob("*.toml"):
        told = read_story_file(path).story
        assert read(write_twine(told)).story == told


def test_a_story_is_read_with_its_entities_and_starts_where_its_number_says():
    back = read(TWO)
    assert (back.story.title, back.ifid, back.story.start) == ("A & B", "X-1", 'Two "2"')
    first, second = back.story.passages
    assert [c.target for c in first.choices] == ["Two"]
    assert (second.text, second.ending) == ("It's go", "best")


def test_several_stories_are_read_in_order():
    assert [each.story.title for each in read_all(TWO + "\n\n" + one(PAGE))] == ["A & B", "T"]


@pytest.mark.parametrize(
    "decoy",
    [
        f"<!-- {one(PAGE)} -->",
        f"<script>var a = '{one(PAGE)}';</script>",
        f"<SCRIPT type='x'>{one(PAGE)}</SCRIPT >",
        f"<style>{one(PAGE)}</style>",
        f"<title>{one(PAGE)}</title>",
        f"<textarea>{one(PAGE)}</textarea>",
        f"<template>{one(PAGE)}</template>",
        one(PAGE).replace("<", "&lt;"),
        "<tw-passagedata name='A'>outside</tw-passagedata>",
        "<p title='<tw-storydata>'>",
        f"<script>{one(PAGE)}",
    ],
)
def test_what_only_looks_like_a_story_is_none(decoy):
    with pytest.raises(BadStory, match="No story was found"):
        read_all(f"<html>{decoy}</html>")
    assert len(read_all(one(PAGE) + f"<html>{decoy}")) == 1


def test_the_storys_own_scripts_and_styles_are_counted_and_those_around_it_are_not():
    empty = '<style role="stylesheet" type="text/twine-css"></style>'
    back = read(
        "<script>engine()</script>"
        + one(
            f'{empty}<script type="text/twine-javascript">alert(1)</script><style>b</style>{PAGE}'
        )
    )
    assert (back.scripts, back.styles) == (1, 1)
    assert [p.text for p in back.story.passages] == ["Hi."]


@pytest.mark.parametrize(
    "inside",
    [
        '<tw-passagedata pid="1" name="One">Hi.<tw-passagedata pid=2 name=Two>Ho.',
        "<TW-PASSAGEDATA PID=1 NAME=One >Hi.</tw-passagedata><tw-passagedata name='Two'pid='2'>Ho.",
        '<tw-passagedata pid="1" name="One" name="Other">Hi.<!-- x --></tw-passagedata>'
        "<tw-passagedata name=Two>H<b class='x'>o.</b>",
        '<tw-passagedata pid=1 name="One" tags="a > b" data-x=\'"\'>Hi.</tw-passagedata>'
        "<p>between</p><tw-passagedata name=Two>Ho.<script>alert(1)</script>",
    ],
)
def test_what_is_not_closed_or_said_twice_is_read_as_a_browser_would(inside):
    told = read(one(inside)).story
    assert [(p.name, p.text) for p in told.passages] == [("One", "Hi."), ("Two", "Ho.")]
    assert told.start == "One"


def test_what_stands_after_a_story_is_none_of_it():
    after = "<tw-passagedata name=Two>Ho.</tw-passagedata><script>alert(1)</script>"
    back = read(one(PAGE) + after)
    assert ([p.name for p in back.story.passages], back.scripts) == (["One"], 0)


def test_a_start_that_no_passage_has_is_no_start():
    assert read(one(PAGE.replace('"1"', '"7"'))).story.start == ""


def test_script_passages_and_moves_in_code_are_counted():
    back = read(
        one(
            f'{PAGE}\n<tw-passagedata pid="2" name="S" tags="script">alert(1)</tw-passagedata>\n'
            '<tw-passagedata pid="3" name="B">Hi.\n(goto: &quot;One&quot;)</tw-passagedata>',
            ' format="Harlowe"',
        )
    )
    assert (back.scripts, back.macro_moves, len(back.story.passages)) == (1, 1, 2)
    ((line, why),) = back.remarks
    assert line == 4
    assert why.startswith("1 move in this story is written in Harlowe code")


def test_a_missing_title_and_identifier_stay_missing():
    back = read(f"<tw-storydata>{PAGE}</tw-storydata>")
    assert (back.story.title, back.ifid, back.ifid_made_here) == ("", None, True)


def test_broken_metadata_of_ours_is_named():
    back = read(one(PAGE, " data-inset='{'"))
    assert "kept for Inset was not read" in back.remarks[0].text


def test_what_we_write_is_what_twine_reads():
    """One element for each passage, numbered, with the start by its number and text as text."""
    told = story(passage("A<b>", choice("B", words='"Go"')), ending("B"), start="B")
    written = write_twine(told)
    assert ' startnode="2" ' in written
    assert '<tw-passagedata pid="1" name="A&lt;b&gt;" tags="" position="100,100"' in written
    assert "This is A&lt;b&gt;.\n\n[[(&quot;Go&quot;".replace("(", "") in written
    assert '<tw-passagedata pid="2" name="B" tags="ending-best" ' in written


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<tw-storydata>" * 1_001, "more than 1,000 stories"),
        (one('<tw-passagedata name="a">' * 10_001), "more than 10,000 passages"),
        (one(PAGE.replace("Hi.", "[[A]]" * 20_000)) * 2, "more than 30,000 links"),
    ],
)
def test_too_much_is_refused_with_a_sentence(text, says):
    with pytest.raises(BadStory, match=says):
        read_all(text)
