"""The checks agree with trying everything, on small stories made at random."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from unittest.mock import patch

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scenarios import graph
from scenarios.checks import check
from scenarios.story import Choice, State, Story, begin, choose, open_choices, passage_of
from tests.scenarios.small_stories import choice, ending, flags, passage, story

ENDS = [ending("Best"), ending("Harm", "unsafe")]
FLAGS = st.sampled_from([flags(), flags(), flags(), flags("x"), flags("y")])


@st.composite
def stories(draw) -> Story:
    """One to four passages with a few choices each; a target is missing now and then."""
    names = ["A", "B", "C", "D"][: draw(st.integers(1, 4))]
    targets = st.sampled_from([*names, *names, "Best", "Best", "Harm", "Harm", "Missing"])
    passages = []
    for name in names:
        choices = [
            choice(
                draw(targets),
                f"{name}{n}",
                rating=draw(st.sampled_from(["good", "good", "fair", "poor"])),
                red_line=draw(st.sampled_from(["", "", "Delaying"])),
                repair=draw(st.booleans()),
                uses=draw(st.sampled_from([None, None, 1, 2])),
                sets=draw(FLAGS),
                needs=draw(FLAGS),
            )
            for n in range(draw(st.integers(1, 3)))
        ]
        passages.append(passage(name, *choices))
    return story(*passages, *ENDS)


def lands(tale: Story, chosen: Choice) -> bool:
    return chosen.target in tale.by_name


def steps_on(tale: Story, state: State) -> list[tuple]:
    """The choices that lead to a passage which exists, and the states they lead to."""
    on = [(c, choose(tale, state, c.id)) for c in open_choices(tale, state) if lands(tale, c)]
    return [(c, replace(after, uses=tuple(sorted(after.uses)))) for c, after in on]


def every_state(tale: Story) -> dict[State, list[tuple]]:
    states, queue = {}, [begin(tale)]
    for state in queue:
        if state not in states:
            states[state] = steps_on(tale, state)
            queue += [after for _, after in states[state]]
    return states


def ends_from(states: dict[State, list[tuple]], tale: Story, state: State) -> bool:
    seen = [state]
    for each in seen:
        seen += [after for _, after in states[each] if after not in seen]
    return any(passage_of(tale, each).ending for each in seen)


def walks(states: dict[State, list[tuple]], tale: Story) -> Iterator[tuple[list, State]]:
    """Every walk as far as it goes; None among them where one goes round."""
    open_ways = [([], [begin(tale)])]
    while open_ways:
        taken, way = open_ways.pop()
        if not states[way[-1]]:
            yield taken, way[-1]
        for chosen, after in states[way[-1]]:
            if after in way:
                raise RecursionError("round and round")
            open_ways.append(([*taken, chosen], [*way, after]))


def all_walks(states: dict[State, list[tuple]], tale: Story) -> list[tuple[list, State]] | None:
    found = []
    try:
        for each in walks(states, tale):
            found.append(each)
            assume(len(found) < 3_000)
    except RecursionError:
        return None
    return found


def crosses(taken: list) -> bool:
    owing = False
    for chosen in taken:
        owing = bool(chosen.red_line) or (owing and not chosen.repair)
    return owing


def points(taken: list) -> int:
    return sum({"good": 2, "fair": 1, "poor": 0}[chosen.rating] for chosen in taken)


def truth(tale: Story) -> dict[str, bool | None]:
    """What each check should find; None where it is about scores that have no greatest."""
    states = every_state(tale)
    met = {state.passage for state in states}
    offered = {chosen.id for way in states.values() for chosen, _ in way}
    could = [c.id for p in tale.passages if p.name in met for c in p.choices if lands(tale, c)]
    found = all_walks(states, tale)
    ended = [(taken, passage_of(tale, state).ending) for taken, state in found or []]
    best = [taken for taken, kind in ended if kind == "best"]
    harm = [taken for taken, kind in ended if kind == "unsafe"]
    return {
        "SC02": met == set(tale.by_name),
        "SC03": all(ends_from(states, tale, state) for state in states),
        "SC04": found is not None,
        "SC06": "Best" in met,
        "SC09": None if found is None else not any(map(crosses, best)),
        "SC10": None
        if found is None
        else not best or not harm or min(map(points, best)) > max(map(points, harm)),
        "SC13": set(could) <= offered,
    }


@settings(max_examples=500, deadline=None)
@given(stories())
def test_the_checks_agree_with_trying_every_walk(tale):
    answers = check(tale)
    for code, true in truth(tale).items():
        if true is not None:
            assert answers[code].answer == ("proved" if true else "disproved"), code


@settings(max_examples=500, deadline=None)
@given(stories(), st.integers(1, 40))
def test_a_check_that_gave_up_early_never_says_what_is_not_so(tale, fewer):
    with patch.object(graph, "EXPLORED", -fewer):
        answers = check(tale)
    for code, true in truth(tale).items():
        if true is not None and answers[code].answer != "not_proved":
            assert answers[code].answer == ("proved" if true else "disproved"), code


@settings(max_examples=300, deadline=None)
@given(stories())
def test_the_numbers_of_choices_that_are_stated_are_true(tale):
    found = all_walks(every_state(tale), tale)
    assume(found is not None)
    answers = check(tale)
    assert f"within {max(len(taken) for taken, _ in found)} choices" in answers["SC04"].why
    best = [len(taken) for taken, state in found if state.passage == "Best"]
    if best:
        assert f"{min(best)} choices away" in answers["SC06"].why


@settings(max_examples=300, deadline=None)
@given(stories())
def test_a_path_that_is_given_can_be_walked(tale):
    states = every_state(tale)
    steps = {(a.passage, b.passage) for a, way in states.items() for _, b in way}
    answers = check(tale)
    for code in ("SC03", "SC04", "SC06", "SC09", "SC10"):
        path = answers[code].path
        assert path[:1] in {(), ("A",)}
        assert set(pairwise(path)) <= steps, code
