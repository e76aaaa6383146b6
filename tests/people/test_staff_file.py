"""Bytes into rows: text in any dress, workbooks without trust."""

import io
import time
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from certificates.export import plain_cell
from people import staff_workbook
from people.refusals import Refused, shown, unseen
from people.staff_file import Unusable, read_file
from tests.people.staff_files.make_files import ADA, BEA, HEAD, PLAIN, repacked, text, workbook


def cells(data: bytes) -> list[list[object]]:
    return [row for _, row in read_file(data).rows]


def read_or_refuse(data: bytes) -> None:
    """Anything but rows or a refusal with its remedy is an error of ours."""
    with suppress(Refused):
        read_file(data)


def people_csv(number: int) -> bytes:
    rows = [[f"Ada{n}", "Fenwick", "", "Teacher", "01/09/2026", "", str(n)] for n in range(number)]
    return text(HEAD, *rows).encode()


def people_xlsx(number: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEAD)
    for n in range(number):
        sheet.append([f"Ada{n}", f"Fenwick{n}", "", "Teacher", "01/09/2026", "", str(n)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_letters_are_the_same_in_every_encoding(codec: str):
    data = text(HEAD, ["Zoë", "O’Neil", "", "Teacher", "", "", "£5"]).encode(codec)
    assert cells(data)[1] == ["Zoë", "O’Neil", "", "Teacher", "", "", "£5"]


def test_a_row_keeps_the_number_that_a_spreadsheet_gives_it():
    data = text(HEAD, [""] * 7, ADA, [""] * 7, BEA).encode()
    assert [number for number, _ in read_file(data).rows] == [1, 3, 5]


def test_rows_keep_their_numbers_after_a_cell_of_two_lines():
    data = text([*HEAD, "Notes"], [*ADA, '"one\r\ntwo"'], [*BEA, ""]).encode()
    assert [number for number, _ in read_file(data).rows] == [1, 2, 3]


def test_a_cell_of_several_lines_is_not_taken_for_an_open_quote():
    data = text(
        [*HEAD, "Address"], [*ADA, '"1 High Street,\nLarkfield, Kent"'], [*BEA, ""]
    ).encode()
    assert len(cells(data)) == 3


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])), max_size=4))
def test_what_our_exports_guard_comes_back_as_it_was(values: list[str]):
    import csv

    out = io.StringIO()
    csv.writer(out).writerow(["x", *[plain_cell(value) for value in values]])
    [row] = cells(out.getvalue().encode("utf-8-sig"))
    assert row == ["x", *[value.lstrip(" ") for value in values]]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_at_all_are_more_than_refused(data: bytes):
    read_or_refuse(data)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(PLAIN) - 1), st.binary(min_size=1, max_size=4))
def test_no_workbook_with_wrong_bytes_is_more_than_refused(at: int, wrong: bytes):
    read_or_refuse(PLAIN[:at] + wrong + PLAIN[at + len(wrong) :])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_workbook_with_wrong_xml_is_more_than_refused(data: st.DataObject):
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as archive:
        name = data.draw(st.sampled_from(archive.namelist()))
        xml = archive.read(name)
    at = data.draw(st.integers(0, len(xml) - 1))
    wrong = data.draw(st.sampled_from([b"", b"<", b"-1", b"99999999999", b'"', b"</x>", b"\xff"]))
    read_or_refuse(repacked(PLAIN, **{name: xml[:at] + wrong + xml[at + 3 :]}))


@pytest.mark.parametrize(("made", "rows"), [(people_csv, 100_000), (people_xlsx, 20_000)])
def test_far_too_many_rows_are_refused_quickly(made, rows):
    data = made(rows)
    began = time.process_time()
    with pytest.raises(Refused, match="more than 5,000 people, and was not read further"):
        read_file(data)
    assert time.process_time() - began < 2


def test_a_file_of_many_megabytes_is_not_opened():
    with pytest.raises(Refused, match="larger than 16 MB"):
        read_file(b"a,b\n" * (5 * 2**20))


def test_a_bomb_is_noticed_before_it_is_opened(monkeypatch: pytest.MonkeyPatch):
    def opened(*_args: object, **_kwargs: object) -> None:
        pytest.fail("The workbook was opened.")

    monkeypatch.setattr(staff_workbook, "ExcelReader", opened)
    monkeypatch.setattr(staff_workbook, "load_workbook", opened)
    monkeypatch.setattr(staff_workbook, "MOST_INFLATED", 10_000)
    with pytest.raises(Refused, match="unpacks to far more"):
        read_file(PLAIN)


def test_a_sheet_of_very_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(staff_workbook, "MOST_CELLS", 20)
    with pytest.raises(Refused, match="unpacks to far more"):
        read_file(PLAIN)


def test_a_row_that_stands_before_its_turn_is_refused_and_not_left_out():
    xml = zipfile.ZipFile(io.BytesIO(PLAIN)).read("xl/worksheets/sheet1.xml")
    data = repacked(
        PLAIN, **{"xl/worksheets/sheet1.xml": xml.replace(b'<row r="3"', b'<row r="1"')}
    )
    with pytest.raises(Refused, match="damaged"):
        read_file(data)


def test_a_formula_is_a_formula_also_with_a_value_beside_it():
    data = workbook(HEAD, ["=1", *ADA[1:]])
    xml = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    valued = xml.replace(b"<f>1</f><v />", b"<f>1</f><v>1</v>").replace(b"<v></v>", b"<v>1</v>")
    cell = cells(repacked(data, **{"xl/worksheets/sheet1.xml": valued}))[1][0]
    assert isinstance(cell, Unusable)
    assert "cell A2 holds a formula" in cell.reason


def test_text_that_looks_like_a_formula_is_text():
    def as_text(sheet):
        sheet["A2"] = "=1+1"
        sheet["A2"].data_type = "s"

    assert cells(workbook(HEAD, ADA, then=as_text))[1][0] == "=1+1"


def test_whole_numbers_have_no_point():
    assert cells(workbook(HEAD, [*ADA[:6], 12.0]))[1][6] == "12"


def test_unseen_signs_are_spelled_out_and_joiners_left_alone():
    assert shown("a\u202eb\0") == "a[U+202E]b[U+0000]"
    assert unseen("می‌خواهم") == []
