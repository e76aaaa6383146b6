"""Rows of one staff file that are the same person, or share what only one can have. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from people.refusals import Refusal
from people.staff_heads import TITLES
from people.staff_row import StaffRow, name_key


def twice_in_file(rows: Sequence[StaffRow]) -> list[Refusal]:
    """Rows that cannot be told apart, or that share what only one person can have."""
    found = []
    for same in _alike(rows, lambda row: row.email):
        found += [_shared_address(row, same) for row in same]
    told = {refusal.row for refusal in found}
    for same in _alike(rows, lambda row: row.staff_number):
        found += [
            Refusal(
                f"{_rows_words(same)} have the same staff number.",
                "Put the numbers right; one person has one row, with all of their roles in it.",
                row.row,
                TITLES["staff_number"],
                row.staff_number,
            )
            for row in same
            if row.row not in told
        ]
    told = {refusal.row for refusal in found}
    for same in _alike(rows, lambda row: name_key(row.first_name, row.last_name)):
        found += [
            _one_or_two(row, same)
            for row in same
            if row.row not in told
            and any(not _differ(row, other) for other in same if other is not row)
        ]
    return found


def _alike(rows: Iterable[StaffRow], key: Callable[[StaffRow], object]) -> list[list[StaffRow]]:
    groups: dict[object, list[StaffRow]] = defaultdict(list)
    for row in rows:
        if key(row):
            groups[key(row)].append(row)
    return [group for group in groups.values() if len(group) > 1]


def _differ(one: StaffRow, other: StaffRow) -> bool:
    """Whether two rows of one name are surely two people."""
    addresses = one.email and other.email and one.email != other.email
    numbers = one.staff_number and other.staff_number and one.staff_number != other.staff_number
    return bool(addresses or numbers)


def _rows_words(rows: Sequence[StaffRow]) -> str:
    numbers = [str(row.row) for row in rows]
    return f"rows {', '.join(numbers[:-1])} and {numbers[-1]}"


def _shared_address(row: StaffRow, same: Sequence[StaffRow]) -> Refusal:
    names = {name_key(other.first_name, other.last_name) for other in same}
    if len(names) == 1:
        reason = f"{_rows_words(same)} are the same person."
        remedy = "Keep one row; several roles go into one cell, with a semicolon between them."
    else:
        reason = f"{_rows_words(same)} share one mailbox, and a sign-in belongs to one person."
        remedy = (
            "Give each their own address, or leave it empty: people without one sign at the desk."
        )
    return Refusal(reason, remedy, row.row, TITLES["email"], row.email)


def _one_or_two(row: StaffRow, same: Sequence[StaffRow]) -> Refusal:
    return Refusal(
        f"{_rows_words(same)} have the same name, and nothing says whether they are one person.",
        "Give each a staff number or an address of their own; or keep one row, with all roles in "
        "one cell.",
        row.row,
        TITLES["first_name"],
        row.name,
    )


def narrow_numbers(rows: Sequence[StaffRow]) -> list[str]:
    """Where staff numbers differ in length, a spreadsheet may have taken noughts off."""
    numbers = [row.staff_number for row in rows if row.staff_number.isdecimal()]
    widths = sorted({len(number) for number in numbers})
    if len(widths) < 2:
        return []
    short = next(row for row in rows if len(row.staff_number) == widths[0])
    return [
        f"Staff numbers have {widths[0]} to {widths[-1]} figures (row {short.row}: "
        f"“{short.staff_number}”). A spreadsheet may have taken noughts off the front: look."
    ]
