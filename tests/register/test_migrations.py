"""What a migration does to the guards. SQLite loses them whenever it rebuilds a table."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import IntegrityError, connection, models

from register import ledger, triggers
from register.models import Entry, Record
from register.verify import Wrong, verify
from tests.register.samples import SCHOOL, record

pytestmark = pytest.mark.django_db(transaction=True)
TABLES = {"register_entry": Entry, "register_record": Record}


def rebuild(model: Any, name: str) -> None:
    """Lengthen a column and shorten it again, as two migrations would."""
    short = model._meta.get_field(name)
    long = short.clone()
    long.max_length = short.max_length + 1
    long.set_attributes_from_name(name)
    long.model = model
    for old, new in [(short, long), (long, short)]:
        with connection.schema_editor() as editor:
            editor.alter_field(model, old, new)


@pytest.fixture(params=TABLES)
def rebuilt(request: Any) -> Iterator[str]:
    """A table with facts in it that a migration has just altered."""
    for n in range(3):
        ledger.append(SCHOOL, f"{n}", record(n), by="x")
    rebuild(TABLES[request.param], "by")
    ledger.guards_stand.cache_clear()
    return request.param


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite rebuilds tables")
class TestOnSqlite:
    def test_a_rebuild_loses_the_guards_and_no_fact(self, rebuilt: str) -> None:
        assert set(triggers.missing()) == set(triggers.wanted(rebuilt, "sqlite"))
        assert Record.objects.count() == 3

    def test_whoever_asks_is_told(self, rebuilt: str) -> None:
        warnings = run_checks(tags=["database"], databases=["default"])
        assert rebuilt in " ".join(warning.msg for warning in warnings)
        with pytest.raises(ledger.GuardMissing, match=rebuilt):
            ledger.append(SCHOOL, "3", record(3), by="x")
        with pytest.raises(Wrong, match=rebuilt):
            list(verify())


def test_migrate_puts_back_what_was_lost_and_changes_no_fact(rebuilt: str) -> None:
    call_command("migrate", verbosity=0)
    assert triggers.missing() == []
    assert [head.seq for head in verify()] == [3]
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {rebuilt}")


def test_a_new_column_costs_nothing(db: None) -> None:
    ledger.append(SCHOOL, "1", record(), by="x")
    column = models.CharField(max_length=10, null=True)
    column.set_attributes_from_name("came_later")
    column.model = Record
    with connection.schema_editor() as editor:
        editor.add_field(Record, column)
    try:
        assert triggers.missing() == []
        assert [head.seq for head in verify()] == [1]
    finally:
        with connection.schema_editor() as editor:
            editor.remove_field(Record, column)


def test_a_migration_that_changes_facts_is_refused(db: None) -> None:
    ledger.append(SCHOOL, "1", record(), by="x")
    with pytest.raises(IntegrityError):
        Record._base_manager.update(item="renamed")


def test_the_next_test_finds_no_facts_and_all_that_the_migrations_made(db: None) -> None:
    from wagtail.models import Collection, Locale, Page

    assert not Entry.objects.exists()
    assert triggers.missing() == []
    assert Locale.objects.exists()
    assert Collection.objects.exists()
    assert Page.objects.filter(depth=1).exists()
