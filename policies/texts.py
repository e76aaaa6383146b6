"""What an edition says and what is signed under it, read from the bytes that were kept."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models.functions import Length

from policies.files import PDF
from register import content
from register.models import Content

DOCUMENT_STATEMENT = (
    "I have read and understood this document. I know whom to ask if something is not clear."
)


@dataclass(frozen=True, slots=True)
class Section:
    """One section; `body` is HTML with its slots not yet filled."""

    id: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question to show understanding; exactly one answer is right."""

    text: str
    answers: tuple[str, ...]
    right: int  # its place among the answers
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A policy's text in sections, or the digest and size of the PDF that holds it."""

    kind: str
    statement: str
    owner: str = "dsl"  # the post of whoever answers for it
    lead: str = ""
    minutes: int = 0
    content_note: str = ""
    model_note: str = ""
    sections: tuple[Section, ...] = ()
    questions: tuple[Question, ...] = ()
    sources: tuple[dict[str, str], ...] = ()
    checked_against: tuple[str, ...] = ()
    checked_on: date | None = None
    review_on: date | None = None
    review_months: int = 12
    statutory_as: str = ""
    annex: str = ""  # a school's own words, which are its last section
    pdf: str | None = None
    size: int = 0  # bytes of the PDF

    @property
    def is_file(self) -> bool:
        """Whether it is read in a file, so that its words are not ours to show."""
        return self.pdf is not None


@lru_cache(maxsize=64)
def text_of(digest: str) -> Text:
    """The text kept under a digest. Remembered: under one digest it is always the same.

    Raises Content.DoesNotExist or content.ContentChanged as `content.fetch` does.
    """
    kept = Content.objects.annotate(size=Length("data")).defer("data").get(digest=digest)
    if kept.media_type == PDF:
        return Text(kind="document", statement=DOCUMENT_STATEMENT, pdf=digest, size=kept.size)
    return text_from(json.loads(content.fetch(digest).data))


def texts_of(digests: Iterable[str]) -> dict[str, Text]:
    """Several texts by their digests, without those that are lost or that are files of a document.
    For lists: the bytes are not hashed again. One query.
    """
    kept = Content.objects.filter(digest__in=set(digests)).exclude(media_type=PDF)
    return {each.digest: text_from(json.loads(bytes(each.data))) for each in kept}


def text_from(data: dict[str, Any]) -> Text:
    """The text from what `PolicyPage.snapshot` gives. Another room's item has no statement."""
    return Text(
        kind=data.get("kind", ""),
        statement=data.get("statement", ""),
        owner=data.get("owner", "dsl"),
        lead=data.get("lead", ""),
        minutes=data.get("minutes", 0),
        content_note=data.get("content_note", ""),
        model_note=data.get("model_note", ""),
        sections=tuple(
            Section(each["id"], each["title"], each["body"]) for each in data.get("sections", ())
        ),
        questions=tuple(map(_question, data.get("questions", ()))),
        sources=tuple(data.get("sources", ())),
        checked_against=tuple(data.get("checked_against", "").splitlines()),
        checked_on=_day(data.get("checked_on")),
        review_on=_day(data.get("review_on")),
        review_months=data.get("review_months", 12),
        statutory_as=data.get("statutory_as", ""),
        annex=data.get("annex", ""),
        pdf=data.get("pdf"),
        size=data.get("pdf_size", 0),
    )


def _question(data: dict[str, Any]) -> Question:
    answers = data["answers"]
    right = next(place for place, answer in enumerate(answers) if answer["right"])
    return Question(
        data["text"], tuple(answer["text"] for answer in answers), right, data["because"]
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
