"""Which edition of an item a school reads."""

from datetime import date

from register.models import SHARED, Edition, FactQuerySet


def editions_of(item: str, chain: str) -> FactQuerySet:
    """Every edition of the item (its slug) that this school sees: its own and shared ones.

    Oldest first, by number; a higher number is newer.
    """
    return Edition.objects.filter(item=item, chain__in=[chain, SHARED]).order_by("number")


def in_force(item: str, chain: str, on: date) -> Edition | None:
    """The newest edition published on or before the day; None if there was none."""
    return editions_of(item, chain).filter(published_on__lte=on).last()
