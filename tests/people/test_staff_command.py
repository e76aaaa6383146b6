"""`import_staff`: for whoever looks after the installation, and for programs."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from people.models import StaffFile, User
from tests.cast import Cast
from tests.people.staff_files.make_files import ADA, BEA, HEAD, changed, text
from tests.people.whole_database import whole_database


class Ran:
    """What a run printed and how it ended."""

    def __init__(self, *words: str) -> None:
        out, err = io.StringIO(), io.StringIO()
        self.status = 0
        try:
            call_command("import_staff", *words, stdout=out, stderr=err)
        except SystemExit as ended:
            self.status = ended.code
        self.out, self.err = out.getvalue(), err.getvalue()

    @property
    def told(self) -> dict[str, Any]:
        return json.loads(self.out)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "staff.csv"
    path.write_bytes(text(HEAD, ADA, changed(BEA, role="DSL")).encode())
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.csv"
    path.write_bytes(text(HEAD, changed(ADA, start="31/02/2026"), changed(BEA, role="x")).encode())
    return path


def run(file: Path, *words: str, school: str = "900001") -> Ran:
    return Ran(str(file), "--school", school, *words)


def test_a_dry_run_says_everything_and_writes_nothing(cast: Cast, file: Path):
    before = whole_database()
    ran = run(file, "--dry-run")
    assert ran.status == 0
    assert "New: Ada Fenwick, teacher from Tuesday 1 September 2026 (row 2)" in ran.out
    assert "Not in this file, and left as they are: Imran Wintermoss" in ran.out
    assert "2 new and 1 waiting for a second person; nothing was written." in ran.out
    assert whole_database() == before


def test_a_run_writes_and_says_what(cast: Cast, file: Path):
    ran = run(file)
    assert (ran.status, ran.err) == (0, "")
    assert "2 new and 1 waiting for a second person; written." in ran.out
    assert "confirmed by another lead on the site, at /school/people/waiting/" in ran.out
    assert User.objects.filter(email=ADA[2]).count() == 1


def test_the_same_file_again_adds_nothing_and_ends_well(cast: Cast, file: Path):
    run(file)
    before = whole_database()
    ran = run(file)
    assert ran.status == 0
    assert "was already applied today at" in ran.out
    assert "by the import_staff command" in ran.out
    assert whole_database() == before


def test_a_program_reads_who_is_new_changed_leaving_and_waiting(cast: Cast, file: Path):
    told = run(file, "--json").told
    assert (told["school"], told["file"], told["applied"]) == ("900001", "staff.csv", True)
    ada = User.objects.get(email=ADA[2])
    assert told["new"][0] == {
        "row": 2,
        "name": "Ada Fenwick",
        "person": ada.ref,
        "words": ["teacher from Tuesday 1 September 2026"],
    }
    assert told["waiting"] == [{"row": 3, "name": "Bea Marsh", "role": "dsl"}]
    assert (told["changed"], told["leaving"], told["refused"]) == ([], [], [])


def test_a_program_is_told_that_a_file_was_applied_already(cast: Cast, file: Path):
    run(file)
    told = run(file, "--json").told
    assert told["already_applied"].startswith("today at")
    assert (told["applied"], told["new"]) == (False, [])


def test_each_refusal_is_a_sentence_on_stderr_and_nothing_is_written(cast: Cast, bad: Path):
    before = whole_database()
    ran = run(bad)
    assert (ran.status, ran.out) == (1, "")
    assert "Row 2, Start date, “31/02/2026”: February 2026 has 28 days." in ran.err
    assert "Row 3, Role, “x”" in ran.err
    assert ran.err.splitlines()[-1] == "Nothing was imported."
    assert whole_database() == before


def test_a_program_reads_every_refusal_by_its_parts(cast: Cast, bad: Path):
    ran = run(bad, "--json")
    assert ran.status == 1
    assert ran.told["refused"][0] == {
        "row": 2,
        "column": "Start date",
        "value": "31/02/2026",
        "reason": "February 2026 has 28 days.",
        "remedy": "Write it as day/month/year, such as 01/09/2026.",
    }
    assert ran.told["applied"] is False


def test_a_dry_run_of_a_bad_file_ends_with_1_as_well(cast: Cast, bad: Path):
    assert run(bad, "--dry-run").status == 1


def test_a_file_that_is_no_list_ends_with_2(cast: Cast, tmp_path: Path):
    path = tmp_path / "staff.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook")
    ran = run(path)
    assert ran.status == 2
    assert "save it as .xlsx or CSV" in ran.err


def test_a_file_that_is_not_there_ends_with_2(cast: Cast, tmp_path: Path):
    ran = run(tmp_path / "none.csv")
    assert (ran.status, ran.out) == (2, "")
    assert "cannot be opened" in ran.err


def test_a_school_that_is_not_there_ends_with_1(cast: Cast, file: Path):
    ran = run(file, school="123456")
    assert ran.status == 1
    assert "There is no school with the URN “123456” here." in ran.err


@pytest.mark.parametrize("data", [b"", text(HEAD).encode()])
def test_an_empty_file_finds_nobody_and_does_nothing(data: bytes, cast: Cast, tmp_path: Path):
    path = tmp_path / "empty.csv"
    path.write_bytes(data)
    before = whole_database()
    ran = run(path)
    assert ran.status == 0
    assert "0 people found." in ran.out
    assert whole_database() == before
    assert not StaffFile.objects.exists()


def test_help_gives_an_example(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        call_command("import_staff", "--help")
    assert "import_staff staff.xlsx --school 900001 --dry-run" in capsys.readouterr().out
