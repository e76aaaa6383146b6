"""A school that has a policy and a document, and people who read them."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client

from people.models import School, User
from register.models import Edition
from tests.policies.reading import next_edition, signed_in, somebody, uploaded


@pytest.fixture(autouse=True)
def _wednesday() -> Iterator[None]:
    """It is Wednesday 25 November 2026, in the morning."""
    with time_machine.travel("2026-11-25T09:00:00Z", tick=False):
        yield


@pytest.fixture
def larkfield(db: None) -> School:
    return School.objects.create(urn="900001", name="Larkfield Primary School")


@pytest.fixture
def marlpit(db: None) -> School:
    return School.objects.create(urn="900002", name="Marlpit Infant School")


@pytest.fixture
def ruth(larkfield: School) -> User:
    """The DSL."""
    return somebody(larkfield, "Ruth", "Otterby", "dsl")


@pytest.fixture
def bethan(larkfield: School) -> User:
    """A teacher who reads and signs."""
    return somebody(larkfield, "Bethan", "O’Brien-Ashwhistle")


@pytest.fixture
def stranger(marlpit: School) -> User:
    """Someone at another school."""
    return somebody(marlpit, "Nils", "Hollowell")


@pytest.fixture
def policy(larkfield: School) -> Edition:
    """The policy in its first edition."""
    return next_edition(
        "<p>Tell {dsl} the same day.</p>",
        "<p>Write it down.</p>",
        on=date(2026, 9, 1),
        what_changed="First edition.",
    )


@pytest.fixture
def document(larkfield: School) -> Edition:
    """Part one, as the school uploaded it."""
    return uploaded(larkfield)


@pytest.fixture
def at_bethans(bethan: User) -> Client:
    """Bethan’s browser."""
    return signed_in(bethan)
