"""How a story stands: what is proved of it, what to put right, and who accepted what is not."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scenarios.case import DISPROVED, PROVED, Answer
from scenarios.checks import REFUSING, check
from scenarios.models import Acceptance, ScenarioPage, Source
from scenarios.sources import cited, claims_too_much
from scenarios.story import BadStory, Story, from_data

QUESTIONS = {
    "SC01": "It has one start, and every choice leads to a passage",
    "SC02": "Every passage can be reached",
    "SC03": "From every passage an ending can be reached",
    "SC04": "Every walk ends",
    "SC05": "Every ending is declared",
    "SC06": "A best ending can be reached",
    "SC07": "Every choice has feedback",
    "SC08": "Every ending but the best is explained and cited",
    "SC09": "Nobody crosses a red line, repairs nothing, and still ends best",
    "SC10": "Every way to a best ending scores more than any to an unsafe one",
    "SC11": "The good choice is not given away by its place or its length",
    "SC12": "Every citation names a source that is listed",
    "SC13": "Every choice is on offer to somebody",
}
WORDS = {"proved": "Proved", "disproved": "Disproved", "not_proved": "Not proved"}


@dataclass(frozen=True)
class Line:
    """One check: what is asked, what was found, and who accepted it where it is not proved."""

    code: str
    question: str
    answer: Answer
    refuses: bool
    accepted: Acceptance | None

    @property
    def words(self) -> str:
        return WORDS[self.answer.answer]

    @property
    def walk(self) -> str:
        """The walk that disproves it, or nothing."""
        path = self.answer.path if self.answer.answer == DISPROVED else ()
        more = f" and {len(path) - LONGEST:,} more" if len(path) > LONGEST else ""
        return f"Walk: {' → '.join(path[:LONGEST])}{more}." if path else ""

    @property
    def waits(self) -> bool:
        """Whether somebody has to accept it by name before the story is published."""
        return not (self.refuses or self.accepted or self.answer.answer == PROVED)

    @property
    def sentence(self) -> str:
        """What to do about it; nothing where all is well."""
        said = " ".join(filter(None, [f"{self.code}: {self.answer.why}", self.walk]))
        if self.refuses:
            return said
        return f"{said} {ACCEPT}" if self.waits else ""


LONGEST = 12  # passages of a walk that one sentence names
ACCEPT = "Put it right, or accept it by name on the proof sheet."


@dataclass(frozen=True)
class Proof:
    """Every answer about one exact story."""

    story: Story
    digest: str
    lines: tuple[Line, ...]
    sources: Mapping[str, Source]

    @property
    def in_the_way(self) -> list[str]:
        """What stands between the story and its publication, each as a sentence."""
        return [line.sentence for line in self.lines if line.sentence]

    @cached_property
    def advice(self) -> list[str]:
        """What is worth a look and stands in nobody's way."""
        about = [
            (passage, citation, self.sources[citation.cite])
            for passage, citation in cited(self.story)
            if citation.cite in self.sources
        ]
        said = [
            f"In “{passage.name}” “{source}” is cited as “{citation.force}”: the sources list "
            f"says “{source.force}” at most."
            for passage, citation, source in about
            if claims_too_much(citation, source)
        ]
        said += [
            f"There is a newer edition of “{source}”: look at what is cited."
            for _, _, source in about
            if source.superseded
        ]
        return list(dict.fromkeys(said))


def prove(page: ScenarioPage) -> Proof:
    """The answers about a page's story as it stands. Two queries. Raises BadStory."""
    data = page.story
    story, digest = from_data(data), digest_of(data)
    sources = {source.cite: source for source in Source.objects.all()}
    old = {cite for cite, source in sources.items() if source.superseded}
    answers = check(story, sources, old)
    accepted = {
        each.code: each for each in Acceptance.objects.filter(page_id=page.pk, digest=digest)
    }
    lines = [
        Line(
            code,
            QUESTIONS[code],
            answer,
            code in REFUSING and answer.answer == DISPROVED,
            accepted.get(code),
        )
        for code, answer in answers.items()
    ]
    return Proof(story, digest, tuple(lines), sources)


def digest_of(data: Mapping[str, Any]) -> str:
    """The story's own digest: an acceptance holds for these very words."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def what_stands_in_the_way(page: ScenarioPage) -> list[str]:
    """Why a page's story cannot be published yet, each as a sentence."""
    if not page.passages:
        return ["Write the first passage."]
    try:
        return prove(page).in_the_way
    except BadStory as fault:
        return [str(fault)]


def panel(page: ScenarioPage) -> dict[str, Any]:
    """What the editor's panel shows."""
    context: dict[str, Any] = {"page": page, "sources": Source.objects.all()}
    if not page.pk or not page.passages:
        return context
    try:
        return context | {"proof": prove(page)}
    except BadStory as fault:
        return context | {"fault": str(fault)}
