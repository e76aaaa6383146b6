"""Pictures, sound, video and downloads: kept with the edition, and served from there."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image as Pillow
from wagtail.documents.models import Document
from wagtail.images.models import Image

from cms.models import NotReady
from compliance.publishing import is_in_force, newest_edition, publish_page
from courses.models import ModulePage
from people.models import User
from register.models import Content, Edition
from tests.courses import samples

pytestmark = pytest.mark.django_db
LESSON = "/modules/induction/who/"
SOUND = b"ID3" + bytes(range(256)) * 40


def photo(colour: str = "red", size: tuple[int, int] = (1600, 800)) -> bytes:
    """A photograph that says where it was taken."""
    exif = Pillow.Exif()
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}
    made = BytesIO()
    Pillow.new("RGB", size, colour).save(made, "JPEG", exif=exif)
    return made.getvalue()


def picture(data: bytes | None = None) -> Image:
    file = ContentFile(data or photo(), name="gate.jpg")
    return Image.objects.create(title="The gate", file=file, width=1600, height=800)


def document(data: bytes = SOUND, name: str = "talk.mp3") -> Document:
    return Document.objects.create(title="A talk", file=ContentFile(data, name=name))


def block(kind: str, **value: Any) -> dict[str, Any]:
    return {"type": kind, "id": kind, "value": value}


def shows(image: Image, alt: str = "A gate, half open", decorative: bool = False) -> dict[str, Any]:
    chosen = {"image": image.pk, "alt_text": alt, "decorative": decorative}
    return block("picture", picture=chosen, caption="Our gate")


def sounds(file: Document) -> dict[str, Any]:
    return block("sound", title="Two voices", file=file.pk, minutes=3, transcript="<p>Hello.</p>")


def hands_out(file: Document) -> dict[str, Any]:
    return block("download", title="Card", file=file.pk, note="For your lanyard.")


def written(*content: dict[str, Any]) -> ModulePage:
    return samples.draft(lessons=[samples.lesson("who", "Who is who", *content, minutes=None)])


def published(page: ModulePage, what: str = "First.") -> str:
    """Publish it; the digest of the one file in it."""
    publish_page(page=page, grade="correction", what_changed=what, by="tests", on=date(2026, 9, 1))
    snapshot = page.get_latest_revision_as_object().snapshot()
    return snapshot["lessons"][0]["value"]["content"][-1]["value"]["kept"]["digest"]


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_picture_is_shown_small_with_its_words_and_without_where_it_was_taken(signed_in):
    digest = published(written(shows(picture())))
    html = signed_in.get(LESSON).content.decode()
    assert f'src="../files/{digest}" alt="A gate, half open" width="1200" height="600"' in html
    assert "<figcaption>Our gate</figcaption>" in html
    answer = signed_in.get(f"/modules/induction/files/{digest}")
    assert answer["Content-Type"] == "image/webp"
    with Pillow.open(BytesIO(body(answer))) as shown:
        assert shown.size == (1200, 600)
        assert not shown.getexif()


def test_a_picture_that_only_decorates_is_passed_over_by_a_screen_reader(signed_in):
    published(written(shows(picture(), alt="ignored", decorative=True)))
    assert 'alt=""' in signed_in.get(LESSON).content.decode()


def test_replacing_or_deleting_a_file_changes_nothing_that_was_published(signed_in):
    talk = document()
    page = written(sounds(talk))
    address = f"/modules/induction/files/{published(page)}"
    Path(talk.file.path).write_bytes(b"ID3 something else")
    assert body(signed_in.get(address)) == SOUND
    assert not is_in_force(
        page.get_latest_revision_as_object().snapshot_bytes(), newest_edition("induction")
    )
    talk.delete()
    assert address.rpartition("/")[2] in signed_in.get(LESSON).content.decode()
    assert body(signed_in.get(address)) == SOUND


def test_the_next_edition_has_the_new_file_and_the_old_one_stays(signed_in):
    talk = document()
    page = written(sounds(talk))
    first = published(page)
    talk.file.save("talk.mp3", ContentFile(b"ID3 another"))
    second = published(page, "Recorded again.")
    for digest, data in ((first, SOUND), (second, b"ID3 another")):
        assert body(signed_in.get(f"/modules/induction/files/{digest}")) == data


def test_sound_has_a_player_of_ours_and_its_words(signed_in):
    digest = published(written(sounds(document())))
    html = signed_in.get(LESSON).content.decode()
    assert f'<audio controls preload="none" src="../files/{digest}"' in html
    assert "Read it instead" in html
    assert "<p>Hello.</p>" in html
    assert "<iframe" not in html


def test_video_has_captions_where_there_are_some(signed_in):
    film, words = document(b"\0\0\0\x18ftypmp42", "a.mp4"), document(b"WEBVTT\n", "a.vtt")
    value = {"title": "A", "file": film.pk, "minutes": 2, "transcript": "<p>A.</p>"}
    published(written(block("video", **value, captions=words.pk)))
    html = signed_in.get(LESSON).content.decode()
    assert "<video controls playsinline preload=" in html
    track = html.partition('label="English" src="..')[2].partition('"')[0]
    answer = signed_in.get(f"/modules/induction{track}")
    assert answer["Content-Type"] == "text/vtt"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-", 0, None),
        ("bytes=3-9", 3, 10),
        ("bytes=-5", -5, None),
        ("bytes=9-9999999", 9, None),
    ],
)
def test_a_phone_can_seek(signed_in, asked, start, end):
    address = f"/modules/induction/files/{published(written(sounds(document())))}"
    answer = signed_in.get(address, headers={"range": asked, "accept-encoding": "gzip"})
    assert answer.status_code == 206
    assert body(answer) == SOUND[start:end]
    assert answer["Content-Length"] == str(len(SOUND[start:end]))
    assert answer["Content-Range"].endswith(f"/{len(SOUND)}")


@pytest.mark.parametrize("asked", ["bytes=0-,0-", "bytes=9-3", "lines=1-2", "bytes=-", "bytes=a-"])
def test_what_is_not_one_plain_range_gets_the_whole(signed_in, asked):
    address = f"/modules/induction/files/{published(written(sounds(document())))}"
    answer = signed_in.get(address, headers={"range": asked})
    assert answer.status_code == 200
    assert body(answer) == SOUND


@pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused(signed_in, asked):
    address = f"/modules/induction/files/{published(written(sounds(document())))}"
    answer = signed_in.get(address, headers={"range": asked})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{len(SOUND)}"


def test_a_file_is_kept_by_the_browser_and_asked_for_once(signed_in):
    address = f"/modules/induction/files/{published(written(sounds(document())))}"
    first = signed_in.get(address)
    assert first["Cache-Control"] == "private, max-age=31536000, immutable"
    assert first["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in first["Content-Security-Policy"]
    again = signed_in.get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


def test_a_download_is_saved_and_not_opened_in_our_name(signed_in):
    digest = published(written(hands_out(document(b"%PDF-1.7 a", "card.pdf"))))
    html = signed_in.get(LESSON).content.decode()
    assert "PDF, 10" in html
    answer = signed_in.get(f"/modules/induction/files/{digest}")
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''card.pdf"


def test_a_file_that_is_lost_keeps_a_module_from_being_published():
    talk = document()
    page = written(sounds(talk))
    Path(talk.file.path).unlink()
    with pytest.raises(NotReady, match="Lesson 1: the file of “Two voices” is gone"):
        published(page)


# Who may.


def test_nobody_who_is_not_signed_in_has_any_file(signed_in):
    talk, gate = document(), picture()
    digest = published(written(sounds(talk)))
    for address in (
        f"/modules/induction/files/{digest}",
        f"/documents/{talk.pk}/{talk.filename}",
        f"/media/{talk.file.name}",
        f"/media/{gate.file.name}",
    ):
        answer = Client().get(address)
        turned_away = answer.get("Location", "").startswith("/accounts/login/")
        assert turned_away or answer.status_code == 404, address


def test_a_reader_has_no_file_of_a_draft(signed_in):
    talk, gate = document(), picture()
    page = written(sounds(talk))
    digest = page.snapshot()["lessons"][0]["value"]["content"][0]["value"]["kept"]["digest"]
    samples.published(samples.draft("another"))
    for address in (
        f"/modules/induction/files/{digest}",
        f"/modules/another/files/{digest}",
        f"/documents/{talk.pk}/{talk.filename}",
        f"/media/{gate.file.name}",
        f"/admin/library/picture/{gate.pk}/",
    ):
        assert signed_in.get(address).status_code == 404, address


def test_an_editor_sees_a_draft_with_its_files():
    talk, gate = document(), picture()
    page = written(shows(gate), sounds(talk))
    client = Client()
    client.force_login(User.objects.create_user(first_name="Ed", is_superuser=True))
    html = client.get(
        f"/admin/pages/{page.pk}/revisions/{page.latest_revision_id}/view/", {"mode": "who"}
    ).content.decode()
    assert f'src="/admin/library/picture/{gate.pk}/"' in html
    assert client.get(f"/admin/library/picture/{gate.pk}/")["Content-Type"] == "image/webp"
    assert f'src="/documents/{talk.pk}/{talk.filename}"' in html
    assert body(client.get(f"/documents/{talk.pk}/{talk.filename}")) == SOUND
    assert client.get(f"/media/{gate.file.name}").status_code == 200
    assert client.get(f"/media/{talk.file.name}").status_code == 404


# Minutes.


def test_minutes_are_reckoned_from_words_and_from_what_plays():
    words = samples.text("<p>" + "word " * 401 + "</p>")
    page = written(words, sounds(document()), block("reflection", prompt="What would you do?"))
    assert page.snapshot()["minutes"] == 3 + 3 + 1


def test_minutes_that_an_author_gives_stand():
    page = samples.draft(lessons=[samples.lesson("who", "Who", sounds(document()), minutes=9)])
    assert page.snapshot()["minutes"] == 9


# What `verify_register` says.


def test_a_file_that_is_lost_or_is_another_one_is_named_by_verifying(signed_in):
    digest = published(written(sounds(document())))
    assert Edition.wrong_beside("shared") is None
    Content.objects.filter(digest=digest).update(data=b"ID3 other")
    assert "is not the one that was published" in Edition.wrong_beside("shared")
    Content.objects.filter(digest=digest).delete()
    said = Edition.wrong_beside("shared")
    assert said.startswith(f"A file of induction, edition 1 (shared), {digest[:12]}, is missing")
