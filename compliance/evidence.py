"""Files that go with a record: a certificate from elsewhere, a letter. Kept as they are, by digest,
but for what a camera writes into a photograph (where it was taken, say)."""

import io

from django.core.exceptions import ValidationError
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from compliance.models import Evidence
from register import content
from register.ledger import append, lock
from register.models import Content, Record

MOST_BYTES = 10 * 2**20
MOST_PIXELS = 50_000_000
PDF = "application/pdf"
PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg"}


def keep(data: bytes, name: str) -> str:
    """Keep a PDF or a picture and return its digest. Raises ValidationError with one sentence."""
    if len(data) > MOST_BYTES:
        raise ValidationError(f"“{name}” is larger than 10 MB. Please save a smaller copy.")
    if data.startswith(b"%PDF-"):
        return content.keep(data, PDF)
    try:
        return content.keep(*_without_traces(data, name))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ValidationError(
            f"“{name}” is not a PDF, PNG or JPEG. Save or photograph it as one of those."
        ) from None


def _without_traces(data: bytes, name: str) -> tuple[bytes, str]:
    """The picture as it looks, without what the camera or phone wrote beside it."""
    with Image.open(io.BytesIO(data), formats=list(PICTURES)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValidationError(f"“{name}” has too many pixels. Please save a smaller copy.")
        kind = str(picture.format)
        upright = ImageOps.exif_transpose(picture)
        out = io.BytesIO()
        clean = Image.new(upright.mode, upright.size)
        clean.paste(upright)
        if upright.mode == "P" and (palette := upright.getpalette()):
            clean.putpalette(palette)
        clean.save(out, kind, **({"quality": 92} if kind == "JPEG" else {}))
    return out.getvalue(), PICTURES[kind]


@transaction.atomic
def erase(*, person: str) -> int:
    """Delete the files that go with a person's records; returns how many were deleted.

    Part of erasing the person. That there was a file stays known. A file that goes with somebody
    else's record as well (a list of those who took part) is kept.
    """
    theirs = Evidence.objects.filter(person=person).values("digest")
    others = Evidence.objects.exclude(person=person).values("digest")
    return Content.objects.filter(digest__in=theirs).exclude(digest__in=others).delete()[0]


@transaction.atomic
def attach(*, record: Record, digest: str, label: str, by: str) -> Evidence:
    """Say that a kept file goes with a record; the same file again is a harmless repeat."""
    lock(record.chain)
    there = Evidence.objects.filter(chain=record.chain, record=record.pk, digest=digest).first()
    if there:
        return there
    fact = Evidence(
        record=record.pk, person=record.person, digest=digest, label=label.strip() or "Certificate"
    )
    return append(record.chain, f"evidence:{record.pk}:{digest}", fact, by=by)
