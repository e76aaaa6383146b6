"""Files of Wagtail's library as an edition keeps them: by the digest of their bytes.

A picture is kept small and without what a camera writes into it; every other file as it is.
Replacing or deleting a file in the library changes nothing that was published
(docs/decisions/015-files-in-modules.md).
"""

import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

from django.core.files import File
from PIL import Image as Pillow
from PIL import ImageOps
from wagtail.documents.models import Document
from wagtail.images.models import Image

from register import content

MB = 2**20
WIDEST = 1200  # pixels: a phone held upright shows 390 of them at three times the sharpness
PICTURE = "image/webp"
OTHER = "application/octet-stream"
Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Format:
    """What a file of this ending is, how large it may be (MB), and how its bytes begin."""

    media_type: str
    most: int
    words: str
    begins: Callable[[bytes], bool]


def _with(*starts: bytes, at: int = 0) -> Callable[[bytes], bool]:
    return lambda head: head[at:].startswith(starts)


_MPEG = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa")
FORMATS = {
    "pdf": Format("application/pdf", 20, "PDF", _with(b"%PDF-")),
    "docx": Format(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        20,
        "Word",
        _with(b"PK\x03\x04"),
    ),
    "odt": Format(
        "application/vnd.oasis.opendocument.text", 20, "OpenDocument", _with(b"PK\x03\x04")
    ),
    "mp3": Format("audio/mpeg", 20, "MP3", _with(*_MPEG)),
    "m4a": Format("audio/mp4", 20, "M4A", _with(b"ftyp", at=4)),
    "mp4": Format("video/mp4", 50, "MP4", _with(b"ftyp", at=4)),
    "webm": Format("video/webm", 50, "WebM", _with(b"\x1aE\xdf\xa3")),
    "vtt": Format("text/vtt", 1, "WebVTT", _with(b"WEBVTT", b"\xef\xbb\xbfWEBVTT")),
}
READ = {"pdf", "docx", "odt"}
HEARD = {"mp3", "m4a"}
SEEN = {"mp4", "webm"}
CAPTIONS = {"vtt"}


def ending(name: str) -> str:
    """The last part of a file's name, in small letters: `pdf`."""
    return os.path.splitext(name)[1].lstrip(".").lower()


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as an edition names it; `width` and `height` of pictures, in pixels."""

    digest: str
    media_type: str
    name: str
    size: int
    width: int = 0
    height: int = 0

    @property
    def is_download(self) -> bool:
        """Whether it is saved rather than shown on the page."""
        return self.media_type.startswith("application/")


class FileLost(Exception):
    """The library names a file that is not there."""


def kept_of(chosen: Image | Document) -> KeptFile:
    """What an edition would keep of the file as it is now. Raises FileLost."""
    path = _path(chosen)
    return _kept(path, os.stat(path).st_mtime_ns, isinstance(chosen, Image))


def bytes_of(chosen: Image | Document) -> tuple[KeptFile, bytes]:
    """The same with its bytes, read now. Raises FileLost."""
    return _read(_path(chosen), isinstance(chosen, Image))


def _path(chosen: Image | Document) -> str:
    if not os.path.isfile(chosen.file.path):
        raise FileLost(f"The file of “{chosen.title}” is lost. Upload it again.")
    return chosen.file.path


@lru_cache(maxsize=256)
def _kept(path: str, changed: int, is_picture: bool) -> KeptFile:
    """Remembered until the file is written again."""
    return _read(path, is_picture)[0]


def _read(path: str, is_picture: bool) -> tuple[KeptFile, bytes]:
    name = os.path.basename(path)
    if is_picture:
        picture = _upright(path)
        made = BytesIO()
        picture.save(made, "WEBP", quality=80)
        data = made.getvalue()
        shape, media_type = picture.size, PICTURE
        name = os.path.splitext(name)[0] + ".webp"
    else:
        with open(path, "rb") as file:
            data = file.read()
        format = FORMATS.get(ending(path))
        shape, media_type = (0, 0), format.media_type if format else OTHER
    return KeptFile(hashlib.sha256(data).hexdigest(), media_type, name, len(data), *shape), data


def _upright(path: str) -> Pillow.Image:
    """The picture, not too wide, without what a camera noted (where it was taken, say)."""
    try:
        with Pillow.open(path) as opened:
            picture = ImageOps.exif_transpose(opened)
            picture.thumbnail((WIDEST, WIDEST))
            upright = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    except (OSError, ValueError, Pillow.DecompressionBombError) as error:
        raise FileLost("A picture cannot be read. Upload it again, as PNG or JPEG.") from error
    upright.info.clear()
    return upright


# In a stream: which field of a block names a file, and where what is kept of it stands beside.

FILES = {
    "picture": (("picture", "kept"),),
    "sound": (("file", "kept"),),
    "video": (("file", "kept"), ("captions", "kept_captions")),
    "download": (("file", "kept"),),
}


class Chosen:
    """The files that the blocks of a stream (as stored) name. Two queries at most."""

    def __init__(self, blocks: Iterable[Raw]) -> None:
        named = [(model, pk) for block in blocks for model, pk, _ in _named(block)]
        self.found: dict[tuple[type, int], Image | Document] = {}
        for model in dict.fromkeys(model for model, _ in named):
            rows = model.objects.filter(pk__in={pk for each, pk in named if each is model})
            self.found |= {(model, row.pk): row for row in rows}

    def beside(self, block: Raw) -> Raw:
        """What an edition keeps beside a block's own fields; nothing for a file that is lost."""
        kept = {}
        for model, pk, place in _named(block):
            with suppress(KeyError, FileLost):
                kept[place] = asdict(kept_of(self.found[model, pk]))
        return kept

    def keep(self) -> set[str]:
        """Keep the bytes of every file for good; returns their digests. Raises FileLost."""
        every = [bytes_of(chosen) for chosen in self.found.values()]
        return {content.keep(data, kept.media_type) for kept, data in every}


def _named(block: Raw) -> list[tuple[Any, int, str]]:
    """Of each file of a block: the model, the key in it, and where what is kept stands."""
    value, found = block["value"], []
    for field, place in FILES.get(block["type"], ()):
        named = value.get(field)
        if isinstance(named, dict):
            found.append((Image, named.get("image"), place))
        else:
            found.append((Document, named, place))
    return [each for each in found if each[1]]


def words_of(kept: KeptFile) -> str:
    """What kind of file it is, for readers: PDF."""
    return next((each.words for each in FORMATS.values() if each.media_type == kept.media_type), "")


def kept_in(block: Raw) -> list[KeptFile]:
    """The files that a block of an edition rests on."""
    value = block["value"]
    if not isinstance(value, dict):
        return []
    return [KeptFile(**value[name]) for name in ("kept", "kept_captions") if value.get(name)]


def check_upload(file: File) -> str | None:
    """What is wrong with a file that somebody uploads, in a sentence; None if nothing is."""
    name = os.path.basename(file.name or "")
    format = FORMATS.get(ending(name))
    if format is None:
        return "This kind of file is not taken. " + TAKEN
    if file.size > format.most * MB:
        smaller = (
            "Save it smaller: 480 lines high is plenty on a phone, about 8 MB a minute."
            if ending(name) in SEEN
            else "Save a smaller copy."
        )
        size = -(-file.size // MB)
        return f"“{name}” has {size} MB, and {format.words} may have {format.most}. {smaller}"
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    if not format.begins(head):
        return f"“{name}” is called {format.words} and is something else inside. Save it afresh."
    return None


TAKEN = (
    "To read: PDF, Word (.docx) or OpenDocument (.odt), up to 20 MB. Sound: MP3 or M4A, up to "
    "20 MB. Video: MP4 or WebM, up to 50 MB, about six minutes. Captions: WebVTT (.vtt)."
)
