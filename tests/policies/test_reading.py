"""Reading a policy: what its page says, and who may see it."""

from datetime import date
from typing import Any

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.models import School, User
from policies.content import load
from register.models import Edition, Item
from tests.policies.reading import (
    POLICY,
    draft,
    next_edition,
    sign,
    signed_in,
    somebody,
    text,
)


def test_a_policy_is_read_with_its_edition_its_day_and_its_minutes(
    policy: Edition, at_bethans: Client
) -> None:
    page = at_bethans.get(POLICY)
    assert page.status_code == 200
    assert "Edition 1, of Tuesday 1 September 2026. About 4 minutes to read." in text(page)
    assert "Write it down." in text(page)


def test_the_list_of_contents_leads_to_each_section(policy: Edition, at_bethans: Client) -> None:
    html = at_bethans.get(POLICY).content.decode()
    for number in (1, 2):
        assert f'href="#part-{number}"' in html
        assert f'id="part-{number}"' in html


def test_the_schools_own_people_are_named_in_the_text(
    policy: Edition, at_bethans: Client, ruth: User
) -> None:
    assert "Tell Ruth Otterby the same day." in text(at_bethans.get(POLICY))


def test_a_name_with_marks_in_it_is_shown_as_it_is_written(
    larkfield: School, policy: Edition, at_bethans: Client
) -> None:
    somebody(larkfield, "<b>Ruth", "&amp;", "dsl")
    assert "Tell &lt;b&gt;Ruth &amp;amp; the same day." in at_bethans.get(POLICY).content.decode()


def test_who_wants_it_and_where_it_comes_from_are_said(policy: Edition, at_bethans: Client) -> None:
    shown = text(at_bethans.get(POLICY))
    assert "Where this comes from Education Act 2002, section 175. Law: must" in shown


def test_support_is_beside_the_text(policy: Edition, at_bethans: Client, ruth: User) -> None:
    shown = text(at_bethans.get(POLICY))
    assert "Support for you" in shown
    assert "Samaritans" in shown


def test_a_model_says_that_it_is_one(larkfield: School, at_bethans: Client) -> None:
    next_edition(
        "<p>Text.</p>", on=date(2026, 9, 1), what_changed="First.", model_note="Adapt this."
    )
    assert "Model policy Adapt this." in text(at_bethans.get(POLICY))


def test_large_print_is_asked_for_by_a_link(policy: Edition, at_bethans: Client) -> None:
    assert 'href="?large=1"' in at_bethans.get(POLICY).content.decode()
    large = at_bethans.get(POLICY, {"large": "1"}).content.decode()
    assert '<html lang="en-GB" class="large">' in large
    assert "Ordinary print" in large


def test_readers_see_the_edition_in_force_and_not_the_draft(
    policy: Edition, at_bethans: Client
) -> None:
    draft("<p>Not agreed yet.</p>")
    assert "Not agreed yet." not in text(at_bethans.get(POLICY))


def test_an_edition_that_is_for_next_month_is_not_read_today(
    policy: Edition, at_bethans: Client
) -> None:
    next_edition("<p>From December.</p>", on=date(2026, 12, 1), what_changed="All of it.")
    assert "From December." not in text(at_bethans.get(POLICY))
    with time_machine.travel("2026-12-01T09:00:00Z"):
        assert "From December." in text(at_bethans.get(POLICY))


def test_what_changed_is_said_of_a_later_edition(policy: Edition, at_bethans: Client) -> None:
    next_edition("<p>New.</p>", on=date(2026, 11, 2), what_changed="We have two deputies now.")
    assert "What changed We have two deputies now." in text(at_bethans.get(POLICY))


def test_whoever_signed_an_earlier_edition_is_told_all_that_changed_since(
    policy: Edition, at_bethans: Client
) -> None:
    sign(at_bethans)
    next_edition("<p>2.</p>", on=date(2026, 11, 25), what_changed="We have two deputies now.")
    next_edition("<p>3.</p>", on=date(2026, 11, 25), what_changed="Same day, before you go home.")
    shown = text(at_bethans.get(POLICY, {"whole": "1"}))
    assert "You signed edition 1 on Wednesday 25 November 2026; this is edition 3." in shown
    assert "Edition 2: We have two deputies now." in shown
    assert "Edition 3: Same day, before you go home." in shown


def test_a_policy_without_an_edition_in_force_says_so(
    larkfield: School, at_bethans: Client
) -> None:
    next_edition("<p>Later.</p>", on=date(2027, 1, 4), what_changed="First edition.")
    page = at_bethans.get(POLICY)
    assert page.status_code == 404
    assert "No edition of this policy is in force yet." in text(page)


def test_a_draft_that_was_never_published_is_not_there(
    larkfield: School, at_bethans: Client
) -> None:
    draft("<p>Only a thought.</p>")
    assert at_bethans.get(POLICY).status_code == 404


def test_another_rooms_item_is_not_read_here(policy: Edition, at_bethans: Client) -> None:
    assert at_bethans.get("/reading/child-protection/").status_code == 404
    assert at_bethans.get("/reading/child-protection/signed/").status_code == 404


def test_nobody_reads_without_signing_in_and_comes_back_to_the_same_place(
    policy: Edition, client: Client
) -> None:
    answer = client.get(POLICY)
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next={POLICY}"


def test_someone_without_a_school_is_told_kindly(policy: Edition, db: None) -> None:
    passing = User.objects.create_user(first_name="Passing")
    for method in ("get", "post"):
        page = getattr(signed_in(passing), method)(POLICY)
        assert page.status_code == 403
        assert "you have no post at a school here at the moment" in text(page)


def test_wagtails_own_address_of_a_policy_is_the_same_page(
    policy: Edition, at_bethans: Client
) -> None:
    item = Item.objects.get(slug="child-protection")
    assert item.address == POLICY
    assert item.page.get_url_parts()[2] == POLICY


def test_the_model_policies_are_read_whole(larkfield: School, at_bethans: Client) -> None:
    from compliance.publishing import publish_page

    page: Any = load("code-of-conduct")
    publish_page(page=page, grade="reread", what_changed="First.", by="x", on=date(2026, 9, 1))
    shown = at_bethans.get("/policies/code-of-conduct/")
    assert "at Larkfield Primary School" in text(shown)
    assert "{" not in shown.content.decode().partition("<main")[2]


def test_reading_asks_the_database_no_more_when_there_is_more_to_tell(
    policy: Edition, at_bethans: Client
) -> None:
    at_bethans.get(POLICY)
    with CaptureQueriesContext(connection) as before:
        at_bethans.get(POLICY)
    for number in (2, 3):
        sign(at_bethans)
        next_edition(f"<p>{number}.</p>", on=date(2026, 11, 25), what_changed="All of it.")
    sign(at_bethans)
    at_bethans.get(POLICY)  # who leads is remembered again
    with CaptureQueriesContext(connection) as after:
        at_bethans.get(POLICY)
    assert len(after) <= len(before) <= 14
