"""The page of a module: what it keeps, what it lacks, and what the database refuses."""

import json
import uuid

import pytest
from django.db import IntegrityError
from django.utils import timezone

from cms.models import NotReady
from courses.models import Attempt, LessonRead, ModulePage
from tests.courses import samples

pytestmark = pytest.mark.django_db


def again(page: ModulePage) -> ModulePage:
    return ModulePage.objects.get(pk=page.pk)


def test_a_snapshot_keeps_lessons_questions_and_their_ids(module):
    kept = json.loads(module.snapshot_bytes())
    assert [lesson["id"] for lesson in kept["lessons"]] == ["who", "tell"]
    assert [each["id"] for each in kept["quiz"]["questions"]] == ["first", "proof", "note"]
    assert kept["lessons"][0]["value"]["content"][0]["value"] == "<p>Tell {dsl} today.</p>"
    assert kept["kind"] == "module"


def test_the_same_page_gives_the_same_bytes_from_the_database_and_from_a_draft(module):
    assert again(module).snapshot_bytes() == module.snapshot_bytes()
    assert module.get_latest_revision_as_object().snapshot_bytes() == module.snapshot_bytes()


def test_minutes_are_those_of_the_lessons(module):
    assert again(module).minutes == 8
    assert module.snapshot()["minutes"] == 8


def test_a_link_to_a_page_of_this_site_is_kept_as_an_address():
    shelf = samples.ShelfPage.objects.get(slug="policies")
    body = f'<p>See <a linktype="page" id="{shelf.pk}">the policies</a>.</p>'
    page = samples.draft(lessons=[samples.lesson("who", "Who", samples.text(body))])
    kept = json.loads(page.snapshot_bytes())["lessons"][0]["value"]["content"][0]["value"]
    assert kept == '<p>See <a href="/policies/">the policies</a>.</p>'


def test_a_whole_module_is_ready(module):
    assert module.not_ready() == []


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"lessons": []}, "Write at least one lesson."),
        ({"questions": []}, "Write at least one question."),
        ({"lessons": [samples.lesson("who", " ")]}, "Lesson 1: fill in “Title”"),
        (
            {"questions": [samples.question("first", "one", True, a=False, b=False)]},
            "Question 1: mark exactly one answer as right.",
        ),
    ],
)
def test_what_a_draft_lacks_is_said_and_keeps_it_from_being_published(fields, says):
    page = samples.draft(**fields)
    assert any(says in fault for fault in page.not_ready())
    with pytest.raises(NotReady, match=says[:20]):
        page.publish(page.get_latest_revision(), through_the_door=True)
    assert not again(page).live


def test_a_ready_module_goes_through_the_door(module):
    module.publish(module.get_latest_revision(), through_the_door=True)
    assert again(module).live


def read(**fields: object) -> LessonRead:
    told = {"person": "p", "item": "induction", "lesson": "who", "edition": 1}
    return LessonRead.objects.create(**told | fields, read_at=timezone.now())


def test_a_lesson_is_read_once_by_a_person():
    read()
    with pytest.raises(IntegrityError):
        read(edition=2)


def attempt(**fields: object) -> Attempt:
    told = {"person": "p", "item": "induction", "edition": 1, "digest": "d", "answers": {}}
    told |= {"form_key": uuid.UUID(int=1), "right": 1, "out_of": 3, "passed": False}
    return Attempt.objects.create(**told | fields)


def test_a_page_of_questions_is_sent_once_by_a_person():
    attempt()
    attempt(person="somebody else")
    with pytest.raises(IntegrityError):
        attempt(right=2)


def test_nobody_has_more_right_than_was_asked():
    with pytest.raises(IntegrityError):
        attempt(right=4)
