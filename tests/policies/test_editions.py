"""The text as it was signed, for ever, and what is different between two editions."""

from datetime import date

import pytest
from django.test import Client

from people.access import posts_as_they_stand
from people.actions import end_post
from people.models import School, Trust, User
from register.models import Edition
from tests.policies.reading import (
    DOCUMENT,
    OFFICE,
    POLICY,
    next_edition,
    sign,
    signed_in,
    somebody,
    text,
    uploaded,
)

FIRST = f"{POLICY}editions/1/"


@pytest.fixture
def second(policy: Edition) -> Edition:
    return next_edition(
        "<p>Tell {dsl} at once.</p>",
        "<p>Write it down.</p>",
        on=date(2026, 11, 2),
        what_changed="How soon.",
    )


def test_an_edition_that_was_signed_is_shown_after_it_was_replaced(
    policy: Edition, second: Edition, at_bethans: Client, ruth: User
) -> None:
    shown = text(at_bethans.get(FIRST))
    assert "Tell Ruth Otterby the same day." in shown
    assert "This is not the edition in force." in shown
    assert "I have read this policy and will follow it." in shown
    assert policy.digest in shown


def test_the_edition_in_force_says_nothing_of_being_old(
    policy: Edition, at_bethans: Client
) -> None:
    assert "not the edition in force" not in text(at_bethans.get(FIRST))


def test_names_are_those_of_the_day_that_is_asked_for(
    policy: Edition, larkfield: School, at_bethans: Client, ruth: User
) -> None:
    (post,) = posts_as_they_stand(person=ruth.ref)
    end_post(post=post, ends_on=date(2026, 10, 1), by=OFFICE)
    somebody(larkfield, "Kwame", "Thistlemere", "dsl")
    assert "Tell Ruth Otterby and" in text(at_bethans.get(f"{FIRST}?on=2026-09-10"))
    assert "Tell Kwame Thistlemere the" in text(at_bethans.get(f"{FIRST}?on=2026-11-25"))


def test_a_receipt_leads_to_the_text_that_was_signed(policy: Edition, at_bethans: Client) -> None:
    answer = sign(at_bethans)
    address = f"{FIRST}?text={policy.digest}&amp;on=2026-11-25"
    assert address in answer.content.decode()


def test_what_changed_since_an_earlier_edition_can_be_seen_by_anybody_there(
    policy: Edition, second: Edition, at_bethans: Client
) -> None:
    address = f"{POLICY}editions/2/since/1/"
    assert 'href="since/1/"' in at_bethans.get(f"{POLICY}editions/2/").content.decode()
    page = at_bethans.get(address)
    assert "One thing changed in Child protection policy" in text(page)
    assert "<del>" in page.content.decode()
    assert "How soon." in text(page)


@pytest.mark.parametrize(
    "address",
    ["editions/2/", "editions/0/", "editions/99999999999999999999/", "editions/1/since/9/"],
)
def test_an_edition_that_never_was_is_not_there(
    policy: Edition, at_bethans: Client, address: str
) -> None:
    assert at_bethans.get(POLICY + address).status_code == 404


def test_an_edition_whose_day_has_not_come_is_not_there(
    policy: Edition, at_bethans: Client
) -> None:
    next_edition("<p>Later.</p>", on=date(2027, 1, 4), what_changed="All of it.")
    assert at_bethans.get(f"{POLICY}editions/2/").status_code == 404


def test_a_digest_that_is_not_this_editions_is_not_there(
    policy: Edition, at_bethans: Client
) -> None:
    assert at_bethans.get(f"{FIRST}?text={'0' * 64}").status_code == 404


@pytest.mark.parametrize("on", ["", "yesterday", "2026-02-30", "0000-00-00"])
def test_a_day_that_is_none_is_that_of_the_edition(
    policy: Edition, at_bethans: Client, on: str
) -> None:
    page = at_bethans.get(FIRST, {"on": on})
    assert "those of Tuesday 1 September 2026" in text(page)


def test_an_earlier_file_is_opened_from_its_edition(
    document: Edition, larkfield: School, at_bethans: Client
) -> None:
    uploaded(larkfield, "Part one, again", "2026")
    html = at_bethans.get(f"{DOCUMENT}editions/1/").content.decode()
    assert f"{DOCUMENT}{document.digest}.pdf" in html


def test_another_schools_edition_is_not_there(
    document: Edition, marlpit: School, at_bethans: Client
) -> None:
    theirs = uploaded(marlpit, "Marlpit’s copy", "2026")
    assert at_bethans.get(f"{DOCUMENT}editions/1/?text={theirs.digest}").status_code == 404


def test_an_edition_signed_at_another_school_of_the_trust_can_be_read(
    document: Edition, larkfield: School, marlpit: School, stranger: User
) -> None:
    trust = Trust.objects.create(name="Two Rivers Trust")
    School.objects.update(trust=trust)
    uploaded(marlpit, "Marlpit’s copy", "2026")
    reader = signed_in(stranger)
    page = reader.get(f"{DOCUMENT}editions/1/?text={document.digest}")
    assert f"{DOCUMENT}{document.digest}.pdf" in page.content.decode()
    assert reader.get(f"{DOCUMENT}{document.digest}.pdf").status_code == 200


def test_nobody_reads_an_edition_without_signing_in(policy: Edition, client: Client) -> None:
    assert client.get(FIRST)["Location"] == f"/accounts/login/?next={FIRST}"
