"""Signing a policy: what is written, for whom, and when nothing is."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.actions import change_identity
from people.models import Person, School, Trust, User
from register.actions import void_record
from register.models import Edition
from tests.policies.reading import (
    NAME,
    POLICY,
    form_on,
    next_edition,
    sign,
    signatures,
    signed_in,
    text,
)

RECEIPT = f"{POLICY}signed/"


def test_signing_writes_who_what_which_edition_and_under_which_sentence(
    policy: Edition, at_bethans: Client, bethan: User, larkfield: School
) -> None:
    sign(at_bethans)
    (record,) = signatures()
    assert (record.chain, record.person, record.by) == (larkfield.urn, bethan.ref, bethan.ref)
    assert (record.item, record.edition, record.digest) == (
        "child-protection",
        1,
        policy.digest,
    )
    assert record.happened_on == date(2026, 11, 25)
    assert record.statement == "I have read this policy and will follow it."
    assert record.how == "self"


def test_a_signature_is_bound_to_the_name_that_the_person_had(
    policy: Edition, at_bethans: Client, bethan: User, larkfield: School
) -> None:
    change_identity(user=bethan, school=larkfield, by="office", last_name="Ashwhistle")
    sign(at_bethans, name="Bethan Ashwhistle")
    (record,) = signatures()
    assert record.who == Person.objects.filter(person=bethan.ref).order_by("entry_id").last().who
    assert Person.objects.filter(person=bethan.ref).order_by("entry_id").first().who != record.who


def test_the_receipt_says_what_was_signed_and_where_it_stands_in_the_ledger(
    policy: Edition, at_bethans: Client
) -> None:
    answer = sign(at_bethans)
    (record,) = signatures()
    assert answer.redirect_chain == [(RECEIPT, 302)]
    shown = text(answer)
    assert f"You {NAME}" in shown
    assert "Edition 1, of Tuesday 1 September 2026" in shown
    assert "Wednesday 25 November 2026" in shown
    assert "“I have read this policy and will follow it.”" in shown
    assert f"In the ledger 900001 · {record.entry.seq}" in shown
    assert 'href="/my-training/"' in answer.content.decode()


def test_the_form_says_who_is_signing_what_and_whom_to_ask(
    policy: Edition, at_bethans: Client, ruth: User
) -> None:
    shown = text(at_bethans.get(POLICY))
    assert f"You {NAME} You are signing Child protection policy, edition 1" in shown
    assert "On Wednesday 25 November 2026" in shown
    assert "Ask Ruth Otterby before you sign." in shown


def test_a_name_typed_in_small_letters_without_accents_passes(
    policy: Edition, at_bethans: Client
) -> None:
    sign(at_bethans, name="  bethan obrien ashwhistle ")
    assert len(signatures()) == 1


@pytest.mark.parametrize("typed", ["", "Ruth Otterby", "Bethan", "x" * 201, "Bethan\x00"])
def test_a_name_that_differs_is_not_signed(policy: Edition, at_bethans: Client, typed: str) -> None:
    answer = sign(at_bethans, name=typed)
    assert signatures() == []
    assert "One thing to put right" in text(answer)


def test_whoever_types_another_name_is_told_how_the_school_has_it(
    policy: Edition, at_bethans: Client
) -> None:
    shown = text(sign(at_bethans, name="Beth Ashwhistle"))
    assert f"The school has your name as “{NAME}”. Please type it like that." in shown
    assert "tell the school office before you sign" in shown


def test_a_second_press_gives_the_same_receipt_and_writes_nothing(
    policy: Edition, at_bethans: Client
) -> None:
    sent = form_on(at_bethans.get(POLICY)) | {"name": NAME}
    first = at_bethans.post(POLICY, sent, follow=True)
    second = at_bethans.post(POLICY, sent, follow=True)
    assert text(first) == text(second)
    assert len(signatures()) == 1


def test_the_same_form_sent_again_a_day_later_writes_nothing(
    policy: Edition, at_bethans: Client
) -> None:
    sent = form_on(at_bethans.get(POLICY)) | {"name": NAME}
    at_bethans.post(POLICY, sent)
    with time_machine.travel("2026-11-26T09:00:00Z"):
        answer = at_bethans.post(POLICY, sent, follow=True)
    assert "Wednesday 25 November 2026" in text(answer)
    assert len(signatures()) == 1


def test_whoever_has_signed_is_told_when_and_sees_no_form(
    policy: Edition, at_bethans: Client
) -> None:
    sign(at_bethans)
    page = at_bethans.get(POLICY)
    assert "You signed this edition on Wednesday 25 November 2026." in text(page)
    assert form_on(page) == {}
    assert 'href="signed/"' in page.content.decode()


def test_who_is_asked_each_year_signs_the_same_edition_again(
    policy: Edition, at_bethans: Client, bethan: User
) -> None:
    sign(at_bethans)
    with time_machine.travel("2027-09-06T09:00:00Z"):
        again = signed_in(bethan)
        assert "?again=1" in again.get(POLICY).content.decode()
        answer = sign(again, f"{POLICY}?again=1")
        assert "Monday 6 September 2027" in text(answer)
    assert [record.happened_on.year for record in signatures()] == [2026, 2027]


def test_signing_again_is_not_offered_on_the_day_itself(
    policy: Edition, at_bethans: Client
) -> None:
    sign(at_bethans)
    assert "again=1" not in at_bethans.get(POLICY).content.decode()


def test_a_second_press_of_signing_again_writes_one_signature_more(
    policy: Edition, at_bethans: Client, bethan: User
) -> None:
    sign(at_bethans)
    with time_machine.travel("2027-09-06T09:00:00Z"):
        again = signed_in(bethan)
        sent = form_on(again.get(f"{POLICY}?again=1")) | {"name": NAME}
        again.post(POLICY, sent)
    with time_machine.travel("2027-09-07T09:00:00Z"):
        again.post(POLICY, sent)
    assert len(signatures()) == 2


def test_an_edition_that_was_replaced_meanwhile_is_not_signed(
    policy: Edition, at_bethans: Client
) -> None:
    sent = form_on(at_bethans.get(POLICY)) | {"name": NAME}
    next_edition("<p>New.</p>", on=date(2026, 11, 25), what_changed="We have two deputies now.")
    answer = at_bethans.post(POLICY, sent)
    assert answer.status_code == 409
    assert signatures() == []
    shown = text(answer)
    assert "Edition 2 of “Child protection policy” came out on Wednesday 25 November 2026." in shown
    assert "nothing has been signed" in shown
    assert "We have two deputies now." in shown
    assert "Read edition 2" in shown


@pytest.mark.parametrize(
    "changed",
    [
        {"edition": "2"},
        {"edition": "0"},
        {"edition": "one"},
        {"digest": "0" * 64},
        {"digest": ""},
    ],
)
def test_a_text_that_was_not_shown_is_not_signed(
    policy: Edition, at_bethans: Client, changed: dict[str, str]
) -> None:
    answer = sign(at_bethans, **changed)
    assert answer.status_code == 409
    assert signatures() == []


def test_a_form_without_its_hidden_fields_signs_nothing(
    policy: Edition, at_bethans: Client
) -> None:
    assert at_bethans.post(POLICY, {"name": NAME}).status_code == 409
    assert signatures() == []


def test_a_form_that_names_someone_else_signs_for_whoever_is_signed_in(
    policy: Edition, at_bethans: Client, bethan: User, ruth: User
) -> None:
    sign(at_bethans, person=ruth.ref, by=ruth.ref, item="code-of-conduct")
    (record,) = signatures()
    assert (record.person, record.by, record.item) == (bethan.ref, bethan.ref, "child-protection")


def test_a_form_replayed_in_another_browser_asks_for_that_persons_name(
    policy: Edition, at_bethans: Client, ruth: User
) -> None:
    sent = form_on(at_bethans.get(POLICY)) | {"name": NAME}
    answer = signed_in(ruth).post(POLICY, sent)
    assert "The school has your name as “Ruth Otterby”." in text(answer)
    assert signatures() == []


def test_a_form_sent_after_signing_out_leads_back_to_the_policy(
    policy: Edition, at_bethans: Client
) -> None:
    sent = form_on(at_bethans.get(POLICY)) | {"name": NAME}
    at_bethans.logout()
    answer = at_bethans.post(POLICY, sent)
    assert answer["Location"] == f"/accounts/login/?next={POLICY}"
    assert signatures() == []


def test_a_form_from_elsewhere_is_refused(policy: Edition, bethan: User) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(bethan)
    sent = form_on(careful.get(POLICY)) | {"name": NAME}
    assert careful.post(POLICY, sent).status_code == 403
    assert signatures() == []


def test_a_signature_that_was_made_void_can_be_given_again(
    policy: Edition, at_bethans: Client, larkfield: School
) -> None:
    sign(at_bethans)
    void_record(chain=larkfield.urn, record=signatures()[0], reason="Wrong person.", by="office")
    assert at_bethans.get(RECEIPT)["Location"] == POLICY
    sign(at_bethans)
    assert len(signatures()) == 2
    assert "You signed this edition" in text(at_bethans.get(POLICY))


def test_a_receipt_is_for_whoever_signed(policy: Edition, at_bethans: Client, ruth: User) -> None:
    sign(at_bethans)
    assert signed_in(ruth).get(RECEIPT)["Location"] == POLICY


def test_a_receipt_says_when_a_newer_edition_has_come_out(
    policy: Edition, at_bethans: Client
) -> None:
    sign(at_bethans)
    next_edition("<p>New.</p>", on=date(2026, 11, 25), what_changed="All of it.")
    assert "Edition 2 came out on Wednesday 25 November 2026." in text(at_bethans.get(RECEIPT))


def test_a_signature_at_another_school_of_the_trust_counts_here(
    policy: Edition, bethan: User, larkfield: School, marlpit: School, at_bethans: Client
) -> None:
    sign(at_bethans)
    _moves(bethan, marlpit)
    assert form_on(at_bethans.get(POLICY))
    trust = Trust.objects.create(name="Two Rivers Trust")
    School.objects.update(trust=trust)
    assert "You signed this edition" in text(at_bethans.get(POLICY))


def _moves(person: User, school: School) -> None:
    from people.access import posts_as_they_stand
    from people.actions import end_post, open_post

    (post,) = posts_as_they_stand(person=person.ref)
    end_post(post=post, ends_on=date(2026, 11, 24), by="office")
    open_post(
        school=school, person=person.ref, role="teacher", starts_on=date(2026, 11, 25), by="office"
    )


def test_signing_takes_at_most_twelve_queries(policy: Edition, at_bethans: Client) -> None:
    sent = form_on(at_bethans.get(POLICY)) | {"name": NAME}
    with CaptureQueriesContext(connection) as asked:
        at_bethans.post(POLICY, sent)
    assert len(signatures()) == 1
    assert len(_told(asked)) <= 12, _told(asked)


def _told(asked: Any) -> list[str]:
    """Without the marks of a transaction and its lock, which ask nothing of the database."""
    marks = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT pg_advisory_xact_lock")
    return [each["sql"] for each in asked if not each["sql"].startswith(marks)]
