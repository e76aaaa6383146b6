"""The first story we ship, walked as a midday supervisor might walk it."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from scenarios.checks import check
from scenarios.story import begin, choose, debrief, is_over, open_choices, play
from scenarios.story_file import CONTENT, read_story_file

READ = read_story_file(CONTENT / "the-edge-of-the-game.toml")
STORY = READ.story
SOURCES = {
    "Keeping children safe in education",
    "Preventing and tackling bullying, Department for Education, July 2017",
    "Education and Inspections Act 2006",
    "“You have someone to trust”, Office of the Children’s Commissioner, 2012",
    "Our child protection policy",
}

WALKS = [
    (
        "A place in the game",
        "stay-near no-promise four-lines find-somebody hand-it-over next-thing",
    ),
    (
        "A place in the game",
        "stay-near promise take-it-back four-lines find-somebody hand-it-over next-thing",
    ),
    (
        "A place in the game",
        "stay-near question questions-too find-somebody hand-it-over next-thing",
    ),
    ("A place in the game", "have-it-out let-them-go find-somebody from-memory next-thing"),
    ("A place in the game", "keep-an-eye late-but-today find-somebody hand-it-over next-thing"),
    ("Help, a little late", "stay-near no-promise in-my-head envelope"),
    ("Help, a little late", "stay-near no-promise four-lines find-somebody make-it-small"),
    ("Help, a little late", "keep-an-eye late-but-today find-somebody from-memory job-done"),
    ("Help, a little late", "have-it-out let-them-go find-somebody from-memory tell-the-team"),
    ("Behind the shed", "have-it-out shake-hands"),
    ("Behind the shed", "stay-near promise keep-my-word"),
    ("Behind the shed", "stay-near question ask-round"),
    ("Four people watching", "keep-an-eye all-watch"),
    ("Four people watching", "stay-near no-promise see-it-myself all-watch"),
    ("Four people watching", "stay-near no-promise four-lines tomorrow"),
]


def every_walk(taken: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    state = play(STORY, taken)
    if is_over(STORY, state):
        yield taken
    for choice in open_choices(STORY, state):
        yield from every_walk((*taken, choice.id))


def what_readers_see() -> Iterator[str]:
    yield from (STORY.title, STORY.lead, STORY.content_note, STORY.key, STORY.reflection)
    for passage in STORY.passages:
        yield from (passage.text, passage.explanation)
        for choice in passage.choices:
            yield from (choice.words, choice.feedback)


@pytest.mark.parametrize(("ending", "choices"), WALKS)
def test_every_ending_can_be_walked_to(ending, choices):
    assert play(STORY, choices.split()).passage == ending


def test_no_ending_is_left_out_of_the_walks_above():
    assert {ending for ending, _ in WALKS} == {p.name for p in STORY.passages if p.ending}


def test_every_check_is_proved():
    answers = check(STORY, SOURCES)
    assert {code: a.why for code, a in answers.items() if a.answer != "proved"} == {}


def test_the_longest_way_has_at_least_four_decisions_and_none_has_more_than_are_promised():
    lengths = [len(taken) for taken in every_walk()]
    assert 4 <= max(lengths) == STORY.max_steps


def test_every_red_line_that_staff_are_taught_can_be_met():
    lines = {choice.red_line for passage in STORY.passages for choice in passage.choices}
    assert {
        "Promising secrecy",
        "Staging a confrontation",
        "Asking leading questions",
        "Investigating it yourself",
        "Putting it off",
        "Waiting for proof",
    } <= lines


def test_from_every_wrong_turning_but_a_last_one_there_is_a_way_to_put_it_right():
    for passage in STORY.passages:
        for choice in passage.choices:
            after = STORY.by_name[choice.target]
            if choice.red_line and not after.ending:
                assert any(each.repair for each in after.choices), choice.id


def test_only_those_who_wrote_it_down_have_a_sheet_to_hand_over():
    near = ("stay-near", "no-promise")
    wrote = play(STORY, (*near, "four-lines", "find-somebody"))
    kept_in_mind = play(STORY, (*near, "in-my-head", "find-somebody"))
    assert "hand-it-over" in [choice.id for choice in open_choices(STORY, wrote)]
    assert "hand-it-over" not in [choice.id for choice in open_choices(STORY, kept_in_mind)]


def test_every_decision_on_every_way_is_a_real_one():
    for passage in STORY.passages:
        if not passage.ending:
            assert len(passage.choices) >= 2
    for taken in every_walk():
        state = begin(STORY)
        for choice_id in taken:
            assert len(open_choices(STORY, state)) >= 2
            state = choose(STORY, state, choice_id)


def test_the_good_choice_stands_first_in_the_middle_and_last_and_is_seldom_the_longest():
    places, longest = set(), 0
    decisions = [passage.choices for passage in STORY.passages if passage.choices]
    for choices in decisions:
        ratings = [choice.rating for choice in choices]
        places.add(min(ratings.index("good"), 2))
        longest += max(choices, key=lambda choice: len(choice.words)).rating == "good"
    assert places == {0, 1, 2}
    assert longest <= len(decisions) / 2


def test_feedback_tells_what_came_of_it_and_marks_nobody():
    for text in what_readers_see():
        assert not re.search(r"\b(in)?correct|\bwell done\b|\bfailed\b|!", text, re.IGNORECASE)


def test_only_the_school_and_its_people_are_left_to_fill_in():
    slots = {slot for text in what_readers_see() for slot in re.findall(r"{.*?}", text)}
    assert slots <= {"{school}", "{dsl}", "{deputies}", "{head}"}
    assert {"{school}", "{dsl}", "{deputies}"} <= slots
    assert not any(re.search(r"[{}]", re.sub(r"{\w+}", "", text)) for text in what_readers_see())


def test_nothing_says_he_or_she_of_a_person_whom_the_school_fills_in():
    for text in what_readers_see():
        assert not re.search(r"{(dsl|head)}[^.?!“”]*\b(he|she|his|her|him)\b", text), text


def test_every_debrief_says_what_was_chosen_why_it_matters_and_where_that_is_written():
    for taken in every_walk():
        told = debrief(STORY, taken)
        assert all(each.chosen.words and each.chosen.feedback for each in told.decisions)
        assert told.ending is not None
        assert told.ending.explanation
        assert all(citation.note and citation.where for citation in told.citations)


def test_what_stands_around_the_story_is_read_with_it():
    assert READ.slug == "the-edge-of-the-game"
    assert READ.why == "A short story with choices. Nobody sees which ones you make."
    assert STORY.lead == "You are a midday supervisor. There is no clock and no score."
    assert STORY.completes_with == ("best", "acceptable")
    assert READ.checked_on == date(2026, 11, 20)
    assert READ.review_on > READ.checked_on


def test_a_walk_with_its_debrief_takes_about_the_minutes_that_are_promised():
    longest = max(every_walk(), key=len)
    told = debrief(STORY, longest)
    assert told.ending is not None
    words = [told.ending.text, told.ending.explanation]
    for decision in told.decisions:
        words += [decision.text, decision.chosen.words, decision.chosen.feedback]
        words += [other.words for other in decision.others]
    minutes = len(" ".join(words).split()) / 180
    assert READ.minutes - 3 <= minutes <= READ.minutes
