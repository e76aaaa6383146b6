"""A moment to think: what is written there is the writer's, and nobody else's."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from courses.models import LessonRead, Reflection
from courses.reflections import MOST
from people.models import User
from register.models import Entry
from tests.courses import samples

pytestmark = pytest.mark.django_db
LESSON = "/modules/induction/who/"
MINE = "/my-reflections/"
FIELD = "think-hard"
WORDS = "I would find the first sentence hard."


@pytest.fixture
def edition(db):
    think = {"type": "reflection", "id": "hard", "value": {"prompt": "What would be hardest?"}}
    lessons = [samples.lesson("who", "Who", think), samples.lesson("tell", "Tell")]
    return samples.published(samples.draft(lessons=lessons))


def writes(client: Client, words: str = WORDS, button: str = "save") -> str:
    sent = {FIELD: words, "edition": "1"} | ({button: "hard"} if button else {})
    return client.post(LESSON, sent)["Location"]


def lesson(client: Client) -> str:
    return client.get(LESSON).content.decode()


def test_a_lesson_offers_a_place_to_write_with_a_warning(signed_in, edition):
    html = lesson(signed_in)
    assert "What would be hardest?" in html
    assert "Only you can read what you write here" in html
    assert "nothing about a child or a family" in html
    assert "Saved on" not in html


def test_what_was_saved_is_there_again_and_can_be_changed(signed_in, edition):
    assert writes(signed_in) == f"{LESSON}#think-hard"
    assert WORDS in lesson(signed_in)
    assert "Saved on" in lesson(signed_in)
    writes(signed_in, "Less hard now.")
    assert [each.words for each in Reflection.objects.all()] == ["Less hard now."]


@pytest.mark.parametrize(
    ("button", "leads_to"), [("", "/modules/induction/tell/"), ("leave", "/my-training/")]
)
def test_whichever_button_is_pressed_nothing_written_is_lost(signed_in, edition, button, leads_to):
    assert writes(signed_in, button=button) == leads_to
    assert Reflection.objects.get().words == WORDS
    assert LessonRead.objects.exists() is (button == "")


def test_a_lesson_with_a_place_to_write_asks_little_of_the_database(
    signed_in, edition, django_assert_max_num_queries
):
    writes(signed_in)
    lesson(signed_in)
    with django_assert_max_num_queries(12):
        lesson(signed_in)


def test_nobody_need_write_anything(signed_in, edition):
    assert writes(signed_in, "  ", button="") == "/modules/induction/tell/"
    assert not Reflection.objects.exists()


def test_words_that_are_emptied_are_deleted(signed_in, edition):
    writes(signed_in)
    writes(signed_in, "")
    assert not Reflection.objects.exists()


def test_too_much_is_kept_on_the_page_and_said_beside_the_field(signed_in, edition):
    html = signed_in.post(LESSON, {FIELD: "x" * (MOST + 1), "save": "hard"}).content.decode()
    assert f"longer than {MOST} letters" in html
    assert "x" * (MOST + 1) in html
    assert not Reflection.objects.exists()


def test_a_place_that_no_lesson_has_takes_nothing(signed_in, edition):
    answer = signed_in.post(LESSON, {"think-other": WORDS, "edition": "1"})
    assert answer["Location"] == "/modules/induction/tell/"
    assert not Reflection.objects.exists()


def test_words_are_shown_as_they_were_typed(signed_in, edition):
    writes(signed_in, "<script>{dsl} & I</script>")
    assert "&lt;script&gt;&#123;dsl} &amp; I&lt;/script&gt;" in lesson(signed_in)
    assert "&#123;dsl}" in signed_in.get(MINE).content.decode()
    page = signed_in.get(f"{MINE}{Reflection.objects.get().pk}/").content.decode()
    assert "&lt;script&gt;{dsl}" in page


def test_finishing_and_a_newer_edition_leave_what_was_written(signed_in, edition):
    writes(signed_in)
    LessonRead.objects.all().delete()
    page = samples.ModulePage.objects.get()
    page.lead = "Another lead."
    samples.published(page)
    assert WORDS in lesson(signed_in)


# My reflections.


def test_my_reflections_says_what_to_do_while_there_is_none(signed_in):
    assert "Nothing yet." in signed_in.get(MINE).content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_my_reflections_shows_all_at_the_same_cost(
    signed_in, nadia, many, django_assert_max_num_queries
):
    for number in range(many):
        _written(nadia, block=str(number), item=f"module-{number}")
    with django_assert_max_num_queries(11):
        html = signed_in.get(MINE).content.decode()
    assert html.count(WORDS) == many


def _written(person: User, **more: object) -> Reflection:
    told = {"item": "induction", "block": "hard", "prompt": "What?", "words": WORDS}
    told |= {"written_at": "2026-11-01T10:00Z", "delete_on": date(2027, 11, 1)}
    return Reflection.objects.create(person=person.ref, **told | more)


def test_one_can_be_changed_and_kept_for_a_shorter_time(signed_in, nadia, time_machine):
    time_machine.move_to("2026-11-30T10:00Z")
    written = _written(nadia)
    signed_in.post(f"{MINE}{written.pk}/", {"words": "Shorter.", "months": "3"})
    written.refresh_from_db()
    assert (written.words, written.delete_on) == ("Shorter.", date(2027, 2, 28))


def test_one_can_be_deleted_and_a_second_press_does_no_harm(signed_in, nadia):
    written = _written(nadia)
    for _ in range(2):
        assert signed_in.post(f"{MINE}{written.pk}/delete/")["Location"] == MINE
    assert not Reflection.objects.exists()


def test_a_change_without_words_asks_to_delete_instead(signed_in, nadia):
    written = _written(nadia)
    html = signed_in.post(f"{MINE}{written.pk}/", {"words": " ", "months": "3"}).content.decode()
    assert "press “Delete it for good” below" in html


def test_a_copy_has_all_of_ones_own_and_nobody_elses(signed_in, nadia, ruth):
    _written(nadia)
    _written(ruth, words="Ruth’s own.")
    answer = signed_in.get(f"{MINE}copy/")
    assert WORDS in answer.content.decode()
    assert "Ruth" not in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


# Nobody else.


@pytest.mark.parametrize("where", ["", "delete/"])
def test_nobody_else_reads_changes_or_deletes_it(nadia, ruth, where):
    written = _written(nadia)
    boss = User.objects.create_user(first_name="Site", is_staff=True, is_superuser=True)
    for somebody in (ruth, boss):
        client = Client()
        client.force_login(somebody)
        assert WORDS not in client.get(MINE).content.decode()
        client.post(f"{MINE}{written.pk}/{where}", {"words": "Other.", "months": "1"})
    assert Reflection.objects.get().words == WORDS


def test_nothing_of_it_is_in_the_register(signed_in, edition):
    before = Entry.objects.count()
    writes(signed_in)
    assert Entry.objects.count() == before


def test_no_other_room_reads_what_people_wrote_for_themselves():
    """Leads' pages, reports and exports are all made in other rooms."""
    root = Path(__file__).parent.parent.parent
    rooms = ("compliance", "certificates", "policies", "scenarios", "outbox", "people", "config")
    files = [path for room in rooms for path in (root / room).rglob("*.py")]
    assert len(files) > 50
    assert not [path.name for path in files if "import Reflection" in path.read_text()]
