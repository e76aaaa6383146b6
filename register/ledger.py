"""The only way to write a fact: `append`. The order of work, and why, is in docs/ledger.md."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import cache, lru_cache, partial
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.models import Max
from django.utils import timezone

from register import triggers
from register.chain import NO_PREV, STRIDE, canonical, digest, plain
from register.models import Entry, Fact

F = TypeVar("F", bound=Fact)
BATCH = 2_000
MARKED = [Entry._meta.get_field(name) for name in ("chain", "key", "by")]


class SaidDifferently(Exception):
    """This key was told before with another body. Facts do not change: write another one."""


class GuardMissing(Exception):
    """A guard of the ledger is gone or changed. Nothing is written until it is put back."""


def append(chain: str, key: str, fact: F, *, by: str = "", at: datetime | None = None) -> F:
    """Write one fact; see `append_many`."""
    return append_many(chain, [(key, fact)], by=by, at=at)[0]


def append_many(
    chain: str, facts: Iterable[tuple[str, F]], *, by: str = "", at: datetime | None = None
) -> list[F]:
    """Write facts, each under its key, to the end of a chain; returns them with their numbers.

    `by` is the author (a person's ref, or what did it); `at` is the moment it is written down and
    defaults to now. A fact that carries its own `by` or `recorded_at` keeps it: so a history is
    brought in. Time never runs backwards within a chain: an earlier moment becomes the last one.

    A key told before with the same body is a harmless repeat. Raises SaidDifferently when the body
    is another one, GuardMissing when the database no longer guards the facts, and TypeError,
    ValueError or ValidationError for a value that a fact cannot hold.

    Append last in a transaction and do nothing slow after it: the chain is locked to its end.
    """
    said: list[F] = []
    with transaction.atomic():
        guards_stand()
        lock(chain)
        remaining = iter(facts)
        while part := list(islice(remaining, BATCH)):
            said += _append_part(chain, part, by, at or timezone.now())
    return said


def lock(*chains: str) -> None:
    """Hold these chains until the transaction ends. Who writes to several locks them all first.

    A statement of its own, so that what is read next sees what the last holder wrote. On SQLite
    the transaction itself is the lock (BEGIN IMMEDIATE).
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Lock a chain inside a transaction.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for chain in sorted(set(chains)):
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [chain])


def head(chain: str) -> Entry | None:
    """The newest entry of a chain, None while there is none."""
    return Entry.objects.filter(chain=chain).order_by("-seq").first()


def body_of(fact: Fact) -> str:
    """What the fact says, as canonical JSON by column.

    Values are tidied and set back on the fact, so that its row holds what its body says.
    """
    body: dict[str, Any] = {}
    for field in fact.told():
        value = getattr(fact, field.attname)
        if value is None:
            continue
        if isinstance(value, models.Model):
            raise TypeError(f"{field.name} takes a reference, not {value!r} itself.")
        value = field.to_python(value)
        if isinstance(value, str):
            value = plain(value)
            if field.max_length and len(value) > field.max_length:
                raise ValueError(f"{field.name} is longer than {field.max_length} characters.")
        setattr(fact, field.attname, value)
        body[field.column] = value
    return canonical(body)


@cache
def columns(model: type[models.Model]) -> dict[str, Callable[[Any], Any]]:
    """For each column of a table, what the database holds for a value.

    Remembered by value, since days, items and people come again and again.
    """
    return {
        field.column: lru_cache(maxsize=5_000)(
            partial(field.get_db_prep_save, connection=connection)
        )
        for field in model._meta.concrete_fields
    }


@cache
def guards_stand() -> None:
    """Ask once in the life of a process; a refusal is not remembered."""
    if gone := triggers.missing():
        raise GuardMissing(
            f"The register is not guarded ({', '.join(gone)}). Run “python manage.py migrate”, "
            "which puts guards back, and then “python manage.py verify_register”."
        )


def _append_part(chain: str, part: list[tuple[str, F]], by: str, at: datetime) -> list[F]:
    known = {
        entry.key: entry
        for entry in Entry.objects.filter(chain=chain, key__in=[plain(key) for key, _ in part])
    }
    last, written = head(chain), []
    for key, fact in part:
        kind, body, key = fact._meta.db_table, body_of(fact), plain(key)
        entry = known.get(key)
        if entry is None:
            moment = fact.recorded_at or at
            entry = last = _next(last, chain, kind, key, moment, fact.by or by, body)
            known[key] = entry
            written.append((entry, fact))
        elif (entry.kind, entry.body) != (kind, body):
            raise SaidDifferently(f"“{key}” was told before, and not like this.")
        fact.entry, fact.chain = entry, entry.chain
        fact.recorded_at, fact.by = entry.recorded_at, entry.by
        fact._state.adding = False
    _insert(entry for entry, _ in written)
    for model in {type(fact) for _, fact in written}:
        _insert(fact for _, fact in written if type(fact) is model)
    return [fact for _, fact in part]


def _next(
    last: Entry | None, chain: str, kind: str, key: str, at: datetime, by: str, body: str
) -> Entry:
    """The entry that follows `last`, or the first of a new chain."""
    at = at.astimezone(UTC)
    entry = Entry(
        id=last.id + 1 if last else _first_id(),
        chain=chain,
        seq=last.seq + 1 if last else 1,
        kind=kind,
        key=key,
        recorded_at=max(last.recorded_at, at) if last else at,
        by=plain(by),
        body=body,
        prev=last.hash if last else NO_PREV,
    )
    entry.hash = digest(
        entry.id, chain, entry.seq, kind, key, entry.recorded_at, entry.by, body, entry.prev
    )
    for field in MARKED:
        field.clean(getattr(entry, field.attname), entry)  # not empty, not too long
    return entry


def _first_id() -> int:
    """Where the next chain begins. Two chains that open at once take turns."""
    lock("")
    highest = Entry.objects.aggregate(highest=Max("id"))["highest"] or 0
    return (highest // STRIDE + 1) * STRIDE


def _insert(rows: Iterator[models.Model]) -> None:
    """Plain INSERTs, several times as quick as bulk_create; the guards see each row."""
    batch = list(rows)
    if not batch:
        return
    model, quote = type(batch[0]), connection.ops.quote_name
    told = [(field.attname, columns(model)[field.column]) for field in model._meta.concrete_fields]
    values = [[stored(getattr(row, name)) for name, stored in told] for row in batch]
    into = f"{quote(model._meta.db_table)} ({', '.join(map(quote, columns(model)))})"
    marks = ", ".join(["%s"] * len(told))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(values) > 100:
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", values)  # noqa: S608
