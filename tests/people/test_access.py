"""At which school somebody is, what they are there, and whom they may see."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from people.access import (
    Membership,
    check_leads,
    check_person_of,
    membership,
    people_of,
    posts_as_they_stand,
    schools_of,
    today,
)
from people.actions import end_post, open_post
from people.models import Post, User
from register.ledger import append
from tests.cast import Cast


def asking(user: Any, **session: Any) -> Any:
    """A request, as far as membership looks at it; the second factor is passed."""
    proved = {
        "account_authentication_methods": [{"method": "mfa", "at": 0}],
        "account_authentication_methods_user": str(user.pk),
    }
    return SimpleNamespace(user=user, session=proved | session)


def leave_school(user: User, days: int = 1) -> None:
    for post in posts_as_they_stand(person=user.ref):
        end_post(post=post, ends_on=today() - timedelta(days=days), by="x")


@pytest.mark.parametrize(
    ("name", "leads"),
    [
        ("ruth", True),
        ("kwame", True),
        ("comfort", True),
        ("imran", False),
        ("nadia", False),
        ("halima", False),
        ("devinder", False),
        ("peter", False),
    ],
)
def test_dsl_deputy_and_head_lead_and_nobody_else(cast: Cast, name: str, leads: bool):
    request = asking(getattr(cast, name))

    assert membership(request).school == cast.school
    assert membership(request).leads is leads
    if not leads:
        with pytest.raises(Http404):
            check_leads(request)


def test_a_lead_of_another_school_sees_nobody_here(cast: Cast):
    here = check_leads(asking(cast.eleri))

    for name in ("ruth", "imran", "nadia", "halima"):
        with pytest.raises(Http404):
            check_person_of(here, getattr(cast, name).ref)
    assert check_person_of(here, cast.sanjay.ref) == cast.sanjay


def test_a_leader_who_starts_next_week_sees_nobody_yet(cast: Cast):
    later = today() + timedelta(days=7)
    open_post(school=cast.school, person=cast.imran.ref, role="dsl", starts_on=later, by="x")

    assert not membership(asking(cast.imran)).leads


def test_a_leader_who_left_yesterday_has_no_school_any_more(cast: Cast):
    leave_school(cast.ruth)

    here = membership(asking(cast.ruth))
    assert (here.school, here.roles, here.schools) == (None, frozenset(), ())
    with pytest.raises(Http404):
        check_leads(asking(cast.ruth))


def test_a_leader_whose_last_day_it_is_still_leads(cast: Cast):
    leave_school(cast.ruth, days=0)

    assert membership(asking(cast.ruth)).leads


def test_somebody_about_to_start_has_a_school_and_no_role_yet(cast: Cast):
    here = membership(asking(cast.nadia))

    assert here.school == cast.school
    assert here.roles == frozenset()


def test_leads_see_those_who_have_left_and_not_those_who_were_entered_by_mistake(cast: Cast):
    here = check_leads(asking(cast.ruth))
    leave_school(cast.imran)
    assert check_person_of(here, cast.imran.ref) == cast.imran

    wrong = open_post(
        school=cast.school, person=cast.sanjay.ref, role="teacher", starts_on=today(), by="x"
    )
    withdrawn = Post(
        ref=wrong.ref, person=wrong.person, role=wrong.role, starts_on=today(), withdrawn=True
    )
    append(cast.school.urn, f"post:{wrong.ref}:1", withdrawn, by="x")
    with pytest.raises(Http404):
        check_person_of(here, cast.sanjay.ref)


def at_both(cast: Cast, starts_in: int = 0) -> User:
    """Kwame, deputy here, is a governor next door as well."""
    open_post(
        school=cast.next_door,
        person=cast.kwame.ref,
        role="governor",
        starts_on=today() + timedelta(days=starts_in),
        by="x",
    )
    return cast.kwame


def test_roles_count_only_at_their_own_school(cast: Cast):
    user = at_both(cast)

    assert membership(asking(user, school=cast.school.urn)).leads
    there = membership(asking(user, school=cast.next_door.urn))
    assert (there.school, there.roles) == (cast.next_door, {"governor"})


def test_a_school_that_is_not_ones_own_cannot_be_chosen(cast: Cast):
    assert membership(asking(cast.kwame, school=cast.next_door.urn)).school == cast.school


def test_without_a_choice_it_is_the_school_where_one_already_works(cast: Cast):
    open_post(
        school=cast.school,
        person=cast.eleri.ref,
        role="governor",
        starts_on=today() + timedelta(days=30),
        by="x",
    )

    assert membership(asking(cast.eleri)).school == cast.next_door


def test_membership_is_two_queries_once_a_request(cast: Cast):
    request = asking(cast.ruth)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        first, second = membership(request), membership(request)

    assert first is second
    assert len(asked) == 2


def test_people_of_a_school_are_those_who_are_there_or_coming(cast: Cast):
    leave_school(cast.peter)

    found = people_of(cast.school.urn)

    assert cast.nadia.ref in found
    assert cast.peter.ref not in found
    assert cast.sanjay.ref not in found
    assert {post.role for post in found[cast.ruth.ref]} == {"dsl", "teacher"}


def test_schools_of_somebody_are_those_of_posts_that_have_not_ended(cast: Cast):
    user = at_both(cast, starts_in=30)
    assert schools_of(user.ref) == ("900001", "900002")

    leave_school(cast.imran)
    assert schools_of(cast.imran.ref) == ()


def test_a_membership_without_roles_leads_nowhere():
    assert not Membership(User(), None, frozenset(), ()).leads
