"""The quick-reference card for a pocket: two sides of A6, drawn as certificates are."""

import io
import unicodedata
from datetime import date
from typing import Any

from pypdf import PdfReader

from certificates.drawing import (
    INK,
    CannotPrint,
    dated,
    faces_of,
    in_full,
    missing_glyphs,
    rendered,
    typefaces_for,
)
from people.card import Card

SIDES = 2
SIZES = (11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7)  # points, tried until it all fits


def draw_pocket_card(card: Card, on: date) -> bytes:
    """The card of a day as a PDF of exactly two pages of A6.

    Raises CannotPrint for a name with a character that no typeface here holds, and where it does
    not fit even small.
    """
    words = _words(card)
    _check(str(words))
    typefaces = typefaces_for(str(words))
    words |= {
        "families": ", ".join(typefaces),
        "faces": [face for family in typefaces for face in faces_of(family)],
        "accent": card.school.accent,
        "ink": INK,
        "on": in_full(on),
    }
    meta = {"title": f"Who to tell, {card.school.name}", "author": card.school.name}
    for size in SIZES:
        words |= {"size": f"{size}pt", "name_size": f"{size + 1}pt", "head_size": f"{size + 6}pt"}
        pdf = rendered("certificates/pocket.html", words, meta)
        if pdf and len(PdfReader(io.BytesIO(pdf)).pages) == SIDES:
            return dated(pdf, on)
    raise CannotPrint("The names do not fit on a card. Print the page instead.")


def _words(card: Card) -> dict[str, Any]:
    """What is printed, each word with its accents in one character."""

    def whole(text: str) -> str:
        return unicodedata.normalize("NFC", text)

    return {
        "school": whole(card.school.name),
        "first": whole(card.first),
        "people": [
            {
                "name": whole(each.name),
                "role": each.role_words,
                "found": whole(", ".join(filter(None, (each.where, each.phone)))),
            }
            for each in card.people
        ],
        "steps": [(whole(step.do), whole(step.how)) for step in card.steps],
        "do_not": list(card.do_not),
        "danger": whole(card.danger),
        "adult": whole(card.adult),
        "lines": [(line.name, line.phone) for line in card.lines],
    }


def _check(text: str) -> None:
    if missing := missing_glyphs(text):
        raise CannotPrint(
            f"A card cannot print {', '.join(missing)} in a name. Print the page instead."
        )
