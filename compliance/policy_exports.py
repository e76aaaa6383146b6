"""Evidence of a policy as a file: a line for each signature, and one for whoever never signed."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from compliance.exports import STANDINGS, UTF_8
from compliance.policy_evidence import Evidence, Line, Signature
from policies.said import Said
from register.plain_cells import plain_cell, workbook_text

HEADS = (
    "name",
    "reference",
    "roles",
    "standing",
    "due on",
    "asked until",
    "signed edition",
    "signed on",
    "how",
    "digest of the text",
    "in the ledger",
    "told on",
    "said",
)
Cells = list[str]


def rows_of(found: Evidence, lines: Iterable[Line]) -> Iterator[Cells]:
    """The cells of each row under HEADS."""
    for line in lines:
        for signature in line.signatures or [None]:
            yield _cells(line, signature)


def _cells(line: Line, signature: Signature | None) -> Cells:
    signed = [""] * 5
    if signature:
        record = signature.record
        number = str(record.edition or "")
        signed = [number, record.happened_on.isoformat(), signature.how]
        signed += [record.digest or "", signature.reference]
    due_on = line.standing.due_on
    return [
        line.name,
        line.ref,
        line.roles,
        STANDINGS[line.status],
        due_on.isoformat() if due_on else "",
        line.until.isoformat() if line.until else "",
        *signed,
        "; ".join(f"{told.on.isoformat()} {told.how}" for told in line.told),
        "; ".join(_words(each) for each in line.said),
    ]


def _words(each: Said) -> str:
    what = "declined" if each.declined else "asked"
    answers = "".join(
        f" Answered by {a.name} on {a.on.isoformat()}: {a.text}" for a in each.answers
    )
    return f"{what} on {each.on.isoformat()}: {each.text}{answers}"


def as_csv(found: Evidence, lines: Iterable[Line]) -> str:
    """The whole file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADS)
    for cells in rows_of(found, lines):
        writer.writerow([plain_cell(cell) for cell in cells])
    return UTF_8 + out.getvalue()


def as_xlsx(found: Evidence, lines: Iterable[Line], out: IO[bytes]) -> None:
    """The same as a workbook, written to `out`."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Who signed")
    sheet.freeze_panes = "B2"

    def text(words: str) -> WriteOnlyCell:
        cell = WriteOnlyCell(sheet, workbook_text(words))
        cell.data_type = "s"  # whatever it begins with
        return cell

    for cells in ([head.capitalize() for head in HEADS], *rows_of(found, lines)):
        sheet.append([text(cell) for cell in cells])
    book.save(out)
