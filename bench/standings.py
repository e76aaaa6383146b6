"""P4, P5 and P6: a school's board, a trust's page and the matrix as CSV, each beside its floor.

A school of 80 x 15 alone, then beside 99 others (100 schools, 10,000 people, 120,000 records), one
of 300 x 25, one of 800 x 25 and one of 200 x 25; written into a database of its own through the
register and thrown away at the end. Run from the project's root:
    python bench/standings.py [rounds] [schools]
Beside each figure stands, of the same run: a bare Wagtail page, signed in; the best raw SQL that
counts the same pairs; and the same rows written as CSV by a bare cursor. What holds is processor
time: on a busy machine the wall swings.
"""

import csv
import io
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
ROLES = ["teacher", "teaching_assistant", "office", "governor", "volunteer", "midday_supervisor"]
RENEWALS = [
    ("once", None, None),
    ("months", 36, None),
    ("months", 12, None),
    ("yearly", None, "09-30"),
]
SMALL, BIG, LONG, LONGER = "800001", "800002", "800003", "800004"
A_PAIR = """
    SELECT post.person, record.item, MAX(record.happened_on)
    FROM people_post post LEFT JOIN register_record record ON record.person = post.person
    WHERE post.chain = %s GROUP BY post.person, record.item
"""
A_TRUST = """
    SELECT post.chain, record.item, COUNT(DISTINCT record.person)
    FROM people_post post JOIN register_record record ON record.person = post.person
    WHERE record.happened_on > %s GROUP BY post.chain, record.item
"""


def main(rounds: int, schools: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="config.settings")
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        measure(Random(20), rounds, schools)


def fill(rng: Random, urn: str, people: int, rules: int, trust: Any, per_person: int = 12) -> Any:
    """A school and its facts; returns its DSL."""
    from django.db import transaction

    from people.models import School, User
    from register.ledger import append_many

    School.objects.create(urn=urn, name=f"School {urn}", trust=trust)
    refs = [f"{urn}-{number}" for number in range(people)]
    users = [User(ref=ref, first_name=f"P{n}", last_name="Long") for n, ref in enumerate(refs)]
    User.objects.bulk_create(users)
    with transaction.atomic():
        append_many(urn, facts(rng, urn, refs, rules, per_person), by="bench")
    return User.objects.get(ref=refs[0])


def facts(
    rng: Random, urn: str, refs: list[str], rules: int, per_person: int
) -> Iterator[tuple[str, Any]]:
    """Posts, requirements and records, each with its key."""
    from people.models import Post
    from register.models import Record

    for number, ref in enumerate(refs):
        role = "dsl" if number == 0 else rng.choice(ROLES)
        yield f"post:{ref}:0", Post(ref=f"p-{ref}", person=ref, role=role, starts_on=_day(rng))
    yield (
        f"post:{refs[0]}:1",
        Post(ref=f"t-{refs[0]}", person=refs[0], role="trust_lead", starts_on=date(2020, 9, 1)),
    )
    for n in range(rules):
        yield f"requirement:{n}", _rule(rng, n)
    for number in range(len(refs) * per_person):
        row = Record(
            person=rng.choice(refs),
            item=f"item-{rng.randrange(rules)}",
            kind="completed",
            happened_on=_day(rng),
        )
        yield f"record:{urn}:{number}", row


def _rule(rng: Random, n: int) -> Any:
    from compliance.models import Requirement

    renewal, months, due_day = RENEWALS[n % 4]
    return Requirement(
        slug=f"rule-{n:02}",
        title=f"Rule {n}",
        item=f"item-{n}",
        roles=",".join([*rng.sample(ROLES, 5), "dsl"]),
        first_due_days=rng.choice([0, 7, 30]),
        renewal=renewal,
        months=months,
        due_day=due_day,
        window_days=60,
        applies_from=date(2019, 9, 1),
        since=date(2019, 9, 1),
        force="should",
        source="KCSIE",
    )


def _day(rng: Random) -> date:
    return date.today() - timedelta(rng.randint(0, 1_800))


def measure(rng: Random, rounds: int, schools: int) -> None:
    from people.models import Trust

    trust = Trust.objects.create(name="A trust of a hundred")
    dsl = fill(rng, SMALL, 80, 15, trust)
    bare_page(Path(os.environ["DATA_DIR"]))
    bench = Bench(rounds, dsl)
    bench.bare("a bare Wagtail page")
    print(f"\nP4 the board of 80 x 15, alone: {_counted()}")
    bench.floor("raw SQL, the same pairs", lambda: sql(A_PAIR, SMALL))
    alone = bench.page("reckoned afresh", "/school/", fresh=True)
    bench.page("asked for again", "/school/")
    for n in range(schools - 1):
        fill(rng, str(900_000 + n), 100, 15, trust)
    big = fill(rng, BIG, 300, 25, None, 30)
    long = fill(rng, LONG, 800, 25, None, 25)
    longer = fill(rng, LONGER, 200, 25, None, 25)
    print(f"\nP4 the same board among {_counted()}")
    bench.bare("a bare Wagtail page")
    bench.floor("raw SQL, the same pairs", lambda: sql(A_PAIR, SMALL))
    among = bench.page("reckoned afresh", "/school/", fresh=True)
    bench.page("asked for again", "/school/")
    print(f"  {among / alone:.2f} x of when it was alone, each beside its bare page (reach 1.2)")
    bench.become(big)
    bench.page("300 x 25, afresh (reach 250 ms)", "/school/", fresh=True)
    bench.page("300 x 25, again", "/school/")

    print(f"\nP5 the trust's page, {schools} schools")
    bench.become(dsl)
    bench.floor("raw SQL, counts", lambda: sql(A_TRUST, date.today() - timedelta(365)))
    bench.page("cold (reach 8 s)", "/trust/", fresh=True, rounds=2)
    bench.page("warm (reach 1.5 x bare)", "/trust/")
    past = f"/trust/?on={date.today() - timedelta(200)}"
    bench.page("a past day, cold", past, fresh=True, rounds=2)
    bench.page("a past day, warm", past)

    print("\nP6 the matrix as CSV, reckoned before")
    small = csv_of(bench, longer, LONGER)
    large = csv_of(bench, long, LONG)
    print(f"  4 x the people cost {large / small:.2f} x (reach 4.4)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nmost memory of the whole run: {peak:.0f} MB")


def csv_of(bench: "Bench", lead: Any, urn: str) -> float:
    """Our CSV beside one of the same rows by a bare cursor; milliseconds of processor of ours."""
    from compliance.asat import AsAt
    from compliance.exports import as_csv
    from compliance.roster import names_of, roster
    from people.access import today
    from people.models import School

    known = roster(School.objects.get(urn=urn), AsAt(today()))
    names = names_of(row.ref for row in known.rows)
    lines = sum(len(row.standings) for row in known.rows)
    as_rows(urn)
    floor = bench.floor(f"bare cursor, {lines:,} rows", lambda: bare_csv(urn))
    ours = bench.floor("ours, streamed", lambda: sum(map(len, as_csv(known.rows, names))))
    print(f"  {ours / floor:.2f} x the bare cursor (reach 1.5)")
    bench.become(lead)
    bench.page("the whole answer", "/school/standings.csv")
    return ours


def as_rows(urn: str) -> None:
    """What our CSV says, as rows of a table, for the bare cursor to write the same."""
    from django.db import connection

    from compliance.asat import AsAt
    from compliance.exports import _lines
    from compliance.roster import names_of, roster
    from people.access import today
    from people.models import School

    known = roster(School.objects.get(urn=urn), AsAt(today()))
    names = names_of(row.ref for row in known.rows)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE said_{urn} (a, b, c, d, e, f, g, h)")
        marks = ", ".join(["%s"] * 8)
        told = [[str(cell or "") for cell in line] for line in _lines(known.rows, names)]
        cursor.executemany(f"INSERT INTO said_{urn} VALUES ({marks})", told)


def bare_csv(urn: str) -> int:
    from django.db import connection

    out = io.StringIO()
    writer = csv.writer(out)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM said_{urn}")
        while rows := cursor.fetchmany(1_000):
            writer.writerows(rows)
    return len(out.getvalue())


BARE = """{% load wagtailcore_tags wagtailuserbar %}{% wagtail_site as site %}<!doctype html>
<title>{{ page.title }} - {{ site.site_name }}</title>{% wagtailuserbar %}<h1>{{ page.title }}</h1>
<p>{{ request.user }}</p>{% for one in page.get_children.live %}{% pageurl one %}{% endfor %}"""


def bare_page(folder: Path) -> None:
    """A page of Wagtail’s own, as its project template has it; of ours the middleware alone."""
    from django.template import engines
    from wagtail.models import Page

    from cms.models import HomePage

    (folder / "bare.html").write_text(BARE)
    engines["django"].engine.dirs.append(str(folder))
    Page.template = "bare.html"
    home = HomePage.objects.get()
    home.add_child(instance=Page(title="Bare", slug="bare"))


def sql(text: str, *told: object) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(text, told)
        return len(cursor.fetchall())


def _counted() -> str:
    from people.models import School, User
    from register.models import Record

    counts = School.objects.count(), User.objects.count(), Record.objects.count()
    return "{:,} schools, {:,} people, {:,} records".format(*counts)


class Bench:
    """Measures, and says each figure beside the bare page of the same run."""

    def __init__(self, rounds: int, reader: Any) -> None:
        self.rounds, self.bare_ms = rounds, 0.0
        self.become(reader)

    def become(self, reader: Any) -> None:
        from django.test import Client

        self.client = Client(headers={"host": "localhost"})
        self.client.force_login(reader)  # and has passed a second factor
        session = self.client.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
        session["account_authentication_methods_user"] = str(reader.pk)
        session.save()

    def bare(self, what: str) -> None:
        self.bare_ms, *_ = self._told(what, lambda: self._get("/bare/"), self.rounds)

    def floor(self, what: str, work: Callable[[], object]) -> float:
        return self._told(what, work, self.rounds)[0]

    def page(self, what: str, address: str, fresh: bool = False, rounds: int = 0) -> float:
        """How many bare pages it costs; `fresh` as in a process that has just begun."""

        def work() -> None:
            if fresh:
                forget()
            self._get(address)

        if not fresh:
            work()
        median, least, asked = self._told(what, work, rounds or self.rounds, quiet=True)
        print(
            f"  {what:32} {median:8.1f} ms (least {least:.1f}), {asked} queries,"
            f" {median / self.bare_ms:.2f} x bare"
        )
        return median / self.bare_ms

    def _get(self, address: str) -> None:
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        if answer.streaming:
            sum(map(len, answer.streaming_content))

    def _told(
        self, what: str, work: Callable[[], object], rounds: int, quiet: bool = False
    ) -> tuple[float, float, int]:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            work()
        asked, spent = len(queries), []
        for _ in range(rounds):
            before = time.process_time()
            work()
            spent.append((time.process_time() - before) * 1000)
        median, least = statistics.median(spent), min(spent)
        if not quiet:
            print(f"  {what:32} {median:8.1f} ms (least {least:.1f}), {asked} queries")
        return median, least, asked


def forget() -> None:
    """As in a process that has just begun."""
    from compliance import roster, summaries, trust

    for kept in (roster._reckoned, summaries._summary, summaries._beside, summaries._told_of):
        kept.cache_clear()
    trust._table.cache_clear()


if __name__ == "__main__":
    told = [int(each) for each in sys.argv[1:]]
    main(told[0] if told else 5, told[1] if told[1:] else 100)
