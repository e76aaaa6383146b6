"""The bytes of a staff file, CSV or XLSX, as rows of cells. Reads bytes only: no database, no disk.

What a file is, is told from its content and never from its name.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from people.refusals import Refusal, Refused
from people.staff_heads import HEAD_ROWS, recognised

MOST_BYTES = 16 * 1024 * 1024
MOST_PEOPLE = 5_000
MOST_ROWS = MOST_PEOPLE + 500  # with titles, heads that are repeated and the like
MOST_COLUMNS = 200
SAVE_AS = "Open it in your spreadsheet, save it as .xlsx or CSV, and choose that file."


@dataclass(frozen=True, slots=True)
class Unusable:
    """A cell whose value cannot be taken: refused if its column is one that counts."""

    reason: str
    remedy: str
    value: str = ""


Cell = str | date | Unusable


@dataclass(slots=True)
class Grid:
    """The rows of a file that hold anything, with their numbers, and how it was read."""

    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    one_line_per_row: bool = False  # a CSV, where a comma too many shifts every cell after it


def unreadable(reason: str, remedy: str = SAVE_AS) -> Refused:
    """The file as a whole is not one that can be read."""
    return Refused([Refusal(reason, remedy)], unreadable=True)


def too_many() -> Refused:
    """More rows than one file may have."""
    return Refused(
        [
            Refusal(
                f"This file has more than {MOST_PEOPLE:,} people, and was not read further.",
                "Check that it is the right file, or divide it into several.",
            )
        ]
    )


def read_file(data: bytes) -> Grid:
    """The rows of a staff file. Raises Refused with what is wrong and what to do."""
    if len(data) > MOST_BYTES:
        megabytes = MOST_BYTES // 2**20
        raise Refused(
            [
                Refusal(
                    f"This file is larger than {megabytes} MB, so it was not opened.",
                    f"A list of {MOST_PEOPLE:,} people is smaller: copy the columns that are "
                    "needed into a new file.",
                )
            ]
        )
    if data.startswith(b"PK"):
        from people.staff_workbook import read_workbook  # openpyxl is slow to load

        return read_workbook(data)
    check_is_text(data)
    text, how = decoded(data)
    return _read_csv(text, how)


# --- what it is ---------------------------------------------------------------------------------


def check_is_text(data: bytes) -> None:
    """Refuse what is plainly some other kind of file, whatever it is called."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        _refuse_old_office(data)
    if start.startswith(b"<?xml") and b"excel.sheet" in start:
        raise unreadable("This is an Excel 2003 XML file.")
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<head", b"<meta", b"<?xml", b"<!--")):
        raise unreadable("This is a web page (HTML), whatever its name says.")
    for sign, kind in (
        (b"%pdf", "a PDF"),
        (b"{\\rtf", "a text document (RTF)"),
        (b"mime-version:", "a web archive"),
        (b"\x1f\x8b", "a compressed file"),
        (b"7z\xbc\xaf", "a compressed file"),
        (b"rar!", "a compressed file"),
        (b"\x89png", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
    ):
        if start.startswith(sign):
            raise unreadable(f"This is {kind}, not a list of staff.")


def _refuse_old_office(data: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise unreadable(
            "This workbook is locked with a password, so it cannot be opened here.",
            "Take the password off (in Excel: File, Info, Protect Workbook), save it as .xlsx or "
            "CSV, and choose that file.",
        )
    raise unreadable("This is an old Excel workbook (.xls).")


# --- text ---------------------------------------------------------------------------------------

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
# What letters of a Mac's or of DOS text turn into: a capital after a small letter, a sign between
# letters or at the end of a word, that Windows text seldom has there.
_DOUBTFUL = re.compile(
    r"[a-z][ŽŠŒŸ]|[^\W\d_][‚ƒ„†‡ˆ‰‹]|[a-z][“”…•][a-z]|"
    r"[‚ƒ„†‡ˆ‰‹•˜™›¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶¸¹º»¼½¾¿](?=[^\W\d_])"
)
_UTF8 = "UTF-8"


def decoded(data: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding. Raises Refused where that would be a guess."""
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, codec), name
    if codec := _utf16_without_mark(data):
        return _strictly(data, codec), "UTF-16"
    if b"\0" in data:
        raise unreadable("This is neither CSV nor an Excel workbook.")
    try:
        return data.decode("utf-8"), _UTF8
    except UnicodeDecodeError:
        return _windows(data), "Windows (cp1252)"


def _utf16_without_mark(data: bytes) -> str | None:
    """Every other byte of English text in UTF-16 is nought."""
    head = data[:400]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) >= 4 and even == 0 and odd * 2 > len(head[1::2]):
        return "utf-16-le"
    if len(head) >= 4 and odd == 0 and even * 2 > len(head[0::2]):
        return "utf-16-be"
    return None


def _strictly(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        raise _unknown_letters() from None


def _windows(data: bytes) -> str:
    text = _strictly(data, "cp1252")
    if _DOUBTFUL.search(text):
        raise _unknown_letters()
    return text


def _unknown_letters() -> Refused:
    return unreadable(
        "It is not clear how letters such as é are written in this file, so names could go wrong.",
        "Save it as “CSV UTF-8” or as .xlsx, and choose that file.",
    )


# --- rows ---------------------------------------------------------------------------------------

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars"}
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def _read_csv(text: str, how: str) -> Grid:
    told, skipped = _told_delimiter(text)
    delimiter = told or _delimiter(text)
    grid, width = Grid(one_line_per_row=True), 0
    if how != _UTF8 or delimiter != ",":
        grid.notes.append(f"Read as {how}, with {_DELIMITERS[delimiter]} between the columns.")
    for number, line, cells in _records(text, delimiter):
        if number <= skipped or not any(cell.strip() for cell in cells):
            continue
        width = max(width, len(cells))
        if any(_swallowed_a_row(cell, delimiter, width) for cell in cells):
            raise _open_quote(text, number, line)
        if len(grid.rows) >= MOST_ROWS:
            raise too_many()
        grid.rows.append((number, [_without_guard(cell) for cell in cells]))
    return grid


def _told_delimiter(text: str) -> tuple[str | None, int]:
    """What a first line “sep=;” says, as Excel writes it, and how many rows that takes."""
    found = re.match(r'"?sep=([,;\t|])"?[\r\n]', text, re.IGNORECASE)
    return (found[1], 1) if found else (None, 0)


def _delimiter(text: str) -> str:
    """The one by which the first rows name most columns; a comma where none does."""

    def named(delimiter: str) -> int:
        rows = csv.reader(_lines(text[:20_000]), delimiter=delimiter)
        return max((len(recognised(cells)) for cells in islice(rows, HEAD_ROWS)), default=0)

    return max(_DELIMITERS, key=named)


def _lines(text: str) -> io.StringIO:
    """By line, whatever ends them: Windows', a Mac's and Unix' ends mixed as they come."""
    return io.StringIO(text, newline=None)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """Every row with its number, as a spreadsheet counts, and the line of text that it begins on.

    A quotation mark left open is refused.
    """
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True, skipinitialspace=True)
    number, line = 0, 1
    while True:
        number, line = number + 1, reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise _open_quote(text, number, line) from None
        yield number, line, cells


def _open_quote(text: str, row: int, line: int) -> Refused:
    return Refused(
        [
            Refusal(
                f'a quotation mark (") on line {line} is opened and not closed, so nobody can say '
                "where the cell ends.",
                "Close it or take it out, and choose the file again.",
                row=row,
                value=_lines(text).readlines()[line - 1].rstrip("\n"),
            )
        ]
    )


def _swallowed_a_row(cell: str, delimiter: str, width: int) -> bool:
    """Whether one of the lines of a cell has the shape of a row, so that a quote was left open."""
    inner = cell.split("\n")[1:]
    return width > 2 and any(line.count(delimiter) >= width - 1 for line in inner)


def _without_guard(cell: str) -> str:
    """One apostrophe off, where our own exports put one in front (certificates.export).

    ="0012" is 0012: so some systems keep a spreadsheet from cutting the noughts.
    """
    if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")):
        return cell[1:]
    kept = re.fullmatch('="([^"]*)"', cell)
    return kept[1] if kept else cell
