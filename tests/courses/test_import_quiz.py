"""`import_quiz`: a dump of django-quiz-app becomes question banks, and says what does not fit.

The fixture was written by that package itself (0.5.1, on Python 2.7 and Django 1.8).
"""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Revision

from courses.dumped_banks import banks, plain, remarks
from courses.models import QuestionBank
from courses.quiz_dump import Refused, Unreadable, read_dump

FIXTURE = Path(__file__).parent.parent / "golden" / "django-quiz-app-fixture.json"
ROWS = json.loads(FIXTURE.read_text(encoding="utf-8"))


def rows_without(model: str, pk: int) -> list[dict[str, Any]]:
    return [row for row in ROWS if (row["model"], row["pk"]) != (model, pk)]


def rows_with(model: str, pk: int, **fields: Any) -> list[dict[str, Any]]:
    """The fixture with other fields in one row, which is added if it is not there."""
    there = {"fields": {}} | next(
        (row for row in ROWS if (row["model"], row["pk"]) == (model, pk)), {}
    )
    row = {"model": model, "pk": pk, "fields": there["fields"] | fields}
    return [*rows_without(model, pk), row]


def read(rows: Any):
    return read_dump(json.dumps(rows).encode())


def said(rows: Any) -> str:
    return "\n".join(remarks(read(rows)))


def written(tmp_path: Path, rows: Any) -> str:
    path = tmp_path / "quiz.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    return str(path)


def imported(capsys, path: Any, *options: str) -> str:
    call_command("import_quiz", str(path), *options)
    return capsys.readouterr().out


def stopped(capsys, path: Any) -> tuple[int, str]:
    """The exit status, and the one sentence said on stderr; nothing is said on stdout."""
    with pytest.raises(SystemExit) as stop:
        call_command("import_quiz", str(path))
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    return stop.value.code, err


def counts() -> dict[str, int]:
    """How many rows every table holds."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            found[table] = cursor.fetchone()[0]
    return found


def bank(title: str) -> QuestionBank:
    return QuestionBank.objects.get(title=title)


# The whole fixture.


@pytest.mark.django_db
def test_the_numbers_are_those_of_the_file(capsys):
    out = imported(capsys, FIXTURE)
    assert (
        "Read 4 quizzes, 7 questions (3 multiple choice, 3 true or false, 1 essay) and 8 answers."
    ) in out
    assert "6 of 7 questions can be brought over." in out
    kept = {each.title: len(each.questions) for each in QuestionBank.objects.all()}
    assert kept == {
        "Induction: spotting and passing on concerns": 3,
        "Attachment-aware practice check": 2,
        "One attempt only": 2,
        "Draft quiz without questions": 0,
        "Questions in no quiz": 1,
    }


@pytest.mark.django_db
def test_banks_come_in_as_drafts(capsys):
    imported(capsys, FIXTURE)
    assert not QuestionBank.objects.filter(live=True).exists()
    assert all(each.has_unpublished_changes for each in QuestionBank.objects.all())


@pytest.mark.django_db
def test_a_second_run_adds_no_row_anywhere(capsys):
    imported(capsys, FIXTURE)
    before = counts()
    assert imported(capsys, FIXTURE).count("as it was") == 5
    assert counts() == before


@pytest.mark.django_db
def test_a_dry_run_says_the_same_and_adds_no_row_anywhere(capsys):
    before = counts()
    dry = imported(capsys, FIXTURE, "--dry-run")
    assert counts() == before
    assert "Dry run: nothing was saved." in dry
    assert dry.splitlines()[:-1] == imported(capsys, FIXTURE).splitlines()[:-1]


@pytest.mark.django_db
def test_questions_and_answers_keep_the_keys_that_they_had(capsys):
    imported(capsys, FIXTURE)
    (first, *_) = bank("Induction: spotting and passing on concerns").questions.get_prep_value()
    assert first["id"] == "django-quiz-app-1"
    assert [(each["id"], each["value"]["right"]) for each in first["value"]["options"]] == [
        ("1", True),
        ("2", False),
        ("3", False),
    ]
    assert first["value"]["explanation"] == "Staff pass concerns on; they do not investigate."
    assert bank("One attempt only").source == "django-quiz-app quiz 3 one-attempt"


@pytest.mark.django_db
def test_true_or_false_knows_which(capsys):
    imported(capsys, FIXTURE)
    (question,) = bank("Questions in no quiz").questions.get_prep_value()
    options = [each["value"] for each in question["value"]["options"]]
    assert [(each["text"], each["right"]) for each in options] == [("True", True), ("False", False)]


@pytest.mark.django_db
def test_a_bank_says_what_the_quiz_was(capsys):
    imported(capsys, FIXTURE)
    about = bank("Attachment-aware practice check").about
    assert "category “attachment-aware”, pass mark 0 of 100, 2 questions each time" in about
    assert "in random order" in about
    assert "one attempt only" in bank("One attempt only").about
    assert "a draft" in bank("Draft quiz without questions").about
    assert "You have passed." in bank("Induction: spotting and passing on concerns").about


@pytest.mark.parametrize(
    "oddity",
    [
        "Question 2 (“Which of these belong in a written record of a concern? (tw…”) has 2 right",
        "here everyone must choose them all",
        "of a concern? (tw…”) was asked in 2 quizzes, so it is in each bank",
        "Question 5 (“Behaviour can be a form of communication.”) was asked in 2 quizzes",
        "Question 6 (“A question that belongs to no quiz and no category.”) is in no quiz",
        "is an essay, marked by hand",
        "Quiz 4 (“Draft quiz without questions”) has no question",
        "Quiz 2 (“Attachment-aware practice check”) was passed by anybody",
        "Not brought over: 4 sittings and 3 rows of progress",
        "Not brought over: 4 users",
        "2 categories and 2 sub-categories",
    ],
)
def test_every_oddity_of_the_fixture_is_said(oddity):
    assert oddity in said(ROWS)


def test_several_right_answers_ask_for_all_of_them():
    several = [
        question["value"]["kind"]
        for made in banks(read(ROWS))
        for question in made.questions
        if question["id"] == "django-quiz-app-2"
    ]
    assert several == ["several", "several"]


# Other files.


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (rows_with("quiz.question", 1, figure="uploads/2014/05/01/map.png"), "had a picture"),
        (rows_without("multichoice.mcquestion", 1), "no row that says of which kind"),
        (rows_without("multichoice.mcquestion", 1), "Answer 1 belongs to question 1, which"),
        (rows_without("quiz.question", 4), "true_false.tf_question 4 has no quiz.question 4"),
        (rows_without("quiz.quiz", 3), "Question 5 was asked in quiz 3, which is not in the file"),
        (
            rows_with("multichoice.answer", 7, correct=False),
            "has no right answer: mark one before it is used",
        ),
        (rows_with("multichoice.answer", 8, correct=True), "has no wrong answer"),
        (rows_with("multichoice.answer", 8, content="x" * 400), "more than 300 letters"),
        (rows_with("quiz.question", 5, content="<b>Behaviour</b> speaks."), "held markup"),
        (rows_with("news.item", 1, title="Hello"), "1 row of news.item"),
        (
            [*ROWS, *({"model": "multichoice.answer", "pk": 100 + n, "fields":
              {"question": 1, "content": f"No {n}", "correct": False}} for n in range(20))],
            "has 23 answers, and 12 are the most",
        ),
        (
            [row for row in ROWS if row["model"] != "multichoice.answer"],
            "has no answers in the file",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(rows, says):
    assert says in said(rows)


def test_answers_may_be_in_alphabetical_order():
    rows = rows_with("multichoice.mcquestion", 1, answer_order="content")
    texts = [each.text for each in read(rows).questions[0].answers]
    assert texts == sorted(texts)


def test_a_quiz_that_only_the_childs_row_names_still_has_the_question():
    rows = rows_with("quiz.question", 4, quiz=[])
    assert read(rows).questions[3].quizzes == (1,)


def test_keys_may_be_written_as_text():
    rows = [row | {"pk": str(row["pk"])} for row in ROWS]
    assert [each.digest for each in banks(read(rows))] == [
        each.digest for each in banks(read(ROWS))
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_a_file_that_windows_wrote_is_read(encoding):
    data = json.dumps(ROWS, ensure_ascii=False).encode(encoding)
    assert "Łukasz" in read_dump(data).questions[2].text


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<script>alert(1)</script>Tell", "Tell"),
        ("<p>One</p><p>two</p>", "One\ntwo"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ('<a href="jav&#9;ascript:alert(1)" onclick="x()">here</a>', "here"),
        ("<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>", ""),
        ("3 < 5 & 7 > 2", "3 < 5 & 7 > 2"),
        ("{{ settings.SECRET_KEY }}{% load x %}", "{{ settings.SECRET_KEY }}{% load x %}"),
        ("a\u202eb\x00c\ud800", "abc"),
    ],
)
def test_only_words_are_kept(markup, words):
    assert plain(markup) == words


# What is refused.


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe\x00nonsense",
        b"not json",
        b"{}",
        b"null",
        b'[{"model": "quiz.quiz"}]',
        b"[1, 2]",
        b"[" * 100_000,
        b"model,pk\nquiz.quiz,1\n",
        json.dumps(rows_with("quiz.question", 1, content=None)).encode(),
        json.dumps(rows_with("quiz.question", 1, quiz="1,2")).encode(),
        json.dumps(rows_with("quiz.question", 1, quiz=[None])).encode(),
        json.dumps(rows_with("multichoice.answer", 1, correct="yes")).encode(),
        json.dumps(rows_with("multichoice.answer", 1, question=[1])).encode(),
        json.dumps(rows_with("true_false.tf_question", 4, correct=None)).encode(),
        json.dumps([{"model": "quiz.quiz", "pk": None, "fields": {"title": "x"}}]).encode(),
        json.dumps(rows_with("quiz.quiz", 1, category={})).encode(),
        b'[{"model": "quiz.quiz", "pk": ' + b"9" * 10_000 + b', "fields": {"title": "x"}}]',
    ],
)
def test_what_is_no_dump_is_refused_in_one_sentence(capsys, tmp_path, content):
    path = tmp_path / "quiz.json"
    path.write_bytes(content)
    status, sentence = stopped(capsys, path)
    assert status == 2
    assert "dumpdata" in sentence


def test_a_file_that_is_not_there_is_said_in_one_sentence(capsys, tmp_path):
    assert stopped(capsys, tmp_path / "nothing.json")[0] == 2
    assert stopped(capsys, tmp_path)[0] == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([], "holds no quiz"),
        ([row for row in ROWS if row["model"] == "auth.user"], "holds no quiz"),
        ([*ROWS, ROWS[4]], "quiz.quiz 1 twice"),
    ],
)
def test_what_was_understood_and_cannot_be_used_is_refused_whole(capsys, tmp_path, rows, says):
    before = counts()
    status, sentence = stopped(capsys, written(tmp_path, rows))
    assert status == 1
    assert says in sentence
    assert counts() == before


@pytest.mark.django_db
def test_a_failure_half_way_leaves_nothing(capsys, monkeypatch):
    before = counts()
    saved = QuestionBank.save_revision

    def fails_at_the_third(self, **told):
        if QuestionBank.objects.count() == 3:
            raise RuntimeError("The disk is full.")
        return saved(self, **told)

    monkeypatch.setattr(QuestionBank, "save_revision", fails_at_the_third)
    with pytest.raises(RuntimeError):
        call_command("import_quiz", str(FIXTURE))
    assert counts() == before


# A changed file.


@pytest.mark.django_db
def test_an_editors_draft_outlives_the_same_file(capsys):
    imported(capsys, FIXTURE)
    mine = bank("One attempt only")
    mine.title = "One go"
    mine.save_revision()
    imported(capsys, FIXTURE)
    assert mine.get_latest_revision_as_object().title == "One go"


@pytest.mark.django_db
def test_a_changed_quiz_is_a_new_draft_and_what_is_live_stays(capsys, tmp_path):
    imported(capsys, FIXTURE)
    live = bank("One attempt only")
    live.get_latest_revision().publish()
    out = imported(capsys, written(tmp_path, rows_with("quiz.quiz", 3, title="Two attempts")))
    assert out.count("changed: a new draft of it") == 1
    live.refresh_from_db()
    assert (live.title, live.live) == ("One attempt only", True)
    assert live.get_latest_revision_as_object().title == "Two attempts"
    assert Revision.objects.for_instance(live).count() == 2


# Anything at all.

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@given(st.integers(0, len(ROWS) - 1), st.data())
def test_one_strange_value_is_read_refused_or_unreadable_and_nothing_else(place, data):
    rows = json.loads(json.dumps(ROWS))
    fields = rows[place]["fields"]
    name = data.draw(st.sampled_from([*fields, "pk", "model"]))
    (rows[place] if name in ("pk", "model") else fields)[name] = data.draw(JSON)
    try:
        dump = read(rows)
    except (Unreadable, Refused):
        return
    assert all(made.digest for made in banks(dump))
    assert all(remarks(dump))
