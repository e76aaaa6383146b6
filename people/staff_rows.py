"""The rows of a staff file as people: each read strictly, every doubt refused by row. Pure.

The day is an argument. What the school knows already comes later (staff_plan.py).
"""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from people.refusals import Refusal, unseen
from people.roles import ROLES, role_from_words
from people.staff_days import PIVOT_WORDS, NoDay, full_day, read_day
from people.staff_file import MOST_PEOPLE, Cell, Grid, Unusable, too_many
from people.staff_heads import HEAD_ROWS, TITLES, Head, find_head
from people.staff_row import StaffRow
from people.staff_twice import narrow_numbers, twice_in_file

LONGEST = {"first_name": 80, "last_name": 80, "email": 254, "staff_number": 40}  # people.User
FAR_AHEAD, FAR_BACK = timedelta(days=366), timedelta(days=60 * 366)
_FORMULA = tuple("=+-@＝＋－＠")
_GARBLED = re.compile("Ã[\u0080-\u00bf©¨«¶¼]|â€|Å[\u0080-\u00bf]|�")
_BETWEEN_ROLES = re.compile(r"\s*(?:[;,/+&\n]|\band\b)\s*")


@dataclass(slots=True)
class Sheet:
    """A staff file as it was understood."""

    head: Head | None = None
    rows: list[StaffRow] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_rows(grid: Grid, today: date) -> Sheet:
    """The people of a file, and what is refused. Nothing is guessed and nothing left out unsaid."""
    sheet = Sheet(notes=list(grid.notes))
    if not grid.rows:
        return sheet
    sheet.head = head = find_head(grid.rows)
    sheet.refused += _wrong_with_head(head, grid)
    if head is None or sheet.refused:
        return sheet
    _read_people(sheet, head, grid, today)
    sheet.refused += twice_in_file(sheet.rows)
    sheet.refused.sort(key=lambda refusal: refusal.row or 0)
    sheet.warnings += narrow_numbers(sheet.rows)
    return sheet


def _read_people(sheet: Sheet, head: Head, grid: Grid, today: date) -> None:
    repeated: list[int] = []
    beside: list[int] = []
    people = 0
    for number, cells in grid.rows:
        if number <= head.row:
            continue
        if head.is_repeated_by(cells):
            repeated.append(number)
            continue
        if not any(str(cell).strip() for cell in _that_count(cells, head)):
            beside.append(number)
            continue
        people += 1
        if people > MOST_PEOPLE:
            sheet.refused = too_many().refusals
            return
        reader = _Reader(number, cells, head, today)
        row = reader.read(grid.one_line_per_row)
        sheet.refused += reader.refused
        sheet.warnings += reader.warnings
        if row:
            sheet.rows.append(row)
    if head.read_as:
        sheet.notes.append(f"How the columns were read: {head.read_as}.")
    if head.row > grid.rows[0][0]:
        sheet.notes.append(f"The heads are in row {head.row}; what stands above was left out.")
    if repeated:
        rows = ", ".join(map(str, repeated))
        sheet.notes.append(f"The heads stand again in row {rows}, which was skipped.")
    if beside:
        rows = ", ".join(map(str, beside))
        sheet.notes.append(f"Row {rows} holds nothing in the columns that count, and was skipped.")
    below = [cells for number, cells in grid.rows if number > head.row]
    if bare := sorted({place for cells in below for place in _bare(cells, head)}):
        places = ", ".join(str(place + 1) for place in bare)
        sheet.notes.append(f"Column {places} has no head, and was not used.")


def _that_count(cells: Sequence[Cell], head: Head) -> list[Cell]:
    return [cells[place] for place in head.columns.values() if place < len(cells)]


def _bare(cells: Sequence[Cell], head: Head) -> list[int]:
    """Where the row holds something in a column without a head."""
    return [
        place
        for place, cell in enumerate(cells)
        if (place in head.bare or place >= head.width) and str(cell).strip()
    ]


# --- the head -----------------------------------------------------------------------------------


def _wrong_with_head(head: Head | None, grid: Grid) -> list[Refusal]:
    wanted = "First name, Last name, Email, Role, Start date, End date, Staff number"
    if head is None:
        return [
            Refusal(
                f"No row among the first {HEAD_ROWS} names the columns.",
                f"Put a row with these heads above the people: {wanted}.",
                row=grid.rows[0][0],
                value=" | ".join(str(cell) for cell in grid.rows[0][1] if isinstance(cell, str)),
            )
        ]
    found = [
        Refusal(
            "there is no such column.",
            f"Add it, or name it so. The heads that were found: {', '.join(head.names.values())}.",
            row=head.row,
            column=TITLES[what],
        )
        for what in head.missing
    ]
    for what, names in head.twice.items():
        found.append(
            Refusal(
                f"{len(names)} columns say this: {', '.join(names)}.",
                "Keep the one that is meant and give the other another name.",
                row=head.row,
                column=TITLES[what],
            )
        )
    return found


# --- one row ------------------------------------------------------------------------------------


class _Reader:
    """Reads one row; gathers what is wrong with it rather than stopping at the first."""

    def __init__(self, number: int, cells: Sequence[Cell], head: Head, today: date) -> None:
        self.number, self.cells, self.head, self.today = number, cells, head, today
        self.refused: list[Refusal] = []
        self.warnings: list[str] = []

    def read(self, check_width: bool) -> StaffRow | None:
        if check_width and any(str(cell).strip() for cell in self.cells[self.head.width :]):
            self._refuse(
                f"this row has {len(self.cells)} cells, but there are {self.head.width} columns.",
                "Put a cell that holds a comma (or whatever divides the columns) in quotation "
                "marks.",
                value=" | ".join(str(cell) for cell in self.cells),
            )
            return None
        row = StaffRow(
            row=self.number,
            first_name=self._name("first_name"),
            last_name=self._name("last_name"),
            email=self._email(),
            roles=self._roles(),
            starts_on=self._day("starts_on"),
            ends_on=self._day("ends_on"),
            staff_number=self._text("staff_number"),
        )
        if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
            self._refuse(
                f"the last day is before the first, {full_day(row.starts_on)}.",
                "Put one of the two right.",
                "ends_on",
            )
        return None if self.refused else row

    def _refuse(self, reason: str, remedy: str, what: str = "", value: str = "") -> None:
        column = TITLES.get(what, "")
        value = value or (self._raw(what) if what else "")
        self.refused.append(Refusal(reason, remedy, self.number, column, value))

    def _cell(self, what: str) -> Cell:
        place = self.head.columns.get(what)
        return self.cells[place] if place is not None and place < len(self.cells) else ""

    def _raw(self, what: str) -> str:
        cell = self._cell(what)
        return cell.value if isinstance(cell, Unusable) else str(cell).strip()

    def _text(self, what: str) -> str:
        """The cell as text without outer spaces, if it is one that can be kept."""
        cell = self._cell(what)
        if isinstance(cell, Unusable):
            self._refuse(cell.reason, cell.remedy, what, cell.value)
            return ""
        if not isinstance(cell, str):
            self._refuse("this is a date.", "Format the column as text.", what)
            return ""
        text = unicodedata.normalize("NFC", re.sub(r"[ \u00a0\u2009\u202f]+", " ", cell).strip())
        if len(text) > LONGEST.get(what, 200):
            self._refuse(
                f"this is longer than {LONGEST.get(what, 200)} letters.", "Shorten it.", what
            )
            return ""
        if what != "role" and unseen(text):
            self._refuse(
                "this holds a line break or a sign that cannot be seen.", "Type it again.", what
            )
            return ""
        if text.startswith(_FORMULA) and what != "role":
            self._warn(what, text, "looks like a formula. It is kept as text, letter by letter.")
        return text

    def _warn(self, what: str, text: str, words: str) -> None:
        self.warnings.append(f"Row {self.number}, {TITLES[what]}: “{text[:60]}” {words}")

    def _name(self, what: str) -> str:
        before = len(self.refused)
        text = self._text(what)
        if not text and what == "first_name" and len(self.refused) == before:
            self._refuse("this is empty.", "Give a first name; it may be the only one.", what)
        if _GARBLED.search(text):
            self._warn(what, text, "looks as if its letters went wrong in an earlier export.")
        return text

    def _email(self) -> str:
        text = self._text("email")
        if not text:
            return ""
        try:
            validate_email(text)
            return _as_sent(text.lower())
        except (ValidationError, UnicodeError):
            self._refuse(
                "this is not one e-mail address.",
                "Write it like name@school.org, or leave it empty.",
                "email",
            )
            return ""

    def _roles(self) -> tuple[str, ...]:
        before = len(self.refused)
        text = self._text("role")
        if len(self.refused) > before:
            return ()
        if not text:
            self._refuse("this is empty.", "Write the role, such as Teacher or Volunteer.", "role")
            return ()
        if whole := _role(text):
            return (whole,)
        parts = [part for part in _BETWEEN_ROLES.split(text) if part]
        found = [_role(part) for part in parts]
        for part, slug in zip(parts, found, strict=True):
            if slug is None:
                self._refuse(f"“{part}” is no role that Inset knows.", _role_remedy(part), "role")
        if not parts:
            self._refuse("this is no role.", _role_remedy(text), "role")
        return tuple(dict.fromkeys(slug for slug in found if slug))

    def _day(self, what: str) -> date | None:
        cell = self._cell(what)
        if isinstance(cell, str) and not cell.strip():
            return None
        if isinstance(cell, Unusable):
            self._refuse(cell.reason, cell.remedy, what, cell.value)
            return None
        try:
            day, short = read_day(cell)
        except NoDay as error:
            self._refuse(error.reason, error.remedy, what)
            return None
        if short:
            self._warn(what, str(cell), f"is read as {full_day(day)}: {PIVOT_WORDS}.")
        if day > self.today + FAR_AHEAD:
            self._warn(what, str(cell), f"is more than a year ahead: {full_day(day)}.")
        if day < self.today - FAR_BACK:
            self._warn(what, str(cell), f"is more than sixty years ago: {full_day(day)}.")
        return day


def _as_sent(address: str) -> str:
    """An address as mail is sent to it: a domain with other letters in its ASCII form."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"


def _role(text: str) -> str | None:
    """The role of a word, also as “Head teacher”, “T.A.” and “Mid-day supervisors”."""
    plain = re.sub(r"[^\w\s]", "", text)
    for form in (text, plain, plain.replace(" ", "")):
        if role := role_from_words(form):
            return role.slug
    return None


def _role_remedy(text: str) -> str:
    words = {
        word: role.words
        for role in ROLES.values()
        for word in (role.words.lower(), role.plural.lower(), *role.other_words)
    }
    near = difflib.get_close_matches(text.lower(), words, n=1, cutoff=0.6)
    near = near or [word for word in words if re.search(rf"\b{re.escape(word)}\b", text.lower())]
    meant = f"Is it “{words[near[0]]}”? " if near else ""
    return f"{meant}Write one of: {', '.join(role.words for role in ROLES.values())}."
