"""The pages that write posts: what the office presses and what it is told."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client

from people.access import posts_as_they_stand, today
from people.models import Post, User
from tests.cast import Cast
from tests.people.on_page import text
from tests.people.whole_database import whole_database

DAY = timedelta(days=1)


def posts_of(user: User) -> str:
    return f"/school/people/{user.ref}/posts/"


def the_post(user: User) -> Post:
    [post] = posts_as_they_stand(person=user.ref)
    return post


def test_a_post_is_added_once_however_often_it_is_pressed(office: Client, cast: Cast):
    form = {"role": "first_aider", "starts_on": today().isoformat(), "post": str(uuid.uuid4())}
    for _ in range(2):
        answer = office.post(f"{posts_of(cast.imran)}add/", form, follow=True)
        assert "First aider" in text(answer)

    assert Post.objects.filter(role="first_aider").count() == 1


def test_moving_to_another_post_ends_the_one_before(office: Client, cast: Cast):
    old = the_post(cast.imran)
    form = {
        "role": "senco",
        "starts_on": today().isoformat(),
        "instead_of": old.ref,
        "post": str(uuid.uuid4()),
    }
    office.post(f"{posts_of(cast.imran)}add/", form)

    found = {post.role: post.ends_on for post in posts_as_they_stand(person=cast.imran.ref)}
    assert found == {"teacher": today() - DAY, "senco": None}


def test_a_lead_that_is_asked_for_is_said_to_wait(office: Client, cast: Cast):
    form = {"role": "deputy_dsl", "starts_on": today().isoformat(), "post": str(uuid.uuid4())}
    page = text(office.post(f"{posts_of(cast.imran)}add/", form, follow=True))

    assert "waits for a second person" in page
    assert "A safeguarding lead or the headteacher confirms it" in page


def test_ending_the_last_post_says_that_the_sign_ins_have_ended(office: Client, cast: Cast):
    post = the_post(cast.imran)
    address = f"{posts_of(cast.imran)}{post.ref}/end/"
    form = {"last_day": (today() - DAY).isoformat(), "seen": post.pk}
    for _ in range(2):
        page = text(office.post(address, form, follow=True))
        assert "Every sign-in and link of Imran Wintermoss has ended." in page
    assert "Imran Wintermoss has left" in page
    assert Post.objects.filter(ref=post.ref).count() == 2


def test_ending_it_today_says_what_they_may_still_do(office: Client, cast: Cast):
    address = f"{posts_of(cast.imran)}leaving/"
    page = text(office.post(address, {"last_day": today().isoformat()}, follow=True))

    assert "may sign in again today, and not from tomorrow on" in page


def test_the_page_of_leaving_names_what_ends(office: Client, cast: Cast):
    page = text(office.get(f"{posts_of(cast.imran)}leaving/"))

    assert "Imran leaves the school" in page
    assert "Teacher, since" in page
    assert Post.objects.filter(person=cast.imran.ref).count() == 1


def test_a_slip_of_the_pen_is_put_right(office: Client, cast: Cast):
    post = the_post(cast.imran)
    form = {
        "role": "early_years",
        "starts_on": (post.starts_on + DAY).isoformat(),
        "ends_on": "",
        "seen": post.pk,
    }
    office.post(f"{posts_of(cast.imran)}{post.ref}/", form)

    assert (the_post(cast.imran).role, the_post(cast.imran).ends_on) == ("early_years", None)


def test_a_mistake_is_withdrawn_with_one_press(office: Client, cast: Cast):
    post = the_post(cast.imran)
    address = f"{posts_of(cast.imran)}{post.ref}/withdraw/"
    page = text(office.post(address, {"seen": post.pk}, follow=True))

    assert "The post is withdrawn." in page
    assert posts_as_they_stand(person=cast.imran.ref) == []
    assert office.get(address).status_code == 405


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40, "²"])
def test_a_press_that_saw_nothing_withdraws_nothing(office: Client, cast: Cast, seen: str):
    post = the_post(cast.imran)
    address = f"{posts_of(cast.imran)}{post.ref}/withdraw/"
    page = text(office.post(address, {"seen": seen}, follow=True))

    assert "Somebody has changed this since" in page
    assert the_post(cast.imran).pk == post.pk


@pytest.mark.parametrize(
    ("path", "form", "words"),
    [
        ("end/", {"last_day": ""}, "Choose a day."),
        ("end/", {"last_day": "31/06/2026"}, "June 2026 has 30 days."),
        ("end/", {"last_day": "1999-01-01"}, "cannot be before its first"),
        ("", {"role": "x", "starts_on": "2020-01-01"}, "Choose one of the roles"),
        ("", {"role": "teacher"}, "Choose a day."),
        (
            "",
            {"role": "teacher", "starts_on": "2020-01-01", "ends_on": "2019-01-01"},
            "This is before the first day",
        ),
    ],
)
def test_what_cannot_be_used_is_said_and_changes_nothing(
    office: Client, cast: Cast, path: str, form: dict[str, str], words: str
):
    post = the_post(cast.imran)
    before = whole_database()
    answer = office.post(f"{posts_of(cast.imran)}{post.ref}/{path}", form | {"seen": post.pk})

    assert answer.status_code == 400
    assert words in text(answer)
    assert whole_database() == before


def test_a_post_of_somebody_else_is_not_under_this_name(office: Client, cast: Cast):
    post = the_post(cast.peter)
    for path in ("", "end/"):
        assert office.get(f"{posts_of(cast.imran)}{post.ref}/{path}").status_code == 404
