"""What a school's people did in a scenario, read from the database. Nothing is written here."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from people.access import posts_as_they_stand, today
from people.models import Post, School
from register.editions import editions_of
from register.models import Edition
from scenarios.models import Run, Withdrawal
from scenarios.runs import Kept, kept
from scenarios.story import is_over, passage_of, walk
from scenarios.together import Trail

# Who learns beside whom. The first that fits counts, so that a teacher who leads is a leader.
GROUPS = (
    ("Leaders", {"headteacher", "dsl", "deputy_dsl"}),
    ("Teachers", {"teacher", "supply", "senco", "designated_teacher"}),
    ("Teaching assistants and early years staff", {"teaching_assistant", "early_years"}),
    (
        "Lunchtime, office, site and kitchen staff",
        {"midday_supervisor", "office", "premises", "catering", "contractor"},
    ),
    ("Volunteers and governors", {"volunteer", "governor"}),
)
OTHERS = "Other colleagues"


@dataclass(frozen=True)
class EditionHere:
    """An edition at a school: who has been in it, and how many are part-way in an old one."""

    edition: Edition
    people: int
    part_way: int
    in_force: bool
    withdrawn: Withdrawal | None


@dataclass(frozen=True)
class Here:
    """A scenario at a school: its editions, the newest first, and the runs in each."""

    slug: str
    school: School
    editions: list[EditionHere]
    runs: dict[int, list[Run]]

    @property
    def newest(self) -> Edition:
        return self.editions[0].edition

    def edition(self, number: int | None) -> Edition:
        """The edition of this number; the newest where there is no such one."""
        found = (each.edition for each in self.editions if each.edition.number == number)
        return next(found, self.newest)


def scenario_here(school: School, slug: str) -> Here | None:
    """The scenario as the school has it; None where it has no edition of it. Four queries."""
    editions = list(editions_of(slug, school.urn).filter(published_on__lte=today()))
    if not editions or kept(editions[-1].digest) is None:
        return None
    runs = defaultdict(list)
    for run in Run.objects.filter(item=slug, school=school.urn).prefetch_related("steps"):
        runs[run.edition].append(run)
    gone = {each.edition: each for each in Withdrawal.objects.filter(school=school.urn, item=slug)}
    on_a_later_one: set[str] = set()
    told = []
    for edition in reversed(editions):
        mine = [run for run in runs[edition.number] if run.digest == edition.digest]
        old = edition is not editions[-1]
        told.append(
            EditionHere(
                edition,
                len(mine),
                _part_way(edition, mine, on_a_later_one) if old else 0,
                not old,
                gone.get(edition.number),
            )
        )
        on_a_later_one |= {run.person for run in mine}
    return Here(slug, school, told, dict(runs))


def _part_way(edition: Edition, runs: Iterable[Run], moved_on: set[str]) -> int:
    """How many are still on their way in an edition. Nobody is named."""
    what = kept(edition.digest)
    return (
        sum(run.person not in moved_on and not _through(what, run) for run in runs) if what else 0
    )


def _through(what: Kept, run: Run) -> bool:
    """Whether the run stands at an ending that completes the story."""
    state = walk(what.story, (step.told() for step in run.steps.all()))
    ends = is_over(what.story, state)
    return ends and passage_of(what.story, state).ending in what.story.completes_with


def trails(here: Here, edition: Edition) -> list[Trail]:
    """Every run of an edition at the school, with its person's group. One query."""
    posts = defaultdict(list)
    for post in posts_as_they_stand(chain=here.school.urn):
        posts[post.person].append(post)
    return [
        Trail(run.person, _group(posts[run.person], run), [s.told() for s in run.steps.all()])
        for run in here.runs.get(edition.number, [])
        if run.digest == edition.digest
    ]


def _group(posts: list[Post], run: Run) -> str:
    """By the posts held when the run began; by any, for who was not there yet or had left."""
    held = [post for post in posts if post.holds(run.began_at.date())]
    roles = {post.role for post in held or posts}
    return next((words for words, fits in GROUPS if roles & fits), OTHERS)
