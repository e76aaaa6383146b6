"""Raw SQL against the facts: every way in is refused by the database itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import IntegrityError, connection, transaction

from register import ledger, triggers
from register.chain import NO_PREV, STRIDE, digest
from register.models import Entry, Record
from register.triggers import LEDGER
from register.verify import Wrong, verify
from tests.register.samples import SCHOOL

pytestmark = pytest.mark.usefixtures("written")

SQLITE = connection.vendor == "sqlite"
TABLES = triggers.guarded()
COLUMNS = [
    (model._meta.db_table, field.column)
    for model in [Entry, *triggers.fact_models()]
    for field in model._meta.concrete_fields
]
HERE = "rowid" if SQLITE else "ctid"

ANYWHERE = [
    "DELETE FROM {table}",
    "DELETE FROM {table} WHERE {key} = (SELECT min({key}) FROM {table})",
    "DELETE FROM {table} WHERE {here} IN (SELECT {here} FROM {table} LIMIT 1)",
    "UPDATE {table} SET {key} = {key} + 1",
    "UPDATE {table} SET chain = '900002', recorded_at = recorded_at",
    "INSERT INTO {table} SELECT * FROM {table}",
    "INSERT INTO {table} SELECT * FROM {table} WHERE true"
    " ON CONFLICT ({key}) DO UPDATE SET chain = 'x'",
]
ON_SQLITE = [
    "REPLACE INTO {table} SELECT * FROM {table}",
    "INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
    "INSERT OR IGNORE INTO {table} SELECT * FROM {table}",
    "UPDATE OR REPLACE {table} SET {key} = (SELECT max({key}) FROM {table})",
    "UPDATE OR IGNORE {table} SET chain = 'x'",
]
ON_POSTGRESQL = [
    "TRUNCATE {table} CASCADE",
    "TRUNCATE register_entry, {table} CASCADE",
    "MERGE INTO {table} USING (SELECT 1) AS one ON true WHEN MATCHED THEN UPDATE SET chain = 'x'",
    "MERGE INTO {table} USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
    "UPDATE {table} SET chain = 'x' WHERE false",
    "DELETE FROM {table} WHERE false",
    "WITH gone AS (DELETE FROM {table} RETURNING *) SELECT count(*) FROM gone",
    "SET session_replication_role = replica; UPDATE {table} SET chain = 'x'",
    "SET session_replication_role = replica; DELETE FROM {table}",
    "SET session_replication_role = replica; TRUNCATE {table} CASCADE",
]
STATEMENTS = ANYWHERE + (ON_SQLITE if SQLITE else ON_POSTGRESQL)


def everything() -> dict[str, list[Any]]:
    with connection.cursor() as cursor:
        rows = {}
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            rows[table] = cursor.fetchall()
    return rows


@contextmanager
def refused() -> Iterator[Any]:
    """A cursor for an attack that must be refused and must leave every fact as it was."""
    before = everything()
    assert all(before.values())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        yield cursor
    assert everything() == before


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_no_column_can_be_changed(table: str, column: str) -> None:
    with refused() as cursor:
        cursor.execute(f"UPDATE {table} SET {connection.ops.quote_name(column)} = NULL")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", STATEMENTS)
def test_no_statement_changes_facts(table: str, statement: str) -> None:
    key = "id" if table == LEDGER else "entry_id"
    with refused() as cursor:
        cursor.execute(statement.format(table=table, key=key, here=HERE))


# --- inserting into the ledger --------------------------------------------------------------


def following(**changed: Any) -> dict[str, Any]:
    """The entry that would follow the last of the chain, with this changed and a fresh hash."""
    last = ledger.head(SCHOOL)
    entry = {
        "id": last.id + 1,
        "chain": SCHOOL,
        "seq": last.seq + 1,
        "kind": "register_record",
        "key": "a new key",
        "recorded_at": last.recorded_at,
        "by": "somebody",
        "body": "{}",
        "prev": last.hash,
    } | changed
    return entry | {"hash": digest(**entry)}


def insert(cursor: Any, entry: dict[str, Any], verb: str = "INSERT", after: str = "") -> None:
    values = [
        Entry._meta.get_field(name).get_db_prep_save(value, connection)
        for name, value in entry.items()
    ]
    names = ", ".join(map(connection.ops.quote_name, entry))
    marks = ", ".join(["%s"] * len(entry))
    cursor.execute(f"{verb} INTO {LEDGER} ({names}) VALUES ({marks}) {after}", values)


def last() -> Entry:
    return Entry.objects.filter(chain=SCHOOL).order_by("seq").last()


OUT_OF_ORDER = {
    "a number left out": lambda: {"id": last().id + 2},
    "a number given before": lambda: {"id": last().id},
    "a place left out": lambda: {"seq": last().seq + 2},
    "a place taken": lambda: {"seq": last().seq},
    "a fork": lambda: {"id": last().id, "seq": last().seq, "prev": last().prev},
    "another hash before it": lambda: {"prev": "f" * 64},
    "earlier than the one before it": lambda: {"recorded_at": last().recorded_at - timedelta(1)},
    "a key told before": lambda: {"key": last().key},
    "a second beginning": lambda: {"id": 9 * STRIDE, "seq": 1, "prev": NO_PREV},
    "a beginning within another chain's numbers": lambda: {
        "chain": "new", "seq": 1, "prev": NO_PREV
    },
    "a beginning with something before it": lambda: {
        "chain": "new", "id": 9 * STRIDE, "seq": 1, "prev": "f" * 64
    },
    "an old number in a new chain": lambda: {
        "chain": "new", "id": last().id // STRIDE * STRIDE, "seq": 1, "prev": NO_PREV
    },
    "after another chain's last": lambda: {"chain": "new"},
}  # fmt: skip
VERBS = (
    [("INSERT", ""), ("INSERT OR REPLACE", ""), ("INSERT OR IGNORE", ""), ("REPLACE", "")]
    if SQLITE
    else [("INSERT", "")]
)
VERBS.append(("INSERT", "ON CONFLICT (id) DO UPDATE SET body = 'x'"))


@pytest.mark.parametrize(("verb", "after"), VERBS)
@pytest.mark.parametrize("how", OUT_OF_ORDER)
def test_an_entry_out_of_order_is_refused(how: str, verb: str, after: str) -> None:
    with refused() as cursor:
        insert(cursor, following(**OUT_OF_ORDER[how]()), verb, after)


def test_an_entry_in_order_is_let_through() -> None:
    with connection.cursor() as cursor:
        insert(cursor, following())
    assert Entry.objects.filter(key="a new key").exists()


def test_conflicts_that_are_ignored_change_nothing() -> None:
    before = everything()
    with transaction.atomic(), connection.cursor() as cursor:
        try:
            insert(cursor, following(id=last().id), after="ON CONFLICT DO NOTHING")
        except IntegrityError:
            transaction.set_rollback(True)
    assert everything() == before


@pytest.mark.skipif(not SQLITE, reason="REPLACE and types that bend are SQLite’s")
class TestOnSqlite:
    @pytest.mark.parametrize("how", OUT_OF_ORDER)
    def test_replace_is_refused_on_a_connection_that_never_set_recursive_triggers(
        self, how: str
    ) -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers = OFF")
        try:
            with refused() as cursor:
                insert(cursor, following(**OUT_OF_ORDER[how]()), "REPLACE")
        finally:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA recursive_triggers = ON")

    @pytest.mark.parametrize("number", ["NULL", "'nine'", "x'00'", "9000000000.5"])
    def test_a_number_is_a_number(self, number: str) -> None:
        for column in ("id", "seq"):
            entry = following(chain="new", id=9 * STRIDE, seq=1, prev=NO_PREV)
            values = ", ".join(
                number if name == column else f"'{value}'" for name, value in entry.items()
            )
            names = ", ".join(f'"{name}"' for name in entry)
            with refused() as cursor:
                cursor.execute(f"INSERT INTO {LEDGER} ({names}) VALUES ({values})")


@pytest.mark.skipif(SQLITE, reason="COPY is PostgreSQL’s")
def test_copy_out_of_order_is_refused() -> None:
    entry = following(id=last().id + 2)
    names = ", ".join(map(connection.ops.quote_name, entry))
    into = f"COPY {LEDGER} ({names}) FROM STDIN"
    with refused() as cursor, connection.wrap_database_errors, cursor.copy(into) as copy:
        copy.write_row(list(entry.values()))


# --- a guard that is gone, emptied or switched off ---------------------------------------------


def weakenings() -> list[Any]:
    """Each guard of each table, weakened in each way that the database offers."""
    found = []
    for table in TABLES:
        for name, text in triggers.wanted(table, connection.vendor).items():
            on = "" if SQLITE else f" ON {table}"
            gone = f"DROP TRIGGER {name}{on}"
            found.append((name, "gone", [gone]))
            if SQLITE:
                emptied = text.replace("SELECT RAISE(ABORT, ", "SELECT ifnull(1, ")
                never = text.replace("BEGIN", "WHEN 0 BEGIN") if "WHEN" not in text else emptied
                found += [(name, "emptied", [gone, emptied]), (name, "never asked", [gone, never])]
            else:
                alter = f"ALTER TABLE {table}"
                found += [
                    (name, "switched off", [f"{alter} DISABLE TRIGGER {name}"]),
                    (name, "not for replicas", [f"{alter} ENABLE TRIGGER {name}"]),
                ]
    if not SQLITE:
        for function in triggers.FUNCTIONS:
            empty = (
                f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql"
                " AS 'BEGIN RETURN NEW; END'"
            )
            guard = f"{LEDGER}_{'no_change' if 'refuse' in function else 'in_order'}"
            found.append((guard, f"{function} emptied", [empty]))
    return found


@pytest.mark.parametrize(("guard", "how", "statements"), weakenings())
def test_a_weakened_guard_is_named_by_all_who_ask(
    guard: str, how: str, statements: list[str]
) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    assert guard in triggers.missing()
    warnings = run_checks(tags=["database"], databases=["default"])
    assert any(guard in warning.msg and not warning.is_serious() for warning in warnings)
    ledger.guards_stand.cache_clear()
    with pytest.raises(ledger.GuardMissing, match=guard):
        ledger.append(SCHOOL, "k", Record(), by="x")
    with pytest.raises(Wrong, match=guard):
        list(verify())

    triggers.after_migrate()
    assert triggers.missing() == []
    ledger.guards_stand()


def test_guards_that_stand_are_silent() -> None:
    assert triggers.missing() == []
    warnings = run_checks(tags=["database"], databases=["default"])
    assert "register.W001" not in [warning.id for warning in warnings]
