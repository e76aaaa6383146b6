"""The map of a story: everything on it, nothing on top of anything, and never slow."""

import time
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.layout import HIGH, WIDE, lay_out
from scenarios.outline import outline
from scenarios.picture import as_drawn
from scenarios.story import Story
from scenarios.story_file import CONTENT, read_story_file
from tests.scenarios.random_stories import stories
from tests.scenarios.small_stories import choice, ending, flags, passage, story


def chain(length: int) -> Story:
    links = [passage(f"P{n}", choice(f"P{n + 1}")) for n in range(length)]
    return story(*links, ending(f"P{length}"))


@st.composite
def tangles(draw: st.DrawFn) -> Story:
    """Stories of up to forty passages whose choices lead anywhere."""
    size = draw(st.integers(1, 40))
    targets = st.lists(st.integers(0, size - 1), max_size=4)

    def page(at: int):
        ways = enumerate(draw(targets))
        return passage(f"P{at}", *(choice(f"P{to}", f"{at}-{n}") for n, to in ways))

    return story(*map(page, range(size)))


def overlap(one, other) -> bool:
    return abs(one.x - other.x) < WIDE and abs(one.y - other.y) < HIGH


@settings(max_examples=60, deadline=None)
@given(tangles())
def test_forty_passages_can_be_read_since_none_stands_on_another(tale):
    drawn = lay_out(tale)
    assert len(drawn.boxes) == len(tale.passages)
    assert not any(overlap(*pair) for pair in combinations(drawn.boxes, 2))
    for box in drawn.boxes:
        assert 0 <= box.x <= drawn.width - WIDE
        assert 0 <= box.y <= drawn.height - HIGH


@settings(max_examples=60, deadline=None)
@given(tangles())
def test_every_choice_has_a_line_and_leads_down_or_is_said_to_go_round(tale):
    drawn = lay_out(tale)
    y = {box.passage.name: box.y for box in drawn.boxes}
    assert len(drawn.lines) == sum(len(p.choices) for p in tale.passages)
    for line in drawn.lines:
        here = tale.passages[line.number - 1].name
        assert line.back or y[line.choice.target] > y[here]


@settings(max_examples=25, deadline=None)
@given(stories())
def test_a_half_written_story_has_a_map_and_an_outline_too(tale):
    picture, rows = as_drawn(lay_out(tale)), outline(tale)
    assert len(picture.boxes) == len(rows) == len(tale.passages)


def test_the_start_stands_at_the_top_and_what_nothing_leads_to_beside_it():
    drawn = lay_out(story(passage("A", choice("End")), ending("End"), passage("Alone")))
    top = min(box.y for box in drawn.boxes)
    assert {box.passage.name for box in drawn.boxes if box.y == top} == {"A", "Alone"}


def test_a_loop_is_drawn_as_going_round():
    drawn = lay_out(
        story(passage("A", choice("B")), passage("B", choice("A"), choice("End")), ending("End"))
    )
    assert [line.choice.target for line in drawn.lines if line.back] == ["A"]


def test_a_choice_that_leads_nowhere_is_in_the_outline_alone():
    tale = story(passage("A", choice("Nowhere"), choice("End")), ending("End"))
    assert [line.letter for line in lay_out(tale).lines] == ["b"]
    assert [way.to for way in outline(tale)[0].ways] == [None, 2]


def test_the_outline_says_everything_about_a_choice():
    told = choice(
        "End",
        rating="poor",
        red_line="Putting it off",
        repair=True,
        sets=flags("wrote"),
        needs=flags("seen", "heard"),
        uses=2,
        feedback="",
    )
    (way,) = outline(story(passage("A", told), ending("End")))[0].ways
    assert way.marks == [
        "poor",
        "red line: Putting it off",
        "puts it right",
        "remembers “wrote”",
        "only after “heard” and “seen”",
        "at most 2 times",
        "no feedback",
    ]


def test_words_stay_in_their_box():
    long = replace(ending("x"), name="A name that goes on and on and on and says very little")
    (box,) = as_drawn(lay_out(story(long))).boxes
    assert [words for _, _, words in box["words"]] == [
        "1. A name that goes",
        "on and on and on …",
        "Best ending",
    ]


def hub() -> Story:
    """A hundred passages, each of which leads on and to each of ten endings."""
    endings = [ending(f"E{n}") for n in range(10)]
    return story(
        *(
            passage(
                f"P{n}",
                choice(f"P{n + 1}" if n < 99 else "E0", f"on{n}"),
                *(choice(f"E{e}", f"{n}-{e}") for e in range(10)),
            )
            for n in range(100)
        ),
        *endings,
    )


@pytest.mark.parametrize(
    ("large", "left_out"), [(chain(5_000), 4_881), (hub(), 0)], ids=["chain", "hub"]
)
def test_a_large_story_is_drawn_in_less_than_two_seconds(large, left_out):
    began = time.process_time()
    drawn = lay_out(large)
    as_drawn(drawn)
    assert time.process_time() - began < 2
    assert drawn.left_out == left_out


def test_the_map_of_a_shipped_story_keeps_its_shape():
    tale = read_story_file(CONTENT / "the-edge-of-the-game.toml").story
    drawn = lay_out(tale)
    assert drawn.width < 900
    assert len({box.y for box in drawn.boxes}) == 9
    assert not any(line.back for line in drawn.lines)
