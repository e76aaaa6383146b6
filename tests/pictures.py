"""A small picture, for whatever takes one."""

import io

from django.core.files.images import ImageFile
from PIL import Image


def a_picture(name: str, kind: str = "PNG", colour: str = "#45398c") -> ImageFile:
    """A file as somebody would upload it."""
    file = io.BytesIO()
    Image.new("RGB", (90, 100), colour).save(file, kind)
    file.seek(0)
    return ImageFile(file, name)
