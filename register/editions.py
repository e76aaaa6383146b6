"""Which edition of an item a school reads."""

from datetime import date

from django.db.models import Exists, Q

from register.models import SHARED, Edition, FactQuerySet


def editions_of(item: str, chain: str) -> FactQuerySet:
    """Every edition of the item (its slug) that this school goes by, oldest first.

    Its own if it has published any, else the shared ones; `compliance.facts` holds to the same.
    """
    own = Edition.objects.filter(item=item, chain=chain)
    goes_by = Q(chain=chain) | Q(chain=SHARED) & ~Exists(own)
    return Edition.objects.filter(goes_by, item=item).order_by("number")


def in_force(item: str, chain: str, on: date) -> Edition | None:
    """The newest edition published on or before the day; None if there was none."""
    return editions_of(item, chain).filter(published_on__lte=on).last()


def every_edition(chain: str, on: date) -> dict[str, list[Edition]]:
    """By item, every edition of it that this school goes by and that is out on the day, as
    `editions_of` has them. One query.
    """
    found: dict[str, dict[str, list[Edition]]] = {}
    for edition in Edition.objects.filter(chain__in={chain, SHARED}).order_by("number"):
        found.setdefault(edition.item, {}).setdefault(edition.chain, []).append(edition)
    told = {item: by.get(chain) or by[SHARED] for item, by in found.items()}
    out = {i: [each for each in series if each.published_on <= on] for i, series in told.items()}
    return {item: editions for item, editions in out.items() if editions}
