"""What people said of a policy before or instead of signing it, with what they were answered."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from people.models import User
from policies.models import Word
from register.models import Content

ERASED = "The words were erased with the name."


@dataclass(frozen=True, slots=True)
class Said:
    """One question, refusal or answer, in words."""

    word: Word
    text: str
    name: str  # of whoever said it
    answers: tuple["Said", ...] = ()

    @property
    def on(self) -> date:
        return timezone.localtime(self.word.recorded_at).date()

    @property
    def waits(self) -> bool:
        """Whether nobody has answered yet."""
        return not self.answers

    @property
    def declined(self) -> bool:
        return self.word.kind == Word.Kind.DECLINE


def said(
    item: str, urn: str, person: str | None = None, known_at: datetime | None = None
) -> list[Said]:
    """What was said of an item at a school, by one person or by all, oldest first. One query where
    nothing was said, three otherwise. `known_at` hides what was said after that moment.
    """
    where: dict[str, Any] = {} if person is None else {"person": person}
    where |= {} if known_at is None else {"recorded_at__lte": known_at}
    words = list(Word.objects.filter(chain=urn, item=item, **where).order_by("entry_id"))
    if not words:
        return []
    texts = _texts(word.words for word in words)
    users = User.objects.in_bulk([word.by for word in words], field_name="ref")
    found: dict[int, list[Said]] = {}
    for word in words:
        name = users[word.by].get_full_name() if word.by in users else "Somebody who has left"
        one = Said(word, texts.get(word.words, ERASED), name)
        found.setdefault(word.about or word.pk, []).append(one)
    return [Said(one.word, one.text, one.name, tuple(more)) for one, *more in found.values()]


def _texts(digests: Iterable[str]) -> dict[str, str]:
    kept = Content.objects.in_bulk(list(digests))
    return {digest: json.loads(bytes(each.data))["words"] for digest, each in kept.items()}
