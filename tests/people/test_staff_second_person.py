"""A post by which somebody would see others' records takes a second person."""

from datetime import date

import pytest

from people.access import posts_as_they_stand
from people.actions import open_post
from people.models import Post, User, WaitingPost
from people.second_person import CannotDecide, decide_post, waiting_posts
from people.staff_import import apply_file
from register.models import Entry
from register.verify import verify
from tests.cast import Cast
from tests.people.staff_files.make_files import ADA, HEAD, changed, text


@pytest.fixture
def waiting(cast: Cast) -> WaitingPost:
    data = text(HEAD, changed(ADA, role="DSL")).encode()
    apply_file(school=cast.school, data=data, name="staff.csv", by=cast.ruth.ref)
    [row] = waiting_posts(cast.school)
    return row


def roles_of(ref: str) -> list[str]:
    return [post.role for post in posts_as_they_stand(person=ref)]


def decide(cast: Cast, waiting: WaitingPost, verdict: str, by: User) -> WaitingPost:
    return decide_post(school=cast.school, ref=waiting.ref, verdict=verdict, by=by.ref)


def test_another_leads_yes_makes_the_post_and_names_both(cast: Cast, waiting: WaitingPost):
    decided = decide(cast, waiting, "confirmed", cast.comfort)

    assert roles_of(waiting.person) == ["dsl"]
    post = Post.objects.get(ref=waiting.ref)
    assert Entry.objects.get(pk=post.pk).by == cast.comfort.ref
    assert (decided.asked_by, decided.by) == (cast.ruth.ref, cast.comfort.ref)
    assert waiting_posts(cast.school) == []
    assert list(verify("900001"))


def test_who_asked_cannot_confirm(cast: Cast, waiting: WaitingPost):
    with pytest.raises(CannotDecide, match="takes a second person"):
        decide(cast, waiting, "confirmed", cast.ruth)
    assert roles_of(waiting.person) == []


def test_nobody_confirms_themselves(cast: Cast, waiting: WaitingPost):
    with pytest.raises(CannotDecide, match="takes a second person"):
        decide(cast, waiting, "confirmed", User.objects.get(ref=waiting.person))


def test_who_asked_may_take_it_back(cast: Cast, waiting: WaitingPost):
    decide(cast, waiting, "declined", cast.ruth)
    assert (roles_of(waiting.person), waiting_posts(cast.school)) == ([], [])


def test_pressing_twice_makes_one_post(cast: Cast, waiting: WaitingPost):
    decide(cast, waiting, "confirmed", cast.comfort)
    decide(cast, waiting, "confirmed", cast.comfort)
    assert Post.objects.filter(ref=waiting.ref).count() == 1


def test_what_was_declined_cannot_be_confirmed(cast: Cast, waiting: WaitingPost):
    decide(cast, waiting, "declined", cast.comfort)
    with pytest.raises(CannotDecide, match="declined already"):
        decide(cast, waiting, "confirmed", cast.comfort)


def test_a_post_given_meanwhile_by_hand_is_not_given_twice(cast: Cast, waiting: WaitingPost):
    open_post(
        school=cast.school,
        person=waiting.person,
        role="dsl",
        starts_on=date(2026, 10, 1),
        by=cast.comfort.ref,
    )
    with pytest.raises(CannotDecide, match="have changed since"):
        decide(cast, waiting, "confirmed", cast.comfort)


def test_another_schools_lead_decides_nothing_here(cast: Cast, waiting: WaitingPost):
    with pytest.raises(CannotDecide, match="nothing to decide"):
        decide_post(school=cast.next_door, ref=waiting.ref, verdict="confirmed", by=cast.eleri.ref)


def test_a_longer_post_follows_the_one_that_was(cast: Cast):
    post = open_post(
        school=cast.school,
        person=cast.imran.ref,
        role="deputy_dsl",
        starts_on=date(2026, 9, 1),
        ends_on=date(2027, 7, 31),
        job_title="Year 5 and safeguarding",
        by="x",
    )
    row = ["Imran", "Wintermoss", cast.imran.email, "Deputy DSL", "", "31/12/2027", ""]
    apply_file(
        school=cast.school, data=text(HEAD, row).encode(), name="x.csv", by=cast.devinder.ref
    )
    [waiting] = waiting_posts(cast.school)
    assert waiting.ref == post.ref

    decide(cast, waiting, "confirmed", cast.comfort)

    last = Post.objects.filter(ref=post.ref).order_by("entry_id").last()
    assert (last.ends_on, last.job_title) == (date(2027, 12, 31), "Year 5 and safeguarding")
