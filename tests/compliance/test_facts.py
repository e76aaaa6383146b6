"""What is read from the database for a reckoning, and what is left out of it."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from compliance.actions import excuse
from compliance.due import Facts, Renewal, in_force, standings
from compliance.facts import read, read_own
from people.access import Membership, membership
from people.actions import begin_leave, end_post, open_post
from people.leaves import write_leave
from people.models import Post, Trust, User
from register.ledger import append
from tests.compliance.small_school import OFFICE, asks, did, published, school, somebody

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)


def standing_of(facts: Facts, on: date = ON) -> str:
    (only,) = standings(facts, on)
    return only.status


def test_a_post_that_was_ended_is_read_as_it_stands_now():
    here = school()
    asha = somebody(here, "Asha")
    end_post(post=Post.objects.get(), ends_on=date(2026, 7, 21), by=OFFICE)

    (person,) = read(here.urn).people

    assert person.id == asha.ref
    assert [post.ends_on for post in person.posts] == [date(2026, 7, 21)]


def test_a_post_withdrawn_as_a_mistake_leaves_nobody_behind():
    here = school()
    asha = somebody(here, "Asha")
    wrong = Post.objects.get()
    fact = Post(
        ref=wrong.ref, person=asha.ref, role="teacher", starts_on=wrong.starts_on, withdrawn=True
    )
    append(here.urn, f"post:{wrong.ref}:1", fact, by=OFFICE)

    assert read(here.urn).people == []


def test_a_leaver_is_asked_for_nothing():
    here = school()
    somebody(here, "Asha")
    asks(here, "induction")
    end_post(post=Post.objects.get(), ends_on=date(2026, 7, 21), by=OFFICE)

    assert standing_of(read(here.urn)) == "not_required"


def test_leave_and_an_exemption_are_read_with_their_days():
    here = school()
    asha = somebody(here, "Asha")
    asks(here, "induction")
    begin_leave(school=here, person=asha.ref, kind="sick", starts_on=date(2026, 11, 2), by=OFFICE)
    excuse(
        school=here,
        person=asha.ref,
        requirement="induction",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 30),
        reason="Took the course elsewhere.",
        by=OFFICE,
    )

    facts = read(here.urn)

    assert standing_of(facts) == "paused"
    assert standing_of(facts, date(2026, 4, 30)) == "excused"
    assert facts.people[0].exemptions[0].reason == "Took the course elsewhere."


def test_a_requirement_carries_its_rule_and_its_words():
    here = school()
    asks(
        here,
        "code",
        title="Code of conduct",
        item="code-of-conduct",
        roles=["teacher", "office"],
        renewal="yearly",
        due_day="09-30",
        covered_by=["lead-training", "early-years"],
        force="should",
        source="KCSIE",
        source_edition="2026",
    )

    (rule,) = read(here.urn).requirements

    assert (rule.id, rule.item) == ("code", "code-of-conduct")
    assert rule.roles == {"teacher", "office"}
    assert rule.renewal == Renewal("yearly", due=(9, 30))
    assert rule.covered_by == ("lead-training", "early-years")
    assert rule.words.title == "Code of conduct"
    assert rule.words.role_words == "teachers and office staff"
    assert (rule.words.force, rule.words.source) == ("should", "KCSIE")
    assert rule.words.source_edition == "2026"


def test_of_a_changed_requirement_the_last_row_holds_from_its_day_on():
    here = school()
    somebody(here, "Asha", from_=date(2026, 9, 1))
    asks(here, "induction", first_due_days=90)
    asks(here, "induction", first_due_days=7, applies_from=date(2026, 10, 1))

    assert standing_of(read(here.urn), date(2026, 9, 30)) == "to_do"
    assert standing_of(read(here.urn), date(2026, 10, 1)) == "overdue"


def test_a_rule_that_was_put_right_on_its_first_day_holds_from_there():
    here = school()
    somebody(here, "Asha")
    asks(here, "induction", first_due_days=300)
    asks(here, "induction", first_due_days=7)

    assert standing_of(read(here.urn), date(2026, 1, 20)) == "overdue"


@pytest.mark.parametrize(
    ("on", "days"),
    [
        (date(2026, 8, 1), [7]),  # nothing has begun: the first to begin
        (date(2026, 9, 1), [7]),
        (date(2026, 12, 1), [30]),
    ],
)
def test_the_row_of_a_day_is_the_last_that_had_begun(on, days):
    here = school()
    asks(here, "induction", first_due_days=7, applies_from=date(2026, 9, 1))
    asks(here, "induction", first_due_days=30, applies_from=date(2026, 12, 1))

    rules = in_force(read(here.urn).requirements, on)

    assert [rule.first_due_days for rule in rules] == days


def test_a_change_that_is_still_to_come_changes_nothing_yet():
    here = school()
    somebody(here, "Asha")
    asks(here, "induction", first_due_days=7)
    asks(here, "induction", first_due_days=700, applies_from=date(2026, 12, 1))

    assert standing_of(read(here.urn)) == "overdue"
    assert standing_of(read(here.urn), date(2026, 12, 1)) == "to_do"


def test_what_was_written_down_later_is_not_known_yet():
    here = school()
    march, june = datetime(2026, 3, 1, 9, tzinfo=UTC), datetime(2026, 6, 1, 9, tzinfo=UTC)
    asha = somebody(here, "Asha", at=march)
    asks(here, "induction", at=march)
    published("shared", "induction", 1, date(2026, 1, 1), at=march)
    did(here, asha, "induction", date(2026, 2, 2), at=june)
    end_post(post=Post.objects.get(), ends_on=date(2026, 2, 28), by=OFFICE, at=june)

    in_april = read(here.urn, known_at=datetime(2026, 4, 1, tzinfo=UTC))
    in_february = read(here.urn, known_at=datetime(2026, 2, 1, tzinfo=UTC))

    assert (len(in_april.requirements), len(in_april.editions)) == (1, 1)
    assert in_april.people[0].posts[0].ends_on is None
    assert in_april.records == []
    assert in_february == Facts([], [], [], {})


def test_a_void_is_read_so_that_the_work_is_asked_for_again():
    here = school()
    asha = somebody(here, "Asha")
    asks(here, "induction")
    wrong = did(here, asha, "induction", date(2026, 2, 2))
    did(
        here,
        asha,
        "induction",
        date(2026, 2, 3),
        kind="void",
        voids=wrong.pk,
        reason="The wrong Asha.",
    )

    assert standing_of(read(here.urn)) == "overdue"


def test_training_that_is_declared_counts():
    here = school()
    asha = somebody(here, "Asha")
    asks(here, "first-aid")
    did(here, asha, "first-aid", date(2026, 2, 2), kind="declared")

    assert standing_of(read(here.urn)) == "current"


def test_training_at_another_school_of_the_trust_counts():
    trust = Trust.objects.create(name="The Wolds Trust")
    here = school(trust=trust)
    there = school("900002", "Millbrook", trust=trust)
    asha = somebody(here, "Asha")
    asks(here, "induction")
    did(there, asha, "induction", date(2026, 2, 2))

    assert standing_of(read(here.urn)) == "current"


@pytest.mark.parametrize("elsewhere", ["no trust", "another trust"])
def test_training_at_a_school_of_no_trust_or_another_does_not_count(elsewhere):
    here = school(trust=Trust.objects.create(name="The Wolds Trust"))
    other = Trust.objects.create(name="Another") if elsewhere == "another trust" else None
    there = school("900002", "Millbrook", trust=other)
    asha = somebody(here, "Asha")
    asks(here, "induction")
    did(there, asha, "induction", date(2026, 2, 2))

    assert standing_of(read(here.urn)) == "overdue"


def test_two_schools_without_a_trust_do_not_share_training():
    here, there = school(), school("900002", "Millbrook")
    asha = somebody(here, "Asha")
    asks(here, "induction")
    did(there, asha, "induction", date(2026, 2, 2))

    assert read(here.urn).records == []


def test_a_school_goes_by_its_own_editions_of_an_item_where_it_has_any():
    here = school()
    published("shared", "conduct", 1, date(2026, 1, 1))
    published("shared", "conduct", 2, date(2026, 5, 1), must_redo=True)
    published("shared", "induction", 1, date(2026, 1, 1))
    published(here.urn, "conduct", 7, date(2026, 2, 1))
    published("900002", "conduct", 9, date(2026, 3, 1))

    editions = read(here.urn).editions

    assert [edition.number for edition in editions["conduct"]] == [7]
    assert [edition.number for edition in editions["induction"]] == [1]


def test_a_change_of_substance_is_read_with_its_days():
    here = school()
    published("shared", "conduct", 1, date(2026, 1, 1))
    published("shared", "conduct", 2, date(2026, 5, 1), must_redo=True, redo_days=21)

    first, second = read(here.urn).editions["conduct"]

    assert not first.must_redo
    assert second.must_redo
    assert second.redo_by == date(2026, 5, 22)


def test_another_schools_edition_of_its_own_text_is_not_taken_for_ours():
    trust = Trust.objects.create(name="The Wolds Trust")
    here = school(trust=trust)
    there = school("900002", "Millbrook", trust=trust)
    asha = somebody(here, "Asha")
    published(here.urn, "conduct", 1, date(2026, 1, 1))
    published(here.urn, "conduct", 2, date(2026, 6, 1), must_redo=True)
    published(there.urn, "conduct", 5, date(2026, 1, 1))
    asks(here, "conduct")
    did(there, asha, "conduct", date(2026, 2, 2), edition=5)

    assert standing_of(read(here.urn)) == "lapsed"


def test_one_person_can_be_asked_for_alone():
    here = school()
    asha, ben = somebody(here, "Asha"), somebody(here, "Ben")
    did(here, asha, "induction", date(2026, 2, 2))
    did(here, ben, "induction", date(2026, 2, 2))

    facts = read(here.urn, people={asha.ref})

    assert [person.id for person in facts.people] == [asha.ref]
    assert {record.person for record in facts.records} == {asha.ref}


def test_another_schools_people_and_rules_are_not_read():
    here, there = school(), school("900002", "Millbrook")
    somebody(there, "Zoe")
    asks(there, "induction")

    facts = read(here.urn)

    assert (facts.people, facts.requirements) == ([], [])


def test_a_second_post_makes_one_person_with_two_posts():
    here = school()
    asha = somebody(here, "Asha")
    open_post(
        school=here, person=asha.ref, role="first_aider", starts_on=date(2026, 2, 1), by=OFFICE
    )

    (person,) = read(here.urn).people

    assert {post.role for post in person.posts} == {"teacher", "first_aider"}


def test_five_queries_are_enough_however_many_facts_there_are():
    trust = Trust.objects.create(name="The Wolds Trust")
    here = school(trust=trust)
    there = school("900002", "Millbrook", trust=trust)
    asks(here, "induction")
    did(there, somebody(here, "Asha"), "induction", date(2026, 2, 2))

    with CaptureQueriesContext(
        connection,
    ) as few:
        read(here.urn)
    for name in ("Ben", "Cleo", "Dev"):
        did(there, somebody(here, name), "induction", date(2026, 2, 2))
        asks(here, name.lower())
        published("shared", name.lower(), 1, date(2026, 1, 1))
    with CaptureQueriesContext(connection) as many:
        read(here.urn)

    assert len(few) == len(many) <= 5


def test_asked_about_one_item_it_is_read_with_what_counts_for_it_and_no_more():
    here = school()
    asha = somebody(here, "Asha")
    asks(here, "induction", covered_by=["old-induction"])
    asks(here, "fire-safety")
    for item in ("old-induction", "fire-safety"):
        did(here, asha, item, date(2026, 2, 2))

    facts = read(here.urn, item="induction")

    assert [rule.id for rule in facts.requirements] == ["induction"]
    assert [record.item for record in facts.records] == ["old-induction"]


def reader(user: User) -> Membership:
    request = RequestFactory().get("/my-training/")
    request.user, request.session = user, {}
    return membership(request)


def test_what_is_read_of_the_reader_alone_is_what_is_read_of_anybody():
    trust = Trust.objects.create(name="The Wolds Trust")
    here = school(trust=trust)
    there = school("900002", "Millbrook", trust=trust)
    asha = somebody(here, "Asha")
    somebody(here, "Ben")
    end_post(post=Post.objects.get(person=asha.ref), ends_on=date(2026, 7, 21), by=OFFICE)
    open_post(school=here, person=asha.ref, role="office", starts_on=date(2026, 9, 1), by=OFFICE)
    open_post(school=there, person=asha.ref, role="office", starts_on=date(2026, 9, 1), by=OFFICE)
    sick = begin_leave(
        school=here, person=asha.ref, kind="sick", starts_on=date(2026, 3, 2), by=OFFICE
    )
    write_leave(
        school=here,
        person=asha.ref,
        ref=sick.ref,
        kind="sick",
        starts_on=date(2026, 3, 2),
        ends_on=date(2026, 3, 9),
        seen=sick.pk,
        by=OFFICE,
    )
    begin_leave(school=here, person=asha.ref, kind="unpaid", starts_on=date(2026, 5, 4), by=OFFICE)
    asks(here, "induction")
    published("shared", "induction", 1, date(2026, 1, 1))
    excuse(
        school=here,
        person=asha.ref,
        requirement="induction",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 30),
        reason="Took the course elsewhere.",
        by=OFFICE,
    )
    did(here, asha, "induction", date(2026, 2, 2))
    did(there, asha, "fire-safety", date(2026, 2, 3))
    published(there.urn, "fire-safety", 1, date(2026, 1, 1))

    assert read_own(reader(asha)) == read(here.urn, people={asha.ref})


def test_what_the_school_asks_is_remembered_until_it_asks_something_else():
    here = school()
    asha = somebody(here, "Asha")
    asks(here, "induction")
    assert [rule.id for rule in read_own(reader(asha)).requirements] == ["induction"]
    known = reader(asha)

    with CaptureQueriesContext(connection) as queries:
        read_own(known)
    asks(here, "fire-safety")

    assert len(queries) == 2
    assert {rule.id for rule in read_own(reader(asha)).requirements} == {"induction", "fire-safety"}


def test_a_new_edition_of_shared_content_is_known_at_once():
    here = school()
    asha = somebody(here, "Asha")
    asks(here, "induction")
    published("shared", "induction", 1, date(2026, 1, 1))
    read_own(reader(asha))

    published("shared", "induction", 2, date(2026, 2, 1))

    assert [each.number for each in read_own(reader(asha)).editions["induction"]] == [1, 2]
