"""What can be proved of a story before anybody reads it: SC01 to SC13.

Pure and linear: no recursion, and no listing of paths, of which forty diamonds already have
2^40. An answer is *proved*, *disproved* (with passages to walk where there is a walk) or *not
proved* (with why).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import chain

from scenarios import faults
from scenarios.case import DISPROVED, NOT_PROVED, PROVED, Answer, Case, named
from scenarios.story import ACCEPTABLE, UNSAFE, Citation, Passage, Story
from scenarios.walks import ON_WALKS

REFUSING = tuple(f"SC{number:02}" for number in range(1, 10))

_NO_START = Answer(NOT_PROVED, "The story has no start to walk from (SC01).")


def check(
    story: Story, sources: Collection[str] | None = None, superseded: Collection[str] = ()
) -> dict[str, Answer]:
    """Every check's answer, by its code, in order.

    `sources` are the names in the sources list (None: there is no list to compare with);
    `superseded` those whose edition has been followed by a newer one.
    """
    case = Case(story)
    answers = {code: on_passages(case) for code, on_passages in _ON_PASSAGES.items()}
    for code, on_walks in ON_WALKS.items():
        answers[code] = on_walks(case) if case.start >= 0 else _NO_START
    answers["SC12"] = _sources_are_listed(case, sources, superseded)
    return dict(sorted(answers.items()))


def publishable(answers: Mapping[str, Answer]) -> bool:
    """Whether nothing forbids publishing: none of SC01 to SC09 is disproved."""
    return all(answers[code].answer != DISPROVED for code in REFUSING)


def to_accept(answers: Mapping[str, Answer]) -> list[str]:
    """The codes that a named person has to accept before publishing: whatever is not proved."""
    return [code for code, answer in answers.items() if answer.answer != PROVED]


def _start_and_targets(case: Case) -> Answer:
    story = case.story
    if case.start < 0:
        return Answer(DISPROVED, f"The start “{story.start}” is not a passage of the story.")
    if twice := faults.duplicates(story):
        why = f"More than one passage is called {named(twice)}."
        return Answer(DISPROVED, why, case.way_to(twice[0]))
    if broken := faults.broken_links(story):
        near = f" Did you mean {named(broken[0].near)}?" if broken[0].near else ""
        why = f"No passage is called {named(dict.fromkeys(b.target for b in broken))}.{near}"
        return Answer(DISPROVED, why, (*case.way_to(broken[0].passage), broken[0].target))
    return Answer(PROVED, f"The story starts at “{story.start}”, and every choice lands.")


def _endings_are_declared(case: Case) -> Answer:
    def faulty() -> Iterable[tuple[Passage, str]]:
        for passage in case.story.passages:
            if faults.stops(case.story, passage):
                yield passage, f"“{passage.name}” has no way on and is not declared an ending."
            elif passage.ending and passage.choices:
                yield passage, f"“{passage.name}” is an ending: nobody would see its choices."

    return case.amiss(faulty(), "Every passage without a way on is declared an ending.")


def _every_choice_has_feedback(case: Case) -> Answer:
    faulty = (
        (passage, f"In “{passage.name}” the choice “{choice.words}” has no feedback.")
        for passage in case.story.passages
        for choice in passage.choices
        if not choice.feedback.strip()
    )
    return case.amiss(faulty, "Every choice has feedback.")


def _endings_are_explained(case: Case) -> Answer:
    faulty = (
        (passage, f"The ending “{passage.name}” lacks an explanation or a citation.")
        for passage in case.story.passages
        if passage.ending in (UNSAFE, ACCEPTABLE)
        and not (passage.explanation.strip() and passage.citations)
    )
    return case.amiss(faulty, "Every unsafe or acceptable ending is explained and cited.")


def _good_is_not_given_away(case: Case) -> Answer:
    decisions = [passage for passage in case.story.passages if _sets_good_beside_other(passage)]
    if not decisions:
        return Answer(PROVED, "No decision sets a good choice beside another.")
    path = case.way_to(decisions[0].name)
    if all(passage.choices[0].rating == "good" for passage in decisions):
        return Answer(DISPROVED, "The good choice always comes first.", path)
    if all(_longest_is_good(passage) for passage in decisions):
        return Answer(DISPROVED, "The good choice is always the longest.", path)
    return Answer(PROVED, f"Neither place nor length gives it away in {len(decisions)} decisions.")


def _sets_good_beside_other(passage: Passage) -> bool:
    return {choice.rating == "good" for choice in passage.choices} == {True, False}


def _longest_is_good(passage: Passage) -> bool:
    length = max(len(choice.words) for choice in passage.choices)
    return {c.rating for c in passage.choices if len(c.words) == length} == {"good"}


def _sources_are_listed(
    case: Case, sources: Collection[str] | None, superseded: Collection[str]
) -> Answer:
    cited = {
        citation.cite: passage
        for passage in reversed(case.story.passages)
        for citation in _citations(passage)
    }
    if cited and sources is None:
        return Answer(NOT_PROVED, "There is no list of sources to compare with.")
    unlisted = [name for name in cited if name not in (sources or ())]
    if unlisted:
        why = f"The sources list does not have {named(unlisted)}."
        return Answer(DISPROVED, why, case.way_to(cited[unlisted[0]].name))
    old = [name for name in cited if name in superseded]
    newer = f" A newer edition exists of {named(old)}." if old else ""
    return Answer(PROVED, f"Every citation names a listed source.{newer}")


def _citations(passage: Passage) -> Iterable[Citation]:
    return chain(passage.citations, *(choice.citations for choice in passage.choices))


_ON_PASSAGES: dict[str, Callable[[Case], Answer]] = {
    "SC01": _start_and_targets,
    "SC05": _endings_are_declared,
    "SC07": _every_choice_has_feedback,
    "SC08": _endings_are_explained,
    "SC11": _good_is_not_given_away,
}
