"""Schools full of invented people with years of history, for trying out and for benchmarks.

The same for the same seed and day. History ends on the day `until`, so that a cast with a story
of its own can follow in the same chain.
"""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from people.actions import SYSTEM
from people.models import Person, Post, School, User
from register.chain import commitment
from register.ledger import append_many
from register.models import Fact, Record

FIRST = ["Ada", "Ben", "Cara", "Dev", "Ewa", "Finn", "Gita", "Hugh", "Ines", "Jude", "Kai", "Noor"]
LAST = ["Ash", "Birch", "Cedar", "Dell", "Elm", "Fern", "Glen", "Heath", "Isle", "Knoll", "Lea"]
ROLES = (
    ["teacher"] * 8
    + ["teaching_assistant"] * 7
    + ["midday_supervisor"] * 3
    + ["early_years", "office", "premises", "catering", "governor", "volunteer", "first_aider"]
)
SIGNED = ["child-protection", "code-of-conduct"]
FOR_VOLUNTEERS = {"child-protection": "safeguarding-for-volunteers"}
READ_ONCE = ["kcsie-part-one", "the-edge-of-the-game"]
RENEWED = {  # about how many days apart
    "safeguarding-refresher": 1095,
    "early-years-safeguarding": 730,
    "first-aid-at-work": 1095,
}


@dataclass
class Crowd:
    """People of one school and everything told of them, in any order."""

    school: School
    chance: random.Random
    until: date
    users: list[User] = field(default_factory=list)
    told: list[tuple[datetime, str, Fact]] = field(default_factory=list)

    def tell(self, day: date, key: str, fact: Fact) -> None:
        """One fact, written down at ten o'clock on its day."""
        moment = timezone.make_aware(datetime.combine(day, time(10)))
        fact.recorded_at = moment
        self.told.append((moment, key, fact))

    def record(self, user: User, item: str, day: date) -> None:
        """A declared record, unless its day is still to come."""
        if day <= self.until:
            key = f"declared:{user.ref}:{item}::{day}:0"
            said = {"kind": Record.Kind.DECLARED, "how": "declared"}
            self.tell(day, key, Record(person=user.ref, item=item, happened_on=day, **said))

    def write(self) -> None:
        """The people, then the facts in order of moment."""
        User.objects.bulk_create(self.users, batch_size=2_000)
        ordered = sorted(self.told, key=lambda row: (row[0], row[1]))
        append_many(self.school.urn, ((key, fact) for _, key, fact in ordered), by=SYSTEM)


def populate(school: School, *, people: int, years: int, seed: int, until: date) -> None:
    """So many people at a school, with so many years of posts, signatures and training."""
    crowd = Crowd(school, random.Random(f"{seed}:{school.urn}"), until)
    for number in range(people):
        _someone(crowd, number, years)
    crowd.write()


def _someone(crowd: Crowd, number: int, years: int) -> None:
    chance, school = crowd.chance, crowd.school
    ref = str(uuid.UUID(int=chance.getrandbits(128), version=4))
    user = User(
        ref=ref,
        first_name=chance.choice(FIRST),
        last_name=f"{chance.choice(LAST)}{chance.choice(['', 'ham', 'ley', 'worth', 'ton'])}",
        email=f"p{number}@{school.urn}.example",
        salt=chance.randbytes(16),
        password="!",  # noqa: S106  (no password: nobody signs in with one)
        last_login=timezone.make_aware(datetime.combine(crowd.until, time(8, 10))),
    )
    crowd.users.append(user)
    started = crowd.until - timedelta(days=chance.randrange(10, max(11, years * 365)))
    who = commitment(bytes(user.salt), user.identity())
    crowd.tell(started, f"person:{ref}:0", Person(person=ref, who=who))
    post = str(uuid.UUID(int=chance.getrandbits(128), version=4))
    role = chance.choice(ROLES)
    crowd.tell(started, f"post:{post}:0", Post(ref=post, person=ref, role=role, starts_on=started))
    if chance.random() < 0.08:  # one in twelve has left since
        last_day = started + (crowd.until - started) * chance.random()
        fact = Post(ref=post, person=ref, role=role, starts_on=started, ends_on=last_day)
        crowd.tell(last_day, f"post:{post}:1", fact)
    for item, day in _training(chance, role, started, crowd.until):
        crowd.record(user, item, day)


def _training(
    chance: random.Random, role: str, started: date, until: date
) -> Iterator[tuple[str, date]]:
    """What somebody does over the years: nearly everything, mostly in time."""
    if chance.random() < 0.98:
        yield "induction", started + timedelta(days=chance.randrange(3))
    for item in READ_ONCE:
        if chance.random() < 0.95:
            yield item, started + timedelta(days=chance.randrange(7))
    for year in range(started.year, until.year + 1):
        opened = max(date(year, 7, 1), started)
        for item in SIGNED:
            if opened.year == year and chance.random() < 0.95:
                instead = FOR_VOLUNTEERS.get(item, item) if role == "volunteer" else item
                yield instead, opened + timedelta(days=chance.randrange(80))
        if chance.random() < 0.95:
            september = max(date(year, 9, 1), started)
            yield "annual-update", september + timedelta(days=chance.randrange(60))
    for item, every in RENEWED.items():
        if item.startswith(("early", "first")) and not role.startswith(item[:5]):
            continue
        day = started + timedelta(days=chance.randrange(60))
        while day <= until:
            yield item, day
            day += timedelta(days=every - 40 + chance.randrange(60))
