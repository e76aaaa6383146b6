"""How long a big school's board takes: reading the facts, reckoning, and the whole page.

300 people x 25 requirements, 9,000 records and 75 editions, written into a database of its own
through the register and thrown away at the end. Run from the project's root:
    python bench/our_school.py [rounds]
The bars: the reckoning well under 150 ms, the page 250 ms and 12 queries.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
PEOPLE, REQUIREMENTS, RECORDS, EDITIONS = 300, 25, 9_000, 75
URN = "900001"
ROLES = ["teacher", "teaching_assistant", "office", "governor", "volunteer", "midday_supervisor"]
RENEWALS = [
    ("once", None, None),
    ("months", 36, None),
    ("months", 12, None),
    ("yearly", None, "09-30"),
]


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="config.settings")
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        lead = fill(Random(20))
        measure(lead, rounds)


def fill(rng: Random) -> object:
    """The school and its facts; returns its DSL."""
    from django.db import transaction

    from people.models import School, User
    from register.ledger import append_many
    from register.models import SHARED

    School.objects.create(urn=URN, name="A big school")
    lead = User.objects.create_user(first_name="Ruth", last_name="Otterby")
    users = [
        User(ref=f"person-{n:03}", first_name=f"P{n}", last_name="Long") for n in range(PEOPLE)
    ]
    User.objects.bulk_create(users)
    refs = [lead.ref, *(user.ref for user in users[1:])]
    start = time.perf_counter()
    with transaction.atomic():
        append_many(URN, facts(rng, refs), by="bench")
        append_many(SHARED, editions(rng), by="bench")
    print(f"facts written in {time.perf_counter() - start:.1f} s")
    return lead


def _day(rng: Random) -> date:
    return date.today() - timedelta(rng.randint(0, 2_200))


def facts(rng: Random, refs: list[str]) -> Iterator[tuple]:
    """Posts, requirements and records, each with its key."""
    from compliance.models import Requirement
    from people.models import Post
    from register.models import Record

    for number, ref in enumerate(refs):
        for post, role in enumerate(
            ["dsl" if number == 0 else rng.choice(ROLES), rng.choice(ROLES)]
        ):
            name = f"post-{number}-{post}"
            row = Post(ref=name, person=ref, role=role, starts_on=_day(rng))
            yield f"post:{name}:0", row
    for n in range(REQUIREMENTS):
        renewal, months, due_day = RENEWALS[n % 4]
        yield (
            f"requirement:{n}",
            Requirement(
                slug=f"rule-{n:02}",
                title=f"Rule {n}",
                item=f"item-{n}",
                roles=",".join(rng.sample(ROLES, 4)),
                first_due_days=rng.choice([0, 7, 30]),
                renewal=renewal,
                months=months,
                due_day=due_day,
                window_days=60,
                applies_from=date(2019, 9, 1),
                since=date(2019, 9, 1),
                covered_by=f"item-{(n + 1) % REQUIREMENTS}" if n % 5 == 0 else None,
                force="should",
                source="KCSIE",
            ),
        )
    for n in range(RECORDS):
        row = Record(
            person=rng.choice(refs),
            item=f"item-{rng.randrange(REQUIREMENTS)}",
            kind="completed",
            edition=rng.choice([None, 1, 2, 3]),
            happened_on=_day(rng),
        )
        yield f"record:{n}", row


def editions(rng: Random) -> Iterator[tuple]:
    from register.models import Edition

    for n in range(EDITIONS):
        item, number = f"item-{n % REQUIREMENTS}", n // REQUIREMENTS + 1
        redo = number == 3 and n % 3 == 0
        yield (
            f"edition:{item}:{number}",
            Edition(
                item=item,
                number=number,
                published_on=date.today()
                - timedelta(rng.randint(700 * (3 - number), 700 * (4 - number))),
                grade="must_redo" if redo else "reread",
                redo_days=30 if redo else None,
                title=item,
                label=str(number),
                digest="0" * 64,
                what_changed="Something.",
                approved_by="bench",
            ),
        )


def measure(lead: object, rounds: int) -> None:
    from django.test import Client

    from compliance.due import standings
    from compliance.facts import read

    client = Client(headers={"host": "localhost"})
    client.force_login(lead)
    session = client.session  # that of somebody who has passed a second factor
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session["account_authentication_methods_user"] = str(lead.pk)  # type: ignore[attr-defined]
    session.save()
    on = date.today()
    known = read(URN)
    found = standings(known, on)
    print(
        f"{len(known.people)} people, {len(known.requirements)} requirements, "
        f"{len(list(known.records))} records, {sum(map(len, known.editions.values()))} editions, "
        f"{sum(each.is_late for each in found)} of {len(found)} standings late"
    )
    show("read the facts", lambda: read(URN), rounds)
    show("reckon", lambda: standings(known, on), rounds)
    show("the page", lambda: _page(client, "/school/"), rounds)
    show("all on one page", lambda: _page(client, "/school/?whole=1"), rounds)
    show("my training", lambda: _page(client, "/my-training/"), rounds)
    print(
        f"the page has {len(_page(client, '/school/').content) / 1000:.0f} kB, "
        f"all on one {len(_page(client, '/school/?whole=1').content) / 1000:.0f} kB"
    )


def _page(client: object, address: str) -> object:
    answer = client.get(address)  # type: ignore[attr-defined]
    assert answer.status_code == 200, answer
    return answer


def show(what: str, work: Callable[[], object], rounds: int) -> None:
    """Queries, and milliseconds on the wall and of the processor, the middle of the rounds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        work()
    asked, walls, cpus = len(queries), [], []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    print(
        f"{what:16} {asked:3} queries {statistics.median(walls):7.1f} ms"
        f" {statistics.median(cpus):7.1f} ms of processor"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5)
