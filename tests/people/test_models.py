"""What the database itself refuses, whoever writes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from people.models import DetailChange, Leave, Post, School, User
from register.ledger import append
from tests.cast import Cast

ON = date(2026, 11, 23)
pytestmark = pytest.mark.django_db


def refused(name: str):
    """The database says no, naming this constraint."""
    return pytest.raises(IntegrityError, match=name)


def test_an_empty_address_is_refused():
    with refused("people_identity_email_or_none"), transaction.atomic():
        User.objects.bulk_create([User(first_name="Ada", email="")])


def test_an_address_in_capitals_is_refused():
    with refused("people_identity_email_small"), transaction.atomic():
        User.objects.bulk_create([User(first_name="Ada", email="Ada@larkfield.example")])


def test_the_same_address_twice_is_refused():
    User.objects.create_user(first_name="Ada", email="ada@larkfield.example")

    with refused("email"), transaction.atomic():
        User.objects.bulk_create([User(first_name="Bea", email="ada@larkfield.example")])


def test_the_same_reference_twice_is_refused():
    user = User.objects.create_user(first_name="Ada")

    with refused("ref"), transaction.atomic():
        User.objects.bulk_create([User(first_name="Bea", ref=user.ref)])


def test_nobody_is_without_a_name():
    with refused("people_identity_has_name"), transaction.atomic():
        User.objects.bulk_create([User(first_name="")])


@pytest.mark.parametrize(
    ("urn", "name"), [("", "people_school_has_urn"), ("shared", "people_school_not_shared")]
)
def test_a_school_cannot_have_the_urn_of_no_school_or_of_all(urn: str, name: str):
    with refused(name), transaction.atomic():
        School.objects.create(urn=urn, name="Larkfield")


def test_a_post_that_ends_before_it_starts_is_refused(cast: Cast):
    post = Post(
        ref="p", person=cast.imran.ref, role="teacher", starts_on=ON, ends_on=date(2026, 11, 22)
    )
    with refused("people_post_ends_after_start"), transaction.atomic():
        append(cast.school.urn, "post:p:0", post, by="x")


def test_leave_that_ends_before_it_starts_is_refused(cast: Cast):
    leave = Leave(
        ref="l", person=cast.imran.ref, kind="sick", starts_on=ON, ends_on=date(2026, 11, 22)
    )
    with refused("people_leave_ends_after_start"), transaction.atomic():
        append(cast.school.urn, "leave:l:0", leave, by="x")


def test_a_post_of_one_day_holds_on_that_day_alone():
    post = Post(starts_on=ON, ends_on=ON)

    assert [post.holds(date(2026, 11, day)) for day in (22, 23, 24)] == [False, True, False]
    assert [post.has_ended(date(2026, 11, day)) for day in (22, 23, 24)] == [False, False, True]


def test_a_change_that_changes_nothing_is_refused():
    with refused("people_detail_change_is_one"), transaction.atomic():
        DetailChange.objects.create(school="900001", by="x", what="name", before="A", after="A")


def test_there_is_no_superuser_outside_development(settings):
    settings.DEBUG = False

    with pytest.raises(ValidationError, match="no superuser"):
        User.objects.create_superuser("admin", "correct horse battery staple", first_name="Ada")


@pytest.mark.parametrize("text", ["purple", "#12345", "#1234567", "45398c", "#45398g", "#45398c\n"])
def test_what_is_no_colour_is_refused_with_an_example(text: str):
    school = School(urn="900009", name="Larkfield", accent=text)

    with pytest.raises(ValidationError, match=r"#45398c|7 characters"):
        school.full_clean()
