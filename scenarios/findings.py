"""What `check_scenario` says of a story that was read from a file. Pure.

Where some moves are written in code that nobody read, no passage is called unreachable, dead or
trapped on their account: what they could change is *not proved*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scenarios import faults
from scenarios.case import DISPROVED, NOT_PROVED, PROVED, Answer, named
from scenarios.checks import check, publishable
from scenarios.imported import Imported
from scenarios.story import BEST, Choice, Story

# With more walks than were read: a walk that was found stays found, and shows as much as before.
_STILL = {
    PROVED: ("SC01", "SC02", "SC05", "SC06", "SC07", "SC08", "SC11", "SC12"),
    DISPROVED: ("SC01", "SC04", "SC07", "SC08", "SC09", "SC10", "SC11", "SC12"),
}


def findings(read: Imported) -> dict[str, Any]:
    """The whole report as JSON values, in the order in which it is printed."""
    story, found = read.story, answers(read)
    return {
        "title": story.title.strip() or None,
        "ifid": read.ifid,
        "ifid_made_here": read.ifid_made_here,
        "start": story.start or None,
        "passages": len(story.passages),
        "links": read.links,
        "broken_links": [
            {"passage": link.passage, "target": link.target, "near": list(link.near)}
            for link in faults.broken_links(story)
        ],
        "unreachable": unreachable(read),
        "duplicates": faults.duplicates(story),
        "dead_ends": dead_ends(read),
        "endings": list(dict.fromkeys(p.name for p in story.passages if p.ending)),
        "traps": traps(read),
        "not_carried": not_carried(read),
        "warnings": [{"line": line, "text": text} for line, text in read.remarks],
        "checks": {code: answer.to_data() for code, answer in found.items()},
        "publishable": publishable(found) and not read.unread,
    }


def not_carried(read: Imported) -> dict[str, int]:
    """How much of each kind a story from outside has that ours does not have."""
    return {
        "macro_moves": read.macro_moves,
        "scripts": read.scripts,
        "styles": read.styles,
        "setters": read.setters,
        "external_links": read.external_links,
    }


def unreachable(read: Imported) -> list[str]:
    """Passages that nothing leads to: none where code works out where it leads as it runs."""
    moves = [move for each in read.unread.values() for move in each]
    written = [name for move in moves for name in move.targets or ()]
    if any(move.targets is None for move in moves):
        return []
    return faults.unreachable(_with_ways(read.story, written))


def _with_ways(story: Story, names: list[str]) -> Story:
    """The story with ways from its start to these passages as well."""
    ways = tuple(Choice(name, name, name) for name in dict.fromkeys(names))
    start = story.by_name.get(story.start)
    if not ways or start is None:
        return story
    wider = replace(start, ending=None, choices=start.choices + ways)
    return replace(story, passages=(wider, *story.passages))


def dead_ends(read: Imported) -> list[str]:
    return [name for name in faults.dead_ends(read.story) if name not in read.unread]


def traps(read: Imported) -> list[list[str]]:
    return [loop for loop in faults.traps(read.story) if not read.unread.keys() & set(loop)]


def answers(read: Imported) -> dict[str, Answer]:
    """Every check's answer, with nothing held against the author that was not read."""
    found = check(read.story)
    if not read.unread:
        return found
    unsure = {
        code: answer if code in _STILL.get(answer.answer, ()) else Answer(NOT_PROVED, read.not_read)
        for code, answer in found.items()
    }
    return unsure | _certain(read, found)


def _certain(read: Imported, found: Mapping[str, Answer]) -> dict[str, Answer]:
    """What stays disproved, however the code that was not read moves."""
    sure = {}
    if (missing := unreachable(read)) and read.story.start in read.story.by_name:
        sure["SC02"] = Answer(DISPROVED, f"Nothing leads to {named(missing)}.", (missing[0],))
    if stops := dead_ends(read):
        why = f"{named(stops)}: no way on, and not declared an ending."
        sure["SC05"] = Answer(DISPROVED, why, (stops[0],))
    if not any(passage.ending == BEST for passage in read.story.passages):
        sure["SC06"] = found["SC06"]
    return sure
