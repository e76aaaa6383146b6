"""Monday, ten past eight: who is late and why, chased in at most four taps; and the whole trust."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator

from outbox.models import Message
from tests.journeys.conftest import DESK, PHONE, Reader, Sits, steps_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 4


@dataclass
class Thumb:
    """A thumb that is counted."""

    reader: Reader
    taps: int = 0

    def opens(self, there: Locator) -> None:
        """Something that unfolds on the page itself."""
        self.taps += 1
        there.click()

    def follows(self, there: Locator) -> None:
        self.taps += 1
        self.reader.follows(there)


def chases_all_who_are_late(ruth: Reader) -> None:
    """From her own list: the menu, the school, the words of the reminder, and off it goes."""
    ruth.goes_to("/my-training/")
    thumb = Thumb(ruth)
    thumb.opens(ruth.page.locator(".menu summary"))
    thumb.follows(ruth.page.get_by_role("link", name="Our school", exact=True))
    assert ruth.title == "4 people are late"
    assert "Imran Wintermoss, Mei Hollowbank, Tomos Saltfield and Halima Oakhanger" in ruth.words
    thumb.follows(ruth.page.get_by_role("link", name="Send a reminder to 4 people"))
    assert "Imran Wintermoss" in ruth.words
    before = Message.objects.count()
    thumb.follows(ruth.page.get_by_role("button", name="Send").first)
    assert Message.objects.count() == before + 4
    assert thumb.taps <= MOST


def asks_why(ruth: Reader) -> None:
    """One tap from the school to one sentence."""
    ruth.goes_to("/school/")
    thumb = Thumb(ruth)
    thumb.follows(ruth.page.locator(".latelist").get_by_role("link", name="Imran Wintermoss"))
    assert "Imran Wintermoss is late with" in ruth.title
    assert "Keeping children safe in education" in ruth.words
    assert thumb.taps == 1


def asks_why_at_her_desk(ruth: Reader) -> None:
    """The wide screen shows the matrix, where the same is one click as well."""
    ruth.page.set_viewport_size(DESK)
    ruth.goes_to("/school/")
    ruth.follows(ruth.page.locator(".matrix a", has_text="Late").first)
    assert "can excuse Imran Wintermoss or have a record put right" in ruth.words
    assert "Keeping children safe in education" in ruth.words
    ruth.page.set_viewport_size(PHONE)


def looks_back(ruth: Reader) -> None:
    ruth.goes_to("/school/?on=2026-03-14")
    assert "14 March 2026" in ruth.words


def finds_an_old_word(ruth: Reader) -> None:
    ruth.goes_to("/search/?q=DSP")
    assert "today it is called designated safeguarding lead (DSL)" in ruth.words
    ruth.follows(ruth.page.locator("main li a.near").first)
    ruth.goes_to("/search/?q=zebra")
    assert ruth.title == "Nothing found for “zebra”"


def sits_down_with(ruth: Reader, zofia: Reader) -> None:
    """A screen is the wrong way for Zofia, so the induction is talked through."""
    zofia.goes_to("/modules/attachment-aware/")
    zofia.presses("Do this as a conversation instead")
    zofia.presses("Ask for a conversation")
    assert "Asked for on" in zofia.words
    ruth.goes_to("/school/")
    assert "Would rather talk a module through than do it on a screen: Zofia" in ruth.words
    ruth.presses("Find a day")
    ruth.presses("We have talked")
    for box in ruth.page.get_by_role("checkbox").all()[1:]:
        box.check()
    ruth.presses("Write it down")
    assert "Not yet talked about" in ruth.words
    ruth.page.get_by_role("checkbox").first.check()
    ruth.presses("Write it down")
    assert "in a conversation with Ruth Otterby" in ruth.words
    zofia.goes_to("/conversations/attachment-aware/")
    assert "Held with Ruth Otterby" in zofia.words


def sees_what_to_teach_again(ruth: Reader) -> None:
    """What ten colleagues found hard in a module, and nobody's name."""
    ruth.goes_to("/school/")
    ruth.presses("How each question does")
    ruth.presses("Attachment-aware practice")
    assert "10 people have answered" in ruth.words
    assert "To teach again" in ruth.words
    assert "Lindenmere" not in ruth.words


def sees_the_whole_trust(winifred: Reader) -> None:
    """Both schools, worst first, in the same words; neither opens, since she leads at neither."""
    winifred.goes_to("/my-training/")
    winifred.page.locator(".menu summary").click()
    winifred.follows(winifred.page.get_by_role("link", name="Our schools"))
    assert "has someone late" in winifred.title or "have someone late" in winifred.title
    schools = winifred.page.locator("tbody th").all_inner_texts()
    assert sorted(schools) == ["Larkfield Primary School", "Whitmere Infant School"]
    assert "4 late" in winifred.words
    assert "Wintermoss" not in winifred.words
    assert winifred.page.goto(f"{winifred.site}/school/").status == 404


def test_monday_morning(sits: Sits, demo: None) -> None:
    ruth, zofia, winifred = sits("ruth-monday"), sits("zofia-monday"), sits("winifred-monday")
    for reader, name in (
        (ruth, "Ruth Otterby"),
        (zofia, "Zofia Quillbrook"),
        (winifred, "Winifred Calderbrook"),
    ):
        steps_in(reader, name)
    chases_all_who_are_late(ruth)
    asks_why(ruth)
    asks_why_at_her_desk(ruth)
    looks_back(ruth)
    finds_an_old_word(ruth)
    sits_down_with(ruth, zofia)
    sees_what_to_teach_again(ruth)
    sees_the_whole_trust(winifred)
