"""Exactly one Wagtail Site: absolute links come from BASE_URL alone (docs/house.md)."""

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError


@register(Tags.database)
def one_site(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn when there is not exactly one Site."""
    from wagtail.models import Site

    if not databases:
        return []
    try:
        sites = Site.objects.count()
    except DatabaseError:
        return []  # before the first migrate there is nothing to count
    if sites == 1:
        return []
    return [Warning(f"There are {sites} Wagtail sites; Inset needs exactly one.", id="cms.W001")]
