"""A reminder: whom and of what, shown first, then one press. For leads, and once a day."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outbox.delivery import deliver
from outbox.models import Message
from people.actions import begin_leave
from people.models import User
from tests.compliance.small_school import OFFICE, asks, did, school, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]

REMIND = "/school/reminders/"


def words_in(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def staff(here, ruth, client) -> dict[str, User]:
    """Three late with one thing or two, and one who is in date."""
    client.force_login(ruth)
    asks(here, "induction")
    asks(here, "online", roles=["teacher", "office"])
    people = {
        "imran": somebody(here, "Imran", "Wintermoss"),
        "zofia": somebody(here, "Zofia", "Quillbrook", role="office"),
        "mei": somebody(here, "Mei", "Hollowbank"),
        "tomos": somebody(here, "Tomos", "Saltfield", role="office"),
    }
    did(here, people["mei"], "online", date(2026, 2, 2))
    did(here, people["tomos"], "online", date(2026, 2, 2))
    User.objects.filter(ref=people["zofia"].ref).update(email=None)
    return people


def shown(client, **choice) -> str:
    answer = client.get(REMIND, choice)
    assert answer.status_code == 200
    html = answer.content.decode()
    return words_in(html[html.index("<main") : html.index("</main>")])


def pressed(client, *people: User, **more) -> str:
    """Send to these, and the words of the page that follows."""
    choice = {"person": [person.ref for person in people], "send": "1"} | more
    answer = client.post(REMIND, choice, follow=True)
    assert answer.redirect_chain == [("/school/", 302)]
    return words_in(answer.content.decode())


def test_the_board_offers_a_reminder_to_everyone_who_is_late(staff, client):
    html = client.get("/school/").content.decode()

    words = words_in(html)
    assert "Mei Hollowbank, Zofia Quillbrook and Imran Wintermoss are late." in words
    assert "Send a reminder to 3 people" in words
    assert 'href="/school/reminders/?standing=late"' in html


def test_the_board_of_another_day_offers_none(staff, client):
    html = client.get("/school/", {"on": "2026-11-23"}).content.decode()

    assert "reminder" not in html[html.index("<main") :]


def test_names_and_words_are_shown_before_anything_is_written(staff, client):
    words = shown(client, standing="late")

    assert words.startswith("Send a reminder to 3 people")
    assert (
        "Imran Wintermoss by e-mail Induction: late since Thursday 5 February 2026; "
        "Online: late since Thursday 5 February 2026"
    ) in words
    assert "Zofia Quillbrook on paper: no e-mail address" in words
    assert "Dear Mei, This is a reminder of what is on your list at Larkfield" in words
    assert "Ruth Otterby, designated safeguarding lead Larkfield Primary School" in words
    assert "Tomos" not in words
    assert not Message.objects.exists()


def test_ticking_shows_those_who_were_ticked_and_writes_nothing_yet(staff, client):
    answer = client.post(REMIND, {"person": [staff["imran"].ref, staff["tomos"].ref]})

    words = words_in(answer.content.decode())
    assert "Send a reminder to Imran Wintermoss" in words
    assert "Nothing to be reminded of Tomos Saltfield." in words
    assert not Message.objects.exists()


def test_one_press_writes_what_was_shown_and_says_so(staff, client, ruth):
    words = pressed(client, staff["imran"], staff["mei"], standing="late")

    assert "A reminder is on its way to Mei Hollowbank and Imran Wintermoss." in words
    mei, imran = Message.objects.order_by("id")
    assert (mei.to, imran.to) == (staff["mei"].ref, staff["imran"].ref)
    assert {mei.by, imran.by} == {ruth.ref}
    assert mei.subject == "A reminder: Induction: late since Thursday 5 February 2026"
    assert imran.subject == "A reminder: 2 things on your training list"
    assert "- Online: late since Thursday 5 February 2026\n" in imran.body
    assert "http://localhost:8000/my-training/" in imran.body


def test_pressing_twice_writes_once_and_says_that_nothing_was_sent(staff, client):
    pressed(client, staff["imran"])

    words = pressed(client, staff["imran"])

    assert "Nothing was sent: everyone you chose has had a reminder today." in words
    assert Message.objects.count() == 1


def test_a_colleague_does_not_send_the_same_again_that_day(staff, client, here):
    pressed(client, staff["imran"])
    client.force_login(somebody(here, "Kwame", role="deputy_dsl"))

    words = shown(client, standing="late")

    assert words.startswith("Send a reminder to 2 people")
    assert "Reminded today already Imran Wintermoss." in words


def test_the_next_day_is_another_reminder(staff, client, time_machine):
    pressed(client, staff["imran"])
    time_machine.move_to("2026-11-25T08:10:00Z")

    pressed(client, staff["imran"])

    assert Message.objects.count() == 2


def test_with_a_requirement_chosen_they_are_reminded_of_that_alone(staff, client):
    assert "Online" not in shown(client, standing="late", requirement="induction")

    pressed(client, staff["imran"], requirement="induction")

    assert Message.objects.get().subject.startswith("A reminder: Induction: late since")


def test_somebody_who_has_done_it_since_the_page_was_shown_gets_nothing(staff, client, here):
    did(here, staff["mei"], "induction", date(2026, 11, 24))

    pressed(client, staff["mei"], staff["imran"])

    assert [message.to for message in Message.objects.all()] == [staff["imran"].ref]


def test_nobody_on_leave_is_reminded(staff, client, here):
    imran = staff["imran"]
    begin_leave(school=here, person=imran.ref, kind="sick", starts_on=date(2026, 11, 2), by=OFFICE)

    assert "There is nobody to remind" in shown(client, person=imran.ref)


def test_without_an_e_mail_address_it_is_a_slip_to_print(staff, client):
    words = pressed(client, staff["zofia"])
    assert "Zofia Quillbrook has no e-mail address. Print what to hand over" in words

    html = client.get("/school/reminders/2026-11-24/").content.decode()

    slip = words_in(html[html.index('<section class="note">') : html.index("</main>")])
    assert slip.startswith("For Zofia Quillbrook Dear Zofia,")
    assert "You can read and sign at the front desk." in slip
    assert "/my-training/" not in slip
    assert deliver()["slip"] == 1


def test_the_reminders_of_a_day_say_how_they_fared_and_from_whom(staff, client):
    pressed(client, staff["imran"])
    deliver()

    words = words_in(client.get("/school/reminders/2026-11-24/").content.decode())

    assert "Imran Wintermoss by e-mail: sent, from Ruth Otterby" in words
    assert "Nobody was reminded" in client.get("/school/reminders/2026-11-23/").content.decode()
    assert client.get("/school/reminders/monday/").status_code == 404


def test_it_is_in_the_persons_timeline_with_whose_it_was(staff, client):
    pressed(client, staff["mei"])
    address = f"/school/people/{staff['mei'].ref}/"

    before = words_in(client.get(address).content.decode())
    deliver()
    after = words_in(client.get(address).content.decode())

    subject = "A reminder: Induction: late since Thursday 5 February 2026"
    said = f"Message, from Ruth Otterby: “{subject}”"
    assert f"Tuesday 24 November 2026: {said} (waiting to be sent)." in before
    assert f"{said} (sent by e-mail)." in after


def test_a_persons_page_offers_a_reminder_where_there_is_something_to_do(staff, client):
    late = client.get(f"/school/people/{staff['mei'].ref}/").content.decode()
    done = client.get(f"/school/people/{staff['tomos'].ref}/").content.decode()

    assert f'href="/school/reminders/?person={staff["mei"].ref}"' in late
    assert "/school/reminders/" not in done


@pytest.mark.parametrize("choice", [{}, {"person": "nobody"}, {"on": "2026-03-14"}])
def test_nobody_chosen_is_a_page_that_says_what_to_do(staff, client, choice):
    assert "Tick the people you mean" in shown(client, **choice)
    assert client.post(REMIND, choice | {"send": "1"}).status_code == 302
    assert not Message.objects.exists()


def test_a_name_is_text_and_never_markup(here, ruth, client):
    client.force_login(ruth)
    asks(here, "induction")
    nasty = somebody(here, "<script>alert(1)</script>")
    User.objects.filter(ref=nasty.ref).update(email=None)

    answer = client.post(REMIND, {"person": nasty.ref, "send": "1"}, follow=True)

    assert "<script>alert" not in client.get(REMIND, {"standing": "late"}).content.decode()
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("role", ["teacher", "office", "governor", "volunteer"])
def test_for_everybody_else_there_is_nothing_there(here, client, role):
    asks(here, "induction")
    client.force_login(somebody(here, "Reader", role=role))
    imran = somebody(here, "Imran")

    assert client.get(REMIND).status_code == 404
    assert client.post(REMIND, {"person": imran.ref, "send": "1"}).status_code == 404
    assert client.get("/school/reminders/2026-11-24/").status_code == 404


def test_a_lead_elsewhere_reminds_nobody_here_and_reads_no_reminder(staff, client):
    pressed(client, staff["imran"])
    there = school("900002", "Millbrook")
    asks(there, "induction")
    client.force_login(somebody(there, "Eleri", role="dsl"))

    pressed(client, staff["mei"])

    assert Message.objects.filter(to=staff["mei"].ref).count() == 0
    assert "Imran" not in client.get("/school/reminders/2026-11-24/").content.decode()


def test_many_people_take_no_more_queries_than_a_few(staff, client, here):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(client, standing="late")
        return len(queries)

    shown(client, standing="late")
    few = asked()
    for number in range(5):
        somebody(here, f"Somebody {number}")
    shown(client, standing="late")

    assert asked() == few <= 12
