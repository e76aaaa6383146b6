"""Each check, proved and disproved on small stories."""

from dataclasses import replace

import pytest

from scenarios import faults
from scenarios.checks import Answer, check, publishable, to_accept
from scenarios.story import Citation
from tests.scenarios.small_stories import choice, ending, flags, passage, story

BEST, LATE, HARM = ending("Best"), ending("Late", "acceptable"), ending("Harm", "unsafe")
SOUND = story(
    passage("Start", choice("Harm", rating="poor", words="Wait"), choice("Middle")),
    passage("Middle", choice("Best", words="Tell"), choice("Late", rating="fair")),
    BEST,
    LATE,
    HARM,
)


def ask(code: str, *passages, **more) -> Answer:
    return check(story(*passages, **more), {"The guidance"})[code]


def test_a_sound_story_is_proved_throughout():
    assert {a.answer for a in check(SOUND, {"The guidance"}).values()} == {"proved"}
    assert list(check(SOUND)) == [f"SC{number:02}" for number in range(1, 14)]


DISPROVED = [
    ("SC01", "no start", [passage("A", choice("Best")), BEST, "start=Z"], ()),
    ("SC01", "no such target", [passage("A", choice("Bset")), BEST], ("A", "Bset")),
    ("SC01", "one name twice", [passage("A", choice("Best")), BEST, BEST], ("A", "Best")),
    ("SC02", "left out", [passage("A", choice("Best")), BEST, LATE], ("Late",)),
    (
        "SC02",
        "behind a flag that nothing sets",
        [passage("A", choice("Best"), choice("Late", needs=flags("key"))), BEST, LATE],
        ("Late",),
    ),
    ("SC03", "a dead end", [passage("A", choice("B"), choice("Best")), passage("B"), BEST], "AB"),
    (
        "SC03",
        "a loop without a way out",
        [
            passage("A", choice("B"), choice("Best")),
            passage("B", choice("C")),
            passage("C", choice("B", "c-b")),
            BEST,
        ],
        "AB",
    ),
    (
        "SC03",
        "all choices used up",
        [passage("A", choice("A", uses=2)), BEST],
        "AAA",
    ),
    (
        "SC03",
        "a door for those with the flag only",
        [
            passage("A", choice("B", "with", sets=flags("key")), choice("B", "without")),
            passage("B", choice("Best", needs=flags("key"))),
            BEST,
        ],
        "AB",
    ),
    (
        "SC04",
        "a loop without a limit",
        [passage("A", choice("B")), passage("B", choice("A"), choice("Best")), BEST],
        "ABA",
    ),
    ("SC04", "longer than promised", [*SOUND.passages, "max=1"], ("Start", "Middle", "Best")),
    ("SC05", "stops unsaid", [passage("A", choice("B"), choice("Best")), passage("B"), BEST], "AB"),
    (
        "SC05",
        "an ending with choices",
        [passage("A", choice("End")), replace(ending("End"), choices=(choice("A"),))],
        ("A", "End"),
    ),
    ("SC06", "no best ending", [passage("A", choice("Late")), LATE], ()),
    (
        "SC06",
        "best needs a flag that is set too late",
        [
            passage("A", choice("B"), choice("Best", needs=flags("key"))),
            passage("B", choice("Late", sets=flags("key"))),
            BEST,
            LATE,
        ],
        (),
    ),
    ("SC07", "silent", [passage("A", choice("Best", feedback=" ")), BEST], ("A",)),
    (
        "SC08",
        "unexplained",
        [passage("A", choice("E")), ending("E", "unsafe", explanation="")],
        "AE",
    ),
    ("SC08", "uncited", [passage("A", choice("E")), ending("E", "acceptable", citations=())], "AE"),
    (
        "SC09",
        "a red line and still best",
        [passage("A", choice("B", red_line="Delaying")), passage("B", choice("Best")), BEST],
        ("A", "B", "Best"),
    ),
    (
        "SC09",
        "repaired before and not after",
        [
            passage("A", choice("B", repair=True)),
            passage("B", choice("Best", red_line="Delaying")),
            BEST,
        ],
        ("A", "B", "Best"),
    ),
    (
        "SC10",
        "harm after much good",
        [
            passage("A", choice("Best", rating="fair"), choice("B")),
            passage("B", choice("Harm")),
            BEST,
            HARM,
        ],
        ("A", "B", "Harm"),
    ),
    (
        "SC11",
        "always first",
        [
            passage("A", choice("B", words="B"), choice("Late", rating="fair")),
            passage("B", choice("Best", words="B"), choice("Late", "late-2", rating="poor")),
            BEST,
            LATE,
        ],
        ("A",),
    ),
    (
        "SC11",
        "always longest",
        [
            passage("A", choice("Late", rating="fair"), choice("B", words="A longer way" * 9)),
            passage("B", choice("Best", words="Longer" * 9), choice("Late", "l2", rating="poor")),
            BEST,
            LATE,
        ],
        ("A",),
    ),
    (
        "SC12",
        "not in the list",
        [passage("A", choice("Best", citations=(Citation("Hearsay"),))), BEST],
        ("A",),
    ),
    (
        "SC13",
        "never on offer",
        [passage("A", choice("Best"), choice("Best", "b2", needs=flags("key"))), BEST],
        ("A",),
    ),
]


@pytest.mark.parametrize(
    ("code", "passages", "path"),
    [pytest.param(code, ps, path, id=f"{code} {what}") for code, what, ps, path in DISPROVED],
)
def test_what_is_wrong_is_disproved_with_a_path_to_walk(code, passages, path):
    more = {}
    if isinstance(passages[-1], str):
        name, value = passages[-1].split("=")
        more = {"start": value} if name == "start" else {"max_steps": int(value)}
        passages = passages[:-1]
    answer = ask(code, *passages, **more)
    assert answer.answer == "disproved"
    assert answer.path == tuple(path)
    assert answer.why


WAIT = {"rating": "poor", "words": "Wait a while"}
KEY = flags("key")
PROVED = [
    (
        "SC03",
        "a used-up choice beside a way on",
        [passage("A", choice("A", uses=2), choice("Best"))],
    ),
    ("SC04", "a loop with a limit", [passage("A", choice("A", uses=2), choice("Best"))]),
    (
        "SC09",
        "a red line repaired",
        [passage("A", choice("B", red_line="Delaying")), passage("B", choice("Best", repair=True))],
    ),
    (
        "SC09",
        "a red line that never ends best",
        [passage("A", choice("Best"), choice("Harm", red_line="Delaying")), HARM],
    ),
    (
        "SC09",
        "best only for those who crossed none",
        [
            passage("A", choice("B", "go", sets=KEY), choice("B", "cross", red_line="Delaying")),
            passage("B", choice("Best", needs=KEY), choice("Late")),
            LATE,
        ],
    ),
    (
        "SC11",
        "first in one, last in the other, and never longest",
        [
            passage("A", choice("Best"), choice("Late", **WAIT)),
            passage("B", choice("Late", "late-2", **WAIT), choice("Best", "best-2")),
            LATE,
        ],
    ),
    (
        "SC13",
        "flags that are met",
        [passage("A", choice("B", sets=KEY)), passage("B", choice("Best", needs=KEY))],
    ),
]


@pytest.mark.parametrize(
    ("code", "passages"), [pytest.param(code, ps, id=f"{code} {what}") for code, what, ps in PROVED]
)
def test_what_is_right_is_proved(code, passages):
    assert ask(code, *passages, BEST).answer == "proved"


def test_near_names_are_suggested_and_never_followed():
    answer = ask("SC01", passage("A", choice("bes t"), choice("Best")), BEST)
    assert "Did you mean “Best”?" in answer.why


def test_a_loop_is_called_a_loop_and_a_chain_that_stops_a_dead_end():
    turn = [passage("A", choice("B"), choice("C")), passage("B", choice("B", "b-b")), passage("C")]
    why = ask("SC03", *turn, BEST).why
    assert "“B”: a loop without a way out." in why
    assert "“C”: a dead end." in why


def test_the_number_of_choices_is_stated():
    answers = check(SOUND)
    assert "within 2 choices" in answers["SC04"].why
    assert "2 choices away" in answers["SC06"].why


def test_without_a_list_of_sources_citations_are_not_proved():
    answer = check(SOUND)["SC12"]
    assert (answer.answer, answer.why) == (
        "not_proved",
        "There is no list of sources to compare with.",
    )


def test_a_source_with_a_newer_edition_is_listed():
    answer = check(SOUND, {"The guidance"}, superseded={"The guidance"})["SC12"]
    assert answer.answer == "proved"
    assert "newer edition exists of “The guidance”" in answer.why


def test_scores_are_not_proved_while_a_rating_is_missing():
    answer = ask("SC10", passage("A", choice("Best", rating=""), choice("Harm")), BEST, HARM)
    assert answer.answer == "not_proved"


def test_publishing_is_refused_on_a_disproof_of_the_first_nine_only():
    assert publishable(check(SOUND))
    assert not publishable(check(story(passage("A", choice("Best", feedback="")), BEST)))
    given_away = story(passage("A", choice("Best"), choice("Late", rating="fair")), BEST, LATE)
    assert check(given_away)["SC11"].answer == "disproved"
    assert publishable(check(given_away))


def test_whatever_is_not_proved_needs_a_named_person():
    assert to_accept(check(SOUND)) == ["SC12"]
    assert to_accept(check(SOUND, {"The guidance"})) == []


def test_an_answer_prints_its_path_or_its_reason():
    assert Answer("proved", "Well.").to_data() == {"answer": "proved"}
    assert Answer("disproved", "Ill.", ("A", "B")).to_data() == {
        "answer": "disproved",
        "path": ["A", "B"],
        "why": "Ill.",
    }
    assert Answer("not_proved", "Too many.").to_data() == {
        "answer": "not_proved",
        "why": "Too many.",
    }


# --- What is wrong with the shape, listed whole ------------------------------------------------

TANGLE = story(
    passage("A", choice("B"), choice("Nowhere"), choice("End")),
    passage("B", choice("C")),
    passage("C", choice("B", "c-b")),
    passage("Alone", choice("Ends")),
    passage("Stop"),
    ending("End"),
    ending("End"),
)


def test_faults_are_listed_whole():
    assert faults.unreachable(TANGLE) == ["Alone", "Stop"]
    assert faults.dead_ends(TANGLE) == ["Alone", "Stop"]
    assert faults.traps(TANGLE) == [["B", "C"]]
    assert faults.duplicates(TANGLE) == ["End"]


def test_broken_links_come_with_the_names_near_them():
    first, second = faults.broken_links(TANGLE)
    assert (first.passage, first.target, first.near) == ("A", "Nowhere", ())
    assert (second.passage, second.target, second.near) == ("Alone", "Ends", ("End",))
