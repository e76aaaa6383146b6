"""Our details: what a school says of itself, who may say it, and what is taken for a crest."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Pillow
from wagtail.images.models import Image

from people import crest
from people.brand import brand_address, crest_address
from people.models import DetailChange, School
from tests.cast import Cast
from tests.people.on_page import text
from tests.people.whole_database import whole_database

PAGE = "/school/details/"
FRAMES = [Pillow.new("RGB", (90, 100), colour) for colour in ("red", "blue")]


def a_file(
    kind: str = "PNG", name: str = "crest.png", size: tuple[int, int] = (90, 100), **how: Any
) -> SimpleUploadedFile:
    """A picture as somebody would choose it."""
    made = io.BytesIO()
    Pillow.new("RGB", size, "#7a0019").save(made, kind, **how)
    return SimpleUploadedFile(name, made.getvalue())


def told(client: Client, **otherwise: Any) -> dict[str, Any]:
    """What the page's form would send, and what somebody does otherwise."""
    form = client.get(PAGE).context["form"]
    sent = {name: form[name].value() for name in form.fields if name not in ("crest", "no_crest")}
    return sent | otherwise


def saves(client: Client, **otherwise: Any) -> str:
    return text(client.post(PAGE, told(client, **otherwise), follow=True))


def school() -> School:
    return School.objects.select_related("crest").get(urn="900001")


@pytest.fixture
def nothing_changes(office: Client):
    before = whole_database()
    yield
    assert whole_database() == before


def test_a_new_name_and_number_are_what_everybody_reads(office: Client, cast: Cast):
    saves(office, name="Larkfield  Church School", phone="(01632) 960 222")

    office.force_login(cast.imran)
    assert "<span>Larkfield Church School</span>" in text(office.get("/accessibility/"))
    assert "on (01632) 960 222" in text(office.get("/card/"))


def test_who_changed_what_is_there_to_read(office: Client):
    page = saves(office, phone="", address="Skylark Lane")

    assert "Devinder Ashgrove took away the office telephone, which was 01632 960110." in page
    assert "Devinder Ashgrove gave the address: Skylark Lane." in page


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"name": "  "}, "Write the name of the school."),
        ({"name": "x" * 121}, "This is longer than 120 letters."),
        ({"name": "Larkfield 🦉"}, "Certificates cannot print “🦉”."),
        ({"phone": "ring the bell"}, "Write one telephone number"),
        ({"phone": "960110"}, "Write one telephone number"),
        ({"phone": "01632 960110 or 960111"}, "Write one telephone number"),
        ({"accent": "plum"}, "“plum” is not a colour."),
        ({"accent": "", "accent_picked": ""}, "Write the colour as # and six digits"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(
    nothing_changes: None, office: Client, sent: dict[str, str], sentence: str
):
    answer = office.post(PAGE, told(office, **sent))
    assert answer.status_code == 400
    assert sentence in text(answer)


@pytest.mark.parametrize("phone", ["+44 1632 960110", "01632-960110", "0800 100 2000", ""])
def test_numbers_are_taken_as_people_write_them(office: Client, phone: str):
    saves(office, phone=phone)
    assert school().phone == phone


# The colour.


@pytest.mark.parametrize(
    "sent", [{"accent": "#0F6B5C"}, {"accent_picked": "#0f6b5c"}, {"accent": "0f6b5c"}]
)
def test_either_box_of_the_colour_will_do(office: Client, sent: dict[str, str]):
    saves(office, **sent)
    assert school().accent == "#0f6b5c"


def test_who_chooses_a_colour_too_light_to_read_is_told_how_it_is_shown(office: Client):
    page = saves(office, accent="#ffee00")
    assert "#ffee00 is too light to be read on paper, so pages show it darker, as #6e6600." in page
    assert brand_address(school()) in page


def test_a_colour_can_be_seen_first_and_what_was_typed_is_not_lost(
    nothing_changes: None, office: Client
):
    page = text(office.post(PAGE, told(office, accent="#ffee00", name="Typed", step="look")))
    assert "By day, as #6e6600" in page
    assert 'value="Typed"' in page
    assert 'fill="#6e6600"' in page


# Two people, and two presses.


def test_the_second_of_two_is_told_what_the_first_changed_and_loses_nothing(
    office: Client, cast: Cast
):
    sent = told(office, name="Larkfield Academy")
    saves(office, phone="01632 960999")
    office.force_login(cast.comfort)
    answer = office.post(PAGE, sent)

    assert answer.status_code == 400
    assert "Devinder Ashgrove changed the office telephone from 01632 960110 to 01632 960999" in (
        text(answer)
    )
    form = answer.context["form"]
    assert (form["name"].value(), form["phone"].value()) == ("Larkfield Academy", "01632 960999")

    again = {name: form[name].value() or "" for name in form.fields}
    assert office.post(PAGE, again).status_code == 302
    assert (school().name, school().phone) == ("Larkfield Academy", "01632 960999")


def test_pressing_twice_saves_once(office: Client):
    sent = told(office, name="Larkfield Academy")
    for _ in range(2):
        assert office.post(PAGE, sent | {"crest": a_file()}).status_code == 302
    assert DetailChange.objects.count() == 2
    assert Image.objects.count() == 1


# The crest.


@pytest.mark.parametrize(
    ("kind", "how"), [("PNG", {}), ("JPEG", {}), ("WEBP", {}), ("MPO", {"save_all": True})]
)
def test_a_picture_becomes_the_crest_that_every_page_shows(office: Client, kind: str, how: dict):
    if how:  # as some telephones write it
        how = how | {"append_images": FRAMES}
    page = saves(office, crest=a_file(kind, "crest.jpg", **how))
    assert f'src="{crest_address(school())}"' in page
    assert "put up a crest" in page


def test_what_was_in_the_file_besides_the_picture_is_not_kept(office: Client):
    exif = Pillow.Exif()
    exif[0x0112], exif[0x010E] = 6, "Taken at 4 Skylark Lane"  # lying on its side
    saves(office, crest=a_file("JPEG", "photo.jpg", (300, 200), exif=exif, comment=b"4 Skylark"))

    kept = school().crest
    with kept.file.open("rb") as file:
        data = file.read()
    assert b"Skylark" not in data
    assert data.startswith(b"\x89PNG")
    assert (kept.width, kept.height) == (200, 300)
    assert kept.uploaded_by_user is None


def test_another_crest_and_then_none(
    office: Client, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
):
    settings.MEDIA_ROOT = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        saves(office, crest=a_file())
        saves(office, crest=a_file(size=(200, 200)))
        page = saves(office, no_crest="on")

    assert school().crest is None
    assert not Image.objects.exists()
    assert not list(tmp_path.rglob("*.png"))
    assert "took the crest away" in page


def test_a_picture_of_the_editors_is_left_in_their_library(office: Client):
    theirs = Image.objects.create(title="Playground", file=ImageFile(a_file(), "p.png"))
    School.objects.filter(urn="900001").update(crest=theirs)
    saves(office, no_crest="on")
    assert Image.objects.filter(pk=theirs.pk).exists()


SVG = SimpleUploadedFile("crest.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
TORN = SimpleUploadedFile("torn.png", a_file().read()[:60])


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SVG, "“crest.svg” is not a picture that can be used here."),
        (TORN, "“torn.png” is not a picture that can be used here."),
        (SimpleUploadedFile("empty.png", b""), "“empty.png” is not a picture"),
        (a_file("GIF", "crest.gif"), "“crest.gif” is not a picture"),
        (a_file("WEBP", "m.webp", save_all=True, append_images=FRAMES), "“m.webp” moves."),
        (a_file("PNG", "m.png", save_all=True, append_images=FRAMES), "“m.png” moves."),
        (a_file(size=(9, 9)), "“crest.png” is too small or too narrow"),
        (a_file(size=(2000, 20)), "“crest.png” is too small or too narrow"),
    ],
)
def test_what_is_no_crest_is_refused_in_a_sentence(
    nothing_changes: None, office: Client, file: SimpleUploadedFile, sentence: str
):
    file.seek(0)
    answer = office.post(PAGE, told(office, name="Not this time", crest=file))
    assert answer.status_code == 400
    assert sentence in text(answer)


def test_too_many_bytes_or_pixels_are_refused_before_they_are_unpacked(
    nothing_changes: None, office: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(crest, "_png", None)
    huge = SimpleUploadedFile("huge.png", b"\x89PNG" + bytes(crest.MOST_BYTES))
    assert "larger than 5 MB" in text(office.post(PAGE, told(office, crest=huge)))

    monkeypatch.setattr(crest, "MOST_PIXELS", 8_999)
    assert "90 by 100 pixels, which is too many" in text(
        office.post(PAGE, told(office, crest=a_file()))
    )


def test_a_page_that_is_refused_says_that_the_picture_has_to_be_chosen_again(
    nothing_changes: None, office: Client
):
    answer = office.post(PAGE, told(office, name="", crest=a_file()))
    assert "Choose the picture again" in text(answer)
