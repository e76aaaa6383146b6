"""The pocket card: two sides of A6, whole, with the school's own names."""

import io
from datetime import date

import pytest
from django.test import Client
from pypdf import PdfReader

from certificates.drawing import CannotPrint
from certificates.pocket import draw_pocket_card
from people.card import DO_NOT, LINES, STEPS, Card
from people.contacts import Contact
from people.models import School
from tests.cast import gather

DAY = date(2026, 11, 25)


def card(*names: str, school: str = "Larkfield Primary School") -> Card:
    people = [
        Contact(name, "dsl", "designated safeguarding lead", "room 4", "01632 960114")
        for name in names
    ]
    return Card(
        school=School(urn="900001", name=school),
        people=people,
        steps=list(STEPS),
        do_not=DO_NOT,
        danger="A child is in danger now? Ring 999.",
        adult="Worried about an adult here? Tell the headteacher.",
        lines=LINES,
    )


def printed(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_one_side_says_who_and_the_other_what_to_do():
    front, back = printed(draw_pocket_card(card("Ruth Otterby", "Kwame Thistlemere"), DAY))

    assert "Tell Ruth Otterby today" in front
    assert "Kwame Thistlemere" in front
    assert "01632 960114" in front
    assert "Listen" in back
    assert "0800 1111" in back
    assert "Wednesday 25 November 2026" in back


def test_it_is_the_size_of_a_pocket():
    page = PdfReader(io.BytesIO(draw_pocket_card(card("Ruth Otterby"), DAY))).pages[0]

    assert (round(page.mediabox.width), round(page.mediabox.height)) == (298, 420)


def test_five_leads_with_long_names_fit():
    names = [f"Anneliese-Marguerite Featherstonehaugh-Cholmondeley {n}" for n in range(5)]

    assert len(printed(draw_pocket_card(card(*names), DAY))) == 2


def test_the_same_card_is_the_same_bytes():
    assert draw_pocket_card(card("Ruth Otterby"), DAY) == draw_pocket_card(
        card("Ruth Otterby"), DAY
    )


def test_a_name_that_cannot_be_printed_is_said_in_a_sentence():
    with pytest.raises(CannotPrint, match="Print the page instead"):
        draw_pocket_card(card("Ruth 😀 Otterby"), DAY)


@pytest.mark.django_db
def test_the_card_is_the_readers_own_schools(client: Client):
    cast = gather()
    client.force_login(cast.imran)
    answer = client.get("/card/pocket.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert "Ruth Otterby" in printed(answer.content)[0]
