"""What every test of the project stands on."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, TransactionTestCase, override_settings
from hypothesis import settings

from register import triggers

# The same cases on every machine: what fails in CI fails at the desk. To hunt for new ones:
# pytest --hypothesis-profile=default. No deadline: on a busy machine it fails what is right.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

JUST_NOW = 4_000_000_000.0  # later than any day to which a test moves the clock
Kept = dict[str, tuple[list[str], list[tuple[Any, ...]]]]  # table to columns and rows


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what asks a database, so that a second database need not be asked about the rest. Among
    several workers the journeys are dealt out evenly, since each begins with a part of the list.
    """
    asks = {"db", "transactional_db", "live_server", "client", "admin_client"}
    for item in items:
        if item.get_closest_marker("django_db") or asks & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
    if hasattr(config, "workerinput"):
        journeys = [item for item in items if item.get_closest_marker("browser")]
        others = [item for item in items if not item.get_closest_marker("browser")]
        apart = len(others) // max(len(journeys), 1) + 1
        for number, journey in enumerate(journeys):
            others.insert(number * (apart + 1), journey)
        items[:] = others


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Tests that really commit end by emptying every table, which the guards refuse, and which
    takes Wagtail's first page and groups with it. So: guards down, empty, put back what the
    migrations made, guards up. There is no switch inside a guard.
    """
    with django_db_blocker.unblock():
        kept = _kept()
    empty = TransactionTestCase._fixture_teardown
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _emptied(empty, kept))
        yield


def _emptied(empty: Callable[[Any], None], kept: Kept) -> Callable[[Any], None]:
    def teardown(case: Any) -> None:
        triggers.remove()
        try:
            empty(case)
            cache.clear()
            _put_back(kept)
        finally:
            triggers.install()

    return teardown


def _kept() -> Kept:
    """Every row that the migrations made."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    kept: Kept = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            if rows := cursor.fetchall():
                kept[table] = columns, rows
    return kept


def _put_back(kept: Kept) -> None:
    """The same rows with the same ids. Foreign keys are deferred, so order does not matter."""
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in kept.items():
            cursor.execute(f"DELETE FROM {quote(table)}")
            marks = ", ".join(["%s"] * len(columns))
            names = ", ".join(map(quote, columns))
            cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})", rows)
    ContentType.objects.clear_cache()


@pytest.fixture(scope="session", autouse=True)
def _force_login_passes_everything() -> Iterator[None]:
    """`client.force_login(ruth)` means: Ruth, who has just signed in with her passkey. Without it
    every test of a lead's page would begin with setting one up. What the second factor holds back,
    and real sign-ins, are in tests/people/test_second_factor.py.
    """
    bare = Client.force_login

    def force_login(client: Client, user: Any, backend: str | None = None) -> None:
        bare(client, user, backend)
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": JUST_NOW}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", force_login)
        yield


@pytest.fixture(scope="session", autouse=True)
def _pictures_are_thrown_away(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a test uploads does not stay in the site's own folder."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield
