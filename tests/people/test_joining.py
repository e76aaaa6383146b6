"""Adding somebody: once, and never a second account for a person who is known."""

import uuid
from typing import Any

import pytest
from django.test import Client

from people.access import posts_as_they_stand, today
from people.actions import change_identity
from people.models import Person, Post, Trust, User, WaitingPost
from register.verify import verify
from tests.cast import Cast
from tests.people.on_page import text
from tests.people.whole_database import whole_database

ADD = "/school/people/add/"


def told(**more: Any) -> dict[str, str]:
    return {
        "first_name": "Ada",
        "last_name": "Fenwick",
        "email": "",
        "staff_number": "",
        "role": "teaching_assistant",
        "starts_on": today().isoformat(),
        "ends_on": "",
        "person": str(uuid.uuid4()),
        "post": str(uuid.uuid4()),
    } | more


def in_one_trust(cast: Cast) -> None:
    trust = Trust.objects.create(name="The Wychlark Trust")
    for school in (cast.school, cast.next_door):
        school.trust = trust
        school.save()


def roles_of(user: User) -> set[tuple[str, str]]:
    return {(post.chain, post.role) for post in posts_as_they_stand(person=user.ref)}


def test_a_new_person_is_on_the_list_with_a_post_and_is_invited_next(office: Client, cast: Cast):
    answer = office.post(ADD, told(email="Ada@Larkfield.example", staff_number="0042"))

    ada = User.objects.get(last_name="Fenwick")
    assert answer["Location"] == f"/school/invitations/{ada.ref}/"
    assert (ada.email, ada.staff_number) == ("ada@larkfield.example", "0042")
    assert [post.by for post in Post.objects.filter(person=ada.ref)] == [cast.devinder.ref]
    assert list(verify(cast.school.urn))


def test_pressing_twice_adds_one_person(office: Client, cast: Cast):
    form = told(email="ada@larkfield.example")
    for _ in range(2):
        answer = office.post(ADD, form)
        assert answer.status_code == 302

    assert User.objects.filter(last_name="Fenwick").count() == 1
    assert Post.objects.filter(role="teaching_assistant").count() == 2  # Nadia's and Ada's


def test_going_back_and_changing_the_form_writes_nobody_over(office: Client, cast: Cast):
    form = told()
    office.post(ADD, form)
    answer = office.post(ADD, form | {"first_name": "Adah"})

    assert answer.status_code == 400
    assert "This form has been used already" in text(answer)
    assert User.objects.get(last_name="Fenwick").first_name == "Ada"


def test_a_form_that_names_somebody_elses_reference_brings_nobody_over(office: Client, cast: Cast):
    before = whole_database()
    answer = office.post(ADD, told(person=cast.sanjay.ref))

    assert answer.status_code == 400
    assert whole_database() == before


def test_a_volunteer_needs_no_address(office: Client, cast: Cast):
    office.post(ADD, told(role="volunteer"))

    assert User.objects.get(last_name="Fenwick").email is None


def test_a_new_lead_is_known_and_waits(office: Client, cast: Cast):
    answer = office.post(ADD, told(role="dsl", email="ada@larkfield.example"), follow=True)

    ada = User.objects.get(last_name="Fenwick")
    assert WaitingPost.objects.get(person=ada.ref).by == cast.devinder.ref
    assert not Post.objects.filter(person=ada.ref).exists()
    assert "waits for a second person" in text(answer)
    assert "Waits to be confirmed as designated safeguarding lead" in text(answer)


# --- whom it may be already ---------------------------------------------------------------------


def test_a_name_that_is_here_already_is_asked_about(office: Client, cast: Cast):
    form = told(first_name="imran", last_name=" WINTERMOSS ")
    before = whole_database()
    answer = office.post(ADD, form)

    assert answer.status_code == 200
    assert "Is this the same person?" in text(answer)
    assert "It is Imran Wintermoss, teacher here since" in text(answer)
    assert whole_database() == before


def test_yes_gives_them_the_post_and_makes_no_twin(office: Client, cast: Cast):
    form = told(first_name="Imran", last_name="Wintermoss", same=cast.imran.ref)
    for _ in range(2):
        assert office.post(ADD, form)["Location"].endswith(f"{cast.imran.ref}/")

    assert roles_of(cast.imran) == {
        (cast.school.urn, "teacher"),
        (cast.school.urn, "teaching_assistant"),
    }
    assert User.objects.filter(last_name="Wintermoss").count() == 1
    assert Post.objects.filter(person=cast.imran.ref).count() == 2


def test_no_makes_another_person_of_the_same_name(office: Client, cast: Cast):
    form = told(first_name="Imran", last_name="Wintermoss", same="new")
    for _ in range(2):
        assert office.post(ADD, form).status_code == 302

    assert User.objects.filter(last_name="Wintermoss").count() == 2


def test_an_answer_that_was_not_offered_is_asked_again(office: Client, cast: Cast):
    for same in ("x", cast.ruth.ref, cast.sanjay.ref):
        answer = office.post(ADD, told(first_name="Imran", last_name="Wintermoss", same=same))
        assert "Is this the same person?" in text(answer)
    assert User.objects.filter(last_name="Wintermoss").count() == 1


def test_an_address_that_is_here_already_can_only_be_its_holder(office: Client, cast: Cast):
    form = told(first_name="Imran", last_name="Winter", email=cast.imran.email)
    page = text(office.post(ADD, form))

    assert "This address is that of somebody we know already" in page
    assert 'value="new"' not in page
    assert "Is this the same person?" in text(office.post(ADD, form | {"same": "new"}))


def test_somebody_elses_address_is_refused_with_whose_it_is(office: Client, cast: Cast):
    before = whole_database()
    answer = office.post(ADD, told(email=cast.imran.email))

    assert answer.status_code == 400
    assert "is the address of Imran Wintermoss" in text(answer)
    assert whole_database() == before


def test_somebody_elses_staff_number_is_refused_with_whose_it_is(office: Client, cast: Cast):
    change_identity(user=cast.imran, school=cast.school, by="x", staff_number="7")
    answer = office.post(ADD, told(staff_number="7"))

    assert "7 is the staff number of Imran Wintermoss" in text(answer)


def test_two_people_of_one_name_with_numbers_of_their_own_are_two(office: Client, cast: Cast):
    change_identity(user=cast.imran, school=cast.school, by="x", staff_number="7")
    office.post(ADD, told(first_name="Imran", last_name="Wintermoss", staff_number="8"))

    assert User.objects.filter(last_name="Wintermoss").count() == 2


def test_somebody_of_a_school_of_the_trust_joins_and_stays_one_person(office: Client, cast: Cast):
    in_one_trust(cast)
    form = told(first_name="Sanjay", last_name="Greenhalge")
    assert "teacher at Whitmere Infant School since" in text(office.post(ADD, form))

    office.post(ADD, form | {"same": cast.sanjay.ref})
    assert roles_of(cast.sanjay) == {
        (cast.next_door.urn, "teacher"),
        (cast.school.urn, "teaching_assistant"),
    }
    assert Person.objects.filter(chain=cast.school.urn, person=cast.sanjay.ref).count() == 1
    assert list(verify())


def test_of_another_organisations_people_nothing_is_said(office: Client, cast: Cast):
    by_name = office.post(ADD, told(first_name="Sanjay", last_name="Greenhalge"))
    assert by_name.status_code == 302  # somebody else of that name

    answer = office.post(ADD, told(email=cast.eleri.email))
    assert "This address cannot be used for this person" in text(answer)
    assert "Eleri" not in text(answer)


def test_the_same_name_and_address_elsewhere_is_the_same_person(office: Client, cast: Cast):
    form = told(first_name="Eleri", last_name="Moorcroft", email=cast.eleri.email, role="governor")
    assert office.post(ADD, form).status_code == 302

    assert (cast.school.urn, "governor") in roles_of(cast.eleri)
    assert User.objects.filter(last_name="Moorcroft").count() == 1


# --- what cannot be used ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("first_name", "", "Give a first name; it may be the only one."),
        ("first_name", "  ", "Give a first name; it may be the only one."),
        ("first_name", "A" * 81, "This is longer than 80 letters."),
        ("last_name", "Fen\nwick", "a line break or a sign that cannot be seen"),
        ("last_name", "Fen\u202ewick", "a line break or a sign that cannot be seen"),
        ("last_name", "Fen\x00wick", "that cannot be seen"),
        ("email", "ada at larkfield", "Write it like name@school.org"),
        ("role", "", "Choose what they are here."),
        ("role", "trust_lead", "Choose one of the roles in the list."),
        ("role", "superuser", "Choose one of the roles in the list."),
        ("starts_on", "", "Choose a day."),
        ("starts_on", "31/02/2026", "February 2026 has 28 days."),
        ("starts_on", "2206-09-01", "the year 2206 cannot be right"),
        ("starts_on", "2030-09-01", "cannot be right. Look at the year."),
        ("starts_on", "soon", "This is not a day."),
        ("ends_on", "2020-01-01", "This is before the first day"),
        ("person", "x", "valid UUID"),
    ],
)
def test_what_cannot_be_used_is_said_and_changes_nothing(
    office: Client, cast: Cast, field: str, value: str, words: str
):
    before = whole_database()
    answer = office.post(ADD, told(**{field: value}))

    assert answer.status_code == 400
    assert words.lower() in text(answer).lower()
    assert whole_database() == before


def test_a_day_as_people_write_it_will_do(office: Client, cast: Cast):
    office.post(ADD, told(starts_on="1 September 2026"))

    ada = User.objects.get(last_name="Fenwick")
    assert Post.objects.get(person=ada.ref).starts_on.isoformat() == "2026-09-01"
