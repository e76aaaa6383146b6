"""Guards: triggers that let facts be appended in order and refuse everything else.

Each names only its own table, because a trigger on one table that reads another stops SQLite from
rebuilding that other one. docs/ledger.md, section 2, lists what was tried against them.
"""

# ruff: noqa: S608  (every name in the SQL below is a table or column of our own models)

from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from register.chain import NO_PREV, STRIDE
from register.models import Entry, Fact

LEDGER = Entry._meta.db_table

REFUSE = """
BEGIN
  RAISE EXCEPTION '%: facts are only appended', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END
"""

# One row is read by its number into a variable. An EXISTS here would be planned while the table is
# empty and then scan the chain for every row; so would the plan without the SET below.
IN_ORDER = f"""
DECLARE
  last {LEDGER}%ROWTYPE;
BEGIN
  IF NEW.seq = 1 AND NEW.prev = '{NO_PREV}' AND NEW.id % {STRIDE} = 0 THEN
    RETURN NEW;
  END IF;
  SELECT * INTO last FROM {LEDGER} WHERE id = NEW.id - 1;
  IF last.chain = NEW.chain AND last.seq = NEW.seq - 1 AND last.hash = NEW.prev
     AND last.recorded_at <= NEW.recorded_at THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '{LEDGER}: an entry follows the last one of its chain'
    USING ERRCODE = 'integrity_constraint_violation';
END
"""

FUNCTIONS = {
    "register_refuse": (REFUSE, ""),
    "register_in_order": (IN_ORDER, "SET plan_cache_mode = force_custom_plan"),
}


def fact_models() -> list[type[Fact]]:
    """Every typed fact table of the project."""
    return [model for model in apps.get_models() if issubclass(model, Fact)]


def guarded() -> list[str]:
    """The tables that are guarded: the ledger and every typed fact table."""
    return [LEDGER, *(model._meta.db_table for model in fact_models())]


def wanted(table: str, vendor: str) -> dict[str, str]:
    """The guards of a table by name, spelled as the database will spell them back."""
    return _on_sqlite(table) if vendor == "sqlite" else _on_postgresql(table)


def missing(database: BaseDatabaseWrapper = connection) -> list[str]:
    """Guards that are gone, changed or switched off, by name, of the tables that exist.

    The text is compared and not only the name: a guard with an empty body guards nothing.
    """
    found = _found(database)
    there = set(database.introspection.table_names())
    return [
        name
        for table in guarded()
        if table in there
        for name, text in wanted(table, database.vendor).items()
        if found.get(name) != (table, text)
    ]


def install(database: BaseDatabaseWrapper = connection) -> None:
    """Put up every guard of every table that exists, in place of what bears its name."""
    remove(database)
    there = set(database.introspection.table_names())
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            for name, (source, setting) in FUNCTIONS.items():
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
                    f"{setting} AS $body${source}$body$"
                )
        for table in guarded():
            if table not in there:
                continue
            for name, text in wanted(table, database.vendor).items():
                cursor.execute(text)
                if database.vendor == "postgresql":
                    cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def remove(database: BaseDatabaseWrapper = connection) -> None:
    """Take down every guard. For `install`, and for tests that empty the database."""
    there = set(database.introspection.table_names())
    with database.cursor() as cursor:
        for table in guarded():
            if table not in there:
                continue
            for name in wanted(table, database.vendor):
                on = f" ON {table}" if database.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def after_migrate(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Put guards back: SQLite loses them whenever a migration rebuilds their table."""
    if missing(connections[using]):
        with transaction.atomic(using=using):
            install(connections[using])


def _on_sqlite(table: str) -> dict[str, str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: facts are only appended'); END"
    when = {
        "no_update": f"BEFORE UPDATE ON {table}",
        "no_delete": f"BEFORE DELETE ON {table}",
        "in_order": f"BEFORE INSERT ON {table} WHEN {_out_of_order(table)}",
    }
    return {
        f"{table}_{name}": f"CREATE TRIGGER {table}_{name} {before} {refuse}"
        for name, before in when.items()
    }


def _out_of_order(table: str) -> str:
    """SQLite has no other chance to stop a REPLACE, which would delete the row in its way."""
    if table != LEDGER:
        return f"EXISTS (SELECT 1 FROM {table} WHERE entry_id = NEW.entry_id)"
    return (
        "typeof(NEW.id) <> 'integer' OR typeof(NEW.seq) <> 'integer' "
        f"OR EXISTS (SELECT 1 FROM {LEDGER} WHERE id = NEW.id) "
        f"OR EXISTS (SELECT 1 FROM {LEDGER} WHERE chain = NEW.chain AND seq = NEW.seq) "
        f"OR EXISTS (SELECT 1 FROM {LEDGER} WHERE chain = NEW.chain AND key = NEW.key) "
        f"OR NOT (NEW.seq IS 1 AND NEW.prev IS '{NO_PREV}' AND NEW.id % {STRIDE} IS 0 "
        f"OR EXISTS (SELECT 1 FROM {LEDGER} WHERE id = NEW.id - 1 AND chain = NEW.chain "
        "AND seq = NEW.seq - 1 AND hash = NEW.prev AND recorded_at <= NEW.recorded_at))"
    )


def _on_postgresql(table: str) -> dict[str, str]:
    """By statement, so that one which meets no row is refused too; TRUNCATE has no other kind."""
    guards = {
        f"{table}_no_change": (
            f"CREATE TRIGGER {table}_no_change BEFORE DELETE OR UPDATE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION register_refuse()"
        )
    }
    if table == LEDGER:
        guards[f"{table}_in_order"] = (
            f"CREATE TRIGGER {table}_in_order BEFORE INSERT ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION register_in_order()"
        )
    return guards


def _found(database: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    """The triggers that work as they should say: name to table and text."""
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
            return {name: (table, text) for name, table, text in cursor.fetchall()}
        cursor.execute(
            "SELECT t.tgname, c.relname, pg_get_triggerdef(t.oid, true), p.proname, p.prosrc,"
            " coalesce(p.proconfig, '{}') FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND t.tgenabled = 'A' AND pg_table_is_visible(c.oid)"
        )
        return {
            name: (table, text)
            for name, table, text, function, source, config in cursor.fetchall()
            if (source, config) == _function(function)
        }


def _function(name: str) -> tuple[str, list[str]]:
    source, setting = FUNCTIONS.get(name, ("", ""))
    return source, [setting.removeprefix("SET ").replace(" = ", "=")] if setting else []
