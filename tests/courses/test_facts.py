"""Which edition a person reads, and where they are in it."""

from datetime import date, timedelta

import pytest

from courses.actions import begin_newest, finish_lesson
from courses.facts import Reading, module_of, reading
from register.actions import publish_edition
from register.models import SHARED, Edition
from tests.courses import samples

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def read_by(person: str = "p", chain: str | None = "100001", on: date = TODAY) -> Reading:
    found = reading(person=person, chain=chain, slug="induction", on=on)
    assert found
    return found


def finish(lesson: str, person: str = "p") -> str:
    now = read_by(person)
    return finish_lesson(reading=now, edition=str(now.edition.number), lesson=lesson, by=person)


def second_edition(module, **more) -> Edition:
    module.title = "Induction, again"
    return samples.published(module, on=TODAY, **more)


def test_without_an_edition_there_is_nothing_to_read(module):
    assert reading(person="p", chain="100001", slug="induction", on=TODAY) is None


def test_an_edition_is_read_from_its_day(edition):
    assert reading(person="p", chain=SHARED, slug="induction", on=samples.PUBLISHED)
    day_before = samples.PUBLISHED - timedelta(days=1)
    assert reading(person="p", chain=SHARED, slug="induction", on=day_before) is None


def test_readers_get_the_kept_text_and_not_the_page(module, edition):
    module.title = "Something else"
    module.save()
    module.delete()
    assert read_by().module.title == "Induction"


def test_whoever_has_begun_goes_on_in_the_edition_they_began(module, edition):
    finish("who")
    second_edition(module)
    assert read_by().edition.number == 1
    assert read_by().newest.number == 2
    assert read_by("somebody new").edition.number == 2


def test_the_newer_edition_can_be_begun_instead(module, edition):
    finish("who")
    second_edition(module)
    begin_newest(reading=read_by(), by="p")
    assert read_by().edition.number == 2
    assert read_by().read == []


def test_a_school_reads_its_own_edition_and_another_school_does_not(module, edition):
    second_edition(module, chain="100001")
    assert read_by(chain="100001").edition.number == 2
    assert read_by(chain="100002").edition.number == 1


def test_somebody_without_a_school_reads_the_shared_edition(edition):
    assert read_by(chain=None).edition == edition


def test_what_is_read_has_the_latest_last(edition):
    finish("tell")
    finish("who")
    assert read_by().read == ["tell", "who"]
    finish("tell")
    assert read_by().read == ["who", "tell"]


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(b"%PDF-1.7", "application/pdf"), (b'{"kind": "policy"}', "application/json")],
)
def test_an_edition_of_something_else_is_no_module(db, data, media_type):
    publish_edition(
        item="induction",
        chain=SHARED,
        title="A policy",
        data=data,
        media_type=media_type,
        grade="correction",
        published_on=samples.PUBLISHED,
        approved_by="tests",
        by="tests",
    )
    assert reading(person="p", chain=None, slug="induction", on=TODAY) is None


def test_reading_costs_the_same_however_many_editions_there_are(
    module, edition, django_assert_num_queries
):
    for number in range(5):
        module.title = f"Induction {number}"
        newest = samples.published(module, on=TODAY)
    module_of(newest.digest)
    with django_assert_num_queries(2):
        read_by()
