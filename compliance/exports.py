"""The matrix as a file: a line for each person and requirement (CSV), or the table (XLSX).

Written as it is read, from rows that are reckoned already; every cell is text.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import IO

from django.utils import dateformat
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from compliance.facts import Rule, words_of
from compliance.roster import NAMELESS, Row, day_beside
from register.plain_cells import plain_cell, workbook_text

HEADS = ("name", "reference", "roles", "requirement", "title", "standing", "due on", "done on")
# The words of the standings, for somebody who sorts by them.
STANDINGS = {
    "overdue": "late, not done yet",
    "lapsed": "late, done before",
    "due_soon": "due soon",
    "to_do": "to do",
    "current": "in date",
    "paused": "paused, on leave",
    "excused": "excused",
    "not_required": "not required",
}
MARKS = {"overdue": "Late since", "lapsed": "Late since", "due_soon": "Due by", "to_do": "To do by"}
PEOPLE_AT_ONCE = 50
UTF_8 = "\ufeff"  # a mark at the front by which Excel knows it
Names = Mapping[str, str]


def as_csv(rows: Sequence[Row], names: Names) -> Iterator[str]:
    """The file in parts: heads, then every standing of so many people at a time."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADS)
    yield UTF_8 + out.getvalue()
    for start in range(0, len(rows), PEOPLE_AT_ONCE):
        out.seek(0)
        out.truncate()
        writer.writerows(_lines(rows[start : start + PEOPLE_AT_ONCE], names))
        yield out.getvalue()


def _lines(rows: Iterable[Row], names: Names) -> Iterator[tuple]:
    for row in rows:
        name = plain_cell(names.get(row.ref, NAMELESS))
        ref, roles = row.ref, row.role_words
        for each in row.standings:
            yield (
                name,
                ref,
                roles,
                each.requirement,
                _plain(words_of(each).title),
                STANDINGS[each.status],
                each.due_on,
                each.done_on,
            )


_plain = lru_cache(maxsize=1_000)(plain_cell)  # a title comes again with every person


def as_xlsx(rows: Iterable[Row], names: Names, columns: list[Rule], out: IO[bytes]) -> None:
    """The table, people down and requirements across, written to `out`."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Who stands where")
    sheet.freeze_panes = "C2"

    def text(words: str) -> WriteOnlyCell:
        cell = WriteOnlyCell(sheet, workbook_text(words))
        cell.data_type = "s"  # whatever it begins with
        return cell

    heads = ["Name", "Roles", *(rule.words.title for rule in columns)]
    sheet.append([text(words) for words in heads])
    for row in rows:
        told = [names.get(row.ref, NAMELESS), row.role_words]
        told += [_mark(each.status, day_beside(each)) for each in row.standings]
        sheet.append([text(words) for words in told])
    book.save(out)


@lru_cache(maxsize=5_000)
def _mark(status: str, day: date | None) -> str:
    """“Late since 1 October 2026”, “In date”."""
    if day is None:
        return STANDINGS[status][:1].upper() + STANDINGS[status][1:]
    before = MARKS.get(status) or ("In date to" if status == "current" else "Excused to")
    return f"{before} {dateformat.format(day, 'j F Y')}"
