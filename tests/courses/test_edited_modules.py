"""Editing a module takes nothing from anybody: neither a completion nor a place."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils.html import strip_tags

from courses.models import Attempt, LessonRead, ModulePage
from people.models import User
from register.models import Bookmark, Edition, Item, Record
from tests.courses import samples
from tests.courses.test_quiz import hidden
from tests.courses.test_views import HOME, finish, page

pytestmark = pytest.mark.django_db

ONE, TWO, THREE, FOUR = (
    samples.lesson(id, f"Lesson {id}") for id in ("one", "two", "three", "four")
)
CHANGES = {
    "another order": [THREE, TWO, ONE],
    "one more, at the front": [FOUR, ONE, TWO, THREE],
    "one more, at the end": [ONE, TWO, THREE, FOUR],
    "one less, which was read": [TWO, THREE],
    "one less, which was not read": [ONE, TWO],
    "all others": [FOUR],
    "another text": [samples.lesson("one", "Lesson one, rewritten"), TWO, THREE],
}


@pytest.fixture
def module(db: None) -> ModulePage:
    return samples.draft(lessons=[ONE, TWO, THREE])


@pytest.fixture
def edition(module: ModulePage) -> Edition:
    return samples.published(module)


def change(
    module: ModulePage, lessons: list[dict[str, Any]], grade: str = "correction", **more: Any
) -> Edition:
    module.lessons = samples.json.dumps(lessons)
    more |= {"redo_days": 14} if grade == "must_redo" else {}
    return samples.published(module, on=date(2026, 9, 2), grade=grade, **more)


def carry_on(client: Client, lesson: str, edition: int = 1) -> str:
    return client.post(f"{HOME}{lesson}/", {"edition": str(edition)})["Location"]


def complete(client: Client) -> None:
    for lesson in ("one", "two", "three"):
        carry_on(client, lesson)
    finish(client)


@pytest.mark.parametrize("how", CHANGES)
@pytest.mark.parametrize("grade", ["correction", "reread", "must_redo"])
def test_a_completion_stays_whatever_is_changed(signed_in, module, edition, nadia, how, grade):
    complete(signed_in)
    before = list(Record.objects.values())
    change(module, CHANGES[how], grade)
    page(signed_in, HOME)
    assert list(Record.objects.values()) == before
    record = Record.objects.get(person=nadia.ref)
    assert (record.edition, record.digest, record.title) == (1, edition.digest, "Induction")
    assert f"/modules/induction/quiz/{Attempt.objects.get().pk}/" in page(signed_in, HOME)


@pytest.mark.parametrize("how", CHANGES)
def test_a_place_is_kept_and_what_was_begun_is_finished(signed_in, module, edition, nadia, how):
    carry_on(signed_in, "one")
    change(module, CHANGES[how])
    assert 'href="/modules/induction/two/">Carry on with lesson 2 of 3<' in page(signed_in, HOME)
    assert carry_on(signed_in, "two") == "/modules/induction/three/"
    assert carry_on(signed_in, "three") == "/modules/induction/quiz/"
    finish(signed_in)
    assert Record.objects.get(person=nadia.ref).edition == 1


def _answers(client: Client) -> None:
    """All that is right, on the page as it is now."""
    html = page(client, f"{HOME}quiz/")
    told = {name: hidden(html, name) for name in ("edition", "form_key")}
    client.post(f"{HOME}quiz/", samples.RIGHT | told)


def test_a_must_do_again_is_done_in_the_new_edition(signed_in, module, edition, nadia):
    complete(signed_in)
    change(module, CHANGES["one more, at the end"], "must_redo")
    for lesson in ("one", "two", "three", "four"):
        carry_on(signed_in, lesson, edition=2)
    _answers(signed_in)
    records = Record.objects.filter(person=nadia.ref).order_by("entry_id")
    assert [record.edition for record in records] == [1, 2]


@pytest.mark.parametrize(
    ("grade", "said"), [("reread", "and it counts"), ("must_redo", "asked to do the newer one")]
)
def test_whoever_is_half_way_is_told_what_a_newer_edition_means(
    signed_in, module, edition, grade, said
):
    carry_on(signed_in, "one")
    change(module, CHANGES["another text"], grade)
    html = page(signed_in, HOME)
    assert said in html
    assert ("and it counts" in html) is (grade == "reread")


@pytest.mark.parametrize(
    ("grade", "said", "presses"),
    [
        ("correction", "It stays here to look at again.", "Read it again"),
        ("reread", "All is new. Please read it again when you can.", "Read it again"),
        ("must_redo", "All is new. What changed matters, so it is to be done again.", "Start"),
    ],
)
def test_whoever_has_finished_is_told_what_changed_since(
    signed_in, module, edition, grade, said, presses
):
    complete(signed_in)
    change(module, CHANGES["all others"], grade, what_changed="All is new.")
    html = page(signed_in, HOME)
    words = " ".join(strip_tags(html).split())
    assert said in words
    assert ("and it has changed since" in words) is (grade != "correction")
    assert f">{presses}</a>" in html


def test_a_page_that_is_deleted_or_taken_down_takes_nothing(signed_in, module, edition, nadia):
    carry_on(signed_in, "one")
    module.unpublish()
    assert "Carry on with lesson 2 of 3" in page(signed_in, HOME)
    module.delete()
    assert "Carry on with lesson 2 of 3" in page(signed_in, HOME)
    assert Bookmark.objects.get(person=nadia.ref).place == "two"
    carry_on(signed_in, "two")
    carry_on(signed_in, "three")
    finish(signed_in)
    assert Record.objects.count() == 1


def test_a_draft_changes_nothing_for_anybody(signed_in, module, edition):
    carry_on(signed_in, "one")
    module.lessons = samples.json.dumps([FOUR])
    module.save_revision()
    module.save()
    assert "lesson 2 of 3" in page(signed_in, HOME)


def test_whoever_begins_the_newer_edition_reads_it_whole(signed_in, module, edition):
    carry_on(signed_in, "one")
    change(module, CHANGES["another order"])
    signed_in.post(f"{HOME}newest/")
    assert not LessonRead.objects.exists()
    assert 'href="/modules/induction/three/">Start<' in page(signed_in, HOME)


def test_one_reader_begins_the_newer_edition_and_the_other_stays(
    signed_in, module, edition, ruth: User
):
    other = Client()
    other.force_login(ruth)
    carry_on(signed_in, "one")
    carry_on(other, "one")
    change(module, CHANGES["all others"])
    signed_in.post(f"{HOME}newest/")
    assert "Carry on with lesson 2 of 3" in page(other, HOME)


def withdraw(module: ModulePage, lessons: list[dict[str, Any]]) -> Edition:
    module.lessons = samples.json.dumps(lessons)
    return samples.published(
        module, on=date(2026, 9, 2), withdraws=True, what_changed="A number was wrong."
    )


def test_whoever_had_begun_an_edition_that_is_withdrawn_goes_on_in_the_new_one(
    signed_in, module, edition, nadia
):
    carry_on(signed_in, "one")
    carry_on(signed_in, "two")
    withdraw(module, CHANGES["another text"])
    html = page(signed_in, HOME)
    assert "The edition that you had begun was withdrawn." in html
    assert "A number was wrong." in html
    assert carry_on(signed_in, "three", edition=2) == "/modules/induction/one/"
    assert carry_on(signed_in, "one", edition=2) == "/modules/induction/quiz/"
    assert "was withdrawn" not in page(signed_in, HOME)
    _answers(signed_in)
    assert Record.objects.get(person=nadia.ref).edition == 2


def test_a_page_of_a_withdrawn_edition_leads_to_the_new_text(signed_in, module, edition):
    carry_on(signed_in, "one")
    withdraw(module, CHANGES["another order"])
    assert carry_on(signed_in, "two", edition=1) == HOME


def test_a_list_that_leads_to_a_lesson_that_is_gone_leads_to_the_module(
    signed_in, module, edition, nadia
):
    carry_on(signed_in, "one")
    withdraw(module, CHANGES["one less, which was read"][1:])
    gone = f"{HOME}{Bookmark.objects.get(person=nadia.ref).place}/"
    answer = signed_in.get(gone, follow=True)
    assert answer.redirect_chain == [(HOME, 302)]
    assert "Here it is as it is now." in answer.content.decode()
    assert signed_in.get(f"{HOME}never-was/").status_code == 404


def test_a_list_that_leads_into_the_new_edition_says_so_there(signed_in, module, edition):
    carry_on(signed_in, "one")
    withdraw(module, CHANGES["another text"])
    assert "The edition that you had begun was withdrawn." in page(signed_in, f"{HOME}two/")
    carry_on(signed_in, "two", edition=2)
    assert "was withdrawn" not in page(signed_in, f"{HOME}three/")


def test_withdrawing_takes_no_completion(signed_in, module, edition, nadia):
    complete(signed_in)
    before = list(Record.objects.values())
    withdraw(module, CHANGES["all others"])
    page(signed_in, HOME)
    assert list(Record.objects.values()) == before


def test_the_press_that_publishes_withdraws_where_it_is_ticked(ruth, module, edition):
    ruth.groups.set(Group.objects.filter(name__in=["Editors", "Moderators"]))
    lead = Client()
    lead.force_login(ruth)
    Item.objects.create(slug="induction", kind="module", title="Induction", page_id=module.pk)
    module.lead = "Another lead."
    module.save_revision()
    address = f"/school/publish/{module.pk}/"
    assert "Withdraw the edition before" in lead.get(address).content.decode()
    sent = {"grade": "reread", "what_changed": "A number was wrong.", "withdraws": "on"}
    lead.post(address, sent | {"revision": str(module.latest_revision_id)})
    assert [each.withdraws for each in Edition.objects.order_by("number")] == [None, True]
