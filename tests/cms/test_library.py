"""What may be brought into the library of files, and what is said to what may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cms.library import check_upload

MP4 = b"\0\0\0\x18ftypmp42"


def uploaded(name: str, data: bytes, size: int | None = None) -> SimpleUploadedFile:
    file = SimpleUploadedFile(name, data)
    file.size = size if size is not None else len(data)
    return file


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("Policy.PDF", b"%PDF-1.7"),
        ("form.docx", b"PK\x03\x04"),
        ("form.odt", b"PK\x03\x04"),
        ("talk.mp3", b"ID3"),
        ("talk.mp3", b"\xff\xfb\x90"),
        ("talk.m4a", b"\0\0\0\x18ftypM4A "),
        ("film.mp4", MP4),
        ("film.webm", b"\x1aE\xdf\xa3"),
        ("film.vtt", b"\xef\xbb\xbfWEBVTT"),
    ],
)
def test_what_a_module_can_show_is_taken(name, data):
    assert check_upload(uploaded(name, data)) is None


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.zip", "a.docm", "a.exe", "a", "a.pdf.js"])
def test_another_kind_of_file_is_refused_with_the_kinds_that_fit(name):
    assert "PDF, Word" in check_upload(uploaded(name, b"<svg"))


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.mp3", "a.mp4", "a.webm", "a.vtt"])
def test_a_file_that_is_something_else_inside_is_refused(name):
    assert "something else inside" in check_upload(uploaded(name, b"<html><script>"))


def test_a_video_may_have_fifty_megabytes():
    assert check_upload(uploaded("a.mp4", MP4, size=50 * 2**20)) is None
    said = check_upload(uploaded("a.mp4", MP4, size=50 * 2**20 + 1))
    assert said.startswith("“a.mp4” has 51 MB, and MP4 may have 50. Save it smaller: 480 lines")
