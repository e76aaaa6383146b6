"""A school, people who read scenarios there, and a small story in its first edition."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from register.models import Edition
from tests import cast
from tests.scenarios.playing import Player, publish


@pytest.fixture
def wednesday() -> Iterator[None]:
    """It is Wednesday 25 November 2026, in the morning."""
    with time_machine.travel("2026-11-25T09:00:00Z", tick=False):
        yield


@pytest.fixture
def people(wednesday: None, db: None) -> cast.Cast:
    return cast.gather()


@pytest.fixture
def edition(wednesday: None, db: None) -> Edition:
    return publish()


@pytest.fixture
def imran(people: cast.Cast, edition: Edition) -> Player:
    """A teacher at his browser."""
    return Player(Client(), people.imran)
