"""A module as a conversation instead: asked without a reason, counted the same, never hidden."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from certificates.issuing import issue_missing
from certificates.models import Certificate
from compliance import conversations
from compliance.conversation_pages import happened
from compliance.conversations import HOW, STATEMENT, headings, module_edition
from compliance.due import standings
from compliance.facts import read
from compliance.models import Conversation
from courses.models import ModulePage
from outbox.models import Message
from register.actions import write_record
from register.content import fetch
from register.ledger import append
from register.models import Edition, Item, Record
from register.verify import verify
from tests.compliance.small_school import asks, item, school, somebody
from tests.courses import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]
TODAY = date(2026, 11, 24)


class Staffroom:
    """A DSL, the headteacher, and Zofia, for whom a screen is the wrong way; and a module."""

    def __init__(self):
        self.school = school()
        self.ruth = somebody(self.school, "Ruth", "Otterby", role="dsl")
        self.comfort = somebody(self.school, "Comfort", "Marrowell", role="headteacher")
        self.zofia = somebody(self.school, "Zofia", "Quillbrook", role="midday_supervisor")
        page: ModulePage = samples.draft()
        self.edition: Edition = samples.published(page)
        self.slug = self.edition.item
        item(self.slug, title=self.edition.title)
        self.all = [each.id for each in headings(self.edition)]

    def asks(self, who=None) -> Conversation:
        return conversations.ask(school=self.school, item=self.slug, by=(who or self.zofia).ref)

    def hold(self, **more) -> Record:
        told = {
            "person": self.zofia.ref,
            "item": self.slug,
            "day": TODAY,
            "with_whom": self.ruth.ref,
            "covered": self.all,
            "by": self.ruth.ref,
        }
        return conversations.hold(school=self.school, **(told | more))

    def waiting(self) -> list[Conversation]:
        return conversations.waiting(self.school.urn)


@pytest.fixture
def room() -> Staffroom:
    return Staffroom()


def refused(do, *args, **kwargs) -> str:
    with pytest.raises(ValidationError) as error:
        do(*args, **kwargs)
    return error.value.messages[0]


def test_the_leads_hear_who_asks_and_neither_why_nor_for_what(room):
    room.asks()
    to = {message.to: message for message in Message.objects.all()}
    assert set(to) == {room.ruth.ref, room.comfort.ref}
    letter = to[room.ruth.ref]
    assert "Zofia Quillbrook" in letter.subject
    assert room.edition.title not in letter.body


def test_asking_twice_is_asking_once(room):
    assert room.asks() == room.asks()
    assert Conversation.objects.count() == 1
    assert Message.objects.count() == 2


def test_a_lead_who_asks_is_not_among_those_who_hear(room):
    room.asks(room.ruth)
    assert [message.to for message in Message.objects.all()] == [room.comfort.ref]


def test_what_is_no_module_cannot_be_asked_for(room):
    assert refused(conversations.ask, school=room.school, item="no", by=room.zofia.ref)


def test_a_day_that_is_agreed_is_told_to_who_asked(room):
    asked = room.asks()
    agreed = {"school": room.school, "ref": asked.ref, "day": date(2026, 11, 27)}
    conversations.agree(**agreed, by=room.ruth.ref)
    conversations.agree(**agreed, by=room.ruth.ref)
    [letter] = Message.objects.filter(to=room.zofia.ref)
    assert "Friday 27 November 2026" in letter.body
    assert [row.step for row in room.waiting()] == ["agreed"]


def test_a_day_that_is_over_is_not_agreed(room):
    asked = room.asks()
    told = {"school": room.school, "ref": asked.ref, "day": date(2026, 11, 23)}
    assert "over" in refused(conversations.agree, **told, by=room.ruth.ref)


def test_nobody_agrees_with_themselves(room):
    asked = room.asks(room.ruth)
    told = {"school": room.school, "ref": asked.ref, "day": TODAY, "by": room.ruth.ref}
    assert "takes two" in refused(conversations.agree, **told)


def test_taking_it_back_ends_the_wait_and_stays_on_record(room):
    room.asks()
    conversations.take_back(school=room.school, item=room.slug, by=room.zofia.ref)
    assert not room.waiting()
    assert "on a screen" not in page(room.ruth, "/school/")
    said = [each.words for each in happened(room.school.urn, room.zofia.ref)]
    assert len(said) == 2


def test_what_was_held_is_a_completion_that_says_how_with_whom_and_what_was_said(room):
    asked = room.asks()
    record = room.hold()
    assert (record.kind, record.how, record.witness) == ("completed", HOW, room.ruth.ref)
    assert (record.statement, record.score, record.by) == (STATEMENT, None, room.ruth.ref)
    assert not room.waiting()
    last = Conversation.objects.get(step="held")
    assert (last.ref, last.record) == (asked.ref, record.pk)
    assert last.covered == ",".join(room.all)
    assert verify(room.school.urn)


def test_it_counts_like_the_module_itself(room):
    asks(room.school, room.slug, roles=["midday_supervisor"])
    room.hold()
    [standing] = standings(read(room.school.urn, people={room.zofia.ref}), TODAY)
    assert standing.status == "current"


def test_the_certificate_says_that_it_was_a_conversation(room):
    room.hold()
    issue_missing(school=room.school.urn)
    printed = json.loads(fetch(Certificate.objects.get().printed).data)
    assert printed["conversation_note"].endswith("in a conversation, in person, with Ruth Otterby.")


def test_it_need_not_have_been_asked_for_and_pressing_twice_writes_once(room):
    assert room.hold() == room.hold()
    assert Conversation.objects.count() == 1


def test_all_of_it_has_to_be_talked_about(room):
    said = refused(room.hold, covered=room.all[1:])
    assert said.startswith(f"Not yet talked about: “{headings(room.edition)[0].words}”")
    assert not Record.objects.exists()


def test_questions_that_everyone_must_get_right_are_talked_about_too(room):
    musts = [each for each in headings(room.edition) if each.question]
    assert musts
    refused(room.hold, covered=[each for each in room.all if each not in {m.id for m in musts}])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"day": date(2026, 11, 25)}, "still to come"),
        ({"day": date(1999, 1, 1)}, "changed since that day"),
        ({"with_whom": "nobody"}, "held with the DSL"),
        ({"item": "nothing"}, "no such module"),
    ],
)
def test_what_cannot_have_been_is_refused_in_a_sentence(room, more, said):
    assert said in refused(room.hold, **more)
    assert not Record.objects.exists()


def test_nobody_writes_down_or_holds_their_own(room):
    assert "takes two" in refused(room.hold, person=room.ruth.ref)
    told = {"person": room.comfort.ref, "with_whom": room.comfort.ref}
    assert "takes two" in refused(room.hold, **told)


def test_who_does_not_lead_writes_nothing_down(room):
    imran = somebody(room.school, "Imran")
    assert refused(room.hold, by=imran.ref)


def test_a_module_done_on_screen_that_day_is_not_turned_into_a_conversation(room):
    told = {"person": room.zofia.ref, "item": room.slug, "kind": "completed", "by": room.zofia.ref}
    write_record(
        chain=room.school.urn, happened_on=TODAY, edition=room.edition, how="online", **told
    )
    assert "on screen" in refused(room.hold)
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("step", ["agreed", "held"])
def test_the_database_holds_that_it_is_between_two(room, step):
    fact = Conversation(
        ref="x", person="a", item="i", step=step, day=TODAY, with_whom="a", covered="c", record=1
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        append(room.school.urn, "conversation:x:0", fact, by="b")


def test_the_database_wants_to_know_all_of_what_was_held(room):
    fact = Conversation(ref="x", person="a", item="i", step="held", day=TODAY, with_whom="b")
    with pytest.raises(IntegrityError), transaction.atomic():
        append(room.school.urn, "conversation:x:0", fact, by="b")


# The pages.


def page(who, address: str, data: dict | None = None) -> str:
    browser = Client()
    browser.force_login(who)
    answer = browser.get(address) if data is None else browser.post(address, data, follow=True)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_first_page_of_a_module_leads_there_and_asking_is_one_press(room):
    address = f"/conversations/{room.slug}/"
    assert address in page(room.zofia, Item.objects.get(slug=room.slug).address)
    html = page(room.zofia, address, {})
    assert "Asked for on Tuesday 24 November 2026." in html
    assert "I no longer ask for this" in html
    assert "{dsl}" not in html
    html = page(room.zofia, address, {"step": "take_back"})
    assert "Ask for a conversation" in html


def test_leads_see_on_the_board_that_somebody_asks_and_answer_on_one_page(room):
    asked = room.asks()
    assert "than do it on a screen: Zofia Quillbrook." in page(room.ruth, "/school/")
    html = page(room.ruth, "/school/conversations/")
    assert "Zofia Quillbrook" in html
    html = page(room.ruth, "/school/conversations/", {"ref": asked.ref, "day": "2026-11-27"})
    assert "Agreed with Ruth Otterby for Friday 27 November 2026." in html
    assert "Agreed with Ruth Otterby" in page(room.zofia, f"/conversations/{room.slug}/")
    timeline = page(room.ruth, f"/school/people/{room.zofia.ref}/")
    assert "as a conversation instead" in timeline
    assert "Ruth Otterby agreed to talk" in timeline


def test_writing_it_down_ticks_what_was_talked_about_and_shows_on_the_persons_page(room):
    person = f"/school/people/{room.zofia.ref}/"
    assert f"{person}conversations/{room.slug}/" in page(room.ruth, f"{person}conversations/")
    address = f"{person}conversations/{room.slug}/"
    sent = {
        "day": "2026-11-24",
        "with_whom": room.comfort.ref,
        "lessons": [each.id for each in headings(room.edition) if not each.question],
        "questions": [each.id for each in headings(room.edition) if each.question],
    }
    assert "Ask them whether they can say so" in page(room.ruth, address, sent)
    html = page(room.ruth, address, sent | {"said": "on"})
    assert "in a conversation with Comfort Marrowell" in html
    assert "written down by Ruth Otterby" in html
    assert "Held with Comfort Marrowell" in page(room.zofia, f"/conversations/{room.slug}/")


@pytest.mark.parametrize("address", ["/school/conversations/", "/school/people/{}/conversations/"])
def test_who_does_not_lead_sees_none_of_it(room, address):
    browser = Client()
    browser.force_login(room.zofia)
    assert browser.get(address.format(room.ruth.ref)).status_code == 404


def test_another_schools_lead_sees_none_of_it(room):
    there = school("900002", "Whitmere Infant School")
    eleri = somebody(there, "Eleri", role="dsl")
    room.asks()
    assert "Zofia" not in page(eleri, "/school/conversations/")
    browser = Client()
    browser.force_login(eleri)
    address = f"/school/people/{room.zofia.ref}/conversations/{room.slug}/"
    assert browser.get(address).status_code == 404


def test_ones_own_is_written_down_by_a_colleague(room):
    address = f"/school/people/{room.ruth.ref}/conversations/{room.slug}/"
    assert "a colleague who leads writes it down" in page(room.ruth, address)
    assert module_edition(room.school, room.slug, TODAY)
