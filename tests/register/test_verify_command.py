"""`verify_register`, as it is typed."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from register import ledger, triggers
from register.management.commands import verify_register
from register.models import SHARED, Entry, Record
from tests.register.samples import SCHOOL, record

pytestmark = pytest.mark.usefixtures("written")


class Said:
    def __init__(self, capsys: Any, status: int) -> None:
        self.out, self.err = capsys.readouterr()
        self.status = status


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    def typed(*words: str) -> Said:
        try:
            call_command("verify_register", *words)
        except SystemExit as stop:
            return Said(capsys, int(stop.code or 0))
        return Said(capsys, 0)

    return typed


def edit_the_past() -> Record:
    row = Record.objects.order_by("pk").first()
    triggers.remove()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE register_record SET person = 'x' WHERE entry_id = {row.pk}")
    connection.check_constraints()
    triggers.install()
    return row


def test_each_chain_has_a_line_of_name_length_and_hash(run: Any) -> None:
    said = run()
    school, shared = ledger.head(SCHOOL), ledger.head(SHARED)
    assert (said.status, said.err) == (0, "")
    assert said.out.splitlines() == [
        f"{SCHOOL} {school.seq} {school.hash}",
        f"{SHARED} 1 {shared.hash}",
    ]


def test_one_school_can_be_asked_for(run: Any) -> None:
    assert [line.split()[0] for line in run("--school", SCHOOL).out.splitlines()] == [SCHOOL]


def test_a_school_that_the_register_has_never_heard_of_is_named(run: Any) -> None:
    said = run("--school", "123456")
    assert said.status == 1
    assert "123456" in said.err


def test_what_is_wrong_is_one_sentence_and_no_head(run: Any) -> None:
    row = edit_the_past()
    said = run()
    assert (said.status, said.out) == (1, "")
    assert said.err.count("\n") == 1
    assert f"Chain {SCHOOL}, entry {row.entry.seq} (register_record {row.pk})" in said.err


def test_a_long_run_says_how_far_it_is(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_register, "LONG", 5)
    entries = Entry.objects.filter(chain=SCHOOL).count()
    assert f"{SCHOOL}: {entries} of {entries} entries" in run().err


class TestAnchors:
    def written(self, run: Any, folder: Path, *words: str) -> Path:
        path = folder / "anchor.json"
        assert run("--write-anchor", str(path), *words).status == 0
        return path

    def test_the_anchor_of_a_school_is_one_object(self, run: Any, tmp_path: Path) -> None:
        anchor = json.loads(self.written(run, tmp_path, "--school", SCHOOL).read_text())
        last = ledger.head(SCHOOL)
        assert set(anchor) == {"school", "seq", "hash", "at"}
        assert (anchor["school"], anchor["seq"], anchor["hash"]) == (SCHOOL, last.seq, last.hash)

    def test_the_anchor_of_all_is_a_list(self, run: Any, tmp_path: Path) -> None:
        anchors = json.loads(self.written(run, tmp_path).read_text())
        assert [anchor["school"] for anchor in anchors] == [SCHOOL, SHARED]

    def test_a_register_that_has_grown_holds(self, run: Any, tmp_path: Path) -> None:
        path = self.written(run, tmp_path)
        ledger.append(SCHOOL, "later", record(), by="x")
        assert run("--anchor", str(path)).status == 0
        assert run("--anchor", str(path), "--school", SCHOOL).status == 0

    def test_an_end_that_was_cut_off_is_found(self, run: Any, tmp_path: Path) -> None:
        path = self.written(run, tmp_path)
        last = ledger.head(SCHOOL)
        triggers.remove()
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {last.kind} WHERE entry_id = {last.id}")
            cursor.execute(f"DELETE FROM register_entry WHERE id = {last.id}")
        connection.check_constraints()
        triggers.install()
        assert run().status == 0
        said = run("--anchor", str(path))
        assert (said.status, said.out) == (1, "")
        assert f"{SCHOOL} had {last.seq} entries" in said.err

    def test_a_whole_school_that_was_cut_out_is_found(self, run: Any, tmp_path: Path) -> None:
        path = tmp_path / "anchor.json"
        path.write_text(json.dumps({"school": "7", "seq": 1, "hash": "f" * 64, "at": "then"}))
        said = run("--anchor", str(path), "--school", "7")
        assert said.status == 1
        assert "cut off" in said.err

    def test_no_anchor_is_written_of_what_is_wrong(self, run: Any, tmp_path: Path) -> None:
        edit_the_past()
        assert run("--write-anchor", str(tmp_path / "anchor.json")).status == 1
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "{}",
            "[1]",
            "not JSON",
            '{"school": 900001, "seq": 1, "hash": "f", "at": "then"}',
            '{"school": "900001", "seq": "1", "hash": "f", "at": "then"}',
            '{"school": "900001", "seq": 1, "hash": "f"}',
        ],
    )
    def test_what_is_not_an_anchor_is_said_to_be_none(
        self, run: Any, tmp_path: Path, text: str
    ) -> None:
        path = tmp_path / "anchor.json"
        path.write_text(text)
        said = run("--anchor", str(path))
        assert (said.status, said.out) == (2, "")
        assert "is not an anchor" in said.err

    def test_an_anchor_that_cannot_be_opened(self, run: Any, tmp_path: Path) -> None:
        assert run("--anchor", str(tmp_path / "none.json")).status == 2

    def test_an_anchor_that_cannot_be_written(self, run: Any, tmp_path: Path) -> None:
        assert run("--write-anchor", str(tmp_path / "no" / "folder.json")).status == 2

    def test_an_anchor_of_another_school(self, run: Any, tmp_path: Path) -> None:
        path = self.written(run, tmp_path, "--school", SCHOOL)
        said = run("--anchor", str(path), "--school", SHARED)
        assert said.status == 2
        assert SHARED in said.err
