"""How each question does: shares of first tries in groups nobody can be read from."""

import csv
import io
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from courses.marking import ORDER, SHORT, Option, Question, Quiz
from courses.models import Attempt
from courses.together import ELSE, Sent, fared, to_teach_again
from people.actions import add_person, open_post
from people.models import School, User
from tests.courses.samples import RIGHT, WRONG_MUST

FIRST = Question(
    "first",
    "one",
    "What first?",
    True,
    "Listening comes first.",
    (Option("listen", "Listen", True), Option("ask", "Ask more", False, "Others do that.")),
)
NOTE = Question(
    "note",
    "several",
    "What in the note?",
    False,
    "",
    (Option("words", "Words", True), Option("time", "Time", True), Option("guess", "Guess", False)),
)
QUIZ = Quiz("Check", "", 50, (FIRST, NOTE))
GOOD = {"first": ["listen"], "note": ["words", "time"]}
POOR = {"first": ["ask"], "note": ["words", "guess"]}


def tries(*answers: dict, asked=("first", "note")) -> list[Sent]:
    return [Sent(f"person {n}", asked, each) for n, each in enumerate(answers)]


def shown(sent: list[Sent], quiz: Quiz = QUIZ) -> list:
    return fared(quiz, sent)


def test_shares_of_first_tries_are_shown_of_five_people():
    first, note = shown(tries(GOOD, GOOD, GOOD, POOR, POOR))
    assert (first.first.people, first.first.percent) == (5, 60)
    assert [(row.words, row.number) for row in first.first.rows] == [("Listen", 3), ("Ask more", 2)]
    assert [row.percent for row in note.first.rows] == [100, 60, 40]


def test_four_people_are_hidden():
    assert [each.first for each in shown(tries(GOOD, GOOD, POOR, POOR))] == [None, None]


def test_people_who_all_gave_one_wrong_answer_are_hidden_and_who_all_were_right_are_not():
    mixed = {"first": ["ask"], "note": ["words", "time"]}
    first, note = shown(tries(*[mixed] * 6))
    assert first.first is None
    assert note.first.percent == 100


def test_later_tries_count_apart_and_only_of_five_people():
    sent = tries(*[POOR, *[GOOD] * 5])
    again = [Sent(f"person {n}", ("first", "note"), GOOD) for n in range(4)]
    first, _ = shown([*sent, *again])
    assert (first.first.tries, first.later) == (6, None)
    again.append(Sent("person 4", ("first", "note"), GOOD))
    first, _ = shown([*sent, *again, again[0]])
    assert (first.first.tries, first.later.people, first.later.tries) == (6, 5, 6)


def test_one_person_who_tries_often_is_one_person():
    often = [Sent("one", ("first", "note"), GOOD)] * 9
    assert all(each.first is None and each.later is None for each in shown(often))


def test_a_question_that_a_try_did_not_draw_is_not_counted_in_it():
    only_first = [Sent(f"n{n}", ("first",), {"first": ["listen"]}) for n in range(5)]
    first, note = shown(only_first)
    assert first.first.people == 5
    assert note.first is None


def test_what_was_typed_is_never_shown_only_what_was_foreseen():
    short = Question("dsl", SHORT, "Who?", False, "", (Option("a", "DSL", True),))
    typed = [{"dsl": ["dsl"]}] * 4 + [{"dsl": ["my aunt Mabel"]}]
    [only] = shown(tries(*typed, asked=("dsl",)), Quiz("", "", 50, (short,)))
    assert [(row.words, row.number) for row in only.first.rows] == [("DSL", 4), (ELSE, 1)]


def test_an_order_shows_how_many_were_right_and_no_more():
    steps = Question(
        "o", ORDER, "Order?", False, "", (Option("a", "A", False), Option("b", "B", False, place=1))
    )
    sent = tries(*[{"o": ["a", "b"]}] * 4, {"o": ["b", "a"]}, asked=("o",))
    [only] = shown(sent, Quiz("", "", 50, (steps,)))
    assert (only.first.percent, only.first.rows) == (80, ())


def test_the_worst_answered_are_taught_again_with_what_tempted():
    found = to_teach_again(shown(tries(GOOD, GOOD, GOOD, GOOD, POOR, POOR)))
    assert [each.question.id for each in found] == ["first", "note"]
    assert found[0].tempting.text == "Ask more"


def test_what_everybody_had_right_need_not_be_taught_again():
    assert not to_teach_again(shown(tries(*[GOOD] * 5)))


# The pages.


def sends(edition, person: str, answers: dict) -> None:
    Attempt.objects.create(
        person=person,
        item=edition.item,
        edition=edition.number,
        digest=edition.digest,
        form_key=uuid4(),
        answers={name.removeprefix("q-"): chosen for name, chosen in answers.items()},
        right=1,
        out_of=3,
        passed=False,
    )


def colleagues(school: School, number: int) -> list[User]:
    found = [
        add_person(school=school, first_name=f"Colleague{number}", by="t")
        for number in range(number)
    ]
    for each in found:
        open_post(school=school, person=each.ref, role="teacher", starts_on="2020-09-01", by="t")
    return found


def page(who: User, edition, more: str = "") -> tuple[int, str]:
    browser = Client()
    browser.force_login(who)
    answer = browser.get(f"/questions/{edition.item}/{more}")
    return answer.status_code, answer.content.decode()


@pytest.fixture
def answered(edition, school) -> None:
    for number, each in enumerate(colleagues(school, 6)):
        sends(edition, each.ref, RIGHT if number < 4 else WRONG_MUST)


def test_a_lead_sees_the_shares_of_their_school_and_no_name(answered, edition, ruth):
    status, html = page(ruth, edition)
    assert status == 200
    assert "6 people have answered" in html
    assert "67%" in html
    assert "Most tempting: <b>Answer ask</b>" in html
    assert "Colleague" not in html


def test_another_schools_answers_are_not_among_them(answered, edition, school):
    there = School.objects.create(urn="100002", name="Whitmere Infant School")
    eleri = add_person(school=there, first_name="Eleri", email="e@example.org", by="t")
    open_post(school=there, person=eleri.ref, role="dsl", starts_on="2020-09-01", by="t")
    assert "Not enough people yet" in page(eleri, edition)[1]


def test_an_editor_who_leads_nowhere_sees_everybodys(answered, edition, school, nadia):
    there = School.objects.create(urn="100002", name="Whitmere Infant School")
    sends(edition, colleagues(there, 1)[0].ref, RIGHT)
    nadia.user_permissions.add(Permission.objects.get(codename="access_admin"))
    status, html = page(nadia, edition)
    assert status == 200
    assert "7 people have answered" in html


def test_a_learner_sees_none_of_it(answered, edition, nadia):
    assert page(nadia, edition)[0] == 404
    browser = Client()
    browser.force_login(nadia)
    assert browser.get("/questions/").status_code == 404


def test_the_spreadsheet_says_the_same_in_plain_cells(answered, edition, ruth):
    status, text = page(ruth, edition, "shares.csv")
    assert status == 200
    heads, *rows = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    assert heads[0] == "question"
    chose = [row[6:] for row in rows if row[6] == "Answer ask"]
    assert chose == [["Answer ask", "no", "2", "33"]]


def test_it_asks_the_database_as_much_for_six_people_as_for_one(
    answered, edition, ruth, django_assert_max_num_queries
):
    browser = Client()
    browser.force_login(ruth)
    with django_assert_max_num_queries(14):
        browser.get(f"/questions/{edition.item}/")
