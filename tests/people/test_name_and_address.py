"""A name and an address put right: by whom, how, and what it changes."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from people.access import today
from people.actions import open_post
from people.models import Person, Trust, User
from register.verify import verify
from tests.cast import Cast
from tests.people.on_page import text
from tests.people.whole_database import whole_database


def page_of(user: User) -> str:
    return f"/school/people/{user.ref}/name/"


def told(user: User, **more: Any) -> dict[str, Any]:
    return {
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email or "",
        "staff_number": user.staff_number,
        "seen": Person.objects.filter(person=user.ref, chain="900001").count(),
    } | more


def test_a_name_put_right_is_a_fact_with_its_author_and_binds_the_register(
    office: Client, cast: Cast
):
    office.post(page_of(cast.nadia), told(cast.nadia, last_name="Fern"))

    assert User.objects.get(ref=cast.nadia.ref).last_name == "Fern"
    facts = Person.objects.filter(person=cast.nadia.ref).order_by("pk")
    assert [fact.by for fact in facts] == ["inset", cast.devinder.ref]
    assert list(verify(cast.school.urn))


def test_pressing_twice_or_changing_nothing_writes_nothing_more(office: Client, cast: Cast):
    form = told(cast.nadia, last_name="Fern")
    for _ in range(2):
        assert office.post(page_of(cast.nadia), form).status_code == 302
    office.post(page_of(cast.nadia), form)

    assert Person.objects.filter(person=cast.nadia.ref).count() == 2


def test_what_a_colleague_changed_meanwhile_is_not_written_over(office: Client, cast: Cast):
    old = told(cast.nadia)
    office.post(page_of(cast.nadia), old | {"email": "nadia@larkfield.example"})
    answer = office.post(page_of(cast.nadia), old | {"staff_number": "12"})

    assert "Somebody has changed this since" in text(answer)
    assert User.objects.get(ref=cast.nadia.ref).email == "nadia@larkfield.example"


def test_an_address_may_be_taken_away_and_is_never_shared(office: Client, cast: Cast):
    answer = office.post(page_of(cast.nadia), told(cast.nadia, email=cast.imran.email))
    assert answer.status_code == 400
    assert "Each person needs their own" in text(answer)

    office.post(page_of(cast.nadia), told(cast.nadia, email=""))
    assert User.objects.get(ref=cast.nadia.ref).email is None


def test_a_staff_number_of_somebody_else_is_refused(office: Client, cast: Cast):
    office.post(page_of(cast.nadia), told(cast.nadia, staff_number="7"))
    answer = office.post(page_of(cast.imran), told(cast.imran, staff_number="7"))

    assert "7 is the staff number of Nadia Fernhollow already." in text(answer)


@pytest.mark.parametrize("who", ["ruth", "kwame", "comfort"])
def test_the_office_does_not_change_the_address_of_whoever_sees_others(
    office: Client, cast: Cast, who: str
):
    user = getattr(cast, who)
    office.post(page_of(user), told(user, email="mine@office.example", last_name="New"))

    now = User.objects.get(ref=user.ref)
    assert (now.email, now.last_name) == (user.email, "New")


def test_nor_that_of_an_editor(office: Client, cast: Cast):
    cast.imran.groups.add(Group.objects.get(name="Editors"))
    page = text(office.get(page_of(cast.imran)))

    assert "the safeguarding lead or the headteacher changes the address" in page


def test_another_lead_changes_it(client: Client, cast: Cast):
    client.force_login(cast.ruth)
    client.post(page_of(cast.comfort), told(cast.comfort, email="head@larkfield.example"))

    assert User.objects.get(ref=cast.comfort.ref).email == "head@larkfield.example"


def test_a_lead_of_another_school_of_the_trust_keeps_their_address(client: Client, cast: Cast):
    trust = Trust.objects.create(name="The Wychlark Trust")
    for school in (cast.school, cast.next_door):
        school.trust = trust
        school.save()
    client.force_login(cast.ruth)
    for user, role in ((cast.imran, "headteacher"), (cast.peter, "governor")):
        open_post(school=cast.next_door, person=user.ref, role=role, starts_on=today(), by="x")
    for user in (cast.imran, cast.peter):
        client.post(page_of(user), told(user, email=f"new.{user.first_name}@x.example"))

    assert User.objects.get(ref=cast.imran.ref).email == cast.imran.email
    assert User.objects.get(ref=cast.peter.ref).email == "new.peter@x.example"


def test_what_another_organisation_relies_on_is_left_alone(office: Client, cast: Cast):
    from people.joining import Newcomer, join_school

    new = Newcomer("Peter", "Willowdene", cast.peter.email, "", "governor", today(), None)
    join_school(
        school=cast.next_door,
        person=cast.peter.ref,
        new=new,
        post="6d3a2f52-6cf2-4f0e-9a55-2d1f0a5a1a04",
        by=cast.eleri.ref,
    )
    assert "neither is changed here" in text(office.get(page_of(cast.peter)))

    before = whole_database()
    office.post(page_of(cast.peter), told(cast.peter, last_name="Willow"))
    assert whole_database() == before


def test_nobody_changes_their_own(office: Client, cast: Cast):
    assert office.get(page_of(cast.devinder)).status_code == 404
    form = told(cast.devinder, email="other@x.example")
    assert office.post(page_of(cast.devinder), form).status_code == 404
