"""The desk: from the code to the last page, and what it never says or opens."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from people.desk_code import code_of
from people.models import Try, Visit
from people.visits import confirm, end
from tests.cast import Cast


def title(response) -> str:
    return re.search(r"<h1>(.*?)</h1>", response.content.decode(), re.S)[1].strip()


def asks(cast: Cast, surname: str = "Oakhanger", client: Client | None = None) -> Client:
    """A tablet on which somebody has typed the code and a surname."""
    tablet = client or Client()
    code = code_of(cast.school).code
    answer = tablet.post(f"/desk/{code}/", {"surname": surname})
    assert answer["Location"] == "/desk/wait/"
    return tablet


def is_known(cast: Cast) -> Visit:
    """The witness says yes to whoever asked last."""
    visit = Visit.objects.latest("pk")
    return confirm(visit=visit, person=cast.halima.ref, by=cast.devinder.ref)


def let_in(cast: Cast) -> Client:
    tablet = asks(cast)
    is_known(cast)
    assert tablet.post("/desk/wait/")["Location"] == "/desk/list/"
    return tablet


def test_a_code_is_typed_in_any_case_and_leads_to_the_school(client: Client, cast: Cast):
    code = code_of(cast.school).code
    page = client.post("/desk/", {"code": code.lower()}, follow=True)

    assert title(page) == "Who are you?"
    assert "Larkfield Primary School" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("QMBTR", "The code has six letters. This one has five letters."),
        ("Q", "This one has one letter."),
        ("", "Type the six letters that are on the card"),
    ],
)
def test_a_code_that_is_none_is_answered_in_a_sentence(client: Client, cast: Cast, typed, says):
    page = client.post("/desk/", {"code": typed})

    assert page.status_code == 400
    assert says.replace("five letters", "5 letters") in page.content.decode()


def test_a_code_that_is_not_in_use_says_so_and_names_no_school(client: Client, cast: Cast):
    page = client.get("/desk/BBBBBB/")

    assert page.status_code == 400
    assert "not in use" in page.content.decode()
    assert "Larkfield" not in page.content.decode()


def test_guessing_codes_is_stopped_for_every_worker_and_others_go_on(client: Client, cast: Cast):
    for _ in range(20):
        assert client.get("/desk/BBBBBB/").status_code == 400

    assert client.get("/desk/BBBBBB/").status_code == 429
    assert Try.objects.count() == 20  # in the database: nothing of it is in one process
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.get(f"/desk/{code_of(cast.school).code}/").status_code == 200


def test_an_address_that_tried_too_often_may_try_again_after_ten_minutes(cast: Cast):
    with time_machine.travel("2026-11-25 09:00", tick=False) as clock:
        for _ in range(20):
            Client().get("/desk/BBBBBB/")
        assert Client().get("/desk/BBBBBB/").status_code == 429
        clock.shift(timedelta(minutes=11))
        assert Client().get("/desk/BBBBBB/").status_code == 400


def test_no_address_is_kept_as_it_is(client: Client, cast: Cast):
    client.get("/desk/BBBBBB/")

    assert "127.0.0.1" not in Try.objects.get().whose


def test_guessing_surnames_is_stopped(cast: Cast):
    for _ in range(30):
        tablet = asks(cast)
        tablet.post("/desk/again/")

    code = code_of(cast.school).code
    assert Client().post(f"/desk/{code}/", {"surname": "Oakhanger"}).status_code == 429


def test_a_known_and_an_unknown_surname_are_answered_alike(cast: Cast):
    def seen(surname: str) -> str:
        tablet = asks(cast, surname)
        page = tablet.get("/desk/wait/").content.decode()
        page = page.replace(Visit.objects.latest("pk").words, "WORDS")
        return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page)

    assert seen("Oakhanger") == seen("Nobody-Of-That-Name") == seen("Otterby")


def test_before_the_witness_answers_nothing_goes_on(cast: Cast):
    tablet = asks(cast)
    page = tablet.post("/desk/wait/")

    assert title(page) == "Please show this to the office"
    assert "has not answered yet" in page.content.decode()
    assert tablet.get("/desk/wait/now/").status_code == 204
    assert tablet.get("/desk/list/")["Location"].startswith("/accounts/login/")


def test_pressing_twice_waits_once(cast: Cast):
    tablet = asks(cast)
    asks(cast, client=tablet)

    assert Visit.objects.count() == 1


def test_another_surname_from_the_same_tablet_takes_the_first_ones_place(cast: Cast):
    tablet = asks(cast)
    asks(cast, "Saltfield", client=tablet)

    assert [visit.surname for visit in Visit.objects.all()] == ["Saltfield"]


def test_whoever_starts_again_waits_no_more_and_is_asked_for_the_surname(cast: Cast):
    tablet = asks(cast)
    page = tablet.post("/desk/again/", follow=True)

    assert title(page) == "Who are you?"
    assert not Visit.objects.exists()


def test_opening_the_address_of_start_again_ends_nobodys_wait(cast: Cast):
    tablet = asks(cast)

    assert tablet.get("/desk/again/").status_code == 405
    assert title(tablet.get("/desk/wait/")) == "Please show this to the office"


def test_a_name_with_a_sign_that_cannot_be_seen_is_refused(cast: Cast):
    page = Client().post(f"/desk/{code_of(cast.school).code}/", {"surname": "Oak\u200bhanger"})

    assert page.status_code == 400
    assert not Visit.objects.exists()


def test_whom_the_witness_knows_goes_on_once_and_on_that_tablet_alone(cast: Cast):
    tablet, other = asks(cast), Client()
    is_known(cast)

    assert tablet.get("/desk/wait/now/").status_code == 200
    assert title(tablet.get("/desk/wait/")) == "Welcome, Halima"
    assert other.post("/desk/wait/")["Location"] == "/desk/"
    assert tablet.post("/desk/wait/")["Location"] == "/desk/list/"
    before = tablet.cookies["sessionid"].value
    other.cookies["sessionid"] = before
    tablet.post("/desk/end/")
    assert other.get("/desk/list/")["Location"].startswith("/accounts/login/")


def test_whoever_is_turned_away_is_asked_to_speak_to_the_office(cast: Cast, client: Client):
    tablet = asks(cast)
    client.force_login(cast.devinder)
    client.post(f"/school/desk/{Visit.objects.get().pk}/no/")

    page = tablet.get("/desk/wait/")
    assert title(page) == "Please speak to the office"
    assert "Oakhanger" not in page.content.decode()


def test_the_session_says_who_the_witness_was_and_has_no_role(cast: Cast):
    tablet = let_in(cast)

    assert tablet.session["desk"]["witness"] == cast.devinder.ref
    assert tablet.session.get_expire_at_browser_close()


def routes(resolver=None, before: str = "") -> list[tuple[str, str]]:
    """Every plain address of ours without an argument, with its name."""
    found = []
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver) and not each.app_name:
            found += routes(each, before + str(each.pattern))
        elif isinstance(each, URLPattern) and "<" not in str(each.pattern):
            found.append((before + str(each.pattern), each.name or ""))
    return [row for row in found if not re.search(r"[\\^$()]|admin|accounts|documents", row[0])]


OPEN = {
    "desk",
    "desk_list",
    "desk_wait",
    "desk_here",
    "desk_end",
    "card",
    "accessibility",
    "privacy",
    "pocket_card",
}


def test_a_session_at_the_desk_opens_what_it_is_for_and_nothing_else(cast: Cast):
    tablet = let_in(cast)
    opened = set()
    for address, name in routes():
        if name == "desk_end":
            continue
        answer = tablet.get(f"/{address}")
        if not (answer.status_code == 302 and answer["Location"] == "/desk/list/"):
            opened.add(name)

    assert opened <= OPEN
    assert {"card", "privacy", "desk_list"} <= opened


@pytest.mark.parametrize("address", ["/my-training/school/", "/accounts/logout/", "/admin/"])
def test_nothing_is_sent_from_the_desk_to_where_it_does_not_belong(cast: Cast, address: str):
    tablet = let_in(cast)

    assert tablet.post(address).status_code == 404
    assert tablet.get("/desk/list/").status_code == 200


def test_a_tick_for_a_shared_device_from_before_does_not_stop_a_signature(cast: Cast):
    tablet = asks(cast)
    session = tablet.session
    session["shared-device"] = True
    session.save()
    is_known(cast)
    tablet.post("/desk/wait/")

    assert "shared-device" not in tablet.session


def test_fifteen_minutes_without_a_touch_end_it(cast: Cast):
    with time_machine.travel("2026-11-25 09:00", tick=False) as clock:
        tablet = let_in(cast)
        clock.shift(timedelta(minutes=14))
        assert tablet.get("/desk/here/").status_code == 204
        clock.shift(timedelta(minutes=14))
        assert tablet.get("/desk/list/").status_code == 200
        clock.shift(timedelta(minutes=15))
        assert tablet.get("/desk/list/")["Location"] == "/desk/over/"
        assert tablet.get("/desk/list/")["Location"].startswith("/accounts/login/")


def test_an_hour_ends_it_however_busy(cast: Cast):
    with time_machine.travel("2026-11-25 09:00", tick=False) as clock:
        tablet = let_in(cast)
        for _ in range(5):
            clock.shift(timedelta(minutes=11))
            assert tablet.get("/desk/list/").status_code == 200
        clock.shift(timedelta(minutes=6))
        assert tablet.get("/desk/list/")["Location"] == "/desk/over/"


def test_the_witness_can_close_a_tablet_that_was_left_lying(cast: Cast):
    tablet = let_in(cast)
    end(Visit.objects.get())

    assert tablet.get("/desk/list/")["Location"] == "/desk/over/"


def test_handing_back_leaves_the_code_on_the_tablet_and_nothing_of_the_person(cast: Cast):
    tablet = let_in(cast)
    page = tablet.post("/desk/end/", follow=True)

    assert title(page) == "Thank you"
    assert "Halima" not in page.content.decode()
    assert set(tablet.session.keys()) == {"desk_code", "_session_expiry"}
    assert title(tablet.get("/desk/", follow=True)) == "Who are you?"


def test_somebody_with_their_own_sign_in_is_sent_to_their_list(client: Client, cast: Cast):
    client.force_login(cast.imran)
    assert title(client.get("/desk/")) == "You are signed in already"

    client.force_login(cast.devinder)
    assert client.get("/desk/")["Location"] == "/school/desk/"


# --- the witness ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["imran", "halima", "peter", "nadia", "eleri"])
def test_only_the_office_and_the_leads_of_the_school_are_witnesses(client: Client, cast, name):
    asks(cast)
    visit = Visit.objects.get()
    client.force_login(getattr(cast, name))

    answer = client.post(f"/school/desk/{visit.pk}/yes/", {"person": cast.halima.ref})
    assert answer.status_code == 404
    visit.refresh_from_db()
    assert visit.person is None


@pytest.mark.parametrize("name", ["devinder", "ruth", "kwame", "comfort"])
def test_a_witness_says_yes_in_one_press(client: Client, cast: Cast, name: str):
    asks(cast)
    visit = Visit.objects.get()
    client.force_login(getattr(cast, name))
    page = client.post(f"/school/desk/{visit.pk}/yes/", {"person": cast.halima.ref}, follow=True)

    assert "is Halima Oakhanger. Their screen goes on now." in page.content.decode()
    visit.refresh_from_db()
    assert visit.witness == getattr(cast, name).ref


def test_a_witness_who_signed_in_long_ago_shows_who_they_are_first(client: Client, cast: Cast):
    asks(cast)
    visit = Visit.objects.get()
    client.force_login(cast.devinder)
    session = client.session
    for proof in session["account_authentication_methods"]:
        proof["at"] = 0
    session.save()

    answer = client.post(f"/school/desk/{visit.pk}/yes/", {"person": cast.halima.ref})
    assert answer.status_code == 302
    assert answer["Location"] != "/school/desk/"
    visit.refresh_from_db()
    assert visit.person is None


def test_nobody_of_another_school_is_let_in(client: Client, cast: Cast):
    asks(cast)
    visit = Visit.objects.get()
    client.force_login(cast.devinder)
    page = client.post(f"/school/desk/{visit.pk}/yes/", {"person": cast.sanjay.ref}, follow=True)

    assert "on the list of this school" in page.content.decode()
    visit.refresh_from_db()
    assert visit.person is None


def test_new_letters_send_those_who_wait_back_to_the_office(client: Client, cast: Cast):
    tablet, old = asks(cast), code_of(cast.school).code
    client.force_login(cast.devinder)
    client.post("/school/desk/code/")

    assert code_of(cast.school).code != old
    assert tablet.get("/desk/wait/")["Location"] == "/desk/"


def test_the_card_to_print_holds_the_letters_and_whom_to_tell(client: Client, cast: Cast):
    client.force_login(cast.devinder)
    page = client.get("/school/desk/card/").content.decode()

    assert code_of(cast.school).code in page
    assert "Ruth Otterby" in page
    assert '<svg class="qr"' in page
