"""Whom a row of a staff file means, of the people that are known. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from people.staff_row import StaffRow, name_key


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post that a person has or had at the school, as it stands."""

    ref: str
    role: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the school, or (in `Roll.elsewhere`) whose address a row has."""

    ref: str
    first_name: str
    last_name: str
    email: str
    staff_number: str
    posts: tuple[KnownPost, ...] = ()
    sees_others: bool = False  # a lead or an editor: the address is a way in
    elsewhere: bool = False  # other schools know this person too

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def key(self) -> tuple[str, str]:
        return name_key(self.first_name, self.last_name)


@dataclass(frozen=True, slots=True)
class Roll:
    """What is known: the school's people, others by address, and what waits for a second person."""

    people: tuple[Known, ...] = ()
    elsewhere: dict[str, Known] = field(default_factory=dict)
    waiting: frozenset[tuple[str, str]] = frozenset()  # person and role


class Doubt(Exception):
    """This row cannot be settled."""

    def __init__(self, what: str, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.what, self.reason, self.remedy = what, reason, remedy


class Matcher:
    """Finds the person whom a row means: by address, by staff number, then by name."""

    def __init__(self, roll: Roll) -> None:
        self.roll = roll
        self.by_email = _first_by(roll.people, lambda known: known.email)
        self.by_number = _all_by(roll.people, lambda known: known.staff_number)
        self.by_name = _all_by(roll.people, lambda known: known.key)

    def who(self, row: StaffRow) -> Known | None:
        """The person, or none for somebody new. Raises Doubt rather than guess."""
        mine = self.by_email.get(row.email) if row.email else None
        numbered = self._numbered(row)
        if mine and numbered and mine.ref != numbered.ref:
            raise Doubt(
                "email",
                f"this is the address of {mine.name}, but staff number {row.staff_number} is that "
                f"of {numbered.name}.",
                "Put the address or the number right.",
            )
        if mine:
            return self._by_address(row, mine)
        if row.email in self.roll.elsewhere:
            return self._from_elsewhere(row, numbered)
        if numbered:
            return self._by_number(row, numbered)
        return self._by_name(row)

    def _numbered(self, row: StaffRow) -> Known | None:
        found = self.by_number.get(row.staff_number, []) if row.staff_number else []
        if len(found) > 1:
            raise Doubt(
                "staff_number",
                "more than one person here has this staff number.",
                "Put the numbers right on the people's pages first.",
            )
        return found[0] if found else None

    def _by_address(self, row: StaffRow, known: Known) -> Known:
        if not _name_in_common(row, known):
            raise Doubt(
                "email",
                f"this is the address of {known.name}, and a sign-in belongs to one person.",
                f"Give {row.first_name} an address of their own, or leave it empty.",
            )
        return known

    def _from_elsewhere(self, row: StaffRow, numbered: Known | None) -> Known:
        """The same person, if the name is the same; nothing is said of another school."""
        known = self.roll.elsewhere[row.email]
        if numbered or known.key != name_key(row.first_name, row.last_name):
            raise Doubt(
                "email",
                "this address cannot be used for this person.",
                "Check the address and how the name is written, or leave the address empty.",
            )
        return known

    def _by_number(self, row: StaffRow, known: Known) -> Known:
        if not _name_in_common(row, known):
            raise Doubt(
                "staff_number",
                f"this is the staff number of {known.name}.",
                "Put the number right, or the name.",
            )
        return known

    def _by_name(self, row: StaffRow) -> Known | None:
        alike = [
            known
            for known in self.by_name.get(name_key(row.first_name, row.last_name), [])
            if not (row.staff_number and known.staff_number)  # two numbers: two people
        ]
        if len(alike) > 1:
            raise Doubt(
                "first_name",
                f"{len(alike)} people here have this name.",
                "Say which by their address or staff number, as it is in Inset.",
            )
        if alike and row.email and alike[0].email:
            raise Doubt(
                "email",
                f"somebody here has this name with another address, {alike[0].email}.",
                "If it is the same person, change the address on their page first. If not, give "
                "both of them a staff number.",
            )
        return alike[0] if alike else None


def _first_by(people: Iterable[Known], key: Callable[[Known], object]) -> dict[object, Known]:
    return {what: found[0] for what, found in _all_by(people, key).items()}


def _all_by(people: Iterable[Known], key: Callable[[Known], object]) -> dict[object, list[Known]]:
    found: dict[object, list[Known]] = defaultdict(list)
    for known in people:
        if what := key(known):
            found[what].append(known)
    return found


def _name_in_common(row: StaffRow, known: Known) -> bool:
    """A changed name keeps its first or its last part."""
    first, last = name_key(row.first_name, row.last_name)
    return first == known.key[0] or bool(last and last == known.key[1])
