"""The training and policies we ship, held to the promises that authors make to readers."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(ROOT.glob("*/content/*.toml"))
SLOTS = {"{school}", "{dsl}", "{deputies}", "{head}", "{office}"}
FORCES = {"must", "should", "advice", "local", "practice", "own"}
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# What a block of each kind cannot do without.
BLOCK_NEEDS = {
    "text": ("body",),
    "key": ("body",),
    "say": ("body",),
    "case": ("title", "body"),
    "reflection": ("prompt",),
    "checklist": ("title", "items"),
    "table": ("caption", "columns", "rows"),
}
# Words the field has given up. A cited title may still carry one.
RETIRED = re.compile(
    r"\b(DSP|designated senior person|LSCBs?|CAF|CRB|e-?safety|e-?safeguarding|peer[- ]on[- ]peer"
    r"|bi-?annual(ly)?|tri-?annual(ly)?|(non-)?complian(t|ce)|sexting|statemented"
    r"|dinner lad(y|ies)|fixed[- ]term exclusions?|accredited)\b",
    re.IGNORECASE,
)
# Reports and articles that we learn from: practice, and no rule.
SOME_SCHOOLS = re.compile(r"someone to trust|Hertfordshire primary|Waltham Forest|\(article,")
AMERICAN = re.compile(
    r"\b(behavior|organiz|recogniz|realiz|apologiz|center\b|color|favorite)", re.IGNORECASE
)


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def kept_in(room: str) -> list[Any]:
    return [pytest.param(read(p), id=p.stem) for p in FILES if p.parts[-3] == room]


def prose(value: Any) -> Iterator[str]:
    """Every sentence a reader may see, cited titles left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from prose(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in {"cite", "checked_against"}:
                yield from prose(each)


def words(value: Any) -> int:
    return sum(len(text.split()) for text in prose(value))


def missing(table: dict[str, Any], *names: str) -> list[str]:
    return [name for name in names if not table.get(name)]


def promise_fits(minutes: int, count: int) -> bool:
    """Reading goes at about 200 words a minute, with room for a slow reader and a pause."""
    return count / 250 - 1 <= minutes <= count / 120 + 1


def quizzes() -> list[Any]:
    files = [(p.stem, read(p)) for p in FILES]
    return [pytest.param(f["quiz"], id=stem) for stem, f in files if "quiz" in f]


def questions() -> list[Any]:
    return [
        pytest.param(question, id=f"{quiz.id}-{question['id']}")
        for quiz in quizzes()
        for question in quiz.values[0]["questions"]
    ]


every_file = pytest.mark.parametrize("path", FILES, ids=[f"{p.parts[-3]}-{p.stem}" for p in FILES])
every_module = pytest.mark.parametrize("module", kept_in("courses"))
every_policy = pytest.mark.parametrize("policy", kept_in("policies"))
every_quiz = pytest.mark.parametrize("quiz", quizzes())
every_question = pytest.mark.parametrize("question", questions())


def test_the_three_texts_of_a_first_week_are_shipped() -> None:
    slugs = {read(path).get("slug") for path in FILES}
    assert {"induction", "child-protection", "code-of-conduct"} <= slugs


@every_file
def test_a_file_is_named_after_its_slug(path: Path) -> None:
    slug = read(path)["slug"]
    assert KEBAB.fullmatch(slug)
    assert slug == path.stem


@every_file
def test_only_known_names_are_left_for_the_school_to_fill(path: Path) -> None:
    for text in prose(read(path)):
        rest = text
        for slot in SLOTS:
            rest = rest.replace(slot, "")
        assert not re.search(r"[{}]", rest), text[:200]


@every_file
def test_what_stands_in_a_task_list_reads_the_same_at_every_school(path: Path) -> None:
    content = read(path)
    for name in ("title", "why", "statement"):
        assert "{" not in content.get(name, "")


@every_file
def test_retired_words_are_not_used(path: Path) -> None:
    for text in prose(read(path)):
        assert not RETIRED.search(text), text[:200]


@every_file
def test_a_serious_case_review_is_named_only_to_say_what_it_is_called_now(path: Path) -> None:
    for text in prose(read(path)):
        if "serious case review" in text.lower():
            assert "practice review" in text.lower(), text[:200]


@every_file
def test_the_spelling_is_british(path: Path) -> None:
    for text in prose(read(path)):
        assert not AMERICAN.search(text), text[:200]


@every_file
def test_prose_is_plain_markdown_without_html_links_or_pictures(path: Path) -> None:
    for text in prose(read(path)):
        assert not re.search(r"</?[a-z]|\]\(|https?://", text, re.IGNORECASE), text[:200]


@every_module
def test_a_module_says_what_it_is_for_and_what_it_holds(module: dict[str, Any]) -> None:
    assert not missing(module, "title", "lead", "why", "content_note", "audience", "lessons")


@every_module
def test_lessons_have_ids_of_their_own_that_can_stand_in_an_address(module: dict[str, Any]) -> None:
    ids = [lesson["id"] for lesson in module["lessons"]]
    assert len(ids) == len(set(ids))
    assert all(KEBAB.fullmatch(each) for each in ids)


@every_module
def test_a_lesson_has_a_lead_something_to_read_and_its_sources(module: dict[str, Any]) -> None:
    for lesson in module["lessons"]:
        assert not missing(lesson, "title", "lead", "minutes", "blocks", "sources"), lesson["id"]


@every_module
def test_every_block_is_of_a_known_kind_and_whole(module: dict[str, Any]) -> None:
    for lesson in module["lessons"]:
        for block in lesson["blocks"]:
            assert block["kind"] in BLOCK_NEEDS, lesson["id"]
            assert not missing(block, *BLOCK_NEEDS[block["kind"]]), lesson["id"]


@every_module
def test_a_lesson_takes_about_the_minutes_it_promises(module: dict[str, Any]) -> None:
    for lesson in module["lessons"]:
        count = words([{**block, "kind": ""} for block in lesson["blocks"]])
        assert promise_fits(lesson["minutes"], count), (lesson["id"], count)


def test_a_report_of_what_some_schools_did_binds_nobody() -> None:
    for told in (read(path) for path in FILES if path.parts[-3] != "scenarios"):
        tables = [told, *told.get("lessons", [])]
        for source in [each for table in tables for each in table.get("sources", [])]:
            if SOME_SCHOOLS.search(source["cite"]):
                assert source["force"] == "practice", source


@every_policy
def test_a_policy_says_what_is_signed_and_that_it_is_a_model(policy: dict[str, Any]) -> None:
    needed = ("title", "lead", "why", "kind", "minutes", "statement", "what_changed", "sections")
    assert not missing(policy, *needed, "sources")
    assert policy["model_note"].startswith("This is a model.")


@every_policy
def test_sections_have_ids_of_their_own_a_title_and_a_text(policy: dict[str, Any]) -> None:
    ids = [section["id"] for section in policy["sections"]]
    assert len(ids) == len(set(ids))
    assert all(KEBAB.fullmatch(each) for each in ids)
    assert not [s["id"] for s in policy["sections"] if missing(s, "title", "body")]


@every_policy
def test_a_policy_takes_about_the_minutes_it_promises(policy: dict[str, Any]) -> None:
    count = words([section["body"] for section in policy["sections"]])
    assert promise_fits(policy["minutes"], count), count


@pytest.mark.parametrize("content", kept_in("courses") + kept_in("policies"))
def test_a_text_says_what_it_was_checked_against_and_when_to_look_again(
    content: dict[str, Any],
) -> None:
    assert content["checked_against"]
    assert isinstance(content["checked_on"], date)
    assert content["checked_on"] < content["review_on"]


@pytest.mark.parametrize("content", kept_in("courses") + kept_in("policies"))
def test_every_source_says_where_and_with_what_force(content: dict[str, Any]) -> None:
    tables = [content, *content.get("lessons", [])]
    for source in [each for table in tables for each in table.get("sources", [])]:
        assert not missing(source, "cite", "where"), source
        assert source["force"] in FORCES, source


@every_quiz
def test_a_quiz_has_a_pass_mark_and_questions_with_ids_of_their_own(quiz: dict[str, Any]) -> None:
    ids = [question["id"] for question in quiz["questions"]]
    assert not missing(quiz, "id", "title", "lead")
    assert 0 < quiz["pass_mark"] <= 100
    assert len(ids) == len(set(ids))
    assert all(KEBAB.fullmatch(each) for each in ids)


@every_quiz
def test_the_right_answer_is_not_given_away_by_its_place_or_its_length(
    quiz: dict[str, Any],
) -> None:
    ones = [q["options"] for q in quiz["questions"] if q["kind"] == "one"]
    places = [[o["right"] for o in options].index(True) for options in ones]
    longest = [max(options, key=lambda o: len(o["text"]))["right"] for options in ones]
    if len(ones) > 1:
        assert len(set(places)) > 1
        assert not all(longest)


@every_question
def test_a_question_has_as_many_right_answers_as_its_kind_allows(question: dict[str, Any]) -> None:
    right = [option["right"] for option in question["options"]]
    assert question["kind"] in {"one", "several", "true_false"}
    assert len(right) > 1
    assert isinstance(question["must"], bool)
    assert sum(right) >= 1 if question["kind"] == "several" else sum(right) == 1


@every_question
def test_a_question_with_several_answers_says_so(question: dict[str, Any]) -> None:
    assert ("choose all that apply" in question["text"].lower()) == (question["kind"] == "several")


@every_question
def test_true_and_false_are_the_answers_to_a_true_or_false_question(
    question: dict[str, Any],
) -> None:
    ids = [option["id"] for option in question["options"]]
    assert len(ids) == len(set(ids))
    assert all(KEBAB.fullmatch(each) for each in ids)
    if question["kind"] == "true_false":
        assert ids == ["true", "false"]


def test_true_is_sometimes_the_answer() -> None:
    asked = [each.values[0] for each in questions()]
    answers = [each["options"][0]["right"] for each in asked if each["kind"] == "true_false"]
    assert set(answers) == {True, False}


@every_question
def test_every_answer_right_or_wrong_is_told_why(question: dict[str, Any]) -> None:
    assert question["explanation"]
    assert not [o["id"] for o in question["options"] if missing(o, "text", "feedback")]
