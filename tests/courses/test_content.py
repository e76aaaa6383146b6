"""Modules from their files."""

import re
from pathlib import Path

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from cms.prose import PROSE
from courses import content
from courses.content import load, names
from courses.module import module_from

pytestmark = pytest.mark.django_db
LONG = {"b": "strong", "i": "em"}


def test_the_induction_comes_with_inset():
    assert "induction" in names()


@pytest.mark.parametrize("name", names())
def test_a_file_becomes_a_draft_that_is_ready_to_be_published(name):
    page = load(name)
    assert not page.live
    assert page.slug == name
    assert page.get_parent().slug == "modules"
    assert page.not_ready() == []


def test_ids_of_the_file_are_ids_of_the_page():
    module = module_from(load("induction").snapshot())
    assert module.lesson("when-a-child-tells-you").title
    assert {"first-words", "nobody-there"} <= {each.id for each in module.quiz.questions}


def test_the_same_file_again_changes_nothing():
    page = load("induction")
    assert load("induction").pk == page.pk
    assert page.revisions.count() == 1


def test_an_editors_draft_outlives_the_same_file():
    page = load("induction").get_latest_revision_as_object()
    page.title = "Induction at Larkfield"
    page.save_revision()
    load("induction")
    assert page.get_latest_revision_as_object().title == "Induction at Larkfield"


def test_a_changed_file_is_a_new_draft(tmp_path, monkeypatch):
    page = load("induction")
    text = Path(content.FOLDER, "induction.toml").read_text()
    Path(tmp_path, "induction.toml").write_text(text.replace("Who is who here", "Who is who"))
    monkeypatch.setattr(content, "FOLDER", tmp_path)
    later = load("induction")
    draft = later.get_latest_revision_as_object()
    assert (later.pk, later.revisions.count()) == (page.pk, 2)
    assert draft.lessons[0].value["title"] == "Who is who"
    assert draft.lessons[0].id == page.lessons[0].id


def test_a_file_makes_the_same_bytes_wherever_it_is_loaded():
    first = load("induction")
    kept = first.snapshot_bytes()
    first.delete()
    assert load("induction").snapshot_bytes() == kept


def test_the_editor_loses_nothing_of_what_a_file_says():
    editor = ContentstateConverter(features=["h2", *PROSE])
    for lesson in load("induction").lessons:
        for block in lesson.value["content"]:
            value = block.value["body"] if block.block_type == "case" else block.value
            if source := getattr(value, "source", ""):
                again = editor.to_database_format(editor.from_database_format(source))
                assert bare(again) == bare(source)


def bare(html: str) -> str:
    """Without white space and the editor's own marks; bold and italic by one name each."""
    html = re.sub(r' data-block-key="\w+"|\s+', "", html)
    return re.sub(r"<(/?)(b|i)>", lambda tag: f"<{tag[1]}{LONG[tag[2]]}>", html)


def test_markdown_becomes_text_that_the_editor_can_write_too(tmp_path, monkeypatch):
    body = "**Bold** and *soft*.\n\n- one\n- two\n\n> said\n\n<script>alert(1)</script>"
    text = Path(content.FOLDER, "induction.toml").read_text()
    start = text.index("body = '''") + len("body = '''")
    end = text.index("'''", start)
    Path(tmp_path, "induction.toml").write_text(text[:start] + body + text[end:])
    monkeypatch.setattr(content, "FOLDER", tmp_path)
    html = load("induction").lessons[0].value["content"][0].value.source
    assert "<strong>Bold</strong>" in html
    assert "<li>one</li>" in html
    assert "<blockquote>said</blockquote>" in html
    assert "<script" not in html


KINDS = """
[[quiz.questions]]
id = "steps"
kind = "order"
must = true
text = "In which order?"
explanation = "Because."
otherwise = "Think again."
options = [{ id = "a", text = "Listen" }, { id = "b", text = "Tell" }]

[[quiz.questions]]
id = "pairs"
kind = "match"
must = false
text = "Who?"
explanation = "Because."
options = [
  { id = "a", text = "A worry", partner = "The DSL" },
  { id = "b", text = "A coat", partner = "The office", feedback = "Coats go there." },
]

[[quiz.questions]]
id = "words"
kind = "short"
must = false
text = "What is it called?"
explanation = "Because."
options = [{ id = "a", text = "DSL", right = true }, { id = "b", text = "DSP" }]
"""


def test_a_file_may_hold_every_kind_of_question_and_the_rules(tmp_path, monkeypatch):
    text = Path(content.FOLDER, "induction.toml").read_text()
    rules = "pass_mark = 70\nshuffled = true\ntries = 3\nwait_minutes = 10"
    text = re.sub(r"pass_mark = \d+", rules, text, count=1) + KINDS
    Path(tmp_path, "induction.toml").write_text(text)
    monkeypatch.setattr(content, "FOLDER", tmp_path)
    page = load("induction")
    assert page.not_ready() == []
    quiz = module_from(page.snapshot()).quiz
    assert (quiz.pass_mark, quiz.shuffled, quiz.tries, quiz.wait_minutes) == (70, True, 3, 10)
    assert [each.kind for each in quiz.questions[-3:]] == ["order", "match", "short"]
    assert [each.place for each in quiz.questions[-3].options] == [0, 1]
    assert quiz.questions[-2].options[1].partner == "The office"
    assert quiz.questions[-1].right_ids == {"a"}
