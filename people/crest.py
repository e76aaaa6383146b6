"""A school's crest as it is taken in: looked at, drawn afresh, and kept in the library of pictures.

What is kept is a PNG of our own making, so that nothing rides along in the file that somebody sent:
no place where it was photographed, no second picture, no script.
"""

import io
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image as Pillow
from PIL import ImageOps
from wagtail.images.models import Image
from wagtail.models import Collection

from people.models import School

MB = 2**20
MOST_BYTES = 5 * MB
MOST_PIXELS = 40_000_000  # as in the library: WAGTAILIMAGES_MAX_IMAGE_PIXELS
LARGEST = 600  # pixels each way: what a certificate prints
SMALLEST = 24  # the header shows it 40 wide and 44 high
TAKEN = ["PNG", "JPEG", "WEBP"]
COLLECTION = "Crests"
NO_PICTURE = "“{name}” is not a picture that can be used here. Save the crest as PNG, JPEG or WebP."


def drawn_afresh(file: UploadedFile) -> bytes:
    """The picture as a PNG, upright, at most 600 pixels each way. The same file gives the same.

    Raises ValidationError with one sentence: too large, too small, moving, or no picture at all.
    """
    name = file.name or "This file"
    if (file.size or 0) > MOST_BYTES:
        raise ValidationError(f"“{name}” is larger than 5 MB. Save a smaller copy, and choose it.")
    try:
        with Pillow.open(file, formats=TAKEN) as picture:
            _check_can_be_drawn(picture, name)
            return _png(picture, name)
    except ValidationError:
        raise
    except Exception as error:  # somebody else's bytes: a decoder may stumble in any way
        raise ValidationError(NO_PICTURE.format(name=name)) from error


def _check_can_be_drawn(picture: Any, name: str) -> None:
    """Before anything is unpacked: a small file may say that it is a very large picture."""
    if picture.width * picture.height > MOST_PIXELS:
        raise ValidationError(
            f"“{name}” has {picture.width} by {picture.height} pixels, which is too many. Save a "
            "smaller copy: 600 each way is plenty."
        )
    # Some telephones keep a second view of the same photograph in a JPEG: that does not move.
    if picture.format != "MPO" and getattr(picture, "is_animated", False):
        raise ValidationError(f"“{name}” moves. Choose a picture that stands still.")


def _png(picture: Any, name: str) -> bytes:
    if picture.mode in ("1", "P"):  # a palette cannot be made smaller well
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail((LARGEST, LARGEST))
    upright = ImageOps.exif_transpose(picture)
    clean = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    clean = clean.crop(clean.getchannel("A").getbbox()) if clean.mode == "RGBA" else clean
    if min(clean.size) < SMALLEST:
        raise ValidationError(
            f"“{name}” is too small or too narrow to be seen at the top of a page. Choose another."
        )
    clean.info.clear()
    png = io.BytesIO()
    clean.save(png, "PNG", optimize=True)
    return png.getvalue()


def is_wide(school: School) -> bool:
    """Whether the crest is so wide that the header, which is narrow, shows it very small."""
    return bool(school.crest and school.crest.width > 2 * school.crest.height)


def put_in_library(school: School, png: bytes, digest: str) -> Image:
    """The crest as a picture of Wagtail's library, by nobody: who put it up, the school knows."""
    return Image.objects.create(
        title=f"Crest of {school.name}",
        file=ImageFile(io.BytesIO(png), f"crest-{school.urn}.png"),
        file_size=len(png),
        file_hash=digest,
        collection=_collection(),
    )


def _collection() -> Collection:
    """Where crests are kept apart from the pictures of modules."""
    root = Collection.objects.select_for_update().get(depth=1)
    return root.get_children().filter(name=COLLECTION).first() or root.add_child(name=COLLECTION)


def take_out_of_library(image: Image) -> None:
    """Delete a crest that no school wears any more, with its file; never an editor's picture."""
    ours = image.collection.name == COLLECTION
    if ours and not School.objects.filter(crest=image).exists():
        image.delete()
