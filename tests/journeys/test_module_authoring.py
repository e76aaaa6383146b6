"""A module is written from nothing in the editor, published, and taken on a phone."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from courses.models import Reflection
from register.models import Record
from tests.cast import Cast, gather
from tests.journeys.conftest import DESK, PHONE, Reader, Sits, signs_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "I would look at the clock and think of my bus."


@pytest.fixture
def people() -> Cast:
    return gather()


def test_a_module_is_written_published_and_taken(people: Cast, sits: Sits, tmp_path: Path):
    editor = sits("module-editor", screen=DESK)
    signs_in(editor, people.ruth)
    page = editor.page
    page.goto(f"{editor.site}/admin/")
    page.get_by_role("link", name="A module", exact=True).click()
    _writes_a_lesson(page, tmp_path / "gate.jpg")
    _saves(page)
    _is_told(page, "Write at least one question.")
    _is_told(page, "say what the picture “gate” shows")
    page.locator('[name="lessons-0-value-content-1-value-picture-alt_text"]').fill("A shut gate")
    _writes_a_question(page)
    _saves(page)
    _is_told(page, "Nothing stands in the way of publishing this draft.")
    page.get_by_role("link", name="Publish it as an edition").click()
    editor.looks()
    editor.presses("Publish this edition")
    assert "At the gate: edition 1 is in force." in editor.words

    learner = sits("module-learner", screen=PHONE)
    signs_in(learner, people.imran)
    _takes(learner)
    assert Record.objects.get(person=people.imran.ref).title == "At the gate"


def _writes_a_lesson(page: Page, picture: Path) -> None:
    page.get_by_placeholder("Page title").fill("At the gate")
    lessons = page.locator('[data-contentpath="lessons"]')
    _adds(page, lessons)
    page.locator('[name="lessons-0-value-title"]').fill("The last child")
    content = lessons.locator('[data-contentpath="content"]')
    _adds(page, content, "Text")
    content.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type("It is twenty to four. One child is left. Tell {dsl}.")
    _adds(page, content, "Picture")
    page.get_by_role("button", name="Choose an image").click()
    page.get_by_role("tab", name="Upload").click()
    Image.new("RGB", (800, 400), "#486").save(picture)
    page.locator(".modal [type=file]").set_input_files(picture)
    expect(page.locator(".modal").get_by_label("Title")).to_have_value("gate")
    page.locator(".modal").get_by_role("button", name="Upload").click()
    expect(page.locator(".modal")).to_be_hidden()
    _adds(page, content, "A moment to think")
    page.locator('[name$="-value-prompt"]').fill("What would make it hard to stay?")


def _writes_a_question(page: Page) -> None:
    questions = page.locator('[data-contentpath="questions"]')
    _adds(page, questions, "Question with answers to choose from")
    page.locator('[name="questions-0-value-text"]').fill("Nobody comes. What now?")
    answer = '[name="questions-0-value-options-{}-value-text"]'
    page.locator(answer.format(0)).fill("Stay with him, and send for the office")
    questions.get_by_role("button", name="Add").last.click()
    page.locator(answer.format(1)).fill("Go home")
    page.locator('[name="questions-0-value-options-0-value-right"]').check()


def _adds(page: Page, where: Locator, what: str = "") -> None:
    """A block at the end; where there is only one kind, it is not asked for."""
    where.get_by_role("button", name="Insert a block").last.click()
    if what:
        page.get_by_role("option", name=what, exact=True).click()


def _saves(page: Page) -> None:
    page.get_by_role("button", name="Save draft").click()


def _is_told(page: Page, words: str) -> None:
    """Once the page is there again: saving by itself changes its address as well."""
    expect(page.locator("body")).to_contain_text(words, timeout=15_000)


def _takes(learner: Reader) -> None:
    learner.goes_to("/modules/at-the-gate/")
    learner.presses("Start")
    assert "Tell Ruth Otterby" in learner.words
    picture = learner.page.get_by_role("img", name="A shut gate")
    picture.scroll_into_view_if_needed()
    learner.page.wait_for_function("document.querySelector('figure img').naturalWidth === 800")
    learner.page.get_by_label("What would make it hard to stay?").fill(WORDS)
    learner.presses("Carry on to the questions")
    assert Reflection.objects.get().words == WORDS
    learner.page.get_by_label("Stay with him").check()
    learner.presses("See how it went")
    assert learner.title == "Finished"
    learner.goes_to("/my-reflections/")
    assert WORDS in learner.words
