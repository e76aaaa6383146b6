"""A story file reads as its author meant it, or says in a sentence why it cannot."""

from datetime import date

import pytest

from scenarios.story import BadStory, Citation
from scenarios.story_file import read_story

FILE = """
slug = "small"
title = "Small"
why = "To try."
minutes = 3
checked_on = 2026-11-20
review_on = 2027-09-01
checked_against = ["The guidance, 2026"]
start = "A"

[citations.tell]
cite = "The guidance"
where = "Part one"
force = "should"

[[passages]]
name = "A"
text = '''
Two lines,
kept as two.
'''

  [[passages.choices]]
  id = "go"
  words = "Go on"
  target = "B"
  sets = ["wrote"]
  citations = ["tell"]

[[passages]]
name = "B"
ending = "best"
"""


def test_a_file_gives_the_story_and_what_stands_around_it():
    read = read_story(FILE)
    assert (read.slug, read.minutes, read.review_on) == ("small", 3, date(2027, 9, 1))
    assert read.checked_against == ("The guidance, 2026",)
    assert [passage.name for passage in read.story.passages] == ["A", "B"]
    assert read.story.by_id["go"].sets == {"wrote"}


def test_a_citation_is_written_once_and_used_by_name():
    expected = Citation("The guidance", "Part one", "should")
    assert read_story(FILE).story.by_id["go"].citations == (expected,)


def test_the_empty_lines_around_a_text_are_the_files_and_not_the_storys():
    assert read_story(FILE).story.by_name["A"].text == "Two lines,\nkept as two."


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('["tell"]', '["tel"]', "The file has no citation called “tel”."),
        ("minutes = 3", 'minutes = "three"', "The file should have minutes, as a whole number."),
        ('slug = "small"', "", "The file should have slug, as text."),
        ('words = "Go on"', "", "The choice “go” has no words."),
        ('ending = "best"', 'ending = "fine"', "should be one of: best, acceptable, unsafe."),
        ("[[passages]]", "[[passages]", "The file cannot be read as TOML"),
    ],
)
def test_a_file_that_is_not_right_says_where(old, new, sentence):
    with pytest.raises(BadStory) as refused:
        read_story(FILE.replace(old, new))
    assert sentence in str(refused.value)
