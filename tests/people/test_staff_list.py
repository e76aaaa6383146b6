"""The list of people, and a person's page on it: the staff list, and nothing of their training."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.access import posts_as_they_stand, today
from people.actions import begin_leave, end_post, open_post
from people.models import Post, Trust, User
from people.posts import change_post, give_post, withdraw_post
from people.staff_list import chosen, plain, staff_list
from tests.cast import Cast, member
from tests.people.on_page import text

PEOPLE = "/school/people/"
DAY = timedelta(days=1)


def page_of(user: User) -> str:
    return f"{PEOPLE}{user.ref}/posts/"


def shown(cast: Cast, **kept: str) -> list[str]:
    told = {"name": "", "role": "", "show": ""} | kept
    return [one.name for one in chosen(staff_list(cast.school, today()), **told)]


@pytest.mark.parametrize("who", ["devinder", "ruth", "comfort", "kwame"])
def test_office_dsl_head_and_deputy_see_the_list(client: Client, cast: Cast, who: str):
    client.force_login(getattr(cast, who))
    page = text(client.get(PEOPLE))

    assert "Imran Wintermoss" in page
    assert ("Add somebody" in page) == (who != "kwame")


def test_the_title_counts_who_is_here_and_the_lead_says_the_rest(office: Client, cast: Cast):
    begin_leave(school=cast.school, person=cast.imran.ref, kind="sick", starts_on=today(), by="x")
    page = text(office.get(PEOPLE))

    assert "7 people are here" in page
    assert "1 is still to start. 1 is on leave. 6 have not come in yet." in page
    assert "On sickness with no last day yet" in page


def test_leavers_are_kept_apart(office: Client, cast: Cast):
    [post] = posts_as_they_stand(person=cast.imran.ref)
    end_post(post=post, ends_on=today() - DAY, by="x")

    assert "Imran Wintermoss" not in shown(cast)
    assert shown(cast, show="left") == ["Imran Wintermoss"]
    page = text(office.get(PEOPLE))
    assert "1 person has left, and is kept apart" in page
    assert "Left; last day" in text(office.get(f"{PEOPLE}?show=left"))


@pytest.mark.parametrize(
    ("kept", "names"),
    [
        ({"name": "fern"}, ["Nadia Fernhollow"]),
        ({"name": "otterby RUTH"}, ["Ruth Otterby"]),
        ({"role": "teacher"}, ["Ruth Otterby", "Kwame Thistlemere", "Imran Wintermoss"]),
        ({"show": "coming"}, ["Nadia Fernhollow"]),
        ({"show": "no_mail"}, ["Halima Oakhanger"]),
        ({"show": "left"}, []),
        ({"name": "nobody of that name"}, []),
    ],
)
def test_the_list_is_narrowed_by_name_post_and_what_one_looks_for(
    cast: Cast, kept: dict[str, str], names: list[str]
):
    assert shown(cast, **kept) == names


def test_a_name_is_found_without_its_accents():
    assert plain("Łukasz Brackenhay") == "lukasz brackenhay"
    assert plain("Zoë Ní Bhriain") == "zoe ni bhriain"


def test_what_is_looked_for_stays_in_the_address_and_nonsense_shows_everybody(
    office: Client, cast: Cast
):
    assert 'value="fern"' in text(office.get(f"{PEOPLE}?name=fern"))
    answer = office.get(f"{PEOPLE}?show=x&role=y&page=z&name={'a' * 500}")
    assert answer.status_code == 200
    assert "Nobody fits that choice" in text(answer)


def test_who_was_asked_for_as_a_lead_is_on_the_list_and_waits(office: Client, cast: Cast):
    ref = str(uuid.uuid4())
    give_post(
        school=cast.school,
        person=cast.imran.ref,
        ref=ref,
        role="dsl",
        starts_on=today(),
        by=cast.devinder.ref,
    )

    assert shown(cast, show="waiting") == ["Imran Wintermoss"]
    assert "Waiting to be confirmed as designated safeguarding lead" in text(office.get(PEOPLE))
    assert "It waits for a second person" in text(office.get(page_of(cast.imran)))


def test_whose_only_post_was_a_mistake_is_found_and_can_be_put_right(office: Client, cast: Cast):
    [post] = posts_as_they_stand(person=cast.imran.ref)
    withdraw_post(school=cast.school, person=cast.imran.ref, ref=post.ref, seen=post.pk, by="x")

    assert shown(cast, show="left") == ["Imran Wintermoss"]
    assert "what was entered has been withdrawn" in text(office.get(page_of(cast.imran)))
    assert office.get(f"{page_of(cast.imran)}add/").status_code == 200


def test_a_name_that_was_erased_leaves_a_line_and_no_button(office: Client, cast: Cast):
    User.objects.filter(ref=cast.peter.ref).delete()

    assert "Somebody whose name was erased" in text(office.get(PEOPLE))
    page = text(office.get(page_of(cast.peter)))
    assert "Add a post" not in page
    assert office.get(f"{page_of(cast.peter)}add/").status_code == 404


def test_the_list_costs_the_same_for_few_and_for_many(office: Client, cast: Cast):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            office.get(PEOPLE)
        return len(asked)

    few = queries()
    for number in range(12):
        member(cast.school, f"New{number}", "Colleague", today(), "teacher", "senco")
    assert queries() == few <= 12


# --- a person's page ----------------------------------------------------------------------------


def test_the_office_sees_posts_leave_and_address_and_no_training(office: Client, cast: Cast):
    begin_leave(
        school=cast.school, person=cast.imran.ref, kind="parental", starts_on=today(), by="x"
    )
    page = text(office.get(page_of(cast.imran)))

    for words in ("Teacher, since", "Away on parental leave", cast.imran.email, "Never"):
        assert words in page, words
    assert "Their training" not in page
    assert office.get(f"{PEOPLE}{cast.imran.ref}/").status_code == 404


def test_a_lead_goes_from_the_posts_to_the_training_and_back(client: Client, cast: Cast):
    client.force_login(cast.ruth)

    training = f"{PEOPLE}{cast.imran.ref}/"
    assert f'href="{training}"' in text(client.get(page_of(cast.imran)))
    assert f'href="{page_of(cast.imran)}"' in text(client.get(training))


def test_the_deputy_looks_and_writes_nothing(client: Client, cast: Cast):
    client.force_login(cast.kwame)
    page = text(client.get(page_of(cast.imran)))

    assert "Add a post" not in page
    assert client.get(f"{page_of(cast.imran)}add/").status_code == 404


def test_ones_own_page_says_that_a_colleague_writes_on_it(office: Client, cast: Cast):
    page = text(office.get(page_of(cast.devinder)))

    assert "This is your own page" in page
    assert "Add a post" not in page
    assert office.post(f"{page_of(cast.devinder)}add/", {}).status_code == 404


def test_it_says_who_wrote_what_when_the_newest_first(office: Client, cast: Cast):
    [post] = posts_as_they_stand(person=cast.imran.ref)
    told = {"role": "senco", "starts_on": post.starts_on, "ends_on": None, "seen": post.pk}
    change_post(school=cast.school, person=cast.imran.ref, ref=post.ref, by=cast.ruth.ref, **told)
    page = text(office.get(page_of(cast.imran)))

    first = page.index("Ruth Otterby changed the post teacher: it is SENCO.")
    second = page.index("Inset wrote down a post: teacher, from")
    assert first < second < page.index("Inset put them on the list.")
    assert f"{timezone.localtime():%-d %B %Y}" in page


def test_posts_at_another_school_of_the_trust_are_named_and_not_kept_here(
    office: Client, cast: Cast
):
    open_post(
        school=cast.next_door, person=cast.imran.ref, role="governor", starts_on=today(), by="x"
    )
    assert "Whitmere" not in text(office.get(page_of(cast.imran)))

    trust = Trust.objects.create(name="The Wychlark Trust")
    for school in (cast.school, cast.next_door):
        school.trust = trust
        school.save()
    assert "Governor at Whitmere Infant School, since" in text(office.get(page_of(cast.imran)))


@pytest.mark.parametrize("path", ["", "add/", "leaving/"])
def test_nobody_of_another_school_is_there(office: Client, cast: Cast, path: str):
    assert office.get(f"{page_of(cast.sanjay)}{path}").status_code == 404
    assert office.post(f"{page_of(cast.sanjay)}{path}", {"last_day": "2026-01-01"}).status_code in (
        404,
        405,
    )
    assert Post.objects.filter(person=cast.sanjay.ref).count() == 1
