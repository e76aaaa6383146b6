"""A school's accent has an address that changes with it, so that it may be kept for ever."""

import pytest
from django.test import Client
from wagtail.images.models import Image

from people.brand import brand_address, crest_address
from people.models import School
from tests.cast import Cast
from tests.pictures import a_picture

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


@pytest.fixture
def with_crest(school: School, settings, tmp_path) -> School:
    settings.MEDIA_ROOT = tmp_path
    school.crest = Image.objects.create(title="Crest", file=a_picture("crest.jpg", "JPEG"))
    school.save()
    return school


def test_a_crest_is_a_png_for_anybody_whatever_it_was_uploaded_as(client: Client, with_crest):
    page = client.get(crest_address(with_crest))
    assert page["Content-Type"] == "image/png"
    assert page.content.startswith(b"\x89PNG")
    assert "immutable" in page["Cache-Control"]


def test_another_crest_is_another_address_and_the_old_one_is_gone(client: Client, with_crest):
    before = crest_address(with_crest)
    with_crest.crest = Image.objects.create(title="New", file=a_picture("new.png", colour="red"))
    with_crest.save()
    assert crest_address(with_crest) != before
    assert client.get(before).status_code == 404


def test_a_crest_whose_file_is_gone_is_not_there(client: Client, with_crest):
    with_crest.crest.file.storage.delete(with_crest.crest.file.name)
    assert client.get(crest_address(with_crest)).status_code == 404


def test_a_school_without_a_crest_has_no_address_for_one(client: Client, school: School):
    assert crest_address(school) is None
    assert client.get("/brand/900001-.png").status_code == 404


def test_the_header_shows_the_crest_of_the_readers_school(client: Client, cast: Cast):
    cast.school.crest = Image.objects.create(title="Crest", file=a_picture("crest.png"))
    cast.school.save()
    client.force_login(cast.imran)
    assert f'src="{crest_address(cast.school)}"' in client.get("/accessibility/").content.decode()
