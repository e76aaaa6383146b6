"""Looking at somebody else's training is written down, and they see who it was."""

import logging
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people import looks
from people.looks import between, forget_old_looks, looks_at, looks_in, record_look, record_taken
from people.models import Look
from tests.cast import Cast

MINE, SCHOOLS = "/my-training/who-looked/", "/school/who-looked/"


@pytest.fixture(autouse=True)
def _a_quarter_past_ten(time_machine: Any) -> None:
    time_machine.move_to("2026-11-24T10:15:00Z", tick=False)


def opened(cast: Cast, **more: Any) -> None:
    """Ruth opens Imran's record."""
    told = {"school": cast.school.urn, "by": cast.ruth.ref, "person": cast.imran.ref}
    record_look(**(told | {"page": Look.Page.RECORD} | more))


def taken(cast: Cast, *people: str, page: str = Look.Page.CERTIFICATES) -> None:
    """Comfort takes away a file about people."""
    record_taken(school=cast.school.urn, by=cast.comfort.ref, people=people, page=page)


def read(client: Client, who: Any, address: str) -> str:
    client.force_login(who)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_page_loaded_again_is_told_once_in_a_quarter_of_an_hour(cast: Cast, time_machine: Any):
    opened(cast)
    time_machine.move_to("2026-11-24T10:29:59Z", tick=False)
    opened(cast)
    assert Look.objects.count() == 1

    time_machine.move_to("2026-11-24T10:30:00Z", tick=False)
    opened(cast)
    assert Look.objects.count() == 2


def test_another_certificate_of_the_same_person_is_told_as_well(cast: Cast):
    for about in ("Induction", "Attachment"):
        opened(cast, page=Look.Page.CERTIFICATE, about=about)

    assert looks_at(cast.imran.ref).count() == 2


def test_ones_own_record_is_not_told(cast: Cast):
    opened(cast, by=cast.imran.ref)

    assert not Look.objects.exists()


def test_each_file_that_is_taken_away_is_told_and_everybody_in_it_sees_it(cast: Cast):
    taken(cast, cast.imran.ref, cast.nadia.ref)
    taken(cast, cast.imran.ref, cast.nadia.ref)

    assert looks_at(cast.nadia.ref).count() == 2
    assert looks_at(cast.peter.ref).count() == 0
    assert {look.number for look in Look.objects.all()} == {2}


def test_a_page_opens_though_the_look_cannot_be_written_down(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def full(*_: Any, **__: Any) -> None:
        raise DatabaseError("disk is full")

    monkeypatch.setattr(looks.Look.objects, "bulk_create", full)
    client.force_login(cast.ruth)
    with caplog.at_level(logging.ERROR):
        assert client.get(f"/school/people/{cast.imran.ref}/").status_code == 200

    assert cast.ruth.ref in caplog.text
    assert cast.imran.ref in caplog.text


def test_a_lead_who_opens_somebodys_page_is_seen_there_by_name(cast: Cast, client: Client):
    read(client, cast.ruth, f"/school/people/{cast.imran.ref}/")

    page = read(client, cast.imran, MINE)
    assert "Tuesday 24 November 2026" in page
    assert "10.15 am <b>Ruth Otterby</b>" in page
    assert "designated safeguarding lead and teacher" in page
    assert "opened your training record" in page


def test_whoever_was_in_a_file_reads_with_how_many_others(cast: Cast, client: Client):
    taken(cast, cast.imran.ref, cast.nadia.ref)

    page = read(client, cast.imran, MINE)
    assert "took away the certificates of 2 people, you among them" in page
    assert "Nadia" not in page


def test_a_table_that_was_taken_away_says_of_which_day(cast: Cast, client: Client):
    client.force_login(cast.ruth)
    assert client.get("/school/standings.csv").status_code == 200

    page = read(client, cast.imran, MINE)
    assert "who stands where as at Tuesday 24 November 2026, with 8 people, you among" in page


def test_nobody_sees_who_looked_at_somebody_else(cast: Cast, client: Client):
    opened(cast)

    assert "Nobody has looked at your training record" in read(client, cast.nadia, MINE)
    assert "Nobody has looked at your training record" in read(client, cast.ruth, MINE)


def test_the_head_reads_who_looked_at_whom(cast: Cast, client: Client):
    opened(cast)

    page = read(client, cast.comfort, SCHOOLS)
    assert "Ruth Otterby" in page
    assert "opened Imran Wintermoss’s training record" in page


def test_what_the_dsl_looked_at_elsewhere_is_not_in_this_schools_log(cast: Cast, client: Client):
    opened(cast, school=cast.next_door.urn, by=cast.eleri.ref, person=cast.sanjay.ref)

    page = read(client, cast.comfort, SCHOOLS)
    assert "Eleri" not in page
    assert "Sanjay" not in page
    assert "opened Sanjay Greenhalge’s" in read(client, cast.eleri, SCHOOLS)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("by=ruth", 1),
        ("by=comfort", 1),
        ("person=imran", 2),
        ("person=nadia", 1),
        ("kind=record", 1),
        ("since=2026-11-24", 2),
        ("since=2026-11-25", 0),
        ("until=2026-11-23", 0),
        ("since=yesterday", 2),
        ("by=nobody-of-that-name", 2),
    ],
)
def test_the_log_is_narrowed_by_viewer_person_kind_and_day(
    cast: Cast, client: Client, asked: str, found: int
):
    opened(cast)
    taken(cast, cast.imran.ref, cast.nadia.ref)
    name, _, value = asked.partition("=")
    value = getattr(cast, value).ref if hasattr(cast, value) else value
    client.force_login(cast.comfort)

    days = client.get(SCHOOLS, {name: value}).context["days"]

    assert sum(len(day.lines) for day in days) == found


def test_a_day_ends_at_midnight_in_london(cast: Cast, time_machine: Any):
    time_machine.move_to(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), tick=False)  # 1 July here
    opened(cast)

    seen = looks_in(cast.school.urn)
    assert not between(seen, None, date(2026, 6, 30)).exists()
    assert between(seen, date(2026, 7, 1), date(2026, 7, 1)).exists()


@pytest.mark.parametrize(("who", "address"), [("imran", MINE), ("comfort", SCHOOLS)])
def test_the_pages_take_as_many_queries_for_one_look_as_for_forty(
    cast: Cast, client: Client, who: str, address: str
):
    client.force_login(getattr(cast, who))
    asked = []
    for number in (1, 39):
        for _ in range(number):
            taken(cast, cast.imran.ref, cast.nadia.ref)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 16


def test_a_look_is_forgotten_after_two_years(cast: Cast):
    opened(cast)
    Look.objects.update(at=timezone.now() - timedelta(days=732))
    opened(cast, person=cast.nadia.ref)

    assert forget_old_looks() == 1
    assert [look.person for look in Look.objects.all()] == [cast.nadia.ref]


def test_a_name_that_was_erased_is_said_to_be(cast: Cast, client: Client):
    opened(cast, by="somebody-who-is-gone")

    assert "Somebody whose name has been erased" in read(client, cast.imran, MINE)
