"""A school's accent as a stylesheet of its own, so that pages need no inline style."""

from hashlib import sha256

from people.accent import for_day, for_night
from people.models import School


def brand_sheet(school: School) -> str:
    """The two colours that `static/inset.css` asks a school for."""
    day, night = for_day(school.accent), for_night(school.accent)
    return f":root{{--brand:{day};--brand-night:{night}}}\n"


def brand_digest(school: School) -> str:
    """What the sheet says, in twelve letters: the part of its address that changes with it."""
    return sha256(brand_sheet(school).encode()).hexdigest()[:12]


def brand_address(school: School) -> str:
    """`/brand/<urn>-<digest>.css`: another colour is another address, so it is kept for ever."""
    return f"/brand/{school.urn}-{brand_digest(school)}.css"
