"""The DSL looks at what everybody chose, and prints five minutes for the staff meeting."""

import random

import pytest

from compliance.publishing import publish_page
from people.access import Membership, today
from people.actions import SYSTEM
from people.models import User
from scenarios.content import load
from scenarios.runs import reading, take_step
from tests.cast import Cast, gather, member
from tests.journeys.conftest import Reader, Sits, signs_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLUG = "the-edge-of-the-game"


def walks(people: Cast, user: User, chance: random.Random) -> None:
    """Through the story as it falls."""
    here = Membership(user, people.school, frozenset(), (people.school.urn,))
    read = reading(here, SLUG)
    while not read.over:
        chosen = chance.choice(read.offered).id
        at = str(len(read.steps))
        read = take_step(read, edition="1", at=at, kind="choice", choice=chosen)


@pytest.fixture
def people() -> Cast:
    page = load(SLUG)
    publish_page(page=page, grade="correction", what_changed="First edition.", by=SYSTEM)
    cast, chance = gather(), random.Random(4)
    roles = ["teacher"] * 9 + ["teaching_assistant"] * 7 + ["midday_supervisor"] * 6 + ["governor"]
    for at, role in enumerate(roles):
        user = member(cast.school, f"P{at}", "Somebody", today(), role, mail=False)
        walks(cast, user, chance)
    return cast


@pytest.fixture
def ruth(people, sits: Sits) -> Reader:
    reader = sits("together")
    signs_in(reader, people.ruth)
    return reader


def test_a_lead_finds_what_we_chose_and_what_to_talk_about(ruth):
    ruth.goes_to("/school/scenarios/")
    ruth.presses("The edge of the game")
    assert "23 people have been in edition 1" in ruth.words
    assert ruth.page.get_by_role("table", name="The coats by the post").is_visible()
    assert ruth.page.get_by_role("img", name="A map of 14 passages").is_visible()
    assert "Somebody" not in ruth.words
    ruth.presses("Five minutes for the next staff meeting")
    assert ruth.page.get_by_role("heading", name="What helps").count() == 3


def test_the_shares_come_as_a_file(ruth, tmp_path):
    ruth.goes_to(f"/school/scenarios/{SLUG}/")
    with ruth.page.expect_download() as download:
        ruth.page.get_by_role("link", name="Download as CSV").click()
    download.value.save_as(tmp_path / "shares.csv")
    assert "Everybody" in (tmp_path / "shares.csv").read_text(encoding="utf-8")
