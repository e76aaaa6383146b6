"""The matrix as a file: what the board shows, for a spreadsheet, and nothing that it would run."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from people.actions import end_post
from people.models import Post, User
from tests.compliance.small_school import OFFICE, asks, did, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


@pytest.fixture
def ruth(here, client) -> User:
    ruth = somebody(here, "Ruth", "Otterby", role="dsl")
    client.force_login(ruth)
    asks(here, "induction", title="Induction", roles=["teacher", "office"])
    asks(here, "lead", title="Lead training", roles=["dsl"], renewal="months", months=24)
    did(here, ruth, "lead", date(2026, 2, 2))
    return ruth


def lines(client, **choice) -> list[dict[str, str]]:
    answer = client.get("/school/standings.csv", choice)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")  # by which Excel knows that it is UTF-8
    return list(csv.DictReader(io.StringIO(text[1:])))


def table(client, **choice) -> list[tuple]:
    answer = client.get("/school/standings.xlsx", choice)
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [tuple(cell.value for cell in row) for row in book.active.rows]


def test_a_line_says_who_what_where_they_stand_and_by_when(here, ruth, client):
    imran = somebody(here, "Imran", "Wintermoss")

    [late] = lines(client, standing="late", requirement="induction")
    [good] = lines(client, name="ruth", requirement="lead")

    assert late == {
        "name": "Imran Wintermoss",
        "reference": imran.ref,
        "roles": "Teacher",
        "requirement": "induction",
        "title": "Induction",
        "standing": "late, not done yet",
        "due on": "2026-02-04",
        "done on": "",
    }
    assert good["standing"] == "in date"
    assert (good["due on"], good["done on"]) == ("2028-02-02", "2026-02-02")


def test_the_table_has_a_row_for_each_person_and_a_column_for_each_requirement(here, ruth, client):
    somebody(here, "Imran", "Wintermoss")

    assert table(client) == [
        ("Name", "Roles", "Induction", "Lead training"),
        ("Imran Wintermoss", "Teacher", "Late since 5 February 2026", "Not required"),
        (
            "Ruth Otterby",
            "Designated safeguarding lead",
            "Not required",
            "In date to 2 February 2028",
        ),
    ]


def test_the_filter_of_the_board_is_kept(here, ruth, client):
    somebody(here, "Imran", "Wintermoss")
    somebody(here, "Yusuf", "Candlemarsh", role="office")

    assert {line["name"] for line in lines(client, role="office")} == {"Yusuf Candlemarsh"}
    assert {line["requirement"] for line in lines(client, requirement="lead")} == {"lead"}
    assert table(client, requirement="lead") == [
        ("Name", "Roles", "Lead training"),
        ("Ruth Otterby", "Designated safeguarding lead", "In date to 2 February 2028"),
    ]
    html = client.get("/school/", {"role": "office"}).content.decode()
    assert 'href="/school/standings.csv?role=office"' in html
    assert 'href="/school/standings.xlsx?role=office"' in html


def test_a_past_day_has_its_leavers_and_says_its_day_in_the_name(here, ruth, client):
    somebody(here, "Imran", "Wintermoss")
    end_post(post=Post.objects.last(), ends_on=date(2026, 7, 21), by=OFFICE)

    assert "Imran Wintermoss" not in {line["name"] for line in lines(client)}
    assert "Imran Wintermoss" in {line["name"] for line in lines(client, on="2026-03-14")}
    answer = client.get("/school/standings.csv", {"on": "2026-03-14", "known": "then"})
    assert answer["Content-Disposition"] == (
        'attachment; filename="standings-900001-2026-03-14-as-known-then.csv"'
    )


@pytest.mark.parametrize("first", ["=1+1", "+1", "-1", "@x", "＝1"])
def test_a_name_is_never_a_formula(here, ruth, client, first):
    person = somebody(here, "Imran")
    User.objects.filter(pk=person.pk).update(first_name=first)

    assert f"'{first}" in {line["name"] for line in lines(client)}
    answer = client.get("/school/standings.xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    [cell] = [row[0] for row in sheet.rows if row[0].value == first]
    assert cell.data_type == "s"


def test_a_title_is_never_a_formula(here, ruth, client):
    asks(here, "sum", title="=SUM(A1)", roles=["dsl"])

    assert "'=SUM(A1)" in {line["title"] for line in lines(client)}
    answer = client.get("/school/standings.xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert {cell.data_type for row in sheet.rows for cell in row} == {"s"}


def test_the_file_is_written_as_it_is_read_and_kept_by_nobody(here, ruth, client):
    answer = client.get("/school/standings.csv")

    assert answer.streaming
    assert answer["Cache-Control"] == "no-store"


def test_more_people_take_no_more_queries(here, ruth, client):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            lines(client)
        return len(queries)

    lines(client)
    few = asked()
    for number in range(60):
        somebody(here, f"Somebody {number}")
    lines(client)

    assert asked() == few
    assert len(lines(client)) == 2 * 61


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_for_everybody_else_there_is_nothing_there(here, ruth, client, kind):
    client.force_login(somebody(here, "Devinder", role="office"))

    assert client.get(f"/school/standings.{kind}").status_code == 404
