"""A midday supervisor walks every story to each of its endings, as a reader would: by pressing.

Axe looks at every page that she meets.
"""

from collections import deque

import pytest

from compliance.publishing import publish_page
from people.actions import SYSTEM
from people.contacts import contacts, slot_words
from register.models import Record
from scenarios.content import CONTENT, load, names
from scenarios.story import Story, begin, choose, is_over, open_choices, passage_of
from scenarios.story_file import read_story_file
from tests.cast import Cast, gather
from tests.journeys.conftest import DESK, PHONE, Reader, Sits, signs_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people() -> Cast:
    """The cast, at a school that has every scenario we ship."""
    for name in names():
        page = load(name)
        publish_page(page=page, grade="correction", what_changed="First edition.", by=SYSTEM)
    return gather()


def ways(story: Story) -> dict[str, list[str]]:
    """For each ending, the words of a shortest way to it."""
    found: dict[str, list[str]] = {}
    waiting = deque([(begin(story), [])])
    seen = {begin(story)}
    while waiting:
        state, words = waiting.popleft()
        if is_over(story, state):
            found.setdefault(state.passage, words)
        for choice in open_choices(story, state):
            after = choose(story, state, choice.id)
            if after not in seen:
                seen.add(after)
                waiting.append((after, [*words, choice.words]))
    return found


def as_said_here(people: Cast, text: str) -> str:
    for slot, words in slot_words(people.school, contacts(people.school)).items():
        text = text.replace("{" + slot + "}", words)
    return text


def chooses(reader: Reader, words: str) -> None:
    said = reader.page.get_by_text(words, exact=True)
    reader.page.locator("label.card").filter(has=said).click()
    reader.presses("Decide")


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize(
    ("screen", "script"),
    [
        pytest.param(PHONE, True, id="phone"),
        pytest.param(DESK, False, id="desk without JavaScript"),
    ],
)
def test_every_story_can_be_walked_to_each_of_its_endings(people, sits: Sits, name, screen, script):
    story = read_story_file(CONTENT / f"{name}.toml").story
    reader = sits(f"story-{name}", screen=screen, script=script)
    signs_in(reader, people.nadia)
    reader.goes_to(f"/scenarios/{name}/")
    reader.presses("Start")
    for ending, way in ways(story).items():
        for words in way:
            chooses(reader, as_said_here(people, words))
        assert reader.title == "What followed"
        first_line = passage_of(story, type(begin(story))(ending)).text.split(".")[0]
        assert as_said_here(people, first_line) in reader.words
        reader.presses("Try another way" if "Try another way" in reader.words else "another go")
    kinds = {story.by_name[ending].ending for ending in ways(story)}
    assert kinds == {"best", "acceptable", "unsafe"}
    assert Record.objects.filter(person=people.nadia.ref, item=name).count() == 1


def test_the_keyboard_alone_is_enough_and_begins_at_the_heading(people, sits: Sits):
    reader = sits("keyboard", screen=DESK)
    signs_in(reader, people.imran)
    page = reader.page
    reader.goes_to("/scenarios/the-edge-of-the-game/story/")
    for place in (1, 2):
        focused = page.evaluate("document.activeElement.textContent")
        assert focused == f"Decision {place}"
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Decide"
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "passage"


def test_whoever_chooses_nothing_is_told_so_and_led_to_the_choice(people, sits: Sits):
    reader = sits("nothing", screen=PHONE)
    signs_in(reader, people.imran)
    reader.goes_to("/scenarios/the-edge-of-the-game/story/")
    reader.presses("Decide")
    reader.presses("Choose one of the ways that are shown.")
    assert reader.page.evaluate("document.activeElement.name") == "choice"


def test_the_debrief_prints_whole_and_without_buttons(people, sits: Sits):
    reader = sits("print", screen=DESK)
    signs_in(reader, people.imran)
    story = read_story_file(CONTENT / "the-edge-of-the-game.toml").story
    reader.goes_to("/scenarios/the-edge-of-the-game/story/")
    for words in ways(story)["A place in the game"]:
        chooses(reader, as_said_here(people, words))
    reader.page.emulate_media(media="print")
    other = reader.page.locator("details p").first
    assert other.is_visible()
    for button in reader.page.locator(".btn, .tap").all():
        assert not button.is_visible()
    assert reader.page.locator("#source-1").is_visible()


def test_a_second_tab_that_was_left_behind_changes_nothing(people, sits: Sits):
    reader = sits("tabs", screen=PHONE)
    signs_in(reader, people.imran)
    reader.goes_to("/scenarios/the-edge-of-the-game/story/")
    behind = reader.page.context.new_page()
    behind.goto(reader.page.url)
    story = read_story_file(CONTENT / "the-edge-of-the-game.toml").story
    chooses(reader, as_said_here(people, ways(story)["A place in the game"][0]))
    behind.locator("label.card").last.click()
    behind.get_by_role("button", name="Decide").click()
    assert "This story has moved on since that page was opened." in behind.inner_text("body")
    assert behind.inner_text("#passage") == "Decision 2"
