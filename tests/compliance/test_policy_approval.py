"""A policy is approved by somebody, and its edition is in force from a day."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Workflow

from cms.models import ItemPage
from compliance.policy_approval import approval_of, approval_words, approver_words
from people.access import today
from people.models import User
from register.editions import in_force
from register.models import Edition
from tests.cast import Cast, gather
from tests.policies.reading import draft, signed_in, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    with time_machine.travel("2026-11-25T09:00:00Z", tick=False):
        cast = gather()
        cast.comfort.groups.add(Group.objects.get(name="Moderators"))
        yield cast


@pytest.fixture
def page(cast: Cast) -> ItemPage:
    return draft("<p>Tell {dsl}.</p>")


def address(page: ItemPage) -> str:
    return f"/school/publish/{page.pk}/"


def press(client: Client, page: ItemPage, **sent: str) -> Any:
    opened = client.get(address(page))
    told = {"revision": opened.context["revision"].pk, "what_changed": "First edition."}
    told |= {"approved_by": "the governing body", "on": today().isoformat()}
    told |= {"meeting": "Full governing body", "approved_on": today().isoformat()}
    return client.post(address(page), told | sent, follow=True)


def approved_in_wagtail(page: ItemPage, by: User, submitted_by: User) -> None:
    """Submitted to the workflow that Wagtail begins with, and approved."""
    workflow = Workflow.objects.get()
    state = workflow.start(page.get_latest_revision_as_object(), submitted_by)
    state.current_task_state.approve(user=by)


def test_whoever_publishes_says_who_approved_it(cast: Cast, page: ItemPage) -> None:
    press(signed_in(cast.ruth), page)
    edition = Edition.objects.get()
    assert edition.approved_by == "the governing body"
    assert edition.by == cast.ruth.ref


@pytest.mark.parametrize("said", ["", "me", "x" * 90])
def test_without_an_approver_nothing_is_published(cast: Cast, page: ItemPage, said: str) -> None:
    answer = press(signed_in(cast.ruth), page, approved_by=said)
    assert "One thing to put right" in text(answer)
    assert not Edition.objects.exists()


def test_an_approval_in_wagtail_is_named_and_kept(cast: Cast, page: ItemPage) -> None:
    approved_in_wagtail(page, by=cast.comfort, submitted_by=cast.ruth)
    page.refresh_from_db()
    ruth = signed_in(cast.ruth)
    assert "Comfort Marrowell, on Wednesday 25 November 2026" in text(ruth.get(address(page)))
    press(ruth, page, approved_by=cast.comfort.ref)
    assert Edition.objects.get().approved_by == cast.comfort.ref


def test_the_headteachers_button_says_approve_and_not_that_it_publishes(
    cast: Cast, page: ItemPage
) -> None:
    Workflow.objects.get().start(page.get_latest_revision_as_object(), cast.ruth)
    shown = signed_in(cast.comfort).get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "Approve" in shown
    assert "and Publish" not in shown


def test_an_approval_publishes_nothing_by_itself(cast: Cast, page: ItemPage) -> None:
    approved_in_wagtail(page, by=cast.comfort, submitted_by=cast.ruth)
    page.refresh_from_db()
    assert not page.live
    assert not Edition.objects.exists()


def test_a_draft_that_was_changed_after_it_was_approved_is_not_approved(
    cast: Cast, page: ItemPage
) -> None:
    approved_in_wagtail(page, by=cast.comfort, submitted_by=cast.ruth)
    draft("<p>Tell {dsl} some time.</p>")
    page.refresh_from_db()
    assert approval_of(page) is None
    answer = press(signed_in(cast.ruth), page, approved_by=cast.comfort.ref)
    assert "One thing to put right" in text(answer)
    assert not Edition.objects.exists()


def test_a_draft_that_waits_for_approval_or_was_sent_back_is_not_approved(
    cast: Cast, page: ItemPage
) -> None:
    workflow = Workflow.objects.get()
    state = workflow.start(page.get_latest_revision_as_object(), cast.ruth)
    assert approval_of(page) is None
    state.current_task_state.reject(user=cast.comfort)
    assert approval_of(page) is None


def test_an_edition_can_begin_on_a_later_day(cast: Cast, page: ItemPage) -> None:
    later = today() + timedelta(days=40)
    answer = press(signed_in(cast.ruth), page, on=later.isoformat())
    assert "edition 1 is in force from Monday 4 January 2027." in text(answer)
    assert in_force("child-protection", cast.school.urn, today()) is None
    assert in_force("child-protection", cast.school.urn, later)


@pytest.mark.parametrize("on", ["2026-11-24", "", "soon", "2026-02-30"])
def test_no_edition_begins_in_the_past_or_on_no_day(cast: Cast, page: ItemPage, on: str) -> None:
    answer = press(signed_in(cast.ruth), page, on=on)
    assert "One thing to put right" in text(answer)
    assert not Edition.objects.exists()


def test_the_edition_says_in_which_meeting_and_when_it_was_approved(
    cast: Cast, page: ItemPage
) -> None:
    press(signed_in(cast.ruth), page, meeting="Full governing body, minute 7")
    edition = Edition.objects.get()
    assert approval_words(edition, {}) == (
        "the governing body, on Wednesday 25 November 2026 (Full governing body, minute 7)"
    )


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"meeting": " "}, "Say in which meeting the governors approved it."),
        ({"approved_on": ""}, "Say on which day the governors approved it."),
        ({"approved_on": "2026-11-26"}, "That day is still to come."),
        ({"approved_on": "yesterday"}, "Write the day as 2026-12-04."),
    ],
)
def test_governors_approve_in_a_meeting_on_a_day(
    cast: Cast, page: ItemPage, sent: dict[str, str], said: str
) -> None:
    assert said in text(press(signed_in(cast.ruth), page, **sent))
    assert not Edition.objects.exists()


def test_the_head_approves_without_a_meeting(cast: Cast, page: ItemPage) -> None:
    press(signed_in(cast.ruth), page, approved_by="the headteacher", meeting="", approved_on="")
    assert Edition.objects.get().meeting is None


def test_the_edition_says_when_the_policy_is_looked_at_again(cast: Cast, page: ItemPage) -> None:
    press(signed_in(cast.ruth), page)
    assert Edition.objects.get().review_on == date(2027, 11, 25)


def test_a_review_before_the_day_it_begins_is_refused(cast: Cast) -> None:
    page = draft("<p>Tell {dsl}.</p>", review_on=date(2026, 11, 20))
    answer = press(signed_in(cast.ruth), page)
    assert "Its next review is set for Friday 20 November 2026" in text(answer)
    assert not Edition.objects.exists()


def test_an_approver_is_told_by_name_or_in_the_words_that_were_written(cast: Cast) -> None:
    assert approver_words(cast.comfort.ref) == "Comfort Marrowell"
    assert approver_words("the governing body") == "the governing body"
