"""An editor looks at the map of a story, walks the draft, and prints its proof sheet."""

import pytest

from scenarios.content import load
from scenarios.models import ScenarioPage
from tests.cast import Cast, gather
from tests.journeys.conftest import DESK, Reader, Sits, signs_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STORY = "/scenarios/the-edge-of-the-game/"


@pytest.fixture
def people() -> Cast:
    load("the-edge-of-the-game")
    return gather()


@pytest.fixture
def ruth(people, sits: Sits) -> Reader:
    reader = sits("map")
    signs_in(reader, people.ruth)
    return reader


def test_the_map_can_be_seen_and_read(ruth):
    ruth.goes_to(f"{STORY}map/")
    assert ruth.page.get_by_role("img", name="A map of 14 passages").is_visible()
    row = ruth.page.get_by_role("row").filter(has_text="1. The coats by the post")
    assert "Call Kit and Ruben over, with Jory" in row.inner_text()
    assert "red line: Staging a confrontation" in row.inner_text()


def test_picture_and_outline_scroll_by_the_keyboard(ruth):
    ruth.goes_to(f"{STORY}map/")
    for name in ("The map", "Outline"):
        region = ruth.page.get_by_role("region", name=name)
        region.focus()
        assert region.evaluate("region => region === document.activeElement")


def test_a_draft_is_walked_from_any_passage(ruth):
    ruth.goes_to(f"{STORY}map/")
    ruth.presses("A closed door")
    assert ruth.title == "A closed door"
    ruth.presses("Ask the office to find anyone at all")
    assert "It took the office four minutes" in ruth.words
    assert ruth.title == "What was said"
    ruth.presses("Map")
    ruth.goes_to(f"{STORY}try/?from=Behind%20the%20shed")
    assert "Why it ended so" in ruth.words


def test_the_proof_sheet_is_one_or_two_sides(people, sits: Sits, tmp_path):
    from pypdf import PdfReader

    reader = sits("proof", screen=DESK)
    signs_in(reader, people.ruth)
    reader.goes_to(f"{STORY}proof/")
    reader.page.pdf(path=tmp_path / "proof.pdf", prefer_css_page_size=True)
    pages = PdfReader(tmp_path / "proof.pdf").pages
    assert len(pages) <= 2
    words = " ".join(page.extract_text() for page in pages)
    assert "SC13" in words
    assert "Behind the shed" in words


def test_a_name_that_is_changed_in_the_editor_is_offered_at_once_and_missed_on_saving(
    people, sits: Sits
):
    reader = sits("editor", screen=DESK)
    signs_in(reader, people.ruth)
    page, pk = reader.page, ScenarioPage.objects.get().pk
    page.goto(f"{reader.site}/admin/pages/{pk}/edit/")
    assert "Nothing stands in the way of publishing this draft." in reader.words
    page.get_by_role("button", name="Collapse all").click()
    page.get_by_role("button", name="Expand all").click()
    page.locator('[name="passages-1-value-name"]').fill("What she asks")
    page.locator('[name="passages-0-value-choices-1-value-target"]').focus()
    offered = page.locator("#passage-names option").all_text_contents()
    assert "What she asks" in offered
    assert "What Asha asks" not in offered
    page.get_by_role("button", name="Save draft").click()
    said = page.get_by_text("SC01: No passage is called “What Asha asks”.")
    said.wait_for()
    assert "Did you mean “What she asks”?" in reader.words
