"""Facts of every kind, so that a kind that is added later is attacked like the others."""

from datetime import UTC, date, datetime
from typing import Any

from django.db import models

from register import content
from register.ledger import append_many
from register.models import SHARED, Edition, Fact, Record
from register.triggers import fact_models

SCHOOL = "900001"


def value(field: models.Field, n: int) -> Any:
    """A value that the column takes; None where it may be left out."""
    if field.null:
        return None
    return filled(field, n)


def filled(field: models.Field, n: int) -> Any:
    """A value that says something, another one for another n."""
    if field.choices:
        choices = [choice for choice, _ in field.flatchoices]
        return choices[n % len(choices)]
    if isinstance(field, models.BooleanField):
        return bool(n % 2)
    if isinstance(field, models.IntegerField):
        return n + 1
    if isinstance(field, models.DateTimeField):
        return datetime(2026, 9, 1 + n, tzinfo=UTC)
    if isinstance(field, models.DateField):
        return date(2026, 9, 1 + n)
    return f"{n} {field.name}"[: field.max_length]


def sample(model: type[Fact], n: int = 0, **told: Any) -> Fact:
    """A fact of this kind; the constraints of its table hold for n = 0."""
    values = {field.attname: value(field, 0 if field.choices else n) for field in model.told()}
    return model(**values | told)


def record(n: int = 0, **told: Any) -> Record:
    """That person n completed the induction."""
    return Record(
        **{
            "person": f"person-{n}",
            "item": "induction",
            "kind": "completed",
            "edition": 1,
            "happened_on": date(2026, 9, 1),
        }
        | told
    )


def write_one_of_each(chain: str = SCHOOL) -> None:
    """Two facts of every kind in a school's chain, and one edition in the shared chain."""
    digest = content.keep(b"the text", "text/plain")
    facts = [
        (f"{model.__name__}:{n}", sample(model, n, **kept))
        for n in range(2)
        for model in fact_models()
        for kept in [{"digest": digest} if model is Edition else {}]
    ]
    append_many(chain, facts, by="the office")
    append_many(SHARED, [("edition:x:1", sample(Edition, digest=digest))], by="an editor")
