"""The register of policies, answers to what people asked, and reviews that remind their owners."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance.asat import AsAt
from compliance.policy_register import past_review, register_of
from compliance.review_days import review_day, review_step, review_words
from compliance.reviews import write_edition_letters, write_review_letters
from compliance.roster import roster
from outbox.models import Message
from people.models import School, User
from policies.actions import say, sign
from policies.models import Word
from policies.texts import Text
from register.models import Edition
from tests.compliance.small_school import OFFICE, asks, school, somebody
from tests.policies.reading import draft, next_edition, signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]
REGISTER = "/school/policies/"
ADDRESS = f"{REGISTER}child-protection/"
TODAY = date(2026, 11, 25)


@pytest.fixture
def comfort(here: School) -> User:
    return somebody(here, "Comfort", "Marrowell", role="headteacher")


@pytest.fixture
def sena(here: School) -> User:
    """The SENCO, who leads nobody's training."""
    return somebody(here, "Sena", "Copperfield", role="senco")


def published(**more: Any) -> Edition:
    told = {"on": date(2026, 1, 5), "what_changed": "First edition."} | more
    return next_edition("<p>Tell {dsl}.</p>", **told)


# When a review is due (pure).


@pytest.mark.parametrize(
    ("on", "step"),
    [
        (date(2026, 9, 25), None),
        (date(2026, 9, 26), "60"),
        (date(2026, 10, 26), "30"),
        (date(2026, 11, 18), "7"),
        (date(2026, 11, 25), "7"),
        (date(2026, 11, 26), "past"),
    ],
)
def test_a_review_has_a_step_as_its_day_comes(on: date, step: str | None) -> None:
    assert review_step(date(2026, 11, 25), on) == step


def test_a_text_that_names_no_day_is_reviewed_by_its_cycle() -> None:
    text = Text(kind="policy", statement="", review_months=24)
    assert review_day(text, date(2026, 1, 5)) == date(2028, 1, 5)


@pytest.mark.parametrize(("days", "said"), [(24, "1 day ago"), (25, "today"), (27, "in 2 days")])
def test_how_near_it_is_in_words(days: int, said: str) -> None:
    assert review_words(date(2026, 11, days), TODAY) == said


# The register.


def test_what_is_past_its_review_comes_first(here: School, ruth: User) -> None:
    published(slug="a", title="A policy", review_on=date(2027, 1, 1))
    published(slug="b", title="B policy", review_on=date(2026, 11, 24))
    assert [kept.item.slug for kept in register_of(here, TODAY)] == ["b", "a"]
    shown = text(signed_in(ruth).get(REGISTER))
    assert "1 policy is past review" in shown
    assert "Past review since Tuesday 24 November 2026" in shown


def test_it_says_owner_edition_share_and_place_in_the_statutory_list(
    here: School, ruth: User
) -> None:
    edition = published(statutory_as="Child protection policy and procedures", owner_post="dsl")
    asks(here, "child-protection")
    sign(school=here, edition=edition, statement="I have.", by=somebody(here, "Imran").ref)
    somebody(here, "Mei")
    shown = text(signed_in(ruth).get(REGISTER))
    assert "Statutory list: Child protection policy and procedures" in shown
    assert "Designated safeguarding lead Ruth Otterby" in shown
    assert "1 of 2" in shown


def test_an_edition_to_come_is_named_and_not_in_force(here: School, ruth: User) -> None:
    published()
    published(on=date(2027, 1, 4), title="Another title")
    shown = text(signed_in(ruth).get(REGISTER))
    assert "Edition 1 since 5 January 2026" in shown
    assert "Edition 2 from 4 January 2027" in shown


def test_an_owner_who_leads_nobody_sees_no_shares(here: School, ruth: User, sena: User) -> None:
    published(owner_post="senco")
    asks(here, "child-protection")
    somebody(here, "Imran", "Wintermoss")
    senas = signed_in(sena)
    assert "of 1" not in text(senas.get(REGISTER))
    page = text(senas.get(ADDRESS))
    assert "You answer for this policy." in page
    assert "Wintermoss" not in page


def test_a_teacher_has_no_register(here: School) -> None:
    imran = signed_in(somebody(here, "Imran"))
    assert imran.get(REGISTER).status_code == 404


def test_the_register_asks_as_much_for_five_policies_as_for_one(here: School, ruth: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(REGISTER)
        return len(asked)

    client = signed_in(ruth)
    published(slug="p0", title="P0")
    few = queries()
    for number in range(1, 5):
        published(slug=f"p{number}", title=f"P{number}")
    assert queries() == few <= 24


# Answers.


def asked(here: School, who: User, edition: Edition, kind: str = "question") -> Word:
    told = {"school": here, "edition": edition, "owner": "dsl", "by": who.ref}
    return say(kind=kind, words="Whom do I ring at night?", **told)


def test_the_owner_answers_and_the_reader_sees_it(here: School, sena: User, ruth: User) -> None:
    edition = published(owner_post="senco")
    imran = somebody(here, "Imran", "Wintermoss")
    word = asked(here, imran, edition)
    address = f"{ADDRESS}answer/{word.pk}/"
    assert "Whom do I ring at night?" in text(signed_in(sena).get(address))
    said = signed_in(sena).post(address, {"words": "The duty line."}, follow=True)
    assert "Your answer went to Imran Wintermoss" in text(said)
    assert "The duty line." in Message.objects.get(to=imran.ref).body
    assert "Sena Copperfield answered: “The duty line.”" in text(
        signed_in(imran).get("/policies/child-protection/")
    )


def test_an_answer_pressed_twice_is_written_once(here: School, ruth: User) -> None:
    word = asked(here, somebody(here, "Imran"), published())
    ruths, address = signed_in(ruth), f"{ADDRESS}answer/{word.pk}/"
    for _ in range(2):
        ruths.post(address, {"words": "The duty line."})
    assert Word.objects.filter(kind="answer").count() == 1
    assert Message.objects.filter(subject__startswith="An answer").count() == 1


def test_an_empty_answer_is_kindly_refused(here: School, ruth: User) -> None:
    word = asked(here, somebody(here, "Imran"), published())
    said = signed_in(ruth).post(f"{ADDRESS}answer/{word.pk}/", {"words": "  "})
    assert "Write a sentence for them, then send it." in text(said)


def test_nobody_answers_themselves_or_for_another_school(here: School, ruth: User) -> None:
    edition = published()
    own = asked(here, ruth, edition)
    there = school("900002", "Millbrook")
    theirs = asked(there, somebody(there, "Nils"), edition)
    ruths = signed_in(ruth)
    ruths.post(f"{ADDRESS}answer/{own.pk}/", {"words": "I say so."})
    assert ruths.get(f"{ADDRESS}answer/{theirs.pk}/").status_code == 404
    assert not Word.objects.filter(kind="answer").exists()


# Letters.


def letters(prefix: str) -> list[tuple[str, str]]:
    found = Message.objects.filter(key__startswith=prefix).order_by("pk")
    return [(User.objects.get(ref=each.to).first_name, each.subject) for each in found]


def test_the_owner_is_reminded_once_a_step(here: School, ruth: User, comfort: User) -> None:
    published(review_on=date(2026, 12, 20))
    for day in (date(2026, 11, 25), date(2026, 11, 26), date(2026, 12, 14), date(2026, 12, 15)):
        write_review_letters(here, day)
    assert letters("review:") == [
        ("Ruth", "Child protection policy: review by Sunday 20 December 2026"),
        ("Ruth", "Child protection policy: review by Sunday 20 December 2026"),
    ]


def test_past_its_review_the_head_hears_too_and_once(
    here: School, ruth: User, comfort: User
) -> None:
    published(review_on=date(2026, 11, 24))
    for _ in range(2):
        write_review_letters(here, TODAY)
    assert sorted(letters("review:")) == [
        ("Comfort", "Child protection policy: past its review"),
        ("Ruth", "Child protection policy: past its review"),
    ]


def test_a_correction_with_a_later_day_ends_it(here: School, ruth: User) -> None:
    published(review_on=date(2026, 11, 24))
    assert past_review(roster(here, AsAt(TODAY)))
    published(on=TODAY, what_changed="Reviewed.", review_on=date(2027, 11, 24))
    assert past_review(roster(here, AsAt(TODAY))) == []
    assert write_review_letters(here, TODAY) == []


def test_a_dry_run_names_the_letters_and_writes_none(here: School, ruth: User) -> None:
    published(review_on=date(2026, 11, 24))
    out = io.StringIO()
    call_command("send_alerts", "--dry-run", stdout=out)
    assert f"900001 {ruth.ref}: Child protection policy: past its review" in out.getvalue()
    assert not Message.objects.exists()


def test_our_school_says_what_is_past_its_review(here: School, comfort: User) -> None:
    published(review_on=date(2026, 11, 24))
    shown = text(signed_in(comfort).get("/school/"))
    assert "1 policy is past review: Child protection policy." in shown


def test_who_signed_before_is_told_of_an_edition_to_read_again(here: School, ruth: User) -> None:
    first = published()
    asks(here, "child-protection")
    imran, mei = somebody(here, "Imran"), somebody(here, "Mei")
    sign(school=here, edition=first, statement="I have.", by=imran.ref)
    published(on=date(2026, 11, 20), what_changed="The deputies.", title="Child protection")
    for _ in range(2):
        write_edition_letters(here, TODAY)
    [letter] = Message.objects.filter(key__startswith="edition:")
    assert letter.to == imran.ref != mei.ref
    assert "What changed: The deputies." in letter.body


@pytest.mark.parametrize(
    ("grade", "on"), [("correction", date(2026, 11, 20)), ("reread", date(2026, 10, 1))]
)
def test_of_a_correction_or_an_old_edition_nobody_is_told(
    here: School, grade: str, on: date
) -> None:
    from compliance.publishing import publish_page

    first = published()
    asks(here, "child-protection")
    sign(school=here, edition=first, statement="I have.", by=somebody(here, "Imran").ref)
    publish_page(page=draft("<p>New.</p>"), grade=grade, what_changed="A word.", by=OFFICE, on=on)
    assert write_edition_letters(here, TODAY) == []
