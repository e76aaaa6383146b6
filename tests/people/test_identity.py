"""A name is bound to the register, though it is not in it: `verify_register` finds another one."""

from collections import Counter

import pytest

from people.actions import change_identity
from people.models import Person, User
from register.ledger import append
from register.models import Entry
from register.verify import Wrong, verify
from tests.cast import Cast


def test_every_name_is_the_one_that_was_told(cast: Cast):
    assert [head.chain for head in verify()] == [cast.school.urn, cast.next_door.urn]


def test_no_name_is_in_the_ledger(cast: Cast):
    said = "".join(Entry.objects.values_list("body", flat=True))

    for word in (cast.ruth.first_name, cast.ruth.last_name, cast.ruth.email):
        assert word not in said


@pytest.mark.parametrize("column", ["first_name", "last_name", "email", "staff_number"])
def test_a_name_exchanged_behind_the_register_is_found(cast: Cast, column: str):
    User.objects.filter(pk=cast.imran.pk).update(**{column: "x@larkfield.example"})

    with pytest.raises(Wrong, match=f"{cast.imran.ref}.* is not the one"):
        list(verify(cast.school.urn))


def test_a_name_put_right_through_the_door_is_told_anew(cast: Cast):
    change_identity(user=cast.imran, school=cast.school, by=cast.ruth.ref, last_name="Wintermoor")

    list(verify())
    assert Person.objects.filter(person=cast.imran.ref).count() == 2


def test_each_school_that_knows_somebody_hears_of_the_new_name(cast: Cast):
    from people.actions import _say_who

    _say_who(cast.imran, cast.next_door.urn, by="x")  # he helps next door as well
    change_identity(user=cast.imran, school=cast.school, by="x", last_name="Wintermoor")

    told = Person.objects.filter(person=cast.imran.ref).values_list("chain", flat=True)
    assert Counter(told) == {cast.school.urn: 2, cast.next_door.urn: 2}
    assert list(verify())


def test_a_new_name_comes_with_a_new_salt(cast: Cast):
    before = bytes(cast.imran.salt)
    change_identity(user=cast.imran, school=cast.school, by="x", last_name="Wintermoor")

    assert bytes(User.objects.get(pk=cast.imran.pk).salt) != before


def test_a_name_that_is_gone_without_an_erasure_is_found(cast: Cast):
    User.objects.filter(pk=cast.imran.pk).delete()

    with pytest.raises(Wrong, match=f"{cast.imran.ref}.* is missing"):
        list(verify(cast.school.urn))


def test_an_erased_name_may_be_gone_and_may_not_come_back(cast: Cast):
    erased = Person(person=cast.imran.ref, who="0" * 64, erased=True)
    append(cast.school.urn, f"person:{cast.imran.ref}:1", erased, by=cast.ruth.ref)

    with pytest.raises(Wrong, match="was erased and is there again"):
        list(verify(cast.school.urn))
    User.objects.filter(pk=cast.imran.pk).delete()
    list(verify(cast.school.urn))


def test_a_lost_salt_is_found_and_breaks_nothing(cast: Cast):
    User.objects.filter(pk=cast.imran.pk).update(salt=b"")

    with pytest.raises(Wrong, match="has lost the salt"):
        list(verify(cast.school.urn))
