"""A small published story, and somebody who plays it by pressing what is on the page."""

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.test import Client

from people.models import User
from register.actions import publish_edition
from register.models import SHARED, Edition
from scenarios.models import Step
from scenarios.story import Story, to_data
from tests.scenarios.small_stories import SOURCE, choice, ending, flags, passage, story

SLUG = "the-field"
HOME, STORY, DEBRIEF = (f"/scenarios/{SLUG}/{part}" for part in ("", "story/", "debrief/"))

FIELD = replace(
    story(
        passage(
            "Field",
            choice("Door", "write", words="Write it down", sets=flags("wrote")),
            choice("Door", "remember", words="Keep it in mind", rating="fair", shown="debrief",
                   feedback="Some words were lost."),
            choice("Wait", "wait", words="Wait a week", rating="poor", red_line="Putting it off",
                   feedback="A week went by.", citations=(SOURCE,)),
        ),
        passage(
            "Door",
            choice("Helped", "tell", words="Tell {dsl} today"),
            choice("Late", "envelope", words="Push it under the door", rating="fair"),
            choice("Helped", "hand-over", words="Hand over the sheet", needs=flags("wrote")),
        ),
        passage("Wait", choice("Harm", "on", words="Wait on", rating="poor"),
                choice("Door", "now", words="Go now", repair=True)),
        replace(ending("Helped"), text="Somebody sat with her."),
        ending("Late", "acceptable"),
        ending("Harm", "unsafe", explanation="Nobody had been told."),
    ),
    title="On the field",
    lead="You are on lunch duty.",
    key="Tell somebody.",
    reflection="Who would you tell?",
    invented="Names are invented.",
)  # fmt: skip


def snapshot(told: Story = FIELD) -> dict[str, Any]:
    """What `ScenarioPage.snapshot` gives for a story."""
    return {
        "kind": "scenario",
        "title": told.title,
        "lead": told.lead,
        "why": "A story with choices.",
        "content_note": "It speaks of a child who is left out.",
        "minutes": 5,
        "checked_against": "The guidance, 2026\nOur policy",
        "checked_on": "2026-11-20",
        "review_on": None,
        "story": to_data(told),
    }


def publish(told: Story = FIELD, chain: str = SHARED, on: date = date(2026, 9, 1)) -> Edition:
    """The next edition of the story."""
    return publish_edition(
        item=SLUG,
        chain=chain,
        title=told.title,
        data=json.dumps(snapshot(told)).encode(),
        media_type="application/json",
        grade="correction",
        published_on=on,
        approved_by="tests",
        by="tests",
    )


@dataclass
class Player:
    """A person at a browser, who sends the forms that the pages hold."""

    client: Client
    user: User

    def __post_init__(self) -> None:
        self.client.force_login(self.user)

    def opens(self, address: str) -> HttpResponse:
        return self.client.get(address)

    def reads(self, address: str = STORY) -> str:
        response = self.client.get(address, follow=True)
        assert response.status_code == 200, (address, response.status_code)
        return response.content.decode()

    def form(self, address: str = STORY) -> dict[str, str]:
        """The hidden fields of the page as it stands."""
        html = self.reads(address)
        return {name: re.search(f'name="{name}" value="(.*?)"', html)[1] for name in PLACE}

    def sends(self, form: dict[str, str], **pressed: str) -> HttpResponse:
        return self.client.post(STORY, form | pressed)

    def takes(self, *choices: str) -> HttpResponse:
        """Each choice by its id, or `back` or `again`, from a page that was just opened."""
        for each in choices:
            name = "step" if each in {"back", "again"} else "choice"
            response = self.sends(self.form(), **{name: each})
            assert response.status_code == 302, response.content.decode()
        return response

    @property
    def trail(self) -> list[str]:
        steps = Step.objects.filter(run__person=self.user.ref).order_by("run", "number")
        return [step.choice or step.kind for step in steps]


PLACE = ("edition", "at")
