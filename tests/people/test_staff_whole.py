"""Killed at any row, or started by two at once: the list is as it was, or whole."""

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from people.models import Person, Post, School, StaffFile, User
from people.staff_import import ListChanged, apply_file, look
from register.verify import verify
from tests.people.staff_files.make_files import HEAD, text

ROOT = Path(__file__).parents[2]
NUMBER = 300
ROWS = [
    [f"Ada{n}", "Fenwick", f"ada{n}@x.example", "Teacher; First aider", "01/09/2026", "", str(n)]
    for n in range(NUMBER)
]
FILE = text(HEAD, *ROWS).encode()
TABLES = [
    "people_identity",
    "people_person",
    "people_post",
    "people_staff_file",
    "register_entry",
]
# Runs a command and kills itself, without any leave-taking, at the Nth row that is written.
KILLED = """
import os, signal, sys
import django
django.setup()
from django.db import connection
from django.core.management import call_command
connection.ensure_connection()
rows = 0
def count(statement):
    global rows
    if statement.startswith(("INSERT", "UPDATE", "COMMIT")):
        rows += 1
        if rows == int(sys.argv[1]):
            os.kill(os.getpid(), signal.SIGKILL)
connection.connection.set_trace_callback(count)
call_command("import_staff", sys.argv[2], school="900001")
print(rows)
"""
PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from people.models import School
School.objects.create(urn="900001", name="Larkfield")
"""


def run(script: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run(
        [sys.executable, "-c", script, *words], cwd=ROOT, env=env, capture_output=True, text=True
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a school and nobody in it, and a file to bring in."""
    done = run(PREPARE, tmp_path)
    assert done.returncode == 0, done.stderr
    (tmp_path / "staff.csv").write_bytes(FILE)
    return tmp_path


def counted(folder: Path) -> dict[str, int]:
    with sqlite3.connect(folder / "inset.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in TABLES
        }


EVERYBODY = {
    "people_identity": NUMBER,
    "people_person": NUMBER,
    "people_post": 2 * NUMBER,
    "people_staff_file": 1,
    "register_entry": 3 * NUMBER,
}
# SQLite tells of each row of the ledger twice. The last step is the COMMIT, before it is done.
STEPS = [1, 6, 1805, 2405, 3606, 3607]


def test_killed_at_a_counted_row_the_list_is_as_it_was_and_the_next_time_it_is_whole(
    folder: Path,
):
    before = counted(folder)
    for step in STEPS:
        killed = run(KILLED, folder, str(step), str(folder / "staff.csv"))
        assert killed.returncode == -signal.SIGKILL, (step, killed.stdout, killed.stderr)
        assert counted(folder) == before, step

    through = run(KILLED, folder, "0", str(folder / "staff.csv"))

    assert through.stdout.split()[-1] == str(STEPS[-1])  # so the last step was the last
    assert counted(folder) == EVERYBODY


# --- two at once --------------------------------------------------------------------------------


@pytest.fixture
def school(transactional_db: None) -> School:
    return School.objects.create(urn="900001", name="Larkfield")


def at_once(school: School, *files: bytes, seen: bool = True) -> list[str]:
    """What each of several people who press at the same moment is told."""
    looked = [look(school, file).plan.digest if seen else None for file in files]
    start = Barrier(len(files))

    def press(number: int) -> str:
        try:
            start.wait()
            found = apply_file(
                school=school,
                data=files[number],
                name="staff.csv",
                by=f"person {number}",
                seen=looked[number],
            )
            return "already" if found.applied else "applied"
        except ListChanged:
            return "look again"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(files)) as pool:
        return sorted(pool.map(press, range(len(files))))


def whole(number: int) -> None:
    assert User.objects.count() == Person.objects.count() == number
    assert Post.objects.count() == 2 * number
    assert len(list(verify("900001"))) == 1


def test_the_same_file_pressed_by_four_at_once_comes_in_once(school: School):
    assert at_once(school, *[FILE] * 4) == ["already"] * 3 + ["applied"]
    whole(NUMBER)
    assert StaffFile.objects.count() == 1


def test_two_files_that_name_other_people_come_in_one_after_the_other(school: School):
    first, second = (text(HEAD, *rows).encode() for rows in (ROWS[:150], ROWS[150:]))
    assert at_once(school, first, second) == ["applied", "applied"]
    whole(NUMBER)


def test_of_two_files_that_share_people_the_second_has_to_look_again(school: School):
    first, second = (text(HEAD, *rows).encode() for rows in (ROWS[:200], ROWS[100:]))
    assert at_once(school, first, second) == ["applied", "look again"]
    whole(200)


def test_two_commands_with_shared_people_end_one_after_the_other(school: School):
    first, second = (text(HEAD, *rows).encode() for rows in (ROWS[:200], ROWS[100:]))
    assert at_once(school, first, second, seen=False) == ["applied", "applied"]
    whole(NUMBER)


def test_two_schools_that_name_the_same_new_person_end_with_one_person(school: School):
    other = School.objects.create(urn="900002", name="Whitmere")
    start = Barrier(2)

    def press(where: School) -> str:
        try:
            start.wait()
            apply_file(school=where, data=FILE, name="staff.csv", by="x")
            return "applied"
        except ListChanged:
            return "look again"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(press, [school, other]))
    assert "applied" in told
    assert User.objects.count() == NUMBER
    assert len(list(verify())) == told.count("applied")
