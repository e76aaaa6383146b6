"""Modules that come with Inset, from courses/content/*.toml into the site as drafts.

Ids in a file are the ids in the page, and those that a file does not give are counted, so that a
file makes the same page, to the byte, wherever it is loaded.
"""

import json
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction

from cms.drafts import save_draft
from cms.markdown import to_html
from courses.marking import CHOICES, MATCH, ORDER, SHORT
from courses.models import ModulePage

FOLDER = Path(__file__).with_suffix("")
_AS_HTML = {("text", "body"), ("case", "body")}
_OF_OPTIONS = {
    **dict.fromkeys((*CHOICES, SHORT), ("text", "right", "feedback")),
    ORDER: ("text",),
    MATCH: ("text", "partner", "feedback"),
}

Raw = dict[str, Any]  # a value as a stream field stores it


def names() -> list[str]:
    """The names of all files, which are the slugs of their modules."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@transaction.atomic
def load(name: str) -> ModulePage:
    """The module of this file as a draft on the shelf of modules; publishing is the caller's.

    A file that has not changed since it was loaded changes nothing, whatever editors have made of
    the page. Raises FileNotFoundError for a name that is none.
    """
    file = (FOLDER / f"{name}.toml").read_bytes()
    digest, data = sha256(file).hexdigest(), tomllib.loads(file.decode())
    page = ModulePage.objects.filter(slug=data["slug"]).first()
    if page and page.get_latest_revision_as_object().file_digest == digest:
        return page
    shown = _fields(data) | {"file_digest": digest}
    page = save_draft(ModulePage, shelf=ModulePage.shelf, slug=data["slug"], **shown)
    return ModulePage.objects.get(pk=page.pk)


def _fields(data: dict[str, Any]) -> dict[str, Any]:
    """What the file says, by the page's fields."""
    quiz = data["quiz"]
    alike = ("title", "lead", "why", "content_note", "audience", "checked_on", "review_on")
    return {name: data[name] for name in alike} | {
        "checked_against": "\n".join(data["checked_against"]),
        "lessons": json.dumps([_lesson(lesson) for lesson in data["lessons"]]),
        "quiz_title": quiz["title"],
        "quiz_lead": quiz["lead"],
        "pass_mark": quiz["pass_mark"],
        "shuffled": quiz.get("shuffled", False),
        "tries": quiz.get("tries", 0),
        "wait_minutes": quiz.get("wait_minutes", 0),
        "questions": json.dumps([_question(question) for question in quiz["questions"]]),
    }


def _lesson(lesson: dict[str, Any]) -> Raw:
    id = lesson["id"]
    blocks = [
        (_id(id, number, each), each) for number, each in enumerate(lesson["blocks"], start=1)
    ]
    value = {
        "title": lesson["title"],
        "lead": lesson["lead"],
        "minutes": lesson["minutes"],
        "content_note": lesson.get("content_note", ""),
        "content": [
            {"type": block["kind"], "id": its_id, "value": _block(its_id, block)}
            for its_id, block in blocks
        ],
        "sources": _items(
            f"{id}-source",
            [{"where": "", "note": "", **source} for source in lesson.get("sources", [])],
        ),
    }
    return {"type": "lesson", "id": id, "value": value}


def _id(lesson: str, number: int, block: dict[str, Any]) -> str:
    """A moment to think, of which a lesson has one, keeps its id wherever it stands: what people
    wrote there is kept by it.
    """
    return f"{lesson}-think" if block["kind"] == "reflection" else f"{lesson}-{number}"


def _block(id: str, block: dict[str, Any]) -> Any:
    """The value of one block: text is HTML by itself, every other kind has named fields."""
    kind = block["kind"]
    value = {
        name: to_html(words) if (kind, name) in _AS_HTML else words
        for name, words in block.items()
        if name != "kind"
    }
    if kind == "text":
        return value["body"]
    if kind == "say":
        value.setdefault("who", "")
    if kind == "table":
        return _table(value)
    if kind == "checklist":
        value["items"] = _items(id, value["items"])
    return value


def _table(value: dict[str, Any]) -> Raw:
    return {
        "columns": [{"type": "text", "heading": heading} for heading in value["columns"]],
        "rows": [{"values": row} for row in value["rows"]],
        "caption": value["caption"],
    }


def _items(id: str, values: list[Any]) -> list[Raw]:
    return [
        {"type": "item", "id": f"{id}-{number}", "value": value}
        for number, value in enumerate(values, start=1)
    ]


def _question(question: dict[str, Any]) -> Raw:
    """What is answered by choosing has its kind for a field, every other kind for a block."""
    kind = question["kind"]
    chosen = kind in CHOICES
    value = {name: question[name] for name in ("text", "must", "explanation")}
    value |= {"kind": kind} if chosen else {"otherwise": question.get("otherwise", "")}
    if kind == MATCH:
        del value["otherwise"]
    value["options"] = [
        {
            "type": "item",
            "id": option["id"],
            "value": {name: option.get(name, "") for name in _OF_OPTIONS[kind]},
        }
        for option in question["options"]
    ]
    return {"type": "question" if chosen else kind, "id": question["id"], "value": value}
