"""Checks over every walk of a story: SC02, SC03, SC04, SC06, SC09, SC10 and SC13.

Pure and linear. Where a story remembers too much to be explored, its true walks are held between
graphs: those found before the limit, and those there would be if every choice were always on
offer. What fails on the first is disproved, what holds on the second is proved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from scenarios import graph
from scenarios.case import DISPROVED, NAMED, NOT_PROVED, PROVED, Answer, Case, ends, named
from scenarios.story import BEST, ENDINGS, POINTS, UNSAFE, Choice


def _every_passage_is_met(case: Case) -> Answer:
    met = {*case.known.places, *case.free.places}
    missing = [name for name, place in case.plan.number.items() if place not in met]
    if not missing:
        return Answer(PROVED, f"All {len(met):,} passages can be reached.")
    if not case.known.complete:
        ever = set(case.loose.places)
        missing = [name for name in missing if case.plan.number[name] not in ever]
    if not missing:
        return case.unexplored
    return Answer(DISPROVED, f"No walk comes to {named(missing)}.", (missing[0],))


def _an_ending_is_ahead(case: Case) -> Answer:
    known = case.known
    unseen = range(known.explored, len(known.places))
    ahead = graph.can_reach(known.moves, [*ends(known, *ENDINGS), *unseen])
    if not all(ahead):
        return _stuck(known, ahead)
    if known.complete or _free_choices_end(case.loose):
        return Answer(PROVED, "From every passage an ending can be reached.")
    return case.unexplored


def _stuck(known: graph.Ground, ahead: bytearray) -> Answer:
    """Where walks get stuck: groups of states that lead to no other. Loops are named as loops."""
    last = [group for group in known.groups if not ahead[group[0]] and _leads_nowhere(known, group)]
    loops = [group for group in last if known.goes_round(group)]
    stops = [group for group in last if not known.goes_round(group)]
    said = [f"{named(known.names(sorted(loop)))}: a loop without a way out." for loop in loops]
    if stops:
        names = dict.fromkeys(known.names(sorted(stop[0] for stop in stops)))
        said.append(f"{named(names)}: a dead end.")
    return Answer(DISPROVED, " ".join(said[:NAMED]), known.path(min(map(min, last))))


def _leads_nowhere(known: graph.Ground, group: list[int]) -> bool:
    inside = set(group)
    return all(move.node in inside for node in group for move in known.moves[node])


def _free_choices_end(loose: graph.Ground) -> bool:
    """Whether the choices that ask for nothing lead from every passage to an ending."""
    free = [[m for m in row if not (m.link.asks or m.link.counter)] for row in loose.moves]
    return all(graph.can_reach(free, ends(loose, *ENDINGS)))


def _every_walk_ends(case: Case) -> Answer:
    known, promised = case.known, case.story.max_steps
    if loop := known.loop():
        path = (*known.path(loop[0]), *known.names(loop[1:]), *known.names(loop[:1]))
        return Answer(DISPROVED, f"A walk can go round for ever: {named(known.names(loop))}.", path)
    if not known.complete:
        bound = _bound(case.loose)
        if bound is None or (promised is not None and bound > promised):
            return case.unexplored
        return Answer(PROVED, f"Every walk ends within {bound:,} choices.")
    steps, nodes = graph.heaviest(known, range(len(known.places)), lambda _: 1) or (0, [0])
    if promised is not None and steps > promised:
        why = f"A walk of {steps:,} choices is longer than the {promised:,} that are promised."
        return Answer(DISPROVED, why, known.names(nodes))
    return Answer(PROVED, f"Every walk ends within {steps:,} choices.")


def _bound(loose: graph.Ground) -> int | None:
    """A number of choices that no walk passes; None where a loop has no limited choice in it.

    Between two limited choices a walk meets no passage twice.
    """
    limited = {
        id(move.link): move.link.choice.uses or 0
        for row in loose.moves
        for move in row
        if move.link.counter
    }
    unlimited = [[move for move in row if not move.link.counter] for row in loose.moves]
    if replace(loose, moves=unlimited).loop():
        return None
    uses = sum(limited.values())
    return (uses + 1) * (len(loose.places) - 1) + uses


def _best_is_reachable(case: Case) -> Answer:
    if best := ends(case.known, BEST):
        path = case.known.path(best[0])
        return Answer(PROVED, f"A best ending is {len(path) - 1:,} choices away at fewest.", path)
    if best := ends(case.free, BEST):
        path = case.free.path(best[0])
        return Answer(PROVED, f"A best ending can be reached in {len(path) - 1:,} choices.", path)
    if not case.known.complete and ends(case.loose, BEST):
        return case.unexplored
    return Answer(DISPROVED, "No walk comes to a best ending.")


def _red_lines_are_repaired(ground: graph.Ground) -> Answer:
    """Walks over pairs: a state, and whether a red line is still unrepaired there."""
    came: dict[tuple[int, bool], tuple[int, bool] | None] = {(0, False): None}
    queue = list(came)
    for here in queue:
        node, owing = here
        if owing and ground.passage(node).ending == BEST:
            why = "A walk crosses a red line, repairs nothing, and still ends best."
            return Answer(DISPROVED, why, ground.names(node for node, _ in _trace(came, here)))
        for link, after in ground.moves[node]:
            step = after, bool(link.choice.red_line) or (owing and not link.choice.repair)
            if step not in came:
                came[step] = here
                queue.append(step)
    return Answer(PROVED, "No walk crosses a red line unrepaired and ends best.")


def _trace(
    came: Mapping[tuple[int, bool], tuple[int, bool] | None], here: tuple[int, bool] | None
) -> list[tuple[int, bool]]:
    back = []
    while here is not None:
        back.append(here)
        here = came[here]
    return back[::-1]


def _best_outscores_unsafe(ground: graph.Ground) -> Answer:
    if ground.loop():
        return Answer(NOT_PROVED, "Some walks need not end (SC04), so scores have no greatest.")
    lightest = graph.heaviest(ground, ends(ground, BEST), lambda choice: -_points(choice))
    worst = graph.heaviest(ground, ends(ground, UNSAFE), _points)
    most = graph.heaviest(ground, ends(ground, *ENDINGS), _points)
    if lightest is None or worst is None:
        return Answer(PROVED, "There are not both best and unsafe endings to compare.")
    if any(not move.link.choice.rating for row in ground.moves for move in row):
        return Answer(NOT_PROVED, "Some choices have no rating yet.")
    least = -lightest[0]
    if least <= worst[0]:
        why = f"A walk to an unsafe ending scores {worst[0]:,}; one to a best ending {least:,}."
        return Answer(DISPROVED, why, ground.names(worst[1]))
    why = f"To a best ending at least {least:,} points, to an unsafe one at most {worst[0]:,}."
    return Answer(PROVED, f"{why} The most for anybody is {most[0] if most else 0:,}.")


def _points(choice: Choice) -> int:
    return POINTS[choice.rating]


def _every_choice_is_offered(case: Case) -> Answer:
    known = case.known
    if not case.plan.remembers:
        return Answer(PROVED, "Nothing on offer depends on the way taken.")
    if not known.complete:
        return case.unexplored
    offered = {id(move.link) for row in known.moves for move in row}
    never = (
        (case.plan.passages[place], f"The choice “{link.choice.words}” is never on offer.")
        for place in sorted(set(known.places))
        for link in case.plan.links[place]
        if id(link) not in offered
    )
    return case.amiss(never, f"All {len(known.places):,} states were explored.")


ON_WALKS: dict[str, Callable[[Case], Answer]] = {
    "SC02": _every_passage_is_met,
    "SC03": _an_ending_is_ahead,
    "SC04": _every_walk_ends,
    "SC06": _best_is_reachable,
    "SC09": lambda case: case.for_every_walk(_red_lines_are_repaired),
    "SC10": lambda case: case.for_every_walk(_best_outscores_unsafe),
    "SC13": _every_choice_is_offered,
}
