"""Every story that we ship: proved, walked to each ending, kind, and honest about its sources."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from scenarios.checks import check
from scenarios.sources import FILE, claims_too_much
from scenarios.story import Story, begin, choose, debrief, is_over, open_choices, play
from scenarios.story_file import CONTENT, StoryFile, read_story_file

READ = {path.stem: read_story_file(path) for path in sorted(CONTENT.glob("*.toml"))}
LISTED = tomllib.loads(FILE.read_text(encoding="utf-8"))["sources"]
every_story = pytest.mark.parametrize("read", READ.values(), ids=READ)

PHONE, WALL = "the-message-on-the-phone", "through-the-wall"
SOFT = "face-down honest as-she-said"
WALKS = [
    (PHONE, "The second table by the window", f"{SOFT} go-in-together deputy-now as-it-was"),
    (PHONE, "The second table by the window", "proper-look stop-and-say-so honest as-she-said "
        "go-in-together deputy-now every-detail"),
    (PHONE, "The second table by the window", "delete-it wrong-to-ask promise promise-back "
        "ask-sam turn-round my-pocket computers late-and-now as-it-was"),
    (PHONE, "The second table by the window", "face-down who-did-it my-questions-too as-she-said "
        "photo-of-it hand-in-both as-it-was"),
    (PHONE, "The long way round", f"{SOFT} go-in-together team-chat"),
    (PHONE, "The long way round", f"{SOFT} my-pocket deputy-now not-the-glimpse"),
    (PHONE, "The long way round", "face-down promise overheard"),
    (PHONE, "The long way round", f"{SOFT} go-in-together deputy-now as-it-was put-her-right"),
    (PHONE, "The long way round", f"{SOFT} after-school late-and-now as-it-was not-mine-to-tell"),
    (PHONE, "By Friday", "face-down only-a-joke"),
    (PHONE, "By Friday", "proper-look names-first"),
    (PHONE, "By Friday", "delete-it gone-is-over"),
    (PHONE, "By Friday", "face-down who-did-it fetch-teddy"),
    (PHONE, "By Friday", f"{SOFT} after-school first-thing"),
    (PHONE, "Somebody else’s turn", "face-down honest leave-sam-out"),
    (PHONE, "Somebody else’s turn", "face-down honest ask-sam ask-it"),
    (PHONE, "Somebody else’s turn", f"{SOFT} photo-of-it wipe-mine"),
    (WALL, "A blue cushion", "say-yes not-by-myself two-halves hand-it-over you-can-ring"),
    (WALL, "A blue cushion", "turn-the-page go-back-to-it next-doors-word unpromise "
        "reading-record take-it-out next-tuesday ring-at-eight nothing-i-know"),
    (WALL, "A blue cushion", "what-happened stop-asking word-with-mum not-mum-then school-half "
        "say-it-there you-can-ring"),
    (WALL, "Later than it might have been", "say-yes not-by-myself two-halves hand-it-over "
        "just-jean"),
    (WALL, "Later than it might have been", "say-yes not-by-myself school-half at-the-sink "
        "nothing-i-know note-the-time"),
    (WALL, "Later than it might have been", "say-yes not-by-myself two-halves say-it-there "
        "you-can-ring knock"),
    (WALL, "One side of the wall", "turn-the-page let-him-sleep"),
    (WALL, "One side of the wall", "what-happened ask-his-sister"),
    (WALL, "One side of the wall", "say-yes next-doors-word keep-it"),
    (WALL, "One side of the wall", "say-yes word-with-mum back-door"),
    (WALL, "One side of the wall", "say-yes not-by-myself reading-record too-small-to-matter"),
    (WALL, "One side of the wall", "say-yes not-by-myself two-halves next-tuesday only-four-days"),
]  # fmt: skip
LAST = {"The second table by the window": "ordinary-and-ask", "A blue cushion": "ring-now"}


def every_walk(story: Story, taken: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    state = play(story, taken)
    if is_over(story, state):
        yield taken
    for choice in open_choices(story, state):
        yield from every_walk(story, (*taken, choice.id))


def what_readers_see(story: Story) -> Iterator[str]:
    yield from (story.title, story.lead, story.content_note, story.key, story.reflection)
    for passage in story.passages:
        yield from (passage.text, passage.explanation)
        for choice in passage.choices:
            yield from (choice.words, choice.feedback)


@pytest.mark.parametrize(("name", "ending", "choices"), WALKS)
def test_every_ending_can_be_walked_to(name, ending, choices):
    taken = [*choices.split(), *LAST.get(ending, "").split()]
    assert play(READ[name].story, taken).passage == ending


@pytest.mark.parametrize("name", [PHONE, WALL])
def test_no_ending_and_no_choice_is_left_out_of_the_walks_above(name):
    mine = [(ending, choices.split()) for story, ending, choices in WALKS if story == name]
    story = READ[name].story
    assert {ending for ending, _ in mine} == {p.name for p in story.passages if p.ending}
    walked = {each for _, taken in mine for each in taken} | set(LAST.values())
    assert set(story.by_id) <= walked


def test_somebody_other_than_a_teacher_is_in_the_chair():
    leads = " ".join(read.story.lead for read in READ.values())
    assert leads.count("midday supervisor") == 2
    assert leads.count("volunteer") == 1


@every_story
def test_every_check_is_proved(read: StoryFile):
    answers = check(read.story, {each["cite"] for each in LISTED})
    assert {code: a.why for code, a in answers.items() if a.answer != "proved"} == {}


@every_story
def test_no_citation_claims_more_than_its_source(read: StoryFile):
    from scenarios.models import Source
    from scenarios.sources import cited

    sources = {each["cite"]: Source(**each) for each in LISTED}
    assert [c for _, c in cited(read.story) if claims_too_much(c, sources[c.cite])] == []


@every_story
def test_no_way_is_longer_than_is_promised(read: StoryFile):
    assert max(map(len, every_walk(read.story))) == read.story.max_steps


@every_story
def test_every_kind_of_ending_is_there(read: StoryFile):
    assert {p.ending for p in read.story.passages} == {None, "best", "acceptable", "unsafe"}


@every_story
def test_every_decision_on_every_way_is_a_real_one(read: StoryFile):
    for taken in every_walk(read.story):
        state = begin(read.story)
        for choice_id in taken:
            assert len(open_choices(read.story, state)) >= 2
            state = choose(read.story, state, choice_id)


@every_story
def test_from_every_red_line_but_a_last_one_there_is_a_way_to_put_it_right(read: StoryFile):
    for choice in read.story.by_id.values():
        after = read.story.by_name[choice.target]
        if choice.red_line and not after.ending:
            assert any(each.repair for each in after.choices), choice.id


@every_story
def test_the_good_choice_stands_anywhere_and_is_seldom_the_longest(read: StoryFile):
    decisions = [passage.choices for passage in read.story.passages if passage.choices]
    places = {min([c.rating for c in choices].index("good"), 2) for choices in decisions}
    longest = [max(choices, key=lambda c: len(c.words)).rating for choices in decisions]
    assert places == {0, 1, 2}
    assert longest.count("good") <= len(decisions) / 2


@every_story
def test_feedback_tells_what_came_of_it_and_marks_nobody(read: StoryFile):
    for text in what_readers_see(read.story):
        assert not re.search(r"\b(in)?correct|\bwell done\b|\bfailed\b|!", text, re.IGNORECASE)


@every_story
def test_only_the_school_and_its_people_are_left_to_fill_in(read: StoryFile):
    slots = {s for text in what_readers_see(read.story) for s in re.findall(r"{.*?}", text)}
    assert slots <= {"{school}", "{dsl}", "{deputies}", "{head}"}
    assert {"{school}", "{dsl}", "{deputies}"} <= slots


@every_story
def test_nothing_says_he_or_she_of_a_person_whom_the_school_fills_in(read: StoryFile):
    for text in what_readers_see(read.story):
        assert not re.search(r"{(dsl|head)}[^.?!“”]*\b(he|she|his|her|him)\b", text), text


@pytest.mark.parametrize("name", [PHONE, WALL])
def test_no_sentence_begins_with_somebody_whom_a_school_may_not_have(name):
    for text in what_readers_see(READ[name].story):
        assert not re.search(r"(^|[.?!”]\s+|\n){", text), text


@every_story
def test_every_debrief_says_what_was_chosen_why_and_where_that_is_written(read: StoryFile):
    for taken in every_walk(read.story):
        told = debrief(read.story, taken)
        assert all(each.chosen.words and each.chosen.feedback for each in told.decisions)
        assert told.ending is not None
        assert told.ending.explanation
        assert all(citation.note and citation.where for citation in told.citations)


@every_story
def test_a_walk_with_its_debrief_takes_about_the_minutes_that_are_promised(read: StoryFile):
    told = debrief(read.story, max(every_walk(read.story), key=len))
    assert told.ending is not None
    words = [told.ending.text, told.ending.explanation]
    for decision in told.decisions:
        words += [decision.text, decision.chosen.words, decision.chosen.feedback]
        words += [other.words for other in decision.others]
    minutes = len(" ".join(words).split()) / 180
    assert read.minutes - 3 <= minutes <= read.minutes


@every_story
def test_the_draft_of_a_guidance_is_called_a_draft(read: StoryFile):
    against = " ".join(read.checked_against)
    assert "in draft only" in against
    assert "Check the edition in force" in against
    assert read.checked_on < read.review_on


@every_story
def test_a_hard_story_says_so_before_it_begins(read: StoryFile):
    assert "You can leave at any time: we keep your place." in read.story.content_note
    assert "invented" in read.story.invented
