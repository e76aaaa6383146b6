"""The questions as a reader meets them: every kind, draws from banks, tries and waiting."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from courses.models import Attempt, ModulePage, QuestionBank
from people.models import User
from register.models import Edition, Record
from tests.courses import samples

pytestmark = pytest.mark.django_db
QUIZ = "/modules/induction/quiz/"
STEPS = ("listen", "tell", "write")
PAIRS = {"worry": "The DSL", "coat": "The office", "bruise": "The DSL"}


def publish(*questions: dict, **more: object) -> Edition:
    return samples.published(samples.draft(questions=list(questions), **more))


def republish(page: ModulePage) -> Edition:
    return samples.published(page)


def read_all(client: Client, edition: str = "1") -> None:
    for lesson in ("who", "tell"):
        client.post(f"/modules/induction/{lesson}/", {"edition": edition})


def open_page(client: Client) -> str:
    read_all(client)
    return client.get(QUIZ).content.decode()


def hidden(html: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', html)[1]


def send(client: Client, html: str, **answers: object) -> str:
    """The page that follows."""
    told = {name: hidden(html, name) for name in ("edition", "form_key")}
    sent = {f"q-{name}": value for name, value in answers.items()}
    return client.post(QUIZ, told | sent, follow=True).content.decode()


def labels(html: str, question: str) -> dict[str, str]:
    """What each select of a question is called, by its name without the prefix."""
    found = re.findall(rf'<label for="id_q-({question}\.\d)">([^<]*)', html)
    return {name: unescape(words.strip()) for name, words in found}


def options(html: str, name: str) -> list[str]:
    select = re.search(rf'<select name="q-{re.escape(name)}".*?</select>', html, re.S)[0]
    return [unescape(words) for words in re.findall(r">([^<]+)</option>", select)]


def in_order(html: str, *steps: str) -> dict[str, str]:
    """The answers that put the steps in this order."""
    return {
        name: str(steps.index(words.removeprefix("Step ")) + 1)
        for name, words in labels(html, "steps").items()
    }


# Steps to put in order.


@pytest.fixture
def steps(db) -> Edition:
    return publish(samples.order("steps", *STEPS))


def test_every_step_is_a_select_with_a_label_in_a_group(signed_in, steps):
    html = open_page(signed_in)
    assert set(labels(html, "steps").values()) == {"Step listen", "Step tell", "Step write"}
    assert options(html, "steps.0") == ["Choose a place", "1st", "2nd", "3rd"]
    assert re.search(
        r"<fieldset class=\"field\">\s*<legend>1. In which order, steps\?</legend>", html
    )


def test_the_page_does_not_tell_the_order(signed_in, steps):
    html = open_page(signed_in)
    orders = {tuple(labels(html, "steps").values())}
    for _ in range(12):
        html = send(signed_in, html, **in_order(html, "write", "tell", "listen"))
        html = signed_in.get(QUIZ).content.decode()
        orders.add(tuple(labels(html, "steps").values()))
        assert not re.search(r'value="(listen|tell|write)"|id="[^"]*(listen|tell|write)', html)
    assert len(orders) > 3  # mixed anew for each try
    assert "The reason of steps" not in html


def test_the_right_order_passes(signed_in, steps):
    html = open_page(signed_in)
    done = send(signed_in, html, **in_order(html, *STEPS))
    assert "1 of 1 is right" in done
    assert "You chose: <b>1. Step listen 2. Step tell 3. Step write</b>" in done
    assert Record.objects.count() == 1


def test_another_order_is_answered_without_giving_the_right_one(signed_in, steps):
    html = open_page(signed_in)
    done = send(signed_in, html, **in_order(html, "tell", "listen", "write"))
    assert "You chose: <b>1. Step tell 2. Step listen 3. Step write</b>" in done
    assert "Think of steps once more." in done
    assert "1. Step listen" not in done
    assert not Record.objects.exists()


def test_two_steps_cannot_have_one_place(signed_in, steps):
    html = open_page(signed_in)
    again = send(signed_in, html, **dict.fromkeys(labels(html, "steps"), "1"))
    assert "Question 1: two steps have the same place. Give each its own." in again
    assert re.search(r'<option value="1" selected>', again)
    assert not Attempt.objects.exists()


def test_a_step_without_a_place_is_named(signed_in, steps):
    html = open_page(signed_in)
    told = in_order(html, *STEPS)
    left = labels(html, "steps")["steps.0"]
    again = send(signed_in, html, **told | {"steps.0": ""})
    assert f"Question 1: choose a place for “{left}”." in again
    assert 'href="#id_q-steps.0"' in again


# Pairs to match.


@pytest.fixture
def pairs(db) -> Edition:
    return publish(samples.match("pairs", **PAIRS), pass_mark=100)


def test_what_may_belong_is_one_list_in_alphabetical_order(signed_in, pairs):
    html = open_page(signed_in)
    assert labels(html, "pairs") == {
        "pairs.0": "This worry",
        "pairs.1": "This coat",
        "pairs.2": "This bruise",
    }
    for name in labels(html, "pairs"):
        assert options(html, name) == ["Choose what belongs", "The DSL", "The office"]


def test_the_right_pairs_pass(signed_in, pairs):
    html = open_page(signed_in)
    done = send(signed_in, html, **{"pairs.0": "0", "pairs.1": "1", "pairs.2": "0"})
    assert "You chose: <b>This bruise: The DSL</b>" in done
    assert Record.objects.count() == 1


def test_each_wrong_pair_has_its_own_answer(signed_in, pairs):
    html = open_page(signed_in)
    done = send(signed_in, html, **{"pairs.0": "0", "pairs.1": "0", "pairs.2": "0"})
    assert "About coat." in done
    assert "About worry." not in done
    assert not Record.objects.exists()


# A few words to type.


@pytest.fixture
def words(db) -> Edition:
    return publish(samples.short("words", designated_safeguarding_lead=True, DSL=True, DSP=False))


def test_spelling_counts_and_capitals_do_not(signed_in, words):
    html = open_page(signed_in)
    assert "designated" not in html[html.index("<form") : html.index("</form")].lower()
    done = send(signed_in, html, words="Designated  safeguarding LEAD.")
    assert "You wrote: <b>Designated  safeguarding LEAD.</b>" in done
    assert Record.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"), [("dsp", "About DSP."), ("the head", "Look at words again.")]
)
def test_a_wrong_word_is_answered_kindly(signed_in, words, typed, said):
    done = send(signed_in, open_page(signed_in), words=typed)
    assert said in done
    assert "lead" not in done[done.index("You wrote") :].split("</section>")[0]


def test_typed_words_are_never_markup(signed_in, words):
    done = send(signed_in, open_page(signed_in), words="<script>alert(1)</script>")
    assert "<script>alert" not in done
    assert "&lt;script&gt;" in done


@pytest.mark.parametrize(
    "bad",
    [
        {"q-words": "x" * 500},
        {"q-words": ["DSL", "DSL"]},
        {"q-steps.0": "4"},
        {"q-steps.0": "one"},
        {"q-steps.9": "1"},
        {"q-steps": "listen"},
        {"q-pairs.0": "2"},
        {"q-pairs.0": "-1"},
        {"q-pairs.0": ["0", "1"]},
    ],
)
def test_what_no_field_can_hold_is_refused(signed_in, db, bad):
    publish(
        samples.order("steps", *STEPS),
        samples.match("pairs", **PAIRS),
        samples.short("words", DSL=True),
    )
    html = open_page(signed_in)
    told = {f"q-{name}": value for name, value in in_order(html, *STEPS).items()}
    told |= {"q-pairs.0": "0", "q-pairs.1": "1", "q-pairs.2": "0", "q-words": "DSL"}
    told |= {name: hidden(html, name) for name in ("edition", "form_key")} | bad
    assert signed_in.post(QUIZ, told).status_code == 400
    assert not Attempt.objects.exists()


def test_ten_thousand_answers_are_refused(signed_in, words):
    html = open_page(signed_in)
    told = {name: hidden(html, name) for name in ("edition", "form_key")}
    flood = {f"q-{n}": "x" for n in range(10_000)}
    assert signed_in.post(QUIZ, told | flood).status_code == 400
    assert not Attempt.objects.exists()


# Questions from a bank.

MANY = [samples.question(f"b{n}", "one", False, yes=True, no=False) for n in range(8)]


@pytest.fixture
def bank(db) -> QuestionBank:
    return samples.bank("Many questions", MANY)


def asked(html: str) -> list[str]:
    return re.findall(r"\d\. What of (\w+)\?", html)


def test_as_many_are_asked_as_the_editor_said(signed_in, bank):
    publish(samples.QUESTIONS[0], samples.from_bank(bank, take=3))
    assert "then 4 questions" in signed_in.get("/modules/induction/").content.decode()
    found = asked(open_page(signed_in))
    assert found[0] == "first"
    assert len(found) == len(set(found)) == 4


def test_opening_the_questions_again_shows_the_same_ones(signed_in, bank, nadia):
    publish(samples.from_bank(bank, take=3), shuffled=True)
    html = open_page(signed_in)
    other = Client()
    other.force_login(nadia)
    assert asked(signed_in.get(QUIZ).content.decode()) == asked(html)
    assert asked(other.get(QUIZ).content.decode()) == asked(html)


def test_another_try_draws_anew(signed_in, bank):
    publish(samples.from_bank(bank, take=3), pass_mark=100)
    html, drawn = open_page(signed_in), set()
    for _ in range(6):
        drawn.add(tuple(asked(html)))
        send(signed_in, html, **dict.fromkeys(asked(html), "no"))
        html = signed_in.get(QUIZ).content.decode()
    assert len(drawn) > 1


def test_only_what_was_drawn_can_be_answered(signed_in, bank):
    publish(samples.from_bank(bank, take=1))
    html = open_page(signed_in)
    told = {f"q-b{n}": "yes" for n in range(8)}
    told |= {name: hidden(html, name) for name in ("edition", "form_key")}
    assert signed_in.post(QUIZ, told).status_code == 400
    assert not Attempt.objects.exists()


def test_the_result_and_the_register_are_of_what_was_asked(signed_in, bank):
    publish(samples.from_bank(bank, take=4), shuffled=True, pass_mark=75)
    html = open_page(signed_in)
    chosen = dict.fromkeys(asked(html), "yes") | {asked(html)[0]: "no"}
    done = send(signed_in, html, **chosen)
    assert "3 of 4 are right" in done
    assert asked(done) == asked(html)
    record = Record.objects.get()
    assert (record.score, record.out_of) == (3, 4)


def test_an_edition_keeps_the_bank_as_it_was(signed_in, bank):
    publish(samples.from_bank(bank))
    bank.questions = json.dumps([samples.question("new", "one", True, a=True, b=False)])
    bank.save()
    assert len(asked(open_page(signed_in))) == 8
    bank.delete()
    assert len(asked(signed_in.get(QUIZ).content.decode())) == 8


def test_a_module_is_not_ready_while_its_bank_is_a_draft_or_gone(bank):
    page = samples.draft(questions=[samples.from_bank(bank)])
    assert page.not_ready() == []
    bank.live = False
    bank.save()
    fresh = ModulePage.objects.get(pk=page.pk)
    assert any("“Many questions” is a draft" in fault for fault in fresh.not_ready())
    bank.delete()
    fresh = ModulePage.objects.get(pk=page.pk)
    assert any("is gone" in fault for fault in fresh.not_ready())


def test_a_fault_in_a_bank_is_named(db):
    empty = samples.question("e", "one", False, a=False, b=False)
    page = samples.draft(questions=[samples.from_bank(samples.bank("Half done", [empty]))])
    assert any("“Half done”, question 1: mark exactly one" in fault for fault in page.not_ready())


# Tries and waiting.

RIGHT, WRONG = {"first": "listen"}, {"first": "ask"}


def test_tries_that_are_left_are_said(signed_in, db):
    publish(samples.QUESTIONS[0], tries=2)
    assert "You have 1 try left." in send(signed_in, open_page(signed_in), **WRONG)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "To finish, 2 of 3 need to be right. You can try as often as you like."),
        (
            {"pass_mark": 100, "tries": 2, "wait_minutes": 120},
            "To finish, all need to be right. You have 2 tries left, with 2 hours between.",
        ),
        ({"tries": 1}, "You have 1 try left."),
        ({"wait_minutes": 1440}, "You can try as often as you like, with 1 day between."),
    ],
)
def test_what_it_takes_is_said_before_anybody_begins(signed_in, db, fields, said):
    publish(*samples.QUESTIONS, **fields)
    assert said in open_page(signed_in)


def test_nobody_is_sent_to_try_again_who_cannot(signed_in, db, ruth):
    publish(samples.QUESTIONS[0], tries=2, wait_minutes=60)
    done = send(signed_in, open_page(signed_in), **WRONG)
    assert "Try again" not in done
    assert "Open the lessons" in done
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        done = send(signed_in, open_page(signed_in), **WRONG)
    assert "come back when you like" not in done
    assert "Take what is below to Ruth Otterby" in done


def test_whoever_chose_only_right_answers_and_too_few_is_told_so(signed_in, db):
    publish(samples.QUESTIONS[2])
    more = "What you chose is right, and there is more to choose."
    assert more in send(signed_in, open_page(signed_in), note="words")
    assert more not in send(signed_in, open_page(signed_in), note="blame")


def test_when_tries_are_used_up_a_conversation_takes_their_place(signed_in, db, ruth):
    publish(samples.QUESTIONS[0], tries=1)
    html = open_page(signed_in)
    done = send(signed_in, html, **WRONG)
    assert "a talk with Ruth Otterby" in done
    closed = signed_in.get(QUIZ).content.decode()
    asks = '<a class="btn" href="/conversations/induction/">Ask for the conversation</a>'
    assert (asks in done, asks in closed) == (True, True)
    assert "Let us talk it over" in closed
    assert "Go to Ruth Otterby" in closed
    assert 'name="form_key"' not in closed


def test_a_try_beyond_the_last_one_is_not_taken(signed_in, db):
    edition = publish(samples.QUESTIONS[0], tries=1)
    html = open_page(signed_in)
    send(signed_in, html, **WRONG)
    from courses.facts import next_try_of, reading

    person = User.objects.get(first_name="Nadia").ref
    now = reading(person=person, chain="100001", slug="induction", on=edition.published_on)
    next_key = str(next_try_of(now).key)
    signed_in.post(QUIZ, {"edition": "1", "form_key": next_key, "q-first": "listen"})
    assert Attempt.objects.count() == 1
    assert not Record.objects.exists()


def test_between_two_tries_there_may_be_a_wait(signed_in, db):
    publish(samples.QUESTIONS[0], wait_minutes=60)
    with time_machine.travel("2026-11-23 10:05:20"):
        signed_in.force_login(User.objects.get(first_name="Nadia"))
        done = send(signed_in, open_page(signed_in), **WRONG)
        assert "You can try again from 11.06 am on Monday 23 November 2026." in done
    with time_machine.travel("2026-11-23 11:04"):
        assert "A little later" in signed_in.get(QUIZ).content.decode()
    with time_machine.travel("2026-11-23 11:06"):
        html = signed_in.get(QUIZ).content.decode()
        send(signed_in, html, **RIGHT)
    assert Record.objects.count() == 1


def test_a_window_from_before_the_wait_shows_how_that_try_went(signed_in, db):
    publish(samples.QUESTIONS[0], wait_minutes=60)
    html = open_page(signed_in)
    send(signed_in, html, **WRONG)
    again = send(signed_in, html, **RIGHT)
    assert "You chose: <b>Answer ask</b>" in again
    assert Attempt.objects.count() == 1


def test_a_refresher_begins_with_all_its_tries(signed_in, db):
    publish(samples.QUESTIONS[0], tries=2)
    with time_machine.travel("2026-09-07 10:00"):
        signed_in.force_login(User.objects.get(first_name="Nadia"))
        send(signed_in, open_page(signed_in), **WRONG)
        send(signed_in, signed_in.get(QUIZ).content.decode(), **RIGHT)
    with time_machine.travel("2027-09-06 10:00"):
        signed_in.force_login(User.objects.get(first_name="Nadia"))
        assert "You have 1 try left." in send(signed_in, open_page(signed_in), **WRONG)
        send(signed_in, signed_in.get(QUIZ).content.decode(), **RIGHT)
    assert Record.objects.count() == 2


def test_the_questions_ask_little_of_the_database(signed_in, bank, django_assert_max_num_queries):
    publish(samples.from_bank(bank, take=3))
    open_page(signed_in)
    with django_assert_max_num_queries(14):
        signed_in.get(QUIZ)
