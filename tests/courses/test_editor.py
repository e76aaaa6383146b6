"""What an editor meets in Wagtail who has never seen documentation."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms.models import ShelfPage
from courses.models import ModulePage
from people.models import User
from register.models import Item
from tests.courses import samples
from tests.courses.test_files import picture, shows

pytestmark = pytest.mark.django_db
BANKS = "wagtailsnippets_courses_questionbank"


@pytest.fixture
def admin(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_user(first_name="Ed", is_staff=True, is_superuser=True))
    return client


def preview(client: Client, page, mode: str = "") -> str:
    where = [page.pk, page.get_latest_revision().pk]
    response = client.get(reverse("wagtailadmin_pages:revisions_view", args=where), {"mode": mode})
    assert response.status_code == 200
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    return response.content.decode()


def test_every_part_of_a_module_says_what_to_write_in_it(admin, module):
    html = admin.get(reverse("wagtailadmin_pages:edit", args=[module.pk])).content.decode()
    for words in (
        "Leave it empty, and it is reckoned",
        "each school\\u2019s own names stand there",
        "Everyone must get this right",
        "Invented people only",
        "If you are not sure, it is not",
        "say honestly what it holds",
    ):
        assert words in html, words


def test_a_preview_shows_the_first_page_the_lessons_and_the_questions(admin, module):
    assert module.preview_modes == [
        ("", "The first page"),
        ("who", "Who is who here"),
        ("tell", "When a child tells you something"),
        ("quiz", "The questions"),
    ]
    assert "About 8 minutes to read" in preview(admin, module)
    assert "Tell the designated safeguarding lead today." in preview(admin, module, "who")
    assert "What of first?" in preview(admin, module, "quiz")


def test_a_preview_says_what_a_draft_lacks(admin):
    page = samples.draft(questions=[])
    assert re.search(
        "Before this can be published.*Write at least one question", preview(admin, page), re.S
    )


def test_a_preview_of_a_whole_module_lacks_nothing(admin, module):
    html = preview(admin, module)
    assert "About 8 minutes to read" in html
    assert "Before this can be published" not in html


# Question banks.


@pytest.fixture
def editor(db: None) -> Client:
    """Somebody who may write and not publish."""
    user = User.objects.create_user(first_name="Ed")
    user.groups.add(Group.objects.get(name="Editors"))
    client = Client()
    client.force_login(user)
    return client


def test_editors_find_and_open_question_banks(editor):
    bank = samples.bank("Safer internet")
    listed = editor.get(reverse(f"{BANKS}:list"))
    assert "Safer internet" in listed.content.decode()
    html = editor.get(reverse(f"{BANKS}:edit", args=[bank.pk])).content.decode()
    assert "What of first?" in html
    assert 'name="action-publish"' not in html


def test_readers_do_not_see_a_draft(signed_in, module, edition):
    published, module.title = module.title, "Half written"
    module.save_revision()
    html = signed_in.get("/modules/induction/").content.decode()
    assert f"<h1>{published}</h1>" in html
    assert "Half written" not in html


# What an author has left out.


def lacks(*content: dict) -> list[str]:
    return samples.draft(lessons=[samples.lesson("who", "Who", *content)]).not_ready()


def test_a_file_that_was_not_chosen_and_words_left_out_are_said_where_they_are():
    value = {"title": "", "file": None, "minutes": None, "transcript": ""}
    assert lacks(samples.text("<p>A.</p>"), {"type": "sound", "id": "s", "value": value}) == [
        "Lesson 1: Sound: fill in “Title”, “Sound”, “How many minutes it plays” and “Transcript”."
    ]


def test_of_two_blocks_of_a_kind_the_unfinished_one_is_named():
    said = lacks(samples.text("<p>A.</p>"), samples.text("", id="other"))
    assert said == ["Lesson 1: Text 2: fill in “Text”."]


def test_an_empty_lesson_is_said_once():
    page = samples.draft(lessons=[samples.lesson("who", "Who"), _empty_lesson()])
    assert page.not_ready() == ["Lesson 2: fill in “Title” and “Content”."]


def _empty_lesson() -> dict:
    lesson = samples.lesson("empty", "")
    lesson["value"]["content"] = []
    return lesson


def test_what_is_empty_in_a_list_is_said_where_the_list_is():
    things = {"title": "Before you begin", "items": [{"type": "item", "id": "i", "value": ""}]}
    source = {"type": "item", "id": "s", "value": {"cite": "", "force": ""}}
    lesson = samples.lesson(
        "who", "Who", {"type": "checklist", "id": "c", "value": things}, sources=[source]
    )
    assert samples.draft(lessons=[lesson]).not_ready() == [
        "Lesson 1: Checklist: fill in “Things”.",
        "Lesson 1: Where this comes from: fill in “The document’s title” and “Who wants it”.",
    ]


def test_an_address_without_https_is_said_to_need_it():
    site = {"title": "Partners", "url": "http://example.org", "note": ""}
    (said,) = lacks({"type": "site", "id": "s", "value": site})
    assert said.endswith("“Address”: Give the whole address, beginning with https://, please.")


@pytest.mark.parametrize(
    ("alt", "decorative", "said"),
    [
        ("", False, "add some alt text"),
        ("Gate", False, "say what the picture “Gate” shows"),
        ("A gate, half open", False, ""),
        ("gate", True, ""),
    ],
)
def test_a_picture_needs_words_of_its_own_or_only_decorates(
    settings, tmp_path, alt, decorative, said
):
    settings.MEDIA_ROOT = tmp_path
    told = " ".join(lacks(shows(picture(), alt, decorative)))
    assert said in told
    assert ("Lesson 1" in told) is bool(said)


def test_an_empty_table_is_not_published():
    table = {"type": "table", "id": "t", "value": {"columns": [], "rows": [], "caption": ""}}
    assert "Lesson 1: a table is empty. Fill it, or take it out." in lacks(table)


def test_a_link_leads_to_something_that_has_been_published():
    link = {"type": "policy", "id": "p", "value": {"item": "nowhere", "note": ""}}
    assert any("the policy that a link leads to is gone" in each for each in lacks(link))


def test_an_edition_keeps_the_name_and_address_that_a_link_had():
    Item.objects.create(slug="cp", kind="policy", title="Child protection", address="/policies/cp/")
    link = {"type": "policy", "id": "p", "value": {"item": "cp", "note": ""}}
    page = samples.draft(lessons=[samples.lesson("who", "Who", link)])
    assert page.not_ready() == []
    value = page.snapshot()["lessons"][0]["value"]["content"][0]["value"]
    assert value["leads_to"] == {"title": "Child protection", "address": "/policies/cp/"}


def test_the_editor_begins_with_what_can_be_written(editor):
    html = editor.get("/admin/").content.decode()
    for words in ("A module", "A policy", "A scenario", "Question banks"):
        assert f">{words}<" in html or f'"{words}"' in html, words


def test_a_file_that_does_not_fit_is_refused_at_upload_in_one_sentence(editor):
    page = editor.get(reverse("wagtaildocs:add_multiple"))
    assert "Video: MP4 or WebM, up to 50 MB, about six minutes." in page.content.decode()
    answer = editor.post(
        reverse("wagtaildocs:add_multiple"),
        {"title": "a", "files[]": SimpleUploadedFile("a.mp4", b"<html>")},
        headers={"x-requested-with": "XMLHttpRequest"},
    ).json()
    assert answer["error_message"] == (
        "“a.mp4” is called MP4 and is something else inside. Save it afresh."
    )


# What the form says.


def sends(client: Client, **fields: str):
    """The form of a new module, as a browser sends it."""
    shelf = ShelfPage.objects.get(slug="modules")
    where = reverse("wagtailadmin_pages:add", args=["courses", "modulepage", shelf.pk])
    streams = {f"{name}-count": "0" for name in ("lessons", "questions")}
    numbers = {"pass_mark": "80", "tries": "0", "wait_minutes": "0"}
    told = {"title": "Running", "slug": "running", "quiz_title": "Check", **streams, **numbers}
    return client.post(where, told | fields, follow=True)


def test_a_module_called_like_another_one_gets_an_address_of_its_own(editor):
    sends(editor)
    sends(editor)
    found = ModulePage.objects.filter(title="Running").values_list("slug", flat=True)
    assert sorted(found) == ["running", "running-2"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "Give it a title."),
        ("pass_mark", "0", "The pass mark is a whole number from 1 to 100."),
        ("pass_mark", "101", "The pass mark is a whole number from 1 to 100."),
        ("tries", "21", "Choose from 1 to 20 tries"),
        ("wait_minutes", "10081", "Choose at most a week"),
        ("review_on", "2026-09-01", "Choose a day after the one on which it was checked."),
    ],
)
def test_a_mistake_is_said_in_one_sentence_and_nothing_is_saved(editor, field, value, said):
    answer = sends(editor, **{"checked_on": "2026-09-01", "review_on": "2027-09-01", field: value})
    errors = [each for found in answer.context["form"].errors.values() for each in found]
    assert len(errors) == 1
    assert errors[0].startswith(said)
    assert not ModulePage.objects.exists()
