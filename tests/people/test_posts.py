"""Posts as the office writes them: each once, in order, and those that see others by two people."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from people.access import posts_as_they_stand, today
from people.leaves import leaves_as_they_stand, write_leave
from people.models import Leave, Post, User, WaitingPost
from people.posts import change_post, give_post, leave_school, withdraw_post
from people.second_person import decide_post, waiting_posts, waits_words
from register.verify import verify
from tests.cast import Cast

DAY = timedelta(days=1)


def give(cast: Cast, user: User, role: str, **more: Any) -> Any:
    told = {"ref": str(uuid.uuid4()), "starts_on": today(), "by": cast.devinder.ref} | more
    return give_post(school=cast.school, person=user.ref, role=role, **told)


def change(cast: Cast, post: Post, **more: Any) -> Any:
    told = {"role": post.role, "starts_on": post.starts_on, "ends_on": post.ends_on}
    told |= {"seen": post.pk, "by": cast.devinder.ref}
    return change_post(school=cast.school, person=post.person, ref=post.ref, **(told | more))


def held(user: User) -> list[tuple[str, bool]]:
    """Roles as they stand, with whether an end is known."""
    posts = posts_as_they_stand(person=user.ref)
    return sorted((post.role, post.ends_on is not None) for post in posts)


def the_post(user: User) -> Post:
    [post] = posts_as_they_stand(person=user.ref)
    return post


def test_a_second_post_stands_beside_the_first_with_its_author(cast: Cast):
    give(cast, cast.imran, "first_aider")

    assert held(cast.imran) == [("first_aider", False), ("teacher", False)]
    assert Post.objects.get(role="first_aider").by == cast.devinder.ref


def test_the_same_press_twice_writes_one_post(cast: Cast):
    key = str(uuid.uuid4())
    first, second = (give(cast, cast.imran, "first_aider", ref=key) for _ in range(2))

    assert first.pk == second.pk
    assert Post.objects.filter(role="first_aider").count() == 1


def test_a_form_that_was_used_says_so_when_it_says_something_else(cast: Cast):
    key = str(uuid.uuid4())
    give(cast, cast.imran, "first_aider", ref=key)

    for user, role in ((cast.imran, "senco"), (cast.nadia, "first_aider")):
        with pytest.raises(ValidationError, match="This form has been used already"):
            give(cast, user, role, ref=key)


def test_the_same_role_twice_at_once_is_refused_and_names_the_one_there_is(cast: Cast):
    with pytest.raises(ValidationError, match="They have this post already: teacher from"):
        give(cast, cast.imran, "teacher")


def test_one_post_follows_another_from_one_day_to_the_next(cast: Cast):
    old = the_post(cast.nadia)
    start = old.starts_on + 10 * DAY
    give(cast, cast.nadia, "teacher", starts_on=start, instead_of=old.ref)

    days = {post.role: (post.starts_on, post.ends_on) for post in posts_as_they_stand(
        person=cast.nadia.ref
    )}  # fmt: skip
    assert days["teaching_assistant"][1] == start - DAY
    assert days["teacher"] == (start, None)


def test_a_post_that_ended_before_is_not_made_longer_by_the_next(cast: Cast):
    old = the_post(cast.imran)
    change(cast, old, ends_on=today() + DAY)
    give(cast, cast.imran, "senco", starts_on=today() + 30 * DAY, instead_of=old.ref)

    [teacher] = posts_as_they_stand(person=cast.imran.ref, role="teacher")
    assert teacher.ends_on == today() + DAY


@pytest.mark.parametrize("role", ["dsl", "deputy_dsl", "headteacher"])
def test_a_post_that_sees_others_waits_for_a_second_person(cast: Cast, role: str):
    asked = give(cast, cast.imran, role)

    assert isinstance(asked, WaitingPost)
    assert held(cast.imran) == [("teacher", False)]
    decide_post(school=cast.school, ref=asked.ref, verdict="confirmed", by=cast.ruth.ref)
    assert (role, False) in held(cast.imran)
    assert Post.objects.get(ref=asked.ref).by == cast.ruth.ref


def test_asking_for_it_again_while_it_waits_is_refused(cast: Cast):
    give(cast, cast.imran, "dsl")

    with pytest.raises(ValidationError, match="It waits for a second person"):
        give(cast, cast.imran, "dsl")
    assert len(waiting_posts(cast.school)) == 1


def test_nobody_makes_a_trusts_lead_at_a_school(cast: Cast):
    with pytest.raises(ValidationError, match="the trust gives it by hand"):
        give(cast, cast.imran, "trust_lead")


def test_whoever_asks_is_told_whose_yes_counts(cast: Cast):
    asked = give(cast, cast.imran, "deputy_dsl", by=cast.ruth.ref)
    assert "A safeguarding lead or the headteacher confirms it" in waits_words(cast.school, asked)

    [head] = posts_as_they_stand(person=cast.comfort.ref)
    change(cast, head, ends_on=today() - DAY)
    assert "You are the only one here whose yes counts" in waits_words(cast.school, asked)
    for post in posts_as_they_stand(person=cast.ruth.ref):
        change(cast, post, ends_on=today() - DAY)
    assert "Nobody here can confirm it yet" in waits_words(cast.school, asked)


def test_nobody_writes_about_themselves(cast: Cast):
    with pytest.raises(ValidationError, match="This is your own page"):
        give(cast, cast.devinder, "dsl")
    post = the_post(cast.devinder)
    for write in (
        lambda: change(cast, post, starts_on=today()),
        lambda: leave_school(
            school=cast.school, person=post.person, last_day=today(), by=post.person
        ),
        lambda: withdraw_post(
            school=cast.school, person=post.person, ref=post.ref, seen=post.pk, by=post.person
        ),
    ):
        with pytest.raises(ValidationError, match="This is your own page"):
            write()
    assert the_post(cast.devinder).pk == post.pk


def test_a_post_put_right_keeps_what_was_written_before(cast: Cast):
    post = the_post(cast.imran)
    change(cast, post, role="early_years", starts_on=post.starts_on + DAY)

    now = the_post(cast.imran)
    assert (now.role, now.starts_on, now.ref) == ("early_years", post.starts_on + DAY, post.ref)
    assert Post.objects.filter(ref=post.ref).count() == 2
    assert list(verify(cast.school.urn))  # raises Wrong otherwise


def test_what_is_so_already_is_not_written_again(cast: Cast):
    post = the_post(cast.imran)
    change(cast, post, ends_on=today())
    change(cast, post, ends_on=today())  # the same form, pressed again

    assert Post.objects.filter(ref=post.ref).count() == 2


def test_what_a_colleague_changed_meanwhile_is_not_written_over(cast: Cast):
    post = the_post(cast.imran)
    change(cast, post, ends_on=today() + 30 * DAY, by=cast.ruth.ref)

    with pytest.raises(ValidationError, match="Somebody has changed this since"):
        change(cast, post, ends_on=today())
    assert the_post(cast.imran).ends_on == today() + 30 * DAY


def test_a_last_day_before_the_first_is_refused(cast: Cast):
    post = the_post(cast.nadia)
    for ends_on in (today(), post.starts_on - DAY):
        with pytest.raises(ValidationError, match="cannot be before its first"):
            change(cast, post, ends_on=ends_on)


def test_a_leads_post_is_shortened_by_one_and_made_longer_by_two(cast: Cast):
    [head] = posts_as_they_stand(person=cast.comfort.ref)
    change(cast, head, ends_on=today() + DAY)
    [head] = posts_as_they_stand(person=cast.comfort.ref)
    assert head.ends_on == today() + DAY

    asked = change(cast, head, ends_on=None)
    assert isinstance(asked, WaitingPost)
    assert the_post(cast.comfort).ends_on == today() + DAY
    decide_post(school=cast.school, ref=head.ref, verdict="confirmed", by=cast.ruth.ref)
    assert the_post(cast.comfort).ends_on is None


@pytest.mark.parametrize(("who", "role"), [("imran", "dsl"), ("comfort", "teacher")])
def test_a_post_never_turns_into_a_leads_or_from_one(cast: Cast, who: str, role: str):
    with pytest.raises(ValidationError, match="A post cannot become that of"):
        change(cast, the_post(getattr(cast, who)), role=role)


def test_a_mistake_is_withdrawn_and_stays_on_record(cast: Cast):
    post = give(cast, cast.imran, "senco")
    for _ in range(2):
        withdraw_post(school=cast.school, person=cast.imran.ref, ref=post.ref, seen=post.pk, by="x")

    assert held(cast.imran) == [("teacher", False)]
    assert [row.withdrawn for row in Post.objects.filter(ref=post.ref).order_by("pk")] == [
        None,
        True,
    ]


# --- leaving ------------------------------------------------------------------------------------


def leaves(cast: Cast, user: User, in_days: int = 0) -> list[Post]:
    return leave_school(
        school=cast.school,
        person=user.ref,
        last_day=today() + in_days * DAY,
        by=cast.devinder.ref,
    )


def test_leaving_ends_every_post_on_one_day(cast: Cast):
    give(cast, cast.imran, "first_aider", starts_on=today() - DAY)
    leaves(cast, cast.imran)

    assert {post.ends_on for post in posts_as_they_stand(person=cast.imran.ref)} == {today()}


def test_leaving_takes_back_what_was_to_begin_later_and_what_waits(cast: Cast):
    give(cast, cast.imran, "senco", starts_on=today() + 30 * DAY)
    give(cast, cast.imran, "dsl")
    leaves(cast, cast.imran, in_days=7)

    assert held(cast.imran) == [("teacher", True)]
    assert waiting_posts(cast.school) == []
    assert WaitingPost.objects.get(verdict="declined").by == cast.devinder.ref


def test_leaving_ends_leave_too_so_that_nobody_comes_back_paused(cast: Cast):
    for kind, start, end in (
        ("sick", -10, -8),
        ("parental", -5, None),
    ):
        write_leave(
            school=cast.school,
            person=cast.imran.ref,
            ref=str(uuid.uuid4()),
            kind=kind,
            starts_on=today() + start * DAY,
            ends_on=today() + end * DAY if end else None,
            by="x",
        )
    leaves(cast, cast.imran)

    found = {leave.kind: leave.ends_on for leave in leaves_as_they_stand(person=cast.imran.ref)}
    assert found == {"sick": today() - 8 * DAY, "parental": today()}
    assert Leave.objects.count() == 3


def test_leaving_twice_on_one_day_writes_once(cast: Cast):
    leaves(cast, cast.imran)
    told = Post.objects.count()
    leaves(cast, cast.imran)

    assert Post.objects.count() == told


def test_a_last_day_before_the_first_post_is_refused(cast: Cast):
    with pytest.raises(ValidationError, match="Their first day was"):
        leaves(cast, cast.nadia, in_days=-1)
    assert held(cast.nadia) == [("teaching_assistant", False)]


def test_posts_at_another_school_go_on(cast: Cast):
    give_post(
        school=cast.next_door,
        person=cast.imran.ref,
        ref=str(uuid.uuid4()),
        role="governor",
        starts_on=today(),
        by=cast.eleri.ref,
    )
    leaves(cast, cast.imran)

    assert held(cast.imran) == [("governor", False), ("teacher", True)]
