"""How quick the ledger is, in a database of its own that is taken away afterwards.

    python bench/ledger.py --facts 100000
    DATABASE_URL=postgres://user@host/name python bench/ledger.py

Facts cannot be deleted, so this never touches the register that the settings name.
"""

import argparse
import os
import resource
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import django

BATCH = 5_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--facts", type=int, default=100_000)
    parser.add_argument("--alone", type=int, default=500, help="facts in transactions of their own")
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.db import connection

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        print(f"{connection.vendor}, {options.facts:,} facts")
        measure(options.facts, options.alone)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def measure(facts: int, alone: int) -> None:
    from register.ledger import append, append_many
    from register.verify import verify

    with timed("append, each in a transaction of its own", alone):
        for key, record in records(0, alone):
            append("alone", key, record, by="bench")
    with timed(f"append_many, {BATCH:,} at a time", facts):
        for start in range(0, facts, BATCH):
            append_many("900001", records(start, min(BATCH, facts - start)), by="bench")
    with timed("verify, chains and typed rows", facts + alone):
        list(verify())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{'memory at its highest':<42}{peak:>9,} MB")


def records(start: int, count: int) -> Iterator[tuple[str, "object"]]:
    """Records of 300 people and 25 items over two years."""
    from register.models import Record

    for n in range(start, start + count):
        yield (
            f"completed:{n}",
            Record(
                person=str(UUID(int=n % 300)),
                item=f"item-{n % 25}",
                kind=Record.Kind.COMPLETED,
                edition=n % 3 + 1,
                happened_on=date(2025, 1, 1) + timedelta(days=n % 730),
                title="Induction",
                digest="a" * 64,
                score=n % 10,
                out_of=10,
            ),
        )


class timed:
    """Prints how many a second."""

    def __init__(self, what: str, count: int) -> None:
        self.what, self.count = what, count

    def __enter__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        wall, cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu
        print(f"{self.what:<42}{self.count / wall:>9,.0f} a second ({wall:.1f} s, CPU {cpu:.1f} s)")


if __name__ == "__main__":
    main()
