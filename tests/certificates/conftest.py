"""A school whose module somebody completes."""

import pytest

from people.models import School, User
from register.models import Record
from tests.certificates.larkfield import completes, larkfield, published, somebody


@pytest.fixture
def here(db: None) -> School:
    return larkfield()


@pytest.fixture
def nadia(here: School) -> User:
    return somebody(here, "Nadia", "Fernhollow", "teaching_assistant")


@pytest.fixture
def record(here: School, nadia: User) -> Record:
    """Nadia completed the module."""
    return completes(here, nadia, published())
