"""`manage.py record`: what it prints, what it writes, and what it refuses."""

from datetime import date

import pytest
from django.core.management import call_command

from compliance import proposals
from compliance.approvals import approve
from compliance.models import Proposal
from people.actions import SYSTEM
from register.models import Content, Entry, Record
from tests.compliance.small_school import item, school, somebody

pytestmark = pytest.mark.django_db
HEAD = "Person,Training,Done on,Provider,Evidence\n"
ASHA = "Asha Abbot,First aid at work,14/03/2025,Red Cross,\n"


@pytest.fixture
def here(time_machine):
    time_machine.move_to("2026-11-24T08:10:00Z")
    here = school()
    somebody(here, "Asha", "Abbot")
    item("first-aid", title="First aid at work", kind="outside")
    return here


@pytest.fixture
def record(tmp_path, capsys):
    """Types the command over a file of this text; gives back status, stdout and stderr."""

    def typed(text, *options, urn="900001", name="before.csv"):
        (tmp_path / "before.csv").write_text(text, encoding="utf-8")
        status = 0
        try:
            call_command("record", str(tmp_path / name), "--school", urn, *options)
        except SystemExit as stop:
            status = stop.code
        return status, *capsys.readouterr()

    return typed


def test_rows_wait_for_a_leads_approval(here, record):
    status, out, err = record(HEAD + ASHA)

    assert (status, err) == (0, "")
    assert "2025-03-14  Asha Abbot: First aid at work (Red Cross)" in out
    assert "One record waits for a lead's approval at /school/approvals/." in out
    [waiting] = proposals.waiting(here.urn)
    assert waiting.by == SYSTEM


def test_once_approved_they_are_on_record_as_declared(here, record):
    ruth = somebody(here, "Ruth", role="dsl")
    record(HEAD + ASHA)

    approve(school=here, proposal=Proposal.objects.get(), by=ruth.ref)

    written = Record.objects.get()
    assert (written.kind, written.happened_on) == ("declared", date(2025, 3, 14))
    assert (written.by, written.witness) == (SYSTEM, ruth.ref)


def test_a_dry_run_writes_nothing(here, record):
    before = Entry.objects.count()

    status, out, _ = record(HEAD + ASHA, "--dry-run")

    assert status == 0
    assert "Asha Abbot: First aid at work" in out
    assert "This was a dry run: nothing was written." in out
    assert Entry.objects.count() == before


def test_the_same_file_again_adds_nothing(here, record):
    record(HEAD + ASHA)

    status, out, _ = record(HEAD + ASHA)

    assert status == 0
    assert "were sent before" in out
    assert Proposal.objects.count() == 1


def test_the_same_file_after_the_approval_adds_nothing(here, record):
    ruth = somebody(here, "Ruth", role="dsl")
    record(HEAD + ASHA)
    approve(school=here, proposal=Proposal.objects.get(), by=ruth.ref)

    status, out, _ = record(HEAD + ASHA)

    assert status == 0
    assert "Nothing to bring in: every row is on record already." in out
    assert Record.objects.count() == 1


def test_every_bad_row_is_named_and_nothing_is_written(here, record):
    bad = "Nobody,First aid at work,14/03/2025,,\nAsha Abbot,first-aid,31/02/2025,,\n"

    status, out, err = record(HEAD + ASHA + bad)

    assert (status, out) == (1, "")
    assert "Row 3, person: “Nobody” is nobody who" in err
    assert "Row 4, done on: “31/02/2025” is not in the calendar." in err
    assert err.endswith("2 rows have to be put right first. Nothing was written.\n")
    assert not Proposal.objects.exists()


def test_a_file_of_evidence_lies_beside_the_spreadsheet(here, record, tmp_path):
    (tmp_path / "card.pdf").write_bytes(b"%PDF-1.4 card")

    status, _, _ = record(HEAD + "Asha Abbot,first-aid,14/03/2025,,card.pdf\n")

    assert status == 0
    assert Content.objects.filter(media_type="application/pdf").count() == 1


def test_evidence_that_is_not_there_is_named(here, record):
    status, _, err = record(HEAD + "Asha Abbot,first-aid,14/03/2025,,../../card.pdf\n")

    assert status == 1
    assert err == "“card.pdf” is named as evidence, and is not beside the file.\n"
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("text", "more", "status", "said"),
    [
        ("", {}, 2, "This file is empty.\n"),
        (HEAD, {"name": "not-there.csv"}, 2, "The file not-there.csv cannot be opened.\n"),
        (HEAD, {"urn": "123456"}, 1, "There is no school with the URN “123456” here.\n"),
    ],
)
def test_a_refusal_is_one_sentence_on_stderr_and_a_status(here, record, text, more, status, said):
    assert record(text, **more) == (status, "", said)


def test_the_help_has_an_example(capsys):
    with pytest.raises(SystemExit):
        call_command("record", "--help")

    assert "Example: python manage.py record before-2026.csv" in capsys.readouterr().out


def test_whoever_declares_it_may_be_named(here, record):
    devinder = somebody(here, "Devinder", role="office")

    status, _, _ = record(HEAD + ASHA, "--by", "Devinder@school.example")

    assert status == 0
    assert Proposal.objects.get().by == devinder.ref


def test_a_stranger_declares_nothing(here, record):
    status, _, err = record(HEAD + ASHA, "--by", "nobody@example.org")

    assert status == 1
    assert "Nobody at Larkfield Primary School has the reference or address" in err
    assert not Proposal.objects.exists()
