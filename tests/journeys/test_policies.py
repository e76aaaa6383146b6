"""The policy part of journey 5 (docs/look.md): a returning teacher reads only what changed and
signs; the DSL sees it and enters a sheet signed on paper; the headteacher approves and prints."""

import io

import pytest
from pypdf import PdfReader
from wagtail.models import Page

from people.models import User
from register.models import Edition, Record
from tests.journeys.conftest import DESK, PHONE, Reader, Sits, steps_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BEHAVIOUR = "/school/policies/behaviour/"


def reads_what_changed_and_signs(mei: Reader) -> None:
    main = mei.page.locator("main")
    mei.goes_to("/my-training/")
    mei.follows(main.get_by_role("link", name="Behaviour, with its safeguarding addendum").first)
    assert mei.title.endswith("changed since you signed")
    assert main.locator("ins, del").count() > 3
    assert "word for word as before" in mei.words
    mei.page.get_by_label("Type your full name").fill("mei hollowbank")
    mei.presses("I have read and understood this")
    assert mei.title == "You have signed"


def asks(mei: Reader) -> None:
    mei.goes_to("/policies/behaviour/ask/")
    mei.page.get_by_label("I would like to know").fill("Does this hold on the bus?")
    mei.presses("Send this question")
    assert "What you wrote went to Ruth Otterby" in mei.words


def sees_it_as_evidence_and_answers(ruth: Reader) -> None:
    ruth.goes_to("/school/")
    ruth.presses("Policies")
    ruth.follows(ruth.page.get_by_role("link", name="Behaviour, with").first)
    row = ruth.page.get_by_role("row").filter(has_text="Mei Hollowbank")
    assert "Edition 2" in row.inner_text()
    assert "by themselves" in row.inner_text()
    ruth.follows(ruth.page.get_by_role("link", name="Write an answer to Mei Hollowbank"))
    ruth.page.get_by_label("Your answer").fill("Yes, and on the way to it.")
    ruth.presses("Send this answer")
    assert "Your answer went to Mei Hollowbank" in ruth.words


def enters_a_sheet(ruth: Reader) -> None:
    ruth.presses("A sheet to sign on paper")
    assert Edition.objects.filter(item="behaviour", number=2).get().digest in ruth.words
    ruth.presses("enter what was signed")
    ruth.page.get_by_label("Bronwen Hartsease").check()
    ruth.presses("Enter these signatures")
    assert "1 signature is written down, as signed on paper" in ruth.words
    assert ruth.page.get_by_text("on paper; entered by Ruth Otterby").count() == 2


def prints_it(comfort: Reader) -> str:
    """What stands on the paper."""
    comfort.goes_to(BEHAVIOUR)
    comfort.page.emulate_media(media="print")
    printed = PdfReader(io.BytesIO(comfort.page.pdf(prefer_css_page_size=True)))
    return " ".join(" ".join(page.extract_text() for page in printed.pages).split())


@pytest.mark.parametrize("script", [True, False], ids=["phone", "phone without JavaScript"])
def test_a_returning_teacher_signs_what_changed_and_it_is_evidence(
    demo, sits: Sits, script: bool
) -> None:
    mei = sits("mei", screen=PHONE, script=script)
    steps_in(mei, "Mei Hollowbank")
    reads_what_changed_and_signs(mei)
    asks(mei)
    ruth = sits("ruth", screen=PHONE if script else DESK, script=script)
    steps_in(ruth, "Ruth Otterby")
    sees_it_as_evidence_and_answers(ruth)
    enters_a_sheet(ruth)
    mei.goes_to("/policies/behaviour/")
    assert "Ruth Otterby answered: “Yes, and on the way to it.”" in mei.words
    comfort = sits("comfort", screen=DESK, script=script)
    steps_in(comfort, "Comfort Marrowell")
    paper = prints_it(comfort)
    for said in (
        "Larkfield Primary School",
        "11 of 14 people have signed",
        "Mei Hollowbank",
        "As at",
    ):
        assert said in paper
    assert Edition.objects.get(item="behaviour", number=2).digest[:40] in paper.replace(" ", "")
    person = User.objects.get(last_name="Hollowbank").ref
    assert Record.objects.filter(person=person, item="behaviour", edition=2).count() == 1


def test_the_head_approves_in_the_editor_and_it_is_on_the_edition(demo, sits: Sits) -> None:
    ruth, comfort = sits("ruth-edits", screen=DESK), sits("comfort-approves", screen=DESK)
    steps_in(ruth, "Ruth Otterby")
    ruth.goes_to("/school/publish/")
    pk = Page.objects.get(slug="code-of-conduct").pk
    editor = f"{ruth.site}/admin/pages/{pk}/edit/"
    ruth.page.goto(editor)
    ruth.page.locator("#id_lead").fill("How we treat children and one another.")
    ruth.page.wait_for_timeout(600)
    ruth.page.get_by_role("button", name="More actions").last.click()
    ruth.page.get_by_role("button", name="Submit to Moderators approval").click()
    ruth.page.wait_for_load_state("load")
    steps_in(comfort, "Comfort Marrowell")
    comfort.page.goto(editor)
    comfort.page.get_by_role("button", name="More actions").last.click()
    comfort.page.get_by_role("button", name="Approve", exact=True).click()
    comfort.page.wait_for_load_state("load")
    ruth.goes_to(f"/school/publish/{pk}/")
    ruth.page.get_by_label("A correction").check()
    ruth.page.get_by_label("What changed, in a sentence").fill("Plainer words.")
    ruth.presses("Publish this edition")
    assert "edition 2 is in force" in ruth.words
    ruth.goes_to("/school/policies/code-of-conduct/")
    assert "Comfort Marrowell, on " in ruth.words
