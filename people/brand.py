"""A school's accent as a stylesheet of its own, and its crest: what pages of a school wear.

Media addresses are for editors, so that a crest has an address of its own.
"""

import io
from hashlib import sha256

from PIL import Image

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


CREST = 160, 176  # at most, wide and high in pixels: four times what a page shows


def crest_digest(school: School) -> str:
    """The part of a crest's address that changes with the picture; "" without a crest."""
    crest = school.crest
    return (crest.file_hash[:12] or str(crest.pk)) if crest else ""


def crest_address(school: School) -> str | None:
    """`/brand/<urn>-<digest>.png`, None without a crest; `school.crest` is better read before."""
    digest = crest_digest(school)
    return f"/brand/{school.urn}-{digest}.png" if digest else None


def crest_png(school: School) -> bytes:
    """The crest as a small PNG, whatever it was uploaded as.

    Raises OSError where the file is gone or is no picture.
    """
    with school.crest.file.open("rb") as file, Image.open(file) as picture:
        picture.thumbnail(CREST)
        png = io.BytesIO()
        picture.convert("RGBA").save(png, "PNG")
        return png.getvalue()
