"""One person of a staff file, as the rules see them. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One person of the file. Empty text, no day and no role mean that the file does not say."""

    row: int
    first_name: str
    last_name: str
    email: str
    roles: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None
    staff_number: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def name_key(first_name: str, last_name: str) -> tuple[str, str]:
    """Names as they are compared: capitals and spaces do not matter."""
    return " ".join(first_name.casefold().split()), " ".join(last_name.casefold().split())
