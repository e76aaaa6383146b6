"""Pictures, sound, video and downloads in a text. Names are kept in editions: see cms/blocks.py.

What an edition keeps of a file stands beside the author's fields (cms/library.py), so readers are
shown these from plain data, without the library.
"""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from cms.library import CAPTIONS, HEARD, READ, SEEN, ending
from cms.prose import prose

_PLAYS = {
    "min_value": 1,
    "max_value": 60,
    "label": "How many minutes it plays",
    "help_text": "Rounded up. It counts towards the minutes of the lesson.",
}


def _transcript() -> blocks.RichTextBlock:
    return prose(
        label="Transcript",
        help_text="Every word that is said, and what happens if it matters. For whoever cannot "
        "hear or see it, or has no headphones in the staffroom.",
    )


class FromLibrary(blocks.StructBlock):
    """A block with files of the library; `fits` says which kinds belong in which field."""

    fits: dict[str, set[str]] = {}

    def clean(self, value: Any) -> Any:
        """Raises StructBlockValidationError beside a field with a file of another kind."""
        value = super().clean(value)
        wrong = {}
        for field, kinds in self.fits.items():
            chosen = value.get(field)
            if chosen and ending(chosen.file.name) not in kinds:
                names = " or ".join(sorted(each.upper() for each in kinds))
                wrong[field] = ValidationError(f"“{chosen.title}” does not fit: choose {names}.")
        if wrong:
            raise StructBlockValidationError(block_errors=wrong)
        return value


class PictureBlock(blocks.StructBlock):
    """A picture, with what it shows in words."""

    picture = ImageBlock(
        help_text="Say what it shows for whoever does not see it, or tick that it only decorates. "
        "Never a real child or family.",
    )
    caption = blocks.CharBlock(
        max_length=200, required=False, help_text="Under the picture, for everyone: if it helps."
    )

    class Meta:
        icon = "image"
        label = "Picture"
        description = "A picture, with what it shows in words"
        template = "cms/blocks/picture.html"


class SoundBlock(FromLibrary):
    """Something to hear, with its words."""

    fits = {"file": HEARD}
    title = blocks.CharBlock(max_length=120, help_text="Such as “Two colleagues at the gate”.")
    file = DocumentChooserBlock(label="Sound", help_text="MP3 or M4A, up to 20 MB.")
    minutes = blocks.IntegerBlock(**_PLAYS)
    transcript = _transcript()

    class Meta:
        icon = "media"
        label = "Sound"
        description = "Something to hear, with a transcript"
        template = "cms/blocks/sound.html"


class VideoBlock(FromLibrary):
    """Something to watch, with its words."""

    fits = {"file": SEEN, "captions": CAPTIONS}
    title = blocks.CharBlock(max_length=120, help_text="Such as “A calm handover”.")
    file = DocumentChooserBlock(
        label="Video", help_text="MP4 or WebM, up to 50 MB: six minutes at 480 lines."
    )
    minutes = blocks.IntegerBlock(**_PLAYS)
    captions = DocumentChooserBlock(
        required=False, help_text="A WebVTT file (.vtt), if somebody speaks."
    )
    transcript = _transcript()

    class Meta:
        icon = "media"
        label = "Video"
        description = "Something to watch, with a transcript"
        template = "cms/blocks/video.html"


class DownloadBlock(FromLibrary):
    """A file to keep or print."""

    fits = {"file": READ}
    title = blocks.CharBlock(max_length=120, help_text="Such as “Card for your lanyard”.")
    file = DocumentChooserBlock(label="File", help_text="PDF, Word or OpenDocument, up to 20 MB.")
    note = blocks.CharBlock(
        max_length=200, required=False, help_text="What it is good for, in a sentence."
    )

    class Meta:
        icon = "download"
        label = "Download"
        description = "A file to keep or print"
        template = "cms/blocks/download.html"
