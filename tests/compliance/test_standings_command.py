"""`manage.py standings`: what it prints, and what it refuses."""

import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from people.actions import end_post
from people.models import Post
from tests.compliance.small_school import OFFICE, asks, did, school, somebody

pytestmark = pytest.mark.django_db


def rows(capsys, *options):
    call_command("standings", "--school", "900001", "--json", *options)
    return json.loads(capsys.readouterr().out)


def test_every_row_says_who_what_when_and_why(capsys):
    here = school()
    asha = somebody(here, "Asha", from_=date(2026, 3, 2))
    asks(here, "induction", title="Safeguarding induction")

    (row,) = rows(capsys, "--on", "2026-05-01")

    assert list(row) == ["person", "requirement", "status", "due_on", "done_on", "why"]
    assert row["person"] == asha.ref
    assert row["requirement"] == "induction"
    assert (row["status"], row["due_on"], row["done_on"]) == ("overdue", "2026-04-01", None)
    assert row["why"].startswith("Safeguarding induction is asked of teachers")


def test_rows_are_in_order_of_person_then_requirement(capsys):
    here = school()
    for name in ("Asha", "Ben", "Cleo"):
        somebody(here, name)
    for slug in ("refresher", "induction"):
        asks(here, slug)

    found = [(row["person"], row["requirement"]) for row in rows(capsys, "--on", "2026-05-01")]

    assert len(found) == 6
    assert found == sorted(found)


def test_a_leaver_is_still_there_with_nothing_asked_and_a_reason(capsys):
    here = school()
    somebody(here, "Asha")
    asks(here, "induction")
    end_post(post=Post.objects.get(), ends_on=date(2026, 2, 1), by=OFFICE)

    (row,) = rows(capsys, "--on", "2026-05-01")

    assert (row["status"], row["due_on"], row["done_on"]) == ("not_required", None, None)
    assert row["why"]


def test_the_day_is_today_in_london_unless_told(capsys, time_machine):
    time_machine.move_to(datetime(2026, 6, 30, 23, 30, tzinfo=UTC))  # 1 July in London
    here = school()
    somebody(here, "Asha", from_=date(2026, 6, 1))
    asks(here, "induction", first_due_days=29)

    (row,) = rows(capsys)

    assert (row["due_on"], row["status"]) == ("2026-06-30", "overdue")


def test_known_at_leaves_out_what_was_written_down_later(capsys):
    here = school()
    march, june = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    asha = somebody(here, "Asha", at=march)
    asks(here, "induction", at=march)
    did(here, asha, "induction", date(2026, 2, 2), at=june)

    (then,) = rows(capsys, "--on", "2026-04-30", "--known-at", "2026-05-01T09:00")
    (now,) = rows(capsys, "--on", "2026-04-30")

    assert (then["status"], now["status"]) == ("overdue", "current")


def test_without_json_it_is_a_table_with_the_late_first(capsys):
    here = school()
    asha, ben = somebody(here, "Asha"), somebody(here, "Ben")
    asks(here, "induction")
    did(here, asha, "induction", date(2026, 1, 20))

    call_command("standings", "--school", "900001", "--on", "2026-05-01")

    title, heads, *lines = capsys.readouterr().out.splitlines()
    assert title == "Larkfield Primary School, as at Friday 1 May 2026: 1 person is late."
    assert heads.split() == ["standing", "due", "done", "requirement", "person"]
    assert lines[0].split() == ["overdue", "2026-02-04", "not", "yet", "induction", ben.ref]
    assert lines[1].split()[0] == "current"


def test_a_school_of_which_nothing_is_asked_says_so(capsys):
    school()

    call_command("standings", "--school", "900001", "--on", "2026-05-01")

    assert "Nothing is asked of anybody on that day." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (["--school", "123456"], 1, "There is no school with the URN “123456” here.\n"),
        (
            ["--school", "900001", "--on", "31 May"],
            2,
            "“31 May” is no day: write it as 2026-03-14.\n",
        ),
        (
            ["--school", "900001", "--known-at", "noon"],
            2,
            "“noon” is no moment: write it as 2026-03-14T12:00:00Z.\n",
        ),
    ],
)
def test_a_refusal_is_one_sentence_on_stderr_and_a_status(capsys, options, status, said):
    school()

    with pytest.raises(SystemExit) as refused:
        call_command("standings", *options)

    printed = capsys.readouterr()
    assert (printed.out, printed.err, refused.value.code) == ("", said, status)
