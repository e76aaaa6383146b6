"""Whoever has left is out: sessions, links, codes and the admin, from the day after the last."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.access import posts_as_they_stand, today
from people.invitations import invitation_address, invited
from people.leaving import has_left
from people.models import User
from people.posts import change_post, give_post, leave_school
from tests.cast import Cast

LEFT = "/left/"


def leaves(cast: Cast, user: User, in_days: int) -> None:
    leave_school(
        school=cast.school,
        person=user.ref,
        last_day=today() + timedelta(days=in_days),
        by=cast.devinder.ref,
    )


@pytest.fixture
def imrans(client: Client, cast: Cast) -> Client:
    """Imran's own phone, signed in."""
    client.force_login(cast.imran)
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("path", ["/my-training/", "/my-certificates/", "/", "/verify/", "/admin/"])
def test_a_leaver_is_signed_out_wherever_they_knock(imrans: Client, cast: Cast, path: str):
    for post in posts_as_they_stand(person=cast.imran.ref):  # as a staff file ends it
        change_post(
            school=cast.school,
            person=post.person,
            ref=post.ref,
            role=post.role,
            starts_on=post.starts_on,
            ends_on=today() - timedelta(days=1),
            seen=post.pk,
            by="x",
        )

    imrans.get(path)

    assert not is_in(imrans)


def test_on_the_last_day_all_is_open_and_on_the_day_after_nothing(imrans: Client, cast: Cast):
    leaves(cast, cast.imran, in_days=3)
    last = today() + timedelta(days=3)

    with time_machine.travel(timezone.make_aware(datetime.combine(last, time(23, 50)))):
        assert imrans.get("/my-training/").status_code == 200
    with time_machine.travel(timezone.make_aware(datetime.combine(last, time(0, 5)))
                             + timedelta(days=1)):  # fmt: skip
        answer = imrans.get("/my-training/")
        assert (answer.status_code, answer["Location"]) == (302, LEFT)
        assert not is_in(imrans)
        assert imrans.get("/my-training/")["Location"].startswith("/accounts/login/")


def test_the_page_says_why_what_stays_and_what_to_do(client: Client, db: None):
    page = client.get(LEFT).content.decode()

    assert "Your sign-in here has ended" in page
    assert "Certificates that you saved or printed stay good" in page
    assert "Is this a mistake?" in page


@pytest.mark.parametrize("in_days", [0, -1])
def test_ending_the_last_post_today_or_before_ends_the_sessions_at_once(
    imrans: Client, cast: Cast, in_days: int
):
    leaves(cast, cast.imran, in_days)

    imrans.get("/my-training/")
    assert not is_in(imrans)


def test_on_a_last_day_that_is_today_one_may_sign_in_again(client: Client, cast: Cast):
    leaves(cast, cast.imran, in_days=0)
    cast.imran.refresh_from_db()
    client.force_login(cast.imran)

    assert "Your last day here is" in client.get("/my-training/").content.decode()
    assert is_in(client)


def test_who_keeps_another_post_stays_signed_in(imrans: Client, cast: Cast):
    give_post(
        school=cast.next_door,
        person=cast.imran.ref,
        ref="6d3a2f52-6cf2-4f0e-9a55-2d1f0a5a1a01",
        role="governor",
        starts_on=today(),
        by=cast.eleri.ref,
    )
    leaves(cast, cast.imran, in_days=-1)

    assert imrans.get("/my-training/").status_code == 200


def test_a_leaver_gets_no_code_and_the_page_says_what_it_says_to_everybody(
    client: Client, cast: Cast, mailoutbox: list
):
    cache.clear()
    leaves(cast, cast.imran, in_days=-1)
    answers = []
    for address in (cast.imran.email, "nobody@larkfield.example"):
        answer = client.post("/accounts/login/code/", {"email": address}, follow=True)
        answers.append((answer.status_code, answer.redirect_chain))

    assert mailoutbox == []
    assert answers[0] == answers[1]


def test_a_code_that_was_sent_before_lets_nobody_in_afterwards(
    client: Client, cast: Cast, mailoutbox: list
):
    cache.clear()
    client.post("/accounts/login/code/", {"email": cast.imran.email})
    code = next(word for word in mailoutbox[0].body.split() if len(word) == 9 and word[4] == "-")
    leaves(cast, cast.imran, in_days=-1)

    client.post("/accounts/login/code/confirm/", {"code": code})
    client.get("/my-training/")
    assert not is_in(client)


def test_an_invitation_dies_and_does_not_come_alive_when_they_come_back(cast: Cast):
    ref, token = invitation_address(cast.nadia).rstrip("/").split("/")[-2:]
    assert invited(ref, token)
    [post] = posts_as_they_stand(person=cast.nadia.ref)
    leave_school(school=cast.school, person=ref, last_day=post.starts_on, by=cast.devinder.ref)
    with time_machine.travel(timezone.now() + timedelta(days=11)):
        assert invited(ref, token) is None

    leaves(cast, cast.imran, in_days=-1)
    cast.imran.refresh_from_db()
    ref, token = invitation_address(cast.imran).rstrip("/").split("/")[-2:]
    give_post(
        school=cast.school,
        person=ref,
        ref="6d3a2f52-6cf2-4f0e-9a55-2d1f0a5a1a02",
        role="supply",
        starts_on=today(),
        by=cast.devinder.ref,
    )
    assert invited(ref, token) is None


def test_an_old_session_does_not_come_alive_when_they_come_back(imrans: Client, cast: Cast):
    [post] = posts_as_they_stand(person=cast.imran.ref)
    told = {"school": cast.school, "person": post.person, "by": cast.devinder.ref}
    change_post(
        ref=post.ref,
        role=post.role,
        starts_on=post.starts_on,
        ends_on=today() + timedelta(days=2),
        seen=post.pk,
        **told,
    )
    with time_machine.travel(timezone.now() + timedelta(days=10)):
        assert has_left(cast.imran.ref)
        give_post(
            ref="6d3a2f52-6cf2-4f0e-9a55-2d1f0a5a1a03", role="supply", starts_on=today(), **told
        )
        imrans.get("/my-training/")
        assert not is_in(imrans)


def test_nobody_is_a_leaver_who_never_had_a_post(client: Client, cast: Cast):
    editor = User.objects.create_user(first_name="Mairi", email="mairi@trust.example")
    client.force_login(editor)

    assert client.get("/my-training/").status_code == 200
    assert is_in(client)


def test_the_last_day_is_told_two_weeks_before_with_what_to_save(imrans: Client, cast: Cast):
    assert "Your last day here" not in imrans.get("/my-training/").content.decode()
    leaves(cast, cast.imran, in_days=15)
    assert "Your last day here" not in imrans.get("/my-training/").content.decode()

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        page = imrans.get("/my-training/").content.decode()
    assert "Your last day here is" in page
    assert "save" in page


def test_whether_somebody_has_left_is_seen_from_the_posts_that_a_page_reads_anyway(imrans: Client):
    with CaptureQueriesContext(connection) as asked:
        assert imrans.get("/privacy/").status_code == 200

    assert sum('FROM "people_post"' in query["sql"] for query in asked) == 1
