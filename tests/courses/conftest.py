"""A school with a new teaching assistant, her DSL, and a module to read."""

from datetime import date

import pytest
from django.test import Client

from courses.models import ModulePage
from people.actions import add_person, open_post
from people.models import School, User
from register.models import Edition
from tests.courses import samples


@pytest.fixture
def school(db: None) -> School:
    return School.objects.create(urn="100001", name="Larkfield Primary School")


def _person(school: School, first: str, last: str, role: str) -> User:
    user = add_person(
        school=school, first_name=first, last_name=last, email=f"{first}@example.org", by="tests"
    )
    open_post(school=school, person=user.ref, role=role, starts_on=date(2020, 9, 1), by="tests")
    return user


@pytest.fixture
def nadia(school: School) -> User:
    """The new teaching assistant."""
    return _person(school, "Nadia", "Birchfield", "teaching_assistant")


@pytest.fixture
def ruth(school: School) -> User:
    """Her designated safeguarding lead."""
    return _person(school, "Ruth", "Otterby", "dsl")


@pytest.fixture
def module(db: None) -> ModulePage:
    """The draft that the first edition came from."""
    return samples.draft()


@pytest.fixture
def edition(module: ModulePage) -> Edition:
    """The edition in force at every school."""
    return samples.published(module)


@pytest.fixture
def signed_in(nadia: User, ruth: User) -> Client:
    """Nadia's browser."""
    client = Client()
    client.force_login(nadia)
    return client
