"""A story goes into the editor's stream and comes out the same."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from cms.models import ShelfPage
from scenarios.models import ScenarioPage
from scenarios.story import from_data, to_data
from scenarios.story_file import CONTENT, read_story_file
from scenarios.stream import from_stream, to_stream
from tests.scenarios.playing import FIELD
from tests.scenarios.random_stories import stories


def without_carriage_returns(value: Any) -> Any:
    if isinstance(value, str):
        return re.sub(r"\r\n?", "\n", value)
    if isinstance(value, list):
        return [without_carriage_returns(one) for one in value]
    if isinstance(value, dict):
        return {name: without_carriage_returns(one) for name, one in value.items()}
    return value


@settings(max_examples=150, deadline=None)
@given(stories())
def test_every_field_of_every_passage_comes_back(tale):
    passages = to_data(tale)["passages"] if tale.passages else []
    passages = without_carriage_returns(passages)
    assert from_stream(to_stream(passages)) == passages


@pytest.mark.django_db
@settings(max_examples=30, deadline=None)
@given(stories())
def test_a_page_gives_back_the_story_that_it_was_filled_from(tale):
    first = tale.passages[0].name if tale.passages else ""
    told = from_data(without_carriage_returns(to_data(replace(tale, start=tale.start or first))))
    page = ScenarioPage(
        title=told.title, lead=told.lead, content_note=told.content_note, story=to_data(told)
    )
    for block in page.passages:
        assert block.value["name"]  # read by Wagtail, as its form does
    assert from_data(page.story) == told


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tale", [FIELD, read_story_file(CONTENT / "the-edge-of-the-game.toml").story]
)
def test_a_draft_that_is_saved_and_read_again_keeps_the_bytes_of_its_story(tale):
    page = ScenarioPage(
        title=tale.title, lead=tale.lead, content_note=tale.content_note, story=to_data(tale)
    )
    ShelfPage.objects.get(slug="scenarios").add_child(instance=page)
    page.save_revision()
    page = ScenarioPage.objects.get()
    for kept in (page, page.get_latest_revision_as_object()):
        assert json.dumps(kept.story, sort_keys=True) == json.dumps(to_data(tale), sort_keys=True)


def test_what_a_browser_makes_of_line_ends_changes_nothing():
    (block,) = to_stream([{"name": "A", "text": "One.\n\nTwo."}])
    block["value"]["text"] = "One.\r\n\r\nTwo."
    assert from_stream([block]) == [{"name": "A", "text": "One.\n\nTwo."}]


def test_what_an_editor_has_left_empty_says_nothing():
    empty = {"name": "", "text": None, "ending": None, "choices": None, "citations": []}
    assert from_stream([{"value": empty}]) == [{"name": ""}]
