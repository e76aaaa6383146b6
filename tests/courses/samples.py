"""A small module to read in tests: two lessons, three questions, a right answer that must be."""

import json
from datetime import date
from typing import Any

from cms.models import ShelfPage
from courses.models import ModulePage, QuestionBank
from register.actions import publish_edition
from register.models import SHARED, Edition

PUBLISHED = date(2026, 9, 1)
RIGHT = {"q-first": ["listen"], "q-proof": ["false"], "q-note": ["words", "time"]}
WRONG_MUST = RIGHT | {"q-first": ["ask"]}
TOO_FEW = RIGHT | {"q-proof": ["true"], "q-note": ["words"]}


def text(body: str, id: str = "text") -> dict[str, Any]:
    return {"type": "text", "id": id, "value": body}


def lesson(id: str, title: str, *content: dict[str, Any], **more: Any) -> dict[str, Any]:
    value = {
        "title": title,
        "lead": "",
        "minutes": 4,
        "content_note": "",
        "content": list(content) or [text("<p>Tell {dsl} today.</p>")],
        "sources": [],
        **more,
    }
    return {"type": "lesson", "id": id, "value": value}


def question(id: str, kind: str, must: bool, **options: bool) -> dict[str, Any]:
    value = {
        "text": f"What of {id}?",
        "kind": kind,
        "must": must,
        "explanation": f"The reason of {id}.",
        "options": [
            {
                "type": "item",
                "id": name,
                "value": {"text": f"Answer {name}", "right": right, "feedback": f"About {name}."},
            }
            for name, right in options.items()
        ],
    }
    return {"type": "question", "id": id, "value": value}


def _item(id: str, **value: Any) -> dict[str, Any]:
    return {"type": "item", "id": id, "value": value}


def order(id: str, *steps: str, must: bool = False) -> dict[str, Any]:
    """Steps in the right order; each is its own id."""
    value = {
        "text": f"In which order, {id}?",
        "must": must,
        "options": [_item(step, text=f"Step {step}") for step in steps],
        "otherwise": f"Think of {id} once more.",
        "explanation": f"The reason of {id}.",
    }
    return {"type": "order", "id": id, "value": value}


def match(id: str, must: bool = False, **partners: str) -> dict[str, Any]:
    value = {
        "text": f"What belongs to what, {id}?",
        "must": must,
        "options": [
            _item(name, text=f"This {name}", partner=partner, feedback=f"About {name}.")
            for name, partner in partners.items()
        ],
        "explanation": f"The reason of {id}.",
    }
    return {"type": "match", "id": id, "value": value}


def short(id: str, must: bool = False, **answers: bool) -> dict[str, Any]:
    value = {
        "text": f"What is it called, {id}?",
        "must": must,
        "options": [
            _item(name, text=name.replace("_", " "), right=right, feedback=f"About {name}.")
            for name, right in answers.items()
        ],
        "otherwise": f"Look at {id} again.",
        "explanation": f"The reason of {id}.",
    }
    return {"type": "short", "id": id, "value": value}


def from_bank(bank: QuestionBank, take: int | None = None, id: str = "draw") -> dict[str, Any]:
    return {"type": "bank", "id": id, "value": {"bank": bank.pk, "take": take}}


LESSONS = [lesson("who", "Who is who here"), lesson("tell", "When a child tells you something")]
QUESTIONS = [
    question("first", "one", True, listen=True, ask=False, leave=False),
    question("proof", "true_false", False, true=False, false=True),
    question("note", "several", False, words=True, blame=False, time=True),
]


def draft(slug: str = "induction", **fields: Any) -> ModulePage:
    """A draft on the shelf of modules."""
    page = ModulePage(
        slug=slug,
        title="Induction",
        why="So that you know who to tell.",
        content_note="It speaks of harm to children, without pictures.",
        lessons=json.dumps(fields.pop("lessons", LESSONS)),
        questions=json.dumps(fields.pop("questions", QUESTIONS)),
        pass_mark=fields.pop("pass_mark", 60),
        **fields,
    )
    ShelfPage.objects.get(slug="modules").add_child(instance=page)
    page.save_revision()
    return page


def bank(title: str = "A bank", questions: list[Any] | None = None, **more: Any) -> QuestionBank:
    """A bank that is published, with the three questions if none are given."""
    asked = QUESTIONS if questions is None else questions
    return QuestionBank.objects.create(title=title, questions=json.dumps(asked), **more)


def published(page: ModulePage, chain: str = SHARED, on: date = PUBLISHED, **more: Any) -> Edition:
    """An edition of what the page says now."""
    return publish_edition(
        item=page.slug,
        chain=chain,
        title=page.title,
        data=page.snapshot_bytes(),
        media_type="application/json",
        grade=more.pop("grade", "correction"),
        published_on=on,
        approved_by="tests",
        by="tests",
        **more,
    )
