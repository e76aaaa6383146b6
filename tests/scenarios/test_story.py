"""How a story is played, told again at the end, and kept as plain data."""

import json

import pytest

from scenarios.story import (
    AGAIN,
    BACK,
    BadStory,
    Citation,
    NotOffered,
    begin,
    choose,
    debrief,
    from_data,
    is_over,
    open_choices,
    play,
    score,
    to_data,
    walk,
    way,
)
from tests.scenarios.small_stories import SOURCE, choice, ending, passage, story

FIELD = story(
    passage(
        "Field",
        choice("Door", "write", sets=frozenset({"wrote"})),
        choice("Door", "remember", rating="fair", citations=(Citation("A book"), SOURCE)),
        choice("Field", "look", uses=2, rating="poor"),
    ),
    passage(
        "Door",
        choice("Helped", "hand-over", needs=frozenset({"wrote"}), citations=(SOURCE,)),
        choice("Late", "say", rating="fair"),
    ),
    ending("Helped"),
    ending("Late", "acceptable"),
)


def offered(*choice_ids: str) -> list[str]:
    return [each.id for each in open_choices(FIELD, play(FIELD, choice_ids))]


def steps(*words: str) -> list[dict]:
    marks = {"back": BACK, "again": AGAIN}
    return [marks.get(word, {"choice": word, "words": "as shown"}) for word in words]


def test_a_walk_begins_at_the_start():
    assert begin(FIELD).passage == "Field"


def test_a_choice_leads_to_its_passage():
    assert play(FIELD, ["write"]).passage == "Door"


def test_a_choice_that_asks_for_a_flag_is_shown_only_to_those_who_have_it():
    assert offered("write") == ["hand-over", "say"]
    assert offered("remember") == ["say"]


def test_a_choice_with_two_uses_is_gone_after_the_second():
    assert "look" in offered("look")
    assert "look" not in offered("look", "look")


def test_an_ending_is_over_and_offers_nothing():
    there = play(FIELD, ["remember", "say"])
    assert is_over(FIELD, there)
    assert open_choices(FIELD, there) == ()
    assert not is_over(FIELD, begin(FIELD))


@pytest.mark.parametrize("choice_id", ["hand-over", "say", "nothing-like-it"])
def test_what_is_not_on_the_page_cannot_be_chosen(choice_id):
    with pytest.raises(NotOffered, match="not on this page"):
        choose(FIELD, begin(FIELD), choice_id)


def test_a_page_that_nobody_has_written_says_so():
    with pytest.raises(NotOffered, match="not been written"):
        open_choices(story(passage("Here", choice("Nowhere"))), play(FIELD, ["write"]))


def test_going_back_takes_the_reader_to_the_page_before_with_what_they_had_there():
    assert walk(FIELD, steps("write", "back")) == begin(FIELD)


def test_going_back_at_the_start_changes_nothing():
    assert walk(FIELD, steps("back", "write")) == play(FIELD, ["write"])


def test_starting_again_forgets_flags_and_uses():
    assert walk(FIELD, steps("look", "look", "write", "again")) == begin(FIELD)


def test_back_and_again_are_added_to_a_trail_and_take_nothing_from_it():
    trail = steps("look", "write", "say", "again", "write", "back", "remember")
    assert way(trail) == ("remember",)
    assert [step["choice"] for step in trail if "choice" in step] == [
        "look", "write", "say", "write", "remember",
    ]  # fmt: skip


def test_a_step_that_is_neither_a_choice_nor_a_mark_is_refused():
    with pytest.raises(ValueError, match="a choice, back, or again"):
        way([{"sideways": True}])


def test_points_are_two_for_good_one_for_fair_and_none_for_poor():
    assert score(FIELD, ["look", "remember", "say"]) == 2
    assert score(FIELD, ["write", "hand-over"]) == 4


def test_the_debrief_tells_the_way_taken_with_the_feedback():
    told = debrief(FIELD, ["write", "hand-over"])
    assert [each.passage for each in told.decisions] == ["Field", "Door"]
    assert told.decisions[0].chosen.words == "Go to Door"
    assert told.decisions[0].chosen.feedback == "This followed."
    assert told.ending is not None
    assert told.ending.explanation == "This is why."


def test_the_debrief_tells_the_other_ways_that_were_on_offer_then():
    told = debrief(FIELD, ["look", "look", "remember", "say"])
    assert [len(each.others) for each in told.decisions] == [2, 2, 1, 0]


def test_the_debrief_lists_each_citation_once_in_the_order_it_is_met():
    told = debrief(FIELD, ["remember", "say"])
    assert told.citations == (Citation("A book"), SOURCE)
    assert told.decisions[0].chosen.notes == (1, 2)
    assert told.ending_notes == (2,)


def test_a_debrief_half_way_has_no_ending():
    assert debrief(FIELD, ["write"]).ending is None


def test_a_story_comes_back_from_json_as_the_same_story():
    assert from_data(json.loads(json.dumps(to_data(FIELD)))) == FIELD


def test_what_says_nothing_is_not_kept_so_that_a_new_field_changes_no_old_bytes():
    kept = to_data(story(passage("Here", choice("There"))))
    assert set(kept) == {"title", "start", "passages"}
    assert set(kept["passages"][0]["choices"][0]) == {
        "id", "words", "target", "feedback", "rating",
    }  # fmt: skip


def broken(change) -> dict:
    data = json.loads(json.dumps(to_data(FIELD)))
    change(data)
    return data


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda d: d.pop("title"), "The story has no title."),
        (lambda d: d.update(subtitle="x"), "The story has a field that is not known: “subtitle”."),
        (lambda d: d.update(passages="x"), "The story, passages, should be a list."),
        (lambda d: d["passages"].append("x"), "The passage should be a table of fields."),
        (
            lambda d: d["passages"][2].update(ending="happy"),
            "The passage “Helped”, ending, should be one of: best, acceptable, unsafe.",
        ),
        (
            lambda d: d["passages"][0]["choices"][0].update(feeback="x"),
            "The choice “write” has a field that is not known: “feeback”.",
        ),
        (
            lambda d: d["passages"][0]["choices"][0].update(repair="yes"),
            "The choice “write”, repair, should be true or false.",
        ),
        (
            lambda d: d["passages"][0]["choices"][2].update(uses=0),
            "The choice “look”, uses, should be a whole number from 1.",
        ),
        (
            lambda d: d["passages"][0]["choices"][0].update(sets=[1]),
            "The choice “write”, sets, should be text.",
        ),
        (
            lambda d: d["passages"][1]["choices"][0].update(id="write"),
            "Two choices have the id “write”. Give each choice its own.",
        ),
        (
            lambda d: d["passages"][0].update(name=" "),
            "The passage “ ”, name, should not be empty.",
        ),
        (
            lambda d: d["passages"][3]["citations"][0].update(force="ought"),
            "The citation “The guidance”, force, should be one of: "
            "must, should, advice, local, practice, own.",
        ),
    ],
)
def test_data_that_is_not_a_story_is_refused_in_one_sentence(change, sentence):
    with pytest.raises(BadStory) as refused:
        from_data(broken(change))
    assert str(refused.value) == sentence


@pytest.mark.parametrize("data", [None, [], "story", 3])
def test_a_story_is_a_table_of_fields(data):
    with pytest.raises(BadStory, match="The story should be a table of fields"):
        from_data(data)
