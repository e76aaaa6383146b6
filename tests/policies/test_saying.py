"""“I have a question” and “I would rather not sign”: both reach the owner, and are kept."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from outbox.models import Message
from people.actions import begin_leave
from people.models import School, User
from policies.actions import answer, say
from policies.models import Word
from policies.owners import names_of, owners
from policies.said import ERASED, said
from register.models import Content, Edition
from register.verify import verify
from tests.policies.reading import (
    DOCUMENT,
    OFFICE,
    POLICY,
    signatures,
    signed_in,
    somebody,
    text,
)

ASK, DECLINE = f"{POLICY}ask/", f"{POLICY}decline/"
QUESTION = "What if nobody answers the telephone?"


def asks(client: Client, words: str = QUESTION, address: str = ASK) -> str:
    return text(client.post(address, {"words": words}, follow=True))


def test_the_form_to_sign_leads_to_both(policy: Edition, at_bethans: Client) -> None:
    html = at_bethans.get(POLICY).content.decode()
    assert f'href="{ASK}"' in html
    assert f'href="{DECLINE}"' in html


def test_a_question_goes_to_the_owner_and_is_kept(
    policy: Edition, at_bethans: Client, bethan: User, ruth: User
) -> None:
    assert "What you wrote went to Ruth Otterby." in asks(at_bethans)
    (word,) = Word.objects.all()
    assert (word.person, word.by, word.kind) == (bethan.ref, bethan.ref, "question")
    assert (word.item, word.edition, word.digest) == ("child-protection", 1, policy.digest)
    (message,) = Message.objects.all()
    assert message.to == ruth.ref
    assert message.subject == "A question about “Child protection policy”"
    assert QUESTION in message.body


def test_the_page_says_who_will_read_it(policy: Edition, at_bethans: Client, ruth: User) -> None:
    shown = text(at_bethans.get(ASK))
    assert "What you write goes to Ruth Otterby and is kept, with the day." in shown
    assert "Asking does not count against you" in shown
    assert "Do not name a child here." in shown


def test_whoever_declines_says_why_and_signs_nothing(
    policy: Edition, at_bethans: Client, ruth: User
) -> None:
    asks(at_bethans, "It says nothing of breakfast club.", DECLINE)
    (word,) = Word.objects.all()
    assert word.kind == "decline"
    assert signatures() == []
    (message,) = Message.objects.all()
    assert "has not signed “Child protection policy”, and says why" in message.subject
    assert "It says nothing of breakfast club." in message.body


def test_somebody_who_declined_can_still_sign(policy: Edition, at_bethans: Client) -> None:
    asks(at_bethans, "Not yet.", DECLINE)
    page = text(at_bethans.get(POLICY))
    assert "Sign edition 1" in page
    assert "you said why you do not sign: “Not yet.”" in page


@pytest.mark.parametrize("words", ["", "   ", "x" * 1001, "a\x00b"])
def test_words_that_say_nothing_or_too_much_come_back(
    policy: Edition, at_bethans: Client, words: str
) -> None:
    assert "One thing to put right" in asks(at_bethans, words)
    assert not Word.objects.exists()


def test_a_second_press_is_harmless(policy: Edition, at_bethans: Client, ruth: User) -> None:
    asks(at_bethans)
    asks(at_bethans)
    assert Word.objects.count() == Message.objects.count() == 1


def test_the_same_question_another_day_is_another_question(
    policy: Edition, at_bethans: Client, bethan: User, ruth: User
) -> None:
    asks(at_bethans)
    with time_machine.travel("2026-11-26T09:00:00Z"):
        asks(signed_in(bethan))
    assert Word.objects.count() == Message.objects.count() == 2


def test_an_answer_reaches_whoever_asked_and_stands_beside_the_question(
    policy: Edition, at_bethans: Client, bethan: User, ruth: User, larkfield: School
) -> None:
    asks(at_bethans)
    answer(school=larkfield, word=Word.objects.get(), words="Go to Kwame.", by=ruth.ref)
    shown = text(at_bethans.get(POLICY))
    assert f"you asked: “{QUESTION}”" in shown
    assert "Ruth Otterby answered: “Go to Kwame.”" in shown
    message = Message.objects.get(to=bethan.ref)
    assert message.subject == "An answer: Child protection policy"
    assert "Go to Kwame." in message.body


def test_nobody_answers_themselves(
    policy: Edition, at_bethans: Client, bethan: User, larkfield: School
) -> None:
    asks(at_bethans)
    with pytest.raises(ValidationError, match="Nobody answers their own question"):
        answer(school=larkfield, word=Word.objects.get(), words="Yes.", by=bethan.ref)


def test_nobody_reads_what_somebody_else_asked(
    policy: Edition, at_bethans: Client, larkfield: School
) -> None:
    asks(at_bethans)
    colleague = somebody(larkfield, "Imran", "Wintermoss")
    assert QUESTION not in text(signed_in(colleague).get(POLICY))


def test_a_document_can_be_asked_about_too(
    document: Edition, at_bethans: Client, ruth: User
) -> None:
    assert "went to Ruth Otterby" in asks(at_bethans, QUESTION, f"{DOCUMENT}ask/")
    assert Word.objects.get().item == "kcsie-part-one"


def test_at_another_school_there_is_nothing_to_ask_about(document: Edition, stranger: User) -> None:
    assert signed_in(stranger).post(f"{DOCUMENT}ask/", {"words": "?"}).status_code == 404
    assert not Word.objects.exists()


def test_words_can_be_erased_and_the_fact_stays_true(
    policy: Edition, at_bethans: Client, larkfield: School
) -> None:
    asks(at_bethans)
    Content.objects.filter(digest=Word.objects.get().words).delete()
    assert [one.text for one in said("child-protection", larkfield.urn)] == [ERASED]
    assert [head.chain for head in verify(larkfield.urn)] == [larkfield.urn]


def test_words_that_were_changed_are_found(
    policy: Edition, at_bethans: Client, larkfield: School
) -> None:
    asks(at_bethans)
    Content.objects.filter(digest=Word.objects.get().words).update(
        data=b'{"words": "All is well."}'
    )
    assert Word.wrong_beside(larkfield.urn) == (
        "Words of somebody on a policy (900001) are not those that were said."
    )


def test_an_owner_asks_the_next_in_line(policy: Edition, larkfield: School, ruth: User) -> None:
    kwame = somebody(larkfield, "Kwame", "Thistlemere", "deputy_dsl")
    say(school=larkfield, edition=policy, kind="question", words="And I?", owner="dsl", by=ruth.ref)
    assert [message.to for message in Message.objects.all()] == [kwame.ref]


def test_owners_are_those_who_hold_the_post_and_are_here(larkfield: School, ruth: User) -> None:
    head = somebody(larkfield, "Comfort", "Marrowell", "headteacher")
    second = somebody(larkfield, "Kwame", "Thistlemere", "dsl")
    assert owners(larkfield, "dsl") == sorted([ruth.ref, second.ref])
    assert owners(larkfield, "senco") == sorted([ruth.ref, second.ref])
    for lead in (ruth, second):
        begin_leave(
            school=larkfield, person=lead.ref, kind="sick", starts_on=date(2026, 11, 1), by=OFFICE
        )
    assert owners(larkfield, "dsl") == [head.ref]


def test_somebody_away_is_better_than_nobody(larkfield: School, ruth: User) -> None:
    begin_leave(
        school=larkfield, person=ruth.ref, kind="sick", starts_on=date(2026, 11, 1), by=OFFICE
    )
    assert owners(larkfield, "dsl") == [ruth.ref]


def test_a_school_without_leads_still_keeps_what_was_said(
    policy: Edition, at_bethans: Client
) -> None:
    assert names_of([]) == "the school"
    assert "went to the school" in asks(at_bethans)
    assert Word.objects.count() == 1
