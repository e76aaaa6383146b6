"""How many are late at each school of a trust, reckoned school by school and kept.

A school's summary is kept under the day and the newest entries of the chains that it rests on:
its own, the shared one, and those of other schools that tell of any of its people. So a signature
at one school has that school reckoned again, and nothing has to be invalidated.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from compliance.asat import AsAt
from compliance.facts import read
from compliance.pictures import in_post, share_of
from compliance.roster import day_beside, roster_of
from people.chain_heads import Head, Heads
from people.models import Post
from register.models import Record

REMEMBERED = 4_000  # summaries, of some hundred bytes: a month of days of a large trust
CHAINS = 1_000  # whose people are remembered


@dataclass(frozen=True, slots=True)
class Summary:
    """A school on a day. `late` and `due_soon` count people as the school's board does.

    `late_since` is the first day on which somebody who is late now was; `in_date` of `asked`
    counts things, as the picture does.
    """

    people: int
    late: int
    due_soon: int
    late_since: date | None
    in_date: int
    asked: int

    @property
    def of_100(self) -> int | None:
        """In date of every 100 things asked, rounded down; None where nothing is asked."""
        return 100 * self.in_date // self.asked if self.asked else None

    @property
    def badness(self) -> tuple[float, float]:
        """Worst first: the share of people who are late, then what is not in date."""
        late = self.late / self.people if self.people else 0.0
        good = self.in_date / self.asked if self.asked else 1.0
        return -late, good


def summaries(heads: Iterable[Head], shared: Head, as_at: AsAt) -> dict[str, Summary]:
    """The summary of each school, by URN; `heads` are those of all the schools of one trust."""
    heads = tuple(heads)
    beside = _beside(heads)
    return {
        urn: _summary(urn, as_at, ((urn, head), shared, *beside.get(urn, ())))
        for urn, head in heads
    }


@lru_cache(maxsize=REMEMBERED)
def _summary(urn: str, as_at: AsAt, _heads: Heads) -> Summary:
    facts = read(urn, as_at.known_at)
    rows = roster_of(facts, as_at.on).rows
    there = {person.id for person in facts.people if in_post(person, as_at.on)}
    asked = share_of(
        (each.status for row in rows if row.ref in there for each in row.standings), as_at.on
    )
    since = [day for row in rows if row.kind == "late" if (day := day_beside(row.presses[0]))]
    return Summary(
        people=len(rows),
        late=len(since),
        due_soon=sum(row.kind == "due_soon" for row in rows),
        late_since=min(since, default=None),
        in_date=asked.in_date,
        asked=asked.asked,
    )


@lru_cache(maxsize=8)
def _beside(heads: Heads) -> dict[str, Heads]:
    """For each school, the other chains that tell of any of its people. Most have none."""
    told = defaultdict(list)
    for head in heads:
        for person in _told_of(*head):
            told[person].append(head)
    beside: dict[str, set[Head]] = defaultdict(set)
    for chains in told.values():
        for urn, _ in chains if len(chains) > 1 else ():
            beside[urn].update(head for head in chains if head[0] != urn)
    return {urn: tuple(sorted(found)) for urn, found in beside.items()}


@lru_cache(maxsize=CHAINS)
def _told_of(chain: str, _head: str | None) -> frozenset[str]:
    """Everyone with a post or a record in a chain. One query."""
    posts = Post.objects.filter(chain=chain).values_list("person")
    records = Record.objects.filter(chain=chain).values_list("person")
    return frozenset(person for (person,) in posts.union(records))
