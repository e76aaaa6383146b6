"""An .xlsx workbook as rows of cells, without trusting it: measured first, opened afterwards."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter

from people.refusals import Refused
from people.staff_file import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Grid,
    Unusable,
    too_many,
    unreadable,
)

# What openpyxl thinks of styles and the like is nothing that whoever brings a list can use.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
MOST_INFLATED = 64 * 1024 * 1024
MOST_STRINGS = 16 * 1024 * 1024  # openpyxl holds all the texts of a workbook in memory
MOST_OF_A_PART = 4 * 1024 * 1024  # and every other part but the sheets as a tree
MOST_MEMBERS = 1_000
MOST_CELLS = 300_000  # five seconds of reading
_CHUNK = 64 * 1024
_DOCTYPES = [
    sign.encode(codec)
    for sign in ("<!DOCTYPE", "<!ENTITY")
    for codec in ("utf-8", "utf-16-le", "utf-16-be")
]
_TOO_BIG = (
    "This workbook unpacks to far more than a list of staff holds, so it was not opened.",
    "Copy the columns that are needed into a new workbook, and choose that file.",
)
_BROKEN = (
    "This workbook is damaged or not a real .xlsx file.",
    "Open it in your spreadsheet, save it again as .xlsx or CSV, and choose that file.",
)


def read_workbook(data: bytes) -> Grid:
    """The rows of the first sheet that can be seen. Raises Refused."""
    _measure(data)
    try:
        sheet, others = _first_visible(data)
        shape = _shape(data, sheet[1])
        rows = _rows(data, sheet[0], shape)
    except Refused:
        raise
    except Exception:  # openpyxl raises nearly anything on a workbook that is not what it says
        raise unreadable(*_BROKEN) from None
    return Grid(rows, [*_notes_on_sheets(sheet[0], others), *shape.notes()])


# --- before opening -----------------------------------------------------------------------------


def _measure(data: bytes) -> None:
    """Inflate every member and count: what the directory says of sizes is not believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_kind(archive, [member.filename for member in members])
            total = 0
            for member in members:
                total += _inflated(data, archive, member, MOST_INFLATED - total)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
        raise unreadable(*_BROKEN) from None


def _check_kind(archive: zipfile.ZipFile, names: list[str]) -> None:
    """Refuse by content what is another kind of zipped file."""
    if len(names) > MOST_MEMBERS:
        raise unreadable(*_TOO_BIG)
    if any(member.flag_bits & 1 for member in archive.infolist()):
        raise unreadable("This file is locked with a password.")
    if any(name.lower().endswith(".iwa") or name == "Index.zip" for name in names):
        raise unreadable("This is a Numbers document.")
    if "mimetype" in names:
        raise unreadable("This is an OpenDocument file, such as .ods.")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise unreadable("This workbook holds macros (.xlsm), and is not opened here.")
    if any(name.lower().endswith("xl/workbook.bin") for name in names):
        raise unreadable("This is a binary Excel workbook (.xlsb).")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise unreadable("This is a compressed file, not a workbook.")
    if len({name.lower() for name in names}) != len(names):
        raise unreadable(*_BROKEN)


def _inflated(data: bytes, archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> int:
    """How many bytes a member unpacks to. Refuses more than `most`, and XML that defines things."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise unreadable(*_BROKEN)
    most = min(most, _most_of(member.filename.lower()))
    size, tail = 0, b""
    for chunk in _chunks(data, archive, member):
        size += len(chunk)
        if size > most:
            raise unreadable(*_TOO_BIG)
        seen = tail + chunk
        if any(sign in seen for sign in _DOCTYPES):
            raise unreadable(
                "This workbook defines its own XML entities, which no spreadsheet does.",
                _BROKEN[1],
            )
        tail = seen[-32:]
    if size != member.file_size:
        raise unreadable(*_BROKEN)
    return size


def _most_of(name: str) -> int:
    if name.endswith("sharedstrings.xml"):
        return MOST_STRINGS
    is_tree = name.endswith((".xml", ".rels")) and not name.startswith("xl/worksheets/sheet")
    return MOST_OF_A_PART if is_tree else MOST_INFLATED


def _chunks(data: bytes, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """What is really there, not only as much as the directory admits."""
    start = _data_starts(data, member)
    if member.compress_type == zipfile.ZIP_STORED:
        yield data[start : start + member.compress_size]
        return
    inflate, end = zlib.decompressobj(-15), start + member.compress_size
    for piece in range(start, end, _CHUNK):
        waiting, chunk = data[piece : min(piece + _CHUNK, end)], b""
        while waiting or len(chunk) == _CHUNK:
            chunk = inflate.decompress(waiting, _CHUNK)
            waiting = b"" if inflate.eof else inflate.unconsumed_tail
            yield chunk
    if not inflate.eof:
        raise zipfile.BadZipFile("A member ends before its end.")


def _data_starts(data: bytes, member: zipfile.ZipInfo) -> int:
    """After the member's own header, whose name and extra field have lengths of their own."""
    at = member.header_offset
    header = data[at : at + 30]
    if header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("A member has no header.")
    return (
        at + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    )


# --- the sheet ----------------------------------------------------------------------------------


def _first_visible(data: bytes) -> tuple[tuple[str, str], list[str]]:
    """Name and part of the first sheet that can be seen, and the names of the others."""
    reader = ExcelReader(io.BytesIO(data), read_only=True, keep_links=False)
    reader.read_manifest()
    if reader.package.find("application/vnd.ms-excel.sheet.macroEnabled.main+xml"):
        raise unreadable("This workbook is made for macros (.xlsm), and is not opened here.")
    reader.read_workbook()
    sheets = [
        (sheet.name, link.target, sheet.state)
        for sheet, link in reader.parser.find_sheets()
        if link.Type.endswith("/worksheet")
    ]
    seen = [sheet for sheet in sheets if sheet[2] == "visible"]
    if not seen:
        raise unreadable("This workbook has no sheet that can be seen.")
    first = seen[0]
    return (first[0], first[1]), [
        f"{name} (hidden)" if state != "visible" else name
        for name, part, state in sheets
        if part != first[1]
    ]


def _notes_on_sheets(name: str, others: list[str]) -> list[str]:
    if not others:
        return []
    return [f"Only the first sheet, “{name}”, was read. Not read: {', '.join(others)}."]


@dataclass(slots=True)
class _Shape:
    """What a first look at a sheet's XML tells."""

    filled: int = 0  # rows that hold anything
    last: int = 0  # the number of the last of them
    cells: int = 0
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)

    def notes(self) -> list[str]:
        found = []
        if number := len(self.hidden_rows):
            named = ", ".join(map(str, self.hidden_rows[:20])) + (" …" if number > 20 else "")
            words = (
                f"1 row is hidden (row {named}) and was"
                if number == 1
                else (f"{number} rows are hidden (rows {named}) and were")
            )
            found.append(f"{words} read like the others.")
        if self.hidden_columns:
            found.append(f"Hidden columns were read too: {', '.join(self.hidden_columns)}.")
        return found


def _shape(data: bytes, part: str) -> _Shape:
    """Count the rows that hold anything, with no cell kept. Refuses too many at once."""
    shape, look = _Shape(), _Look()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, told: look.opened(shape, name, told)
    parser.EndElementHandler = lambda name: look.closed(shape, name)
    parser.CharacterDataHandler = look.text
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(part.lstrip("/")) as source:
        parser.ParseFile(source)
    return shape


class _Look:
    """Where the first look is: rows and whether this one holds anything."""

    def __init__(self) -> None:
        self.row, self.holds, self.inside, self.hidden = 0, False, False, False

    def opened(self, shape: _Shape, name: str, told: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "row":
            before, self.row = self.row, int(told.get("r", self.row + 1))
            if self.row <= before:
                raise unreadable(*_BROKEN)  # openpyxl would leave such a row out
            self.holds, self.hidden = False, told.get("hidden") in ("1", "true")
        elif local == "c":
            shape.cells += 1
            if shape.cells > MOST_CELLS:
                raise unreadable(*_TOO_BIG)
        elif local in ("v", "t", "f"):
            self.inside = True
        elif local == "col" and told.get("hidden") in ("1", "true"):
            first, last = int(told["min"]), min(int(told["max"]), MOST_COLUMNS)
            shape.hidden_columns += [get_column_letter(n) for n in range(first, last + 1)]

    def closed(self, shape: _Shape, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local in ("v", "t", "f"):
            self.inside = False
        elif local == "row" and self.holds:
            shape.filled, shape.last = shape.filled + 1, self.row
            if self.hidden:
                shape.hidden_rows.append(self.row)
            if shape.filled > MOST_ROWS:
                raise too_many()

    def text(self, letters: str) -> None:
        if self.inside and letters.strip():
            self.holds = True


def _rows(data: bytes, name: str, shape: _Shape) -> list[tuple[int, list[Cell]]]:
    if not shape.filled:
        return []
    book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    sheet = book[name]
    sheet.reset_dimensions()  # what a sheet says of its own size is not believed
    rows = sheet.iter_rows(max_row=shape.last, max_col=MOST_COLUMNS)
    found = []
    for number, cells in enumerate(rows, start=1):
        values = [_cell(cell) for cell in cells]
        while values and values[-1] == "":
            values.pop()
        if any(value != "" and str(value).strip() for value in values):
            found.append((number, values))
    if not found:  # openpyxl reads nothing of a “Strict Open XML” workbook, and does not say so
        raise unreadable(*_BROKEN)
    return found


def _cell(cell: Any) -> Cell:
    """Text as it would be seen, a day, or why the cell cannot be used."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Unusable(
            f"cell {cell.coordinate} holds a formula, not a value.",
            "Copy the column, paste it back as values, and save the file again.",
            value if isinstance(value, str) else "",
        )
    if cell.data_type == "e":
        return Unusable(
            f"cell {cell.coordinate} holds an error.", "Put the cell right.", str(value)
        )
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date()
    if isinstance(value, date | str):
        return value
    return _number(value, cell.number_format or "")


def _number(value: Any, shape: str) -> str:
    """A number as its cell shows it: whole ones without a point, 00123 where five noughts ask."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    if isinstance(value, int) and re.fullmatch("0+", shape):
        return text.zfill(len(shape))
    return text
