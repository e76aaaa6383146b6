"""A school's accent has an address that changes with it, so that it may be kept for ever."""

import pytest
from django.test import Client

from people.brand import brand_address
from people.models import School
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> School:
    return School.objects.create(urn="900001", name="Larkfield", accent="#0f6b5c")


def test_the_sheet_says_two_colours_and_nothing_else(client: Client, school: School):
    page = client.get(brand_address(school))

    assert page.status_code == 200
    assert page["Content-Type"].startswith("text/css")
    assert page.content.decode().startswith(":root{--brand:#0f6b5c;--brand-night:#")
    assert "immutable" in page["Cache-Control"]


def test_another_accent_is_another_address_and_the_old_one_is_gone(client: Client, school: School):
    before = brand_address(school)
    school.accent = "#7a0019"
    school.save()

    assert brand_address(school) != before
    assert client.get(before).status_code == 404


@pytest.mark.parametrize("address", ["/brand/999999-000000000000.css", "/brand/900001-x.css"])
def test_an_address_that_was_never_given_out_is_not_there(
    client: Client, school: School, address: str
):
    assert client.get(address).status_code == 404


def test_pages_of_one_school_carry_its_accent_and_those_of_another_theirs(
    client: Client, cast: Cast
):
    cast.next_door.accent = "#0f6b5c"
    cast.next_door.save()

    for user, school in ((cast.imran, cast.school), (cast.sanjay, cast.next_door)):
        client.force_login(user)
        assert brand_address(school) in client.get("/accessibility/").content.decode()
