"""The office gives the school its colour and crest."""

import io

import pytest
from PIL import Image as Pillow

from people.models import School
from tests.cast import Cast
from tests.journeys.conftest import DESK, PHONE, Sits, signs_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def wide_crest() -> bytes:
    made = io.BytesIO()
    Pillow.new("RGBA", (1600, 300), "#7a0019").save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize(("screen", "script"), [(PHONE, True), (DESK, False)])
def test_the_office_sees_a_colour_before_it_saves_it_with_a_crest_and_a_long_name(
    screen: dict, script: bool, cast: Cast, sits: Sits
):
    office = sits("devinder-details", screen=screen, script=script)
    signs_in(office, cast.devinder)

    office.goes_to("/school/details/")
    office.page.get_by_label("Name of the school").fill("Saint Bartholomew’s " * 5)
    office.page.get_by_label("Pick a colour").fill("#ffee00")
    if script:
        office.page.get_by_label("Pick a colour").dispatch_event("change")
        assert office.page.get_by_label("Or write it").input_value() == "#ffee00"
    else:
        office.presses("See the colour first")
    office.page.get_by_text("By day, as #6e6600").wait_for()
    assert School.objects.get(urn="900001").accent == "#45398c"

    picture = {"name": "crest.png", "mimeType": "image/png", "buffer": wide_crest()}
    office.page.get_by_label("Choose a picture").set_input_files(picture)
    office.presses("Save")
    assert "so pages show it darker, as #6e6600" in office.words
    assert "It is wide, so it is small here." in office.words
    assert "Devinder Ashgrove put up a crest." in office.words

    office.page.get_by_label("Office telephone").fill("ring the bell")
    office.presses("Save")
    assert "One thing to put right" in office.words
