"""A spreadsheet of training as text: its lines, each under the heads that we know. CSV only."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

MOST_ROWS = 5_000
MOST_BYTES = 1_000_000
HEAD_WITHIN = 10  # a title may stand above the heads
DELIMITERS = ",;\t|"
NOT_CSV = {
    b"PK\x03\x04": "This is a spreadsheet, not CSV. In Excel, choose “Save as” and then CSV.",
    b"\xd0\xcf\x11\xe0": "This is an old Excel file. Open it, choose “Save as” and then CSV.",
    b"%PDF-": "This is a PDF. Please send a CSV file: one row for each training that was done.",
}
# Every head that we know, in small letters and without punctuation, and what we call it.
HEADS: Mapping[str, str] = MappingProxyType(
    {
        head: column
        for column, heads in {
            "person": "person|reference|ref|who|person ref",
            "staff number": "staff number|staff no|employee number|payroll number",
            "email": "email|e mail|email address|e mail address",
            "first name": "first name|forename|given name",
            "last name": "last name|surname|family name",
            "item": "item|training|course|slug",
            "done on": "done on|day done|date|date done|done|completed on|date completed|completed",
            "provider": "provider|trainer|given by|run by",
            "note": "note|notes|source|comment|comments|remarks",
            "evidence": "evidence|evidence file|certificate file|file",
        }.items()
        for head in heads.split("|")
    }
)


class FileRefused(ValueError):
    """The file cannot be read as a table of training; one sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file: its number as a spreadsheet counts, and its cells by column."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds; `ignored` are heads that we do not know."""

    lines: list[Line]
    ignored: list[str]
    encoding: str
    text: str


def read_table(data: bytes) -> Table:
    """The rows of a CSV file. Raises FileRefused with one sentence."""
    text, encoding = _text(data)
    rows = _rows(text)
    found = ((at, _heads(row)) for at, (_, row) in enumerate(rows[:HEAD_WITHIN]))
    start, heads = next(((at, heads) for at, heads in found if _enough(heads)), (0, {}))
    if not heads:
        raise FileRefused(
            "The first row has to say what is in each column: a person (reference, staff number, "
            "e-mail address, or first and last name), the training, and the day it was done."
        )
    lines = [
        Line(number, {name: row[at].strip() for at, name in heads.items() if at < len(row)})
        for number, row in rows[start + 1 :]
        if any(cell.strip() for cell in row) and row != rows[start][1]
    ]
    if len(lines) > MOST_ROWS:
        raise FileRefused(f"This file has more than {MOST_ROWS:,} rows. Please send it in parts.")
    ignored = [head.strip() for at, head in enumerate(rows[start][1]) if at not in heads]
    return Table(lines, [head for head in ignored if head], encoding, text)


def _text(data: bytes) -> tuple[str, str]:
    if len(data) > MOST_BYTES:
        raise FileRefused("This file is larger than 1 MB. Please send it in parts.")
    for begin, sentence in NOT_CSV.items():
        if data.startswith(begin):
            raise FileRefused(sentence)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig" if _is_utf8(data) else "cp1252"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise FileRefused("This file is not text. Please save it as CSV, UTF-8.") from None
    if "\0" in text:
        raise FileRefused("This file is not text. Please save it as CSV, UTF-8.")
    if not text.strip():
        raise FileRefused("This file is empty.")
    return text, encoding


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Rows with their numbers, as many as we take and one more."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    top = text.split("\n", HEAD_WITHIN)[:HEAD_WITHIN]
    delimiter = max(DELIMITERS, key=lambda sign: max(len(_heads(row.split(sign))) for row in top))
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    rows = []
    try:
        for row in _numbered(reader):
            rows.append(row)
            if len(rows) > MOST_ROWS + HEAD_WITHIN + 1:
                break
    except csv.Error:
        raise FileRefused(
            f"From line {reader.line_num} on the file cannot be read: a quotation mark is opened "
            "and not closed there or before. Put it right, and send the file again."
        ) from None
    return rows


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    return enumerate(reader, start=1)


def _heads(row: list[str]) -> dict[int, str]:
    """Place to column, for the heads that we know; of two alike the first counts."""
    found: dict[int, str] = {}
    for at, head in enumerate(row):
        words = "".join(letter if letter.isalnum() else " " for letter in head.lower())
        column = HEADS.get(" ".join(words.split()))
        if column and column not in found.values():
            found[at] = column
    return found


def _enough(heads: Mapping[int, str]) -> bool:
    named = set(heads.values())
    someone = {"person", "staff number", "email", "last name"} & named
    return bool(someone) and {"item", "done on"} <= named
