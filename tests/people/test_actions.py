"""People, posts and leave are written as facts, with their author."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from people.access import posts_as_they_stand
from people.actions import add_person, begin_leave, change_identity, end_post, open_post
from people.models import Leave, Person, Post, User
from register.ledger import append
from register.models import Entry, FactsAreAppended
from tests.cast import Cast

ON = date(2026, 11, 23)


def test_a_new_person_has_a_reference_and_no_password(cast: Cast):
    user = add_person(school=cast.school, first_name="Ada", email=" Ada@Larkfield.Example ", by="x")

    assert len(user.ref) == 36
    assert user.email == "ada@larkfield.example"
    assert not user.has_usable_password()


def test_an_e_mail_address_is_optional_for_any_number_of_people(cast: Cast):
    for first in ("Ada", "Bea"):
        add_person(school=cast.school, first_name=first, email="", by="x")

    assert set(User.objects.filter(first_name__in=["Ada", "Bea"]).values_list("email")) == {(None,)}


def test_an_address_that_is_somebodys_is_refused_whatever_its_capitals(cast: Cast):
    with pytest.raises(ValidationError, match="Each person needs their own"):
        add_person(
            school=cast.next_door, first_name="Ada", email="RUTH.otterby@Larkfield.example", by="x"
        )


@pytest.mark.parametrize("address", ["ada", "ada@", "a b@larkfield.example", "ada@x\n.example"])
def test_what_is_no_address_is_refused(cast: Cast, address: str):
    with pytest.raises(ValidationError, match="is not an e-mail address"):
        add_person(school=cast.school, first_name="Ada", email=address, by="x")


@pytest.mark.parametrize("name", ["Ada\nBcc: all@school.example", "Ada\0", "Ada \u202eneK"])
def test_a_name_with_a_hidden_sign_is_refused(cast: Cast, name: str):
    with pytest.raises(ValidationError, match="cannot be seen"):
        add_person(school=cast.school, first_name=name, by="x")


@pytest.mark.parametrize("name", ["", "  "])
def test_a_person_has_a_first_name(cast: Cast, name: str):
    with pytest.raises(ValidationError, match="first name"):
        add_person(school=cast.school, first_name=name, last_name="Otterby", by="x")


@pytest.mark.parametrize("name", ["Łukasz", "O’Neil", "李", "Zoë-Marie", "می‌خواهم"])
def test_names_of_the_world_are_welcome(cast: Cast, name: str):
    assert add_person(school=cast.school, first_name=name, by="x").first_name == name


def test_who_wrote_a_fact_stands_beside_it(cast: Cast):
    post = open_post(
        school=cast.school, person=cast.imran.ref, role="senco", starts_on=ON, by=cast.ruth.ref
    )

    assert Entry.objects.get(pk=post.pk).by == cast.ruth.ref


def test_ending_a_post_is_another_row_and_the_last_one_holds(cast: Cast):
    [post] = posts_as_they_stand(person=cast.imran.ref)

    end_post(post=post, ends_on=ON, by=cast.ruth.ref)
    end_post(post=post, ends_on=ON + timedelta(days=7), by=cast.ruth.ref)

    assert Post.objects.filter(ref=post.ref).count() == 3
    assert [p.ends_on for p in posts_as_they_stand(person=cast.imran.ref)] == [
        ON + timedelta(days=7)
    ]


def test_saying_the_same_last_day_twice_tells_two_rows_and_changes_nothing(cast: Cast):
    [post] = posts_as_they_stand(person=cast.imran.ref)

    end_post(post=post, ends_on=ON, by=cast.ruth.ref)
    end_post(post=post, ends_on=ON, by=cast.ruth.ref)

    assert [p.ends_on for p in posts_as_they_stand(person=cast.imran.ref)] == [ON]


def test_a_post_withdrawn_as_a_mistake_is_not_there(cast: Cast):
    [post] = posts_as_they_stand(person=cast.imran.ref)
    wrong = Post(
        ref=post.ref, person=post.person, role=post.role, starts_on=post.starts_on, withdrawn=True
    )
    append(post.chain, f"post:{post.ref}:1", wrong, by=cast.ruth.ref)

    assert posts_as_they_stand(person=cast.imran.ref) == []


def test_nothing_ends_before_it_begins(cast: Cast):
    [post] = posts_as_they_stand(person=cast.imran.ref)
    day_before = post.starts_on - timedelta(days=1)

    with pytest.raises(ValidationError, match="a post cannot be before its first"):
        end_post(post=post, ends_on=day_before, by=cast.ruth.ref)
    with pytest.raises(ValidationError, match="a post cannot be before its first"):
        open_post(
            school=cast.school,
            person=cast.imran.ref,
            role="senco",
            starts_on=ON,
            ends_on=ON - timedelta(days=1),
            by=cast.ruth.ref,
        )
    with pytest.raises(ValidationError, match="leave cannot be before its first"):
        begin_leave(
            school=cast.school,
            person=cast.imran.ref,
            kind="sick",
            starts_on=ON,
            ends_on=ON - timedelta(days=1),
            by=cast.ruth.ref,
        )


def test_posts_and_leave_cannot_be_changed_or_deleted(cast: Cast):
    leave = begin_leave(
        school=cast.school, person=cast.imran.ref, kind="sick", starts_on=ON, by=cast.ruth.ref
    )
    leave.ends_on = ON

    with pytest.raises(FactsAreAppended):
        leave.save()
    with pytest.raises(FactsAreAppended):
        Post.objects.filter(person=cast.imran.ref).delete()
    assert Leave.objects.get(ref=leave.ref).ends_on is None


def test_a_refused_person_leaves_nothing_behind(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("people.actions.append", fails)
    before = User.objects.count()

    with pytest.raises(RuntimeError):
        add_person(school=cast.school, first_name="Ada", by="x")

    assert User.objects.count() == before


def test_a_changed_address_is_kept_tidily(cast: Cast):
    change_identity(user=cast.imran, school=cast.school, by="x", email=" Imran@New.Example ")
    assert User.objects.get(pk=cast.imran.pk).email == "imran@new.example"

    change_identity(user=cast.imran, school=cast.school, by="x", email="")
    assert User.objects.get(pk=cast.imran.pk).email is None


def test_nobody_can_be_given_somebody_elses_address(cast: Cast):
    with pytest.raises(ValidationError, match="Each person needs their own"):
        change_identity(user=cast.imran, school=cast.school, by="x", email=cast.ruth.email)

    assert Person.objects.filter(person=cast.imran.ref).count() == 1
