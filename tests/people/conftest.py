"""The cast and the office's browser, for tests of this room."""

import pytest
from django.test import Client

from tests.cast import Cast, gather


@pytest.fixture
def cast(db: None) -> Cast:
    return gather()


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    """The browser of Devinder, who keeps the list of people."""
    client.force_login(cast.devinder)
    return client
