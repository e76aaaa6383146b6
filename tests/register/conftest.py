"""A register with something in it."""

import pytest
from django.db import connection

from register.triggers import fact_models
from tests.register import samples


@pytest.fixture
def written(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts of every kind. Samples name nobody, so what a kind checks beside the ledger is off."""
    for model in fact_models():
        monkeypatch.setattr(model, "wrong_beside", lambda chain: None)
    samples.write_one_of_each()
    connection.check_constraints()  # PostgreSQL alters no table while checks are outstanding
