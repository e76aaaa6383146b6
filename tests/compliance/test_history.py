"""Training from before: what a spreadsheet may look like, what is refused, what is written down."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from compliance import history, proposals
from compliance.approvals import approve
from compliance.facts import read
from compliance.history_file import FileRefused, read_table
from compliance.history_rows import check_rows
from compliance.models import Proposal
from people.models import School, User
from register.actions import void_record, write_record
from register.models import Entry, Record
from tests.compliance.small_school import asks, did, item, school, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


class Room:
    """A DSL, a deputy, and two teachers; first aid and the induction are known."""

    def __init__(self):
        self.school: School = school()
        self.ruth = self.known("Ruth", "Otterby", role="dsl")
        self.kwame = self.known("Kwame", "Thistlemere", role="deputy_dsl")
        self.asha = self.known("Asha", "Abbot")
        self.zoe = self.known("Zoë", "O’Hara", "00123")
        item("first-aid", title="First aid at work", kind="outside")
        item("induction")

    def known(self, first, last, number="", role="teacher") -> User:
        person = somebody(self.school, first, last, role=role)
        User.objects.filter(pk=person.pk).update(staff_number=number)
        return User.objects.get(pk=person.pk)

    def checks(self, text: str | bytes):
        data = text if isinstance(text, bytes) else text.encode()
        return check_rows(self.school, read_table(data))

    def declares(self, text, by=None) -> Proposal:
        return history.ask_to_bring_in(
            school=self.school,
            rows=self.checks(text).rows,
            by=(by or self.ruth).ref,
            reason="The office's list.",
        )

    def approves(self, proposal, by=None):
        return approve(school=self.school, proposal=proposal, by=(by or self.kwame).ref)


@pytest.fixture
def room() -> Room:
    return Room()


HEAD = "Person,Training,Done on,Provider,Note\n"
ASHA = "Asha Abbot,First aid at work,14/03/2025,Red Cross,Card seen\n"


# The file.


@pytest.mark.parametrize(
    "text",
    [
        HEAD + ASHA,
        "\ufeff" + HEAD + ASHA,
        (HEAD + ASHA).replace(",", ";"),
        (HEAD + ASHA).replace(",", "\t"),
        (HEAD + ASHA).replace("\n", "\r\n"),
        (HEAD + ASHA).replace("\n", "\r"),
        "Training of our staff,,,,\n\n" + HEAD + ASHA,
        HEAD + ASHA + ",,,,\n\n\n",
        HEAD + ASHA + HEAD,
        "NOTES;provider;done-on;Item;WHO\nCard seen;Red Cross;14/03/2025;first-aid;asha abbot\n",
        "First name,Surname,Course,Date,Trainer,Comment\n"
        "Asha,Abbot,FIRST AID AT WORK,14/03/2025,Red Cross,Card seen\n",
    ],
)
def test_a_table_is_read_however_the_spreadsheet_wrote_it(room, text):
    batch = room.checks(text)

    assert [str(bad) for bad in batch.bad] == []
    [row] = batch.rows
    assert (row.person, row.item, row.on) == (room.asha.ref, "first-aid", date(2025, 3, 14))
    assert row.source == "Red Cross: Card seen"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_name_with_an_accent_is_read_in_any_encoding(room, encoding):
    batch = room.checks((HEAD + "Zoë O’Hara,first-aid,14/03/2025,,\n").encode(encoding))

    assert [row.name for row in batch.rows] == ["Zoë O’Hara"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "This file is empty."),
        (b" \n\n", "This file is empty."),
        (b"PK\x03\x04rest", "This is a spreadsheet, not CSV."),
        (b"\xd0\xcf\x11\xe0rest", "This is an old Excel file."),
        (b"%PDF-1.7", "This is a PDF."),
        (b"Person,Training\0", "This file is not text."),
        (b"a,b,c\n1,2,3\n", "The first row has to say what is in each column"),
        (b"Person,Training\nAsha,x\n", "The first row has to say what is in each column"),
        (HEAD.encode() + b'Asha,"first-aid,1/1/2020,,\n', "From line 2 on the file cannot be read"),
        (HEAD.encode() + ASHA.encode() * 5_001, "This file has more than 5,000 rows."),
        (HEAD.encode() + b"x" * 1_000_000, "This file is larger than 1 MB."),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(data, said):
    with pytest.raises(FileRefused) as refused:
        read_table(data)

    assert str(refused.value).startswith(said)


def test_five_thousand_rows_are_read():
    assert len(read_table((HEAD + ASHA * 5_000).encode()).lines) == 5_000


def test_columns_that_are_not_known_are_named_and_left_out(room):
    batch = room.checks("Person,Salary,Training,Done on\nAsha Abbot,1,first-aid,14/03/2025\n")

    assert batch.ignored == ["Salary"]
    assert len(batch.rows) == 1


# The rows.


@pytest.mark.parametrize(
    "line",
    [
        "Person,Training,Done on\n{asha.ref},first-aid,14/03/2025",
        "Person,Training,Done on\nASHA@school.example,first-aid,14/03/2025",
        "E-mail,Training,Done on\nasha@school.example,first-aid,14/03/2025",
        "Staff number,Email,Training,Done on\n,asha@school.example,first-aid,14/03/2025",
        "First name,Last name,Training,Done on\n asha , ABBOT,first-aid,14/03/2025",
    ],
)
def test_a_person_is_found_by_any_of_their_names(room, line):
    [row] = room.checks(line.format(asha=room.asha)).rows

    assert row.person == room.asha.ref


def test_a_staff_number_keeps_its_noughts(room):
    head = "Staff number,Training,Done on\n"

    [row] = room.checks(head + "00123,first-aid,14/03/2025").rows
    [bad] = room.checks(head + "123,first-aid,14/03/2025").bad

    assert row.person == room.zoe.ref
    assert str(bad).startswith("Row 2, staff number: “123” is nobody who has or had a post at")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "Nobody Here,first-aid,14/03/2025,,",
            "Row 2, person: “Nobody Here” is nobody who has or had a post at Larkfield Primary "
            "School. Correct it, or add the person first.",
        ),
        (",first-aid,14/03/2025,,", "Row 2, person: nobody is named. Say who it was."),
        ("Asha Abbot,,14/03/2025,,", "Row 2, item: no training is named. Say what was done."),
        (
            "Asha Abbot,First ade at work,14/03/2025,,",
            "Row 2, item: “First ade at work” is nothing that is known here. Did you mean “First "
            "aid at work”?",
        ),
        (
            "Asha Abbot,Juggling,14/03/2025,,",
            "Row 2, item: “Juggling” is nothing that is known here. Add it to the requirements "
            "first.",
        ),
        (
            "Asha Abbot,first-aid,31/02/2025,,",
            "Row 2, done on: “31/02/2025” is not in the calendar. Write it as 14/03/2025 or 14 "
            "March 2025.",
        ),
        (
            "Asha Abbot,first-aid,25/11/2026,,",
            "Row 2, done on: “25/11/2026” is still to come. Bring it in once it is done.",
        ),
        (
            "Asha Abbot,first-aid,14/03/1825,,",
            "Row 2, done on: “14/03/1825” is more than 60 years ago. Write it as 14/03/2025 or 14 "
            "March 2025.",
        ),
        (
            "Asha Abbot,first-aid,14/03/2025,,a\u202eb",
            "Row 2, note: holds a sign that cannot be seen. Type it again.",
        ),
        (
            f"Asha Abbot,first-aid,14/03/2025,,{'x' * 501}",
            f"Row 2, note: “{'x' * 40}…” is longer than 500 letters. Shorten it.",
        ),
    ],
)
def test_a_bad_row_is_named_with_its_column_its_value_why_and_what_to_do(room, line, said):
    [bad] = room.checks(HEAD + line).bad

    assert str(bad) == said


def test_training_done_today_is_not_in_the_future(room):
    assert len(room.checks(HEAD + "Asha Abbot,first-aid,24/11/2026,,").rows) == 1


def test_two_people_of_one_name_are_told_apart_by_more(room):
    namesake = room.known("Asha two", "Abbot")
    User.objects.filter(pk=namesake.pk).update(first_name="Asha")
    head = "Person,Email,Training,Done on\n"

    [bad] = room.checks(head + "Asha Abbot,,first-aid,14/03/2025").bad
    [row] = room.checks(head + "Asha Abbot,asha-two@school.example,first-aid,14/03/2025").rows

    assert str(bad) == (
        "Row 2, person: “Asha Abbot” could be 2 people. Add their e-mail address or staff number."
    )
    assert row.person == namesake.ref


def test_a_row_that_names_two_people_is_refused(room):
    head = "Email,Last name,Training,Done on\n"

    [bad] = room.checks(head + "asha@school.example,Otterby,first-aid,14/03/2025").bad

    assert str(bad) == (
        "Row 2, last name: “Otterby” is somebody else than the rest of the row says. Correct "
        "whichever is wrong."
    )


def test_somebody_of_another_school_is_nobody_here(room):
    somebody(school("900002", "Millbrook"), "Eleri", "Moorcroft")

    [bad] = room.checks(HEAD + "Eleri Moorcroft,first-aid,14/03/2025,,").bad

    assert "is nobody who has or had a post at Larkfield" in str(bad)


def test_every_bad_row_is_named_and_not_only_the_first(room):
    batch = room.checks(HEAD + "X,first-aid,1/1/2020,,\n" + ASHA + "Y,first-aid,1/1/2020,,\n")

    assert [bad.number for bad in batch.bad] == [2, 4]


def test_a_requirement_of_something_without_a_page_is_known_by_its_title(room):
    asks(room.school, "cyber", title="Cyber security")

    [row] = room.checks(HEAD + "Asha Abbot,cyber security,14/03/2025,,").rows

    assert row.item == "cyber"


def test_a_name_that_begins_with_an_equals_sign_stays_text(room):
    [row] = room.checks(HEAD + 'Asha Abbot,first-aid,14/03/2025,"=1+1",+44\n').rows

    assert row.source == "=1+1: +44"


# Bringing in.


def test_nothing_is_on_record_until_a_second_person_approves(room):
    proposal = room.declares(HEAD + ASHA)
    assert not Record.objects.exists()

    room.approves(proposal)

    assert Record.objects.count() == 1


def test_it_is_written_down_as_declared_by_who_asked_and_approved_by_the_other(room):
    room.approves(room.declares(HEAD + ASHA))

    record = Record.objects.get()
    assert (record.kind, record.how) == ("declared", "declared")
    assert (record.by, record.witness) == (room.ruth.ref, room.kwame.ref)
    assert (record.title, record.reason) == ("First aid at work", "Red Cross: Card seen")
    assert record.happened_on == date(2025, 3, 14)
    assert record.edition is None


def test_what_was_declared_counts(room):
    asks(room.school, "first-aid", renewal="months", months=36)
    room.approves(room.declares(HEAD + ASHA))

    [record] = read(room.school.urn).records
    assert (record.person, record.item) == (room.asha.ref, "first-aid")


def test_four_hundred_rows_are_approved_in_one_go(room):
    days = [f"Asha Abbot,first-aid,{day}/{month}/20{year},,\n"
            for year in (10, 11) for month in range(1, 11) for day in range(1, 21)]  # fmt: skip
    room.approves(room.declares(HEAD + "".join(days)))

    assert Record.objects.filter(kind="declared").count() == 400


def test_the_same_file_again_is_already_waiting(room):
    room.declares(HEAD + ASHA)

    with pytest.raises(ValidationError, match="has been asked for already"):
        room.declares(HEAD + ASHA)


def test_the_same_file_after_that_has_nothing_new(room):
    room.approves(room.declares(HEAD + ASHA))

    batch = room.checks(HEAD + ASHA)

    assert (batch.rows, len(batch.known)) == ([], 1)
    with pytest.raises(ValidationError, match="There is nothing to bring in"):
        room.declares(HEAD + ASHA)


def test_a_row_that_stands_twice_is_taken_once(room):
    batch = room.checks(HEAD + ASHA + ASHA)

    assert (len(batch.rows), len(batch.known)) == (1, 1)


def test_what_inset_saw_itself_is_not_declared_again(room):
    did(room.school, room.asha, "first-aid", date(2025, 3, 14))

    assert room.checks(HEAD + ASHA).rows == []


def test_a_row_written_down_meanwhile_is_left_out(room):
    proposal = room.declares(HEAD + ASHA)
    did(room.school, room.asha, "first-aid", date(2025, 3, 14))

    room.approves(proposal)

    assert not Record.objects.filter(kind="declared").exists()


def test_what_was_made_void_may_be_brought_in_again(room):
    room.approves(room.declares(HEAD + ASHA))
    void_record(
        chain=room.school.urn, record=Record.objects.get(), reason="Slip.", by=room.ruth.ref
    )

    room.approves(room.declares(HEAD + ASHA))

    assert Record.objects.filter(kind="declared").not_void().count() == 1


def test_the_key_is_the_one_that_the_register_gives(room):
    room.approves(room.declares(HEAD + ASHA))

    again = write_record(
        chain=room.school.urn,
        person=room.asha.ref,
        item="first-aid",
        kind="declared",
        happened_on=date(2025, 3, 14),
        by=room.ruth.ref,
    )

    assert again == Record.objects.get()


def test_the_approvers_own_rows_wait_for_somebody_else(room):
    kwame = "Kwame Thistlemere,First aid at work,14/03/2025,,\n"
    room.approves(room.declares(HEAD + ASHA + kwame))

    assert [record.person for record in Record.objects.all()] == [room.asha.ref]
    [rest] = proposals.waiting(room.school.urn)
    assert rest.by == room.kwame.ref
    room.approves(rest, by=room.ruth)
    assert {record.person for record in Record.objects.all()} == {room.asha.ref, room.kwame.ref}


def test_nobody_approves_a_batch_of_nothing_but_their_own(room):
    proposal = room.declares(HEAD + "Kwame Thistlemere,First aid at work,14/03/2025,,\n")

    with pytest.raises(ValidationError, match="All of these rows are about you"):
        room.approves(proposal)
    assert not Record.objects.exists()


def test_no_name_is_kept_with_the_rows(room):
    proposal = room.declares(HEAD + ASHA)

    assert "Abbot" not in str(proposals.proposed(proposal))
    assert not Entry.objects.filter(body__contains="Abbot").exists()
