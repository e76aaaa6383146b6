"""The repository's model policies, into the site as drafts."""

import json
import tomllib
from pathlib import Path
from typing import Any

from cms.drafts import save_draft
from cms.markdown import to_html
from policies.models import PolicyPage

CONTENT = Path(__file__).parent / "content"
LATER = CONTENT / "editions"  # later editions of the same, to show what a change looks like


def names() -> list[str]:
    """Every model policy that the repository has."""
    return sorted(path.stem for path in CONTENT.glob("*.toml"))


def load(name: str) -> PolicyPage:
    """The policy of this name as a draft; unchanged content changes nothing."""
    return _draft(CONTENT / f"{name}.toml")


def load_later(name: str, number: int) -> PolicyPage:
    """A later edition of the policy as a draft; its file is `editions/<name>-<number>.toml`."""
    return _draft(LATER / f"{name}-{number}.toml")


def _draft(path: Path) -> PolicyPage:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    sections = [
        {
            "type": "section",
            "id": each["id"],
            "value": {"title": each["title"], "body": to_html(each["body"])},
        }
        for each in told["sections"]
    ]
    sources = [
        {"type": "source", "id": f"source-{number}", "value": {"where": "", "note": ""} | each}
        for number, each in enumerate(told["sources"], start=1)
    ]
    questions = [
        {"type": "question", "id": f"question-{number}", "value": _question(each)}
        for number, each in enumerate(told.get("questions", ()), start=1)
    ]
    return save_draft(
        PolicyPage,
        shelf="policies",
        slug=told["slug"],
        title=told["title"],
        lead=told["lead"],
        why=told["why"],
        minutes=told["minutes"],
        model_note=told["model_note"],
        statement=told["statement"],
        checked_against="\n".join(told["checked_against"]),
        checked_on=told["checked_on"],
        review_on=told["review_on"],
        statutory_as=told.get("statutory_as", ""),
        sections=json.dumps(sections),
        sources=json.dumps(sources),
        questions=json.dumps(questions),
    )


def _question(told: dict[str, Any]) -> dict[str, Any]:
    """A question as its block keeps it, each answer under an id that stays the same."""
    answers = [
        {"type": "item", "id": f"answer-{number}", "value": each}
        for number, each in enumerate(told["answers"], start=1)
    ]
    return told | {"answers": answers}
