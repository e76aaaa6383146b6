"""The bytes that editions and certificates rest on, kept by their SHA-256."""

import hashlib

from django.db.models import BinaryField
from django.db.models.functions import Substr

from register.models import Content


class ContentChanged(Exception):
    """The bytes kept under this digest are not the ones it is the digest of."""


def keep(data: bytes, media_type: str) -> str:
    """Keep bytes for good and return their digest (hex); keeping them again changes nothing."""
    digest = hashlib.sha256(data).hexdigest()
    Content.objects.get_or_create(digest=digest, defaults={"media_type": media_type, "data": data})
    return digest


def fetch(digest: str) -> Content:
    """The bytes of this digest, hashed again on the way.

    Raises Content.DoesNotExist when they were never kept, ContentChanged when they are others.
    """
    content = Content.objects.get(digest=digest)
    content.data = bytes(content.data)  # PostgreSQL's driver gives a view of them
    if not content.is_whole():
        raise ContentChanged(
            f"The kept copy of {digest[:12]} has been damaged. Restore it from a backup."
        )
    return content


def piece(digest: str, start: int, length: int) -> bytes:
    """So many bytes of those kept under the digest, from `start` (0 is the first).

    They are not hashed again: `verify_register` does that. Raises Content.DoesNotExist.
    """
    part = Substr("data", start + 1, length, output_field=BinaryField())
    return bytes(Content.objects.values_list(part, flat=True).get(digest=digest))
