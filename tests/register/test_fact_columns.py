"""Columns of facts are only ever added. `fact_columns.json` is what has been promised.

A new column goes under "added" of its table; a new table gets its columns under "first". Nothing
in that file is ever changed or taken out: a guard does not stop a migration that drops a column.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import models

from register.models import Fact
from register.triggers import fact_models

FROZEN = json.loads((Path(__file__).parent / "fact_columns.json").read_text())
MODELS = {model._meta.db_table: model for model in fact_models()}


def spelled(field: models.Field) -> str:
    """`CharField(80)`, with a question mark where it may be left out."""
    kind = type(field).__name__
    size = f"({field.max_length})" if field.max_length else ""
    return f"{kind}{size}{'?' if field.null else ''}"


def columns(model: type[Fact]) -> dict[str, str]:
    return {field.column: spelled(field) for field in model._meta.concrete_fields}


def test_no_kind_of_fact_is_taken_away_and_every_one_is_promised() -> None:
    assert set(MODELS) == set(FROZEN)


@pytest.mark.parametrize("table", FROZEN)
def test_columns_are_what_was_promised(table: str) -> None:
    assert columns(MODELS[table]) == FROZEN[table]["first"] | FROZEN[table]["added"]


@pytest.mark.parametrize("table", FROZEN)
def test_a_column_that_came_later_may_be_left_out(table: str) -> None:
    assert all(kind.endswith("?") for kind in FROZEN[table]["added"].values())


@pytest.mark.parametrize("model", fact_models())
def test_a_column_can_be_written_in_an_entry(model: Any) -> None:
    for field in model.told():
        assert not isinstance(
            field, models.FloatField | models.DecimalField | models.JSONField | models.BinaryField
        )
        assert not field.has_default()
        assert not field.has_db_default()
        assert not field.unique  # a second door for REPLACE; unique things go into the key


@pytest.mark.parametrize("model", fact_models())
def test_nothing_of_a_fact_is_unique_beside_its_entry(model: Any) -> None:
    assert not model._meta.unique_together
    for constraint in model._meta.constraints:
        assert isinstance(constraint, models.CheckConstraint)


@pytest.mark.parametrize("model", fact_models())
def test_no_fact_points_at_what_can_be_deleted(model: Any) -> None:
    pointing = [field.name for field in model._meta.concrete_fields if field.remote_field]
    assert pointing == ["entry"]
