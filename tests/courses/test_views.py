"""What a reader meets on the pages of a module."""

import re
import uuid
from datetime import date

import pytest
import time_machine
from django.test import Client

from courses.models import Attempt, LessonRead
from people.models import User
from register.models import Bookmark, Record
from tests.courses import samples

pytestmark = pytest.mark.django_db
HOME, WHO, TELL = "/modules/induction/", "/modules/induction/who/", "/modules/induction/tell/"
QUIZ = "/modules/induction/quiz/"


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def carry_on(client: Client, address: str, edition: str = "1"):
    return client.post(address, {"edition": edition})


def read_all(client: Client) -> None:
    carry_on(client, WHO)
    carry_on(client, TELL)


def key_of(client: Client) -> str:
    """The number of the try that the page of questions shows; another one if it shows none."""
    found = re.search(r'name="form_key" value="([^"]+)"', client.get(QUIZ).content.decode())
    return found[1] if found else str(uuid.uuid4())


def send(client: Client, answers: dict[str, object], **more: str):
    told = {"edition": "1"} | ({} if "form_key" in more else {"form_key": key_of(client)}) | more
    return client.post(QUIZ, answers | told)


def finish(client: Client) -> str:
    """Read and answer everything; the address of the result."""
    read_all(client)
    return send(client, samples.RIGHT)["Location"]


# The door.


@pytest.mark.parametrize("address", [HOME, WHO, QUIZ, QUIZ + "1/", "/modules/nothing/"])
def test_nobody_reads_without_signing_in(edition, address):
    response = Client().get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_what_is_not_published_is_not_there_yet_and_says_so(signed_in, module):
    response = signed_in.get(HOME)
    assert response.status_code == 404
    assert "There is nothing to read here yet" in response.content.decode()


def test_somebody_without_a_school_may_read(edition):
    visitor = User.objects.create_user(first_name="Ed")
    client = Client()
    client.force_login(visitor)
    assert "the designated safeguarding lead today" in page(client, WHO)


def test_nothing_on_a_page_runs_or_styles_by_itself(signed_in, edition):
    read_all(signed_in)
    for address in (HOME, WHO, QUIZ):
        html = page(signed_in, address)
        assert "<script" not in html
        assert not re.search(r"\sstyle=|\son\w+=", html)


# The first page.


def test_the_first_page_says_what_it_is_and_offers_one_way_on(signed_in, edition):
    html = page(signed_in, HOME)
    assert "So that you know who to tell." in html
    assert "It speaks of harm to children" in html
    assert "About 8 minutes to read, then 3 questions" in html
    assert re.search(rf'class="btn" href="{WHO}">Start<', html)


def test_the_first_page_carries_on_where_one_was(signed_in, edition):
    carry_on(signed_in, WHO)
    html = page(signed_in, HOME)
    assert f'href="{TELL}">Carry on with lesson 2 of 2<' in html
    assert html.count("Done") == 1


def test_the_first_page_goes_on_to_the_questions(signed_in, edition):
    read_all(signed_in)
    assert f'href="{QUIZ}">Carry on with the questions<' in page(signed_in, HOME)


# A lesson.


def test_a_lesson_names_the_people_of_the_school(signed_in, edition):
    html = page(signed_in, WHO)
    assert "Tell Ruth Otterby today." in html
    assert "{dsl}" not in html
    assert "Support for you" in html


def test_a_name_cannot_bring_markup_into_a_lesson(signed_in, edition, ruth):
    ruth.last_name = "<b>Otterby</b>"
    ruth.save()
    assert "Tell Ruth &lt;b&gt;Otterby&lt;/b&gt; today." in page(signed_in, WHO)


def test_a_lesson_says_where_it_stands_and_the_ways_on_out_and_back(signed_in, edition):
    html = page(signed_in, TELL)
    assert "Lesson 2 of 2" in html
    assert "Carry on to lesson 1" in html  # opened out of order: the one left out comes next
    assert f'href="{WHO}">Back to lesson 1<' in html
    assert 'href="/my-training/">Leave for now<' in html


def test_opening_a_lesson_marks_nothing(signed_in, edition):
    page(signed_in, WHO)
    assert not LessonRead.objects.exists()
    assert not Bookmark.objects.exists()


def test_carrying_on_marks_the_lesson_and_moves_the_bookmark(signed_in, edition, nadia):
    response = carry_on(signed_in, WHO)
    assert response["Location"] == TELL
    mark = Bookmark.objects.get(person=nadia.ref, item="induction")
    assert (mark.place, mark.place_words, mark.done, mark.total) == ("tell", "lesson 2 of 2", 1, 3)
    assert mark.edition == 1


def test_carrying_on_twice_is_carrying_on_once(signed_in, edition):
    carry_on(signed_in, WHO)
    assert carry_on(signed_in, WHO)["Location"] == TELL
    assert LessonRead.objects.count() == 1


def test_a_lesson_that_there_is_not_is_not_there(signed_in, edition):
    assert signed_in.get("/modules/induction/nothing/").status_code == 404


def test_a_page_of_an_edition_that_is_over_leads_to_the_new_text(signed_in, module, edition):
    module.title = "Induction, rewritten"
    samples.published(module, on=date(2026, 9, 2))
    response = signed_in.post(WHO, {"edition": "1"}, follow=True)
    assert "has changed since you opened" in response.content.decode()
    assert "Induction, rewritten" in response.content.decode()
    assert not LessonRead.objects.exists()


def test_a_lesson_that_left_the_module_leads_to_the_new_text(signed_in, edition):
    assert carry_on(signed_in, "/modules/induction/gone/")["Location"] == HOME


def test_a_lesson_page_asks_little_of_the_database(
    signed_in, edition, django_assert_max_num_queries
):
    page(signed_in, WHO)
    with django_assert_max_num_queries(14):
        page(signed_in, TELL)


# The questions.


def test_the_questions_wait_for_the_lessons_and_say_which(signed_in, edition):
    carry_on(signed_in, WHO)
    html = page(signed_in, QUIZ)
    assert "Read the lessons first" in html
    assert f'href="{TELL}">Lesson 2: When a child tells you something<' in html
    assert "Who is who here" not in html


def test_answers_sent_before_the_lessons_are_read_count_for_nothing(signed_in, edition):
    assert "Read the lessons first" in send(signed_in, samples.RIGHT).content.decode()
    assert not Attempt.objects.exists()
    assert not Record.objects.exists()


def test_the_page_of_questions_does_not_give_the_answers_away(signed_in, edition):
    read_all(signed_in)
    html = page(signed_in, QUIZ)
    assert "What of first?" in html
    assert not re.search(r"About (listen|ask)|The reason of|checked|data-", html)


def test_what_is_left_out_is_named_and_what_was_chosen_is_kept(signed_in, edition):
    read_all(signed_in)
    html = send(signed_in, {"q-first": "listen"}).content.decode()
    assert "<title>Error: " in html
    assert "2 things to put right" in html
    assert "Choose an answer to question 2." in html
    assert "Choose at least one answer to question 3." in html
    assert re.search(r'value="listen"[^>]*checked', html)
    assert not Attempt.objects.exists()


def test_a_page_sent_again_after_an_error_keeps_its_number(signed_in, edition):
    read_all(signed_in)
    key = key_of(signed_in)
    assert key in send(signed_in, {"q-first": "listen"}, form_key=key).content.decode()


@pytest.mark.parametrize(
    "bad",
    [
        {"q-first": ["poke"]},
        {"q-first": ["listen", "ask"]},
        {"q-note": ["words", "words", "time"]},
        {"q-unasked": ["listen"]},
        {"form_key": "17"},
    ],
)
def test_answers_that_are_not_on_the_page_are_refused_in_a_sentence(signed_in, edition, bad):
    read_all(signed_in)
    told = {"edition": "1", "form_key": key_of(signed_in)}
    response = signed_in.post(QUIZ, samples.RIGHT | told | bad)
    assert response.status_code == 400
    assert "We could not take those answers" in response.content.decode()
    assert not Attempt.objects.exists()


# What came of them.


def test_passing_finishes_the_module(signed_in, edition, nadia):
    with time_machine.travel("2026-11-23 10:00"):
        html = page(signed_in, finish(signed_in))
    record = Record.objects.get(person=nadia.ref, item="induction")
    assert (record.kind, record.edition, record.score, record.out_of) == ("completed", 1, 3, 3)
    assert (record.happened_on, record.by) == (date(2026, 11, 23), nadia.ref)
    assert (record.digest, record.title) == (edition.digest, "Induction")
    assert "Finished" in html
    assert "See what is next" in html


def test_a_score_that_the_page_sends_is_not_believed(signed_in, edition):
    read_all(signed_in)
    address = send(signed_in, samples.TOO_FEW, score="3", passed="1")["Location"]
    assert "1 of 3 is right, and 2 are needed" in page(signed_in, address)
    assert not Record.objects.exists()


def test_what_everyone_must_get_right_is_not_made_up_for(signed_in, edition):
    read_all(signed_in)
    html = page(signed_in, send(signed_in, samples.WRONG_MUST)["Location"])
    assert "2 of 3 are right, which would be enough. But" in html
    assert "Everyone here must get this one right." in html
    assert not Record.objects.exists()


def test_not_passing_is_kind_and_keeps_the_right_answers_back(signed_in, edition):
    read_all(signed_in)
    html = page(signed_in, send(signed_in, samples.WRONG_MUST)["Location"])
    assert "Not quite yet" in html
    assert f'href="{QUIZ}">Try again<' in html
    assert "About ask." in html  # what was chosen is answered
    assert "Answer listen" not in html
    assert "The reason of first." not in html
    assert "The reason of proof." in html  # this one was right


def test_after_passing_every_answer_is_explained(signed_in, module, edition):
    read_all(signed_in)
    almost = samples.RIGHT | {"q-note": ["words"]}
    html = page(signed_in, send(signed_in, almost)["Location"])
    assert "Finished" in html
    assert "What is right: <b>Answer time</b>" in html
    assert "The reason of note." in html


def test_trying_again_is_another_attempt(signed_in, edition):
    read_all(signed_in)
    send(signed_in, samples.TOO_FEW)
    send(signed_in, samples.RIGHT)
    assert [each.passed for each in Attempt.objects.order_by("pk")] == [False, True]
    assert Record.objects.count() == 1


def test_the_same_press_twice_is_one_attempt(signed_in, edition):
    read_all(signed_in)
    key = key_of(signed_in)
    first = send(signed_in, samples.RIGHT, form_key=key)["Location"]
    assert send(signed_in, samples.RIGHT, form_key=key)["Location"] == first
    assert Attempt.objects.count() == 1
    assert Record.objects.count() == 1


def test_the_same_press_a_day_later_shows_the_same_result(signed_in, edition):
    read_all(signed_in)
    key = key_of(signed_in)
    with time_machine.travel("2026-11-23 10:00"):
        first = send(signed_in, samples.RIGHT, form_key=key)["Location"]
    with time_machine.travel("2026-11-24 10:00"):
        assert send(signed_in, samples.RIGHT, form_key=key)["Location"] == first
    assert Record.objects.count() == 1


def test_a_second_window_that_is_sent_after_finishing_shows_the_result(signed_in, edition):
    done = finish(signed_in)
    assert send(signed_in, samples.RIGHT)["Location"] == done
    assert signed_in.get(QUIZ)["Location"] == done
    assert Record.objects.count() == 1


def test_another_persons_attempt_is_not_there(signed_in, edition, ruth):
    address = finish(signed_in)
    other = Client()
    other.force_login(ruth)
    assert other.get(address).status_code == 404


def test_an_attempt_is_not_there_under_another_module(signed_in, edition):
    address = finish(signed_in).replace("induction", "attachment")
    assert signed_in.get(address).status_code == 404


def test_a_result_is_told_from_the_text_that_was_answered(signed_in, module, edition):
    address = finish(signed_in)
    module.questions = samples.json.dumps([samples.question("new", "one", True, a=True, b=False)])
    samples.published(module)
    assert "What of first?" in page(signed_in, address)


def test_after_finishing_the_list_counts_it_as_done(signed_in, edition, nadia):
    finish(signed_in)
    mark = Bookmark.objects.get(person=nadia.ref, item="induction")
    assert (mark.done, mark.total, mark.place_words) == (3, 3, "")


def test_after_finishing_the_module_stays_to_be_read_again(signed_in, edition):
    with time_machine.travel("2026-11-23 10:00"):
        finish(signed_in)
    html = page(signed_in, HOME)
    assert "You finished this on Monday 23 November 2026." in html
    assert "Read it again" in html


def test_a_refresher_begins_from_the_first_lesson(signed_in, edition):
    with time_machine.travel("2026-09-07 10:00"):
        finish(signed_in)
    with time_machine.travel("2027-09-06 10:00"):
        signed_in.force_login(User.objects.get(first_name="Nadia"))
        carry_on(signed_in, WHO)
        assert "Read the lessons first" in page(signed_in, QUIZ)
        finish(signed_in)
    assert Record.objects.count() == 2


# Editions.


def test_what_was_begun_is_finished_and_counts_for_its_edition(signed_in, module, edition, nadia):
    carry_on(signed_in, WHO)
    module.title = "Induction, again"
    samples.published(module, on=date(2026, 9, 2))
    assert "There is a newer edition" in page(signed_in, HOME)
    finish(signed_in)
    assert Record.objects.get(person=nadia.ref).edition == 1


def test_the_newer_edition_can_be_begun_instead(signed_in, module, edition):
    carry_on(signed_in, WHO)
    module.title = "Induction, again"
    samples.published(module, on=date(2026, 9, 2))
    assert signed_in.post(HOME + "newest/")["Location"] == HOME
    html = page(signed_in, HOME)
    assert "<h1>Induction, again</h1>" in html
    assert ">Start<" in html


def test_lessons_of_an_earlier_edition_do_not_open_the_questions(signed_in, module, edition):
    read_all(signed_in)
    module.title = "Induction, again"
    samples.published(module, on=date(2026, 9, 2))
    signed_in.post(HOME + "newest/")
    assert "Read the lessons first" in page(signed_in, QUIZ)


def test_somebody_without_a_school_is_told_that_nothing_is_recorded(edition):
    client = Client()
    client.force_login(User.objects.create_user(first_name="Ed"))
    html = page(client, finish(client))
    assert "You are on no school’s list" in html
    assert not Record.objects.exists()


def test_writing_down_a_completion_takes_at_most_twelve_queries(
    signed_in, edition, nadia, django_assert_max_num_queries
):
    from courses.actions import send_answers
    from courses.facts import next_try_of, reading

    read_all(signed_in)
    now = reading(person=nadia.ref, chain="100001", slug="induction", on=date(2026, 11, 23))
    answers = {name.removeprefix("q-"): chosen for name, chosen in samples.RIGHT.items()}
    key = next_try_of(now).key
    with django_assert_max_num_queries(100) as told:
        send_answers(
            reading=now,
            edition="1",
            answers_to=lambda asked: answers,
            form_key=key,
            on=date(2026, 11, 23),
            by=nadia.ref,
        )
    asked = [query["sql"] for query in told if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 12, asked
