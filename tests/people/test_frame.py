"""What stands around every page: the menu, the school, and what a reader may open."""

import re

import pytest
from django.test import Client
from django.urls import resolve

from tests.cast import Cast


def menu(client: Client, user) -> list[str]:
    client.force_login(user)
    page = client.get("/accessibility/").content.decode()
    return re.findall(r"<li>(?:<a href=.*?>|<form.*?<button>)(.*?)<", page.split("</nav>")[0], re.S)


OWN = ["My training", "My certificates", "My reflections", "Who to tell"]
DESK = [*OWN, "The desk", "People"]
END = ["How you sign in", "Sign out"]
LEADS = ["Our school", "What is asked of whom", "Policies"]
LEADS += ["Publish an edition", "Evidence"]


@pytest.mark.parametrize(
    ("name", "entries"),
    [
        ("imran", [*OWN, *END]),
        ("devinder", [*DESK, "Our details", "Policies", *END]),
        ("peter", [*OWN, "The school in figures", *END]),
        ("kwame", [*DESK, *LEADS, *END]),
        ("ruth", [*DESK, "Our details", *LEADS, "Who looked", "Write and edit", *END]),
    ],
)
def test_the_menu_offers_what_one_may_open(client: Client, cast: Cast, name: str, entries: list):
    assert menu(client, getattr(cast, name)) == entries


def test_every_entry_of_the_menu_leads_somewhere(client: Client, cast: Cast):
    client.force_login(cast.ruth)
    page = client.get("/accessibility/").content.decode().split("</nav>")[0]

    for address in re.findall(r'<li><a href="([^"]+)"', page):
        assert resolve(address)
        assert client.get(address).status_code == 200, address


def test_the_entry_one_is_at_says_so(client: Client, cast: Cast):
    client.force_login(cast.imran)
    page = client.get("/my-training/").content.decode()

    assert '<a href="/my-training/" aria-current="page">' in page


def test_the_school_stands_at_the_top_and_a_stranger_sees_none(client: Client, cast: Cast):
    assert "Larkfield" not in client.get("/").content.decode()

    client.force_login(cast.imran)
    assert "Larkfield Primary School" in client.get("/privacy/").content.decode()


def test_the_front_door_sends_somebody_signed_in_to_their_list(client: Client, cast: Cast):
    client.force_login(cast.imran)

    assert client.get("/")["Location"] == "/my-training/"


def test_leaving_the_choice_open_which_school(client: Client, cast: Cast):
    from people.access import today
    from people.actions import open_post

    open_post(
        school=cast.next_door, person=cast.kwame.ref, role="governor", starts_on=today(), by="x"
    )
    client.force_login(cast.kwame)
    assert "Larkfield" in client.get("/privacy/").content.decode()

    client.post("/my-training/school/", {"school": cast.next_door.urn})
    assert "Whitmere" in client.get("/privacy/").content.decode()
    assert client.get("/school/").status_code == 404


def test_a_school_that_is_not_ones_own_is_refused(client: Client, cast: Cast):
    client.force_login(cast.kwame)

    assert client.post("/my-training/school/", {"school": "900002"}).status_code == 404
