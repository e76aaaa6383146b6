"""The sources list: what a citation may name, how far each binds, and which are out of date."""

import tomllib
from pathlib import Path

from scenarios.models import Source
from scenarios.story import Citation, Passage, Story

FILE = Path(__file__).with_suffix(".toml")


def add_ours() -> None:
    """The list that comes with Inset, into the site; what a school has made of it stays."""
    listed = tomllib.loads(FILE.read_text(encoding="utf-8"))["sources"]
    Source.objects.bulk_create([Source(**each) for each in listed], ignore_conflicts=True)


def cited(story: Story) -> list[tuple[Passage, Citation]]:
    """Every citation of a story, with the passage in which it stands."""
    return [
        (passage, citation)
        for passage in story.passages
        for part in (passage, *passage.choices)
        for citation in part.citations
    ]


def claims_too_much(citation: Citation, source: Source) -> bool:
    """Whether the citation says that it binds more than its source can."""
    return _BINDS.get(citation.force, 0) > _BINDS.get(source.force, 0)


_BINDS = {"must": 3, "should": 2, "advice": 1}
