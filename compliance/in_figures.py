"""How the school stands in numbers alone: for its governors, and on paper.

A number is shown where five people or more are asked; of fewer, somebody could be known by it.
"""

from dataclasses import dataclass

from compliance.board import cadence
from compliance.pictures import ASKED, Share, share_of
from compliance.roster import Roster, kind
from compliance.why import FORCE_WORDS

FEWEST = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A requirement in numbers. `share` and `late` are None where fewer than five are asked."""

    title: str
    small: str
    share: Share | None
    late: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The school on a day. `share` and `late` (people) are None for a school of fewer than five."""

    people: int
    share: Share | None
    late: int | None
    rules: list[Figure]

    @property
    def hidden(self) -> bool:
        """Whether a number is left out anywhere."""
        return self.late is None or any(each.late is None for each in self.rules)


def figures_of(known: Roster) -> Figures:
    """What may be said of everybody together. Excused people and those on leave are not counted."""
    rules = [_figure(known, number) for number in range(len(known.columns))]
    statuses = [each.status for row in known.rows for each in row.standings]
    enough = len(known.rows) >= FEWEST
    return Figures(
        people=len(known.rows),
        share=share_of(statuses, known.on) if enough else None,
        late=sum(row.kind == "late" for row in known.rows) if enough else None,
        rules=rules,
    )


def _figure(known: Roster, number: int) -> Figure:
    rule = known.columns[number]
    asked = [row.standings[number] for row in known.rows if row.standings[number].status in ASKED]
    share = share_of((each.status for each in asked), known.on)
    late = sum(kind(each) == "late" for each in asked)
    small = f"{FORCE_WORDS[rule.words.force]}, {cadence(rule)}"
    if len(asked) < FEWEST:
        return Figure(rule.words.title, small, None, None)
    return Figure(rule.words.title, small, share, late)
