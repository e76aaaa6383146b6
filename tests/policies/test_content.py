"""The model policies of the repository, into the site."""

import pytest

from policies.content import load, names
from policies.models import PolicyPage

pytestmark = pytest.mark.django_db


def test_the_two_policies_of_a_first_week_are_there() -> None:
    assert {"child-protection", "code-of-conduct"} <= set(names())


@pytest.mark.parametrize("name", names())
def test_a_policy_comes_in_as_a_draft_that_could_be_published(name: str) -> None:
    page = load(name)
    page.full_clean()
    assert not page.live
    assert page.get_parent().slug == "policies"
    assert page.not_ready() == []


def test_what_the_file_says_is_on_the_page() -> None:
    page = load("child-protection")
    told = page.snapshot()
    assert told["sections"][0]["id"] == "what-this-is-for"
    assert "<strong>everyone who works or helps here</strong>" in told["sections"][0]["body"]
    assert told["model_note"].startswith("This is a model.")
    assert told["checked_on"] == "2026-11-20"
    assert len(told["checked_against"].splitlines()) == 3


def test_loading_twice_changes_nothing() -> None:
    first = load("code-of-conduct").get_latest_revision()
    assert load("code-of-conduct").get_latest_revision() == first
    assert PolicyPage.objects.count() == 1
