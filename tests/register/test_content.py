"""The bytes that evidence rests on."""

import hashlib

import pytest

from register import content
from register.models import Content

pytestmark = pytest.mark.django_db


def test_what_is_kept_is_found_by_its_digest() -> None:
    digest = content.keep(b"a policy", "text/plain")
    assert digest == hashlib.sha256(b"a policy").hexdigest()
    found = content.fetch(digest)
    assert (found.data, found.media_type) == (b"a policy", "text/plain")


def test_keeping_the_same_bytes_again_changes_nothing() -> None:
    first = content.keep(b"a policy", "text/plain")
    assert content.keep(b"a policy", "text/html") == first
    assert Content.objects.get().media_type == "text/plain"


def test_bytes_that_were_exchanged_are_not_handed_out() -> None:
    digest = content.keep(b"a policy", "text/plain")
    Content.objects.update(data=b"another policy")
    with pytest.raises(content.ContentChanged, match="backup"):
        content.fetch(digest)


def test_bytes_that_were_never_kept_are_missed() -> None:
    with pytest.raises(Content.DoesNotExist):
        content.fetch("0" * 64)
