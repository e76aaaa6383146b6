"""Journey 1 (docs/look.md): a new teaching assistant, from her invitation to her certificate;
then the DSL sees it and the headteacher holds the certificate."""

import io
import tomllib
import zipfile
from collections import deque
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader

from certificates.models import Certificate
from outbox.models import Message
from people.contacts import contacts, slot_words
from people.models import School, User
from register.models import Record
from scenarios.content import CONTENT
from scenarios.story import begin, choose, is_over, open_choices, passage_of
from scenarios.story_file import read_story_file
from tests.journeys.conftest import DESK, PHONE, Reader, Sits, steps_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
INDUCTION = tomllib.loads((ROOT / "courses/content/induction.toml").read_text())
SCREENS = [
    pytest.param(PHONE, True, id="phone"),
    pytest.param(PHONE, False, id="phone without JavaScript"),
]


def opens_her_invitation(nadia: Reader) -> None:
    """Three taps from the mail to the first lesson."""
    letter = Message.objects.get(key__startswith="invitation:")
    address = next(word for word in letter.body.split() if "/welcome/" in word)
    nadia.goes_to(urlsplit(address).path)
    nadia.presses("Open my list")
    assert nadia.title == "Two things to do before you start"


def reads_the_module(nadia: Reader) -> None:
    """In three sittings: two lessons, then three more after leaving, then the questions."""
    lessons = [lesson["title"] for lesson in INDUCTION["lessons"]]
    main = nadia.page.locator("main")
    nadia.follows(main.get_by_role("link", name=INDUCTION["title"], exact=True))
    nadia.presses("Start")
    for title in lessons[:2]:
        assert nadia.title == title
        nadia.presses("Carry on")
    nadia.presses("Leave for now")
    nadia.presses("Carry on with lesson 3 of 7")
    for title in lessons[2:5]:
        assert nadia.title == title
        nadia.presses("Carry on")
    nadia.presses("Leave for now")
    nadia.presses("Carry on with lesson 6 of 7")
    nadia.presses("Carry on")
    nadia.presses("Carry on")


def as_said_here(text: str) -> str:
    """The words with this school's people in their slots."""
    school = School.objects.get(urn="900001")
    for slot, words in slot_words(school, contacts(school)).items():
        text = text.replace("{" + slot + "}", words)
    return text


def answers(nadia: Reader, *, rightly: bool) -> None:
    """Each question by the words of its options, as a reader would."""
    for question in INDUCTION["quiz"]["questions"]:
        legend = as_said_here(question["text"])
        group = nadia.page.get_by_role("group").filter(has_text=legend)
        for option in question["options"]:
            if option.get("right", False) == rightly:
                words = as_said_here(option["text"])
                group.locator("label").filter(has=nadia.page.get_by_text(words, exact=True)).click()
                if question["kind"] != "several":
                    break
    nadia.presses("See how it went")


def signs(nadia: Reader, title: str) -> None:
    """A policy or a document from her list, by typing her name."""
    nadia.goes_to("/my-training/")
    main = nadia.page.locator("main")
    nadia.follows(main.get_by_role("link", name=title, exact=True).first)
    nadia.page.get_by_label("Type your full name").fill("nadia  fernhollow")
    nadia.presses("I have read and understood this")
    assert nadia.title == "You have signed"


def best_way() -> list[str]:
    """The words of a shortest way to a best ending."""
    story = read_story_file(CONTENT / "the-edge-of-the-game.toml").story
    waiting = deque([(begin(story), [])])
    while waiting:
        state, words = waiting.popleft()
        if is_over(story, state):
            if passage_of(story, state).ending == "best":
                return words
            continue
        for choice in open_choices(story, state):
            waiting.append((choose(story, state, choice.id), [*words, choice.words]))
    raise AssertionError("no best ending")


def goes_through_the_scenario(nadia: Reader) -> None:
    nadia.goes_to("/scenarios/the-edge-of-the-game/")
    nadia.presses("Start")
    for words in best_way():
        said = nadia.page.get_by_text(as_said_here(words), exact=True)
        nadia.page.locator("label.card").filter(has=said).click()
        nadia.presses("Decide")
    assert nadia.title == "What followed"
    assert "Where this comes from" in nadia.words


def holds_her_certificate(nadia: Reader) -> None:
    nadia.goes_to("/my-certificates/")
    assert INDUCTION["title"] in nadia.words
    address = nadia.page.locator("a[href$='.pdf']").first.get_attribute("href")
    answer = nadia.page.request.get(nadia.site + address)
    printed = PdfReader(io.BytesIO(answer.body())).pages[0].extract_text()
    assert "Nadia Fernhollow" in printed


@pytest.mark.parametrize(("screen", "script"), SCREENS)
def test_a_new_teaching_assistant_works_through_her_list_to_her_certificate(
    demo, sits: Sits, screen, script
):
    nadia = sits("nadia", screen=screen, script=script)
    opens_her_invitation(nadia)
    reads_the_module(nadia)
    answers(nadia, rightly=False)
    assert nadia.title == "Not quite yet"
    nadia.presses("Try again")
    answers(nadia, rightly=True)
    assert nadia.title == "Finished"
    for title in ("Child protection policy", "Staff code of conduct"):
        signs(nadia, title)
    signs(nadia, "Keeping children safe in education, Part one")
    goes_through_the_scenario(nadia)
    nadia.goes_to("/my-training/")
    assert "before you start" not in nadia.title
    holds_her_certificate(nadia)


def test_the_dsl_sees_who_is_late_and_why(demo, sits: Sits):
    ruth = sits("ruth", screen=DESK)
    steps_in(ruth, "Ruth Otterby")
    ruth.goes_to("/school/")
    assert ruth.title == "4 people are late"
    ruth.follows(ruth.page.get_by_role("link", name="Late since").first)
    assert "nothing is recorded" in ruth.words or "late since" in ruth.words.lower()


def test_the_headteacher_takes_the_certificates_away_in_one_file(demo, sits: Sits, tmp_path):
    comfort = sits("comfort", screen=PHONE)
    steps_in(comfort, "Comfort Marrowell")
    comfort.goes_to("/school/certificates/")
    with comfort.page.expect_download() as download:
        comfort.page.get_by_role("button", name="Download").first.click()
    path = tmp_path / "certificates.zip"
    download.value.save_as(path)
    names = zipfile.ZipFile(path).namelist()
    assert "index.csv" in " ".join(names)
    issued = Certificate.objects.filter(chain="900001").count()
    assert sum(name.endswith(".pdf") for name in names) == issued > 5


def test_nobody_of_another_school_is_seen(demo, sits: Sits):
    eleri = sits("eleri", screen=DESK)
    steps_in(eleri, "Eleri Moorcroft")
    nadia = User.objects.get(last_name="Fernhollow")
    assert eleri.page.goto(f"{eleri.site}/school/people/{nadia.ref}/").status == 404
    eleri.goes_to("/school/")
    assert "Fernhollow" not in eleri.words


def test_what_a_reader_did_is_in_the_ledger_once(demo, sits: Sits):
    nadia = sits("nadia-twice")
    steps_in(nadia, "Nadia Fernhollow")
    signs(nadia, "Child protection policy")
    nadia.page.go_back()
    nadia.page.go_back()
    nadia.page.reload()
    person = User.objects.get(last_name="Fernhollow").ref
    assert Record.objects.filter(person=person, item="child-protection").count() == 1
