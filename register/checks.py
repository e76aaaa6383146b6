"""What `check --database default` says about the ledger."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections

from register import triggers


@register(Tags.database)
def guards_are_there(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """A Warning: as an Error it would stop `migrate`, which is what puts a guard back."""
    return [
        Warning(
            f"The guard {name} is gone or changed: facts could be altered.",
            hint="Run “python manage.py migrate” and then “python manage.py verify_register”.",
            id="register.W001",
        )
        for alias in databases or []
        for name in triggers.missing(connections[alias])
    ]
