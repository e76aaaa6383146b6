"""What the columns of a staff file are called, by schools and by their systems. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

TITLES = {
    "first_name": "First name",
    "last_name": "Last name",
    "email": "Email",
    "role": "Role",
    "starts_on": "Start date",
    "ends_on": "End date",
    "staff_number": "Staff number",
}
NEEDED = ("first_name", "last_name", "role")
HEAD_ROWS = 10  # the head is looked for in so many rows

# Fixed names (docs/commands.md), without capitals, spaces and punctuation.
FIXED = {
    "firstname": "first_name",
    "forename": "first_name",
    "lastname": "last_name",
    "surname": "last_name",
    "email": "email",
    "emailaddress": "email",
    "role": "role",
    "job": "role",
    "post": "role",
    "startdate": "starts_on",
    "started": "starts_on",
    "enddate": "ends_on",
    "leavingdate": "ends_on",
    "staffnumber": "staff_number",
}
# What else reports and people call them; used where no fixed name stands, the first one found.
OTHERS = {
    "first_name": (
        "preferredforename preferredfirstname chosenforename knownas firstnames forenames "
        "legalforename legalfirstname givenname"
    ),
    "last_name": (
        "preferredsurname preferredlastname chosensurname lastnames surnames legalsurname "
        "legallastname familyname"
    ),
    "email": (
        "workemail workemailaddress schoolemail schoolemailaddress primaryemail "
        "primaryemailaddress mainemail emails mail"
    ),
    "role": (
        "roles mainrole staffrole businessrole businessroles jobrole jobtitle posttitle position "
        "positions"
    ),
    "starts_on": (
        "starts startson startedon datestarted start firstday joined datejoined dateofarrival "
        "arrivaldate employmentstart employmentstartdate contractstart contractstartdate"
    ),
    "ends_on": (
        "ends endson ended end lastday leaving leavedate leavesdate dateleft leftdate left "
        "dateofleaving employmentend employmentenddate contractend contractenddate"
    ),
    "staff_number": (
        "staffno staffid staffcode employeenumber employeeno employeeid payrollnumber payrollno "
        "personnelnumber"
    ),
}
_RANKS = {
    name: (what, rank)
    for what, names in OTHERS.items()
    for rank, name in enumerate(names.split(), start=1)
} | {name: (what, 0) for name, what in FIXED.items()}


def plain_head(text: str) -> str:
    """A head without capitals, spaces and punctuation."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


def recognised(cells: Sequence[object]) -> set[str]:
    """Which fields these cells would be heads of."""
    heads = (plain_head(cell) for cell in cells if isinstance(cell, str))
    return {_RANKS[head][0] for head in heads if head in _RANKS}


@dataclass(frozen=True, slots=True)
class Head:
    """The row that names the columns: where each field stands, and what is not used."""

    row: int
    columns: dict[str, int]  # field to the place of its column, from 0
    names: dict[str, str]  # field to the head as it is written
    ignored: list[str]
    bare: frozenset[int]  # places without a head
    twice: dict[str, list[str]] = field(default_factory=dict)  # fields that two heads claim
    width: int = 0  # cells up to the last head

    @property
    def missing(self) -> list[str]:
        """Fields that a list of staff cannot do without."""
        return [what for what in NEEDED if what not in self.columns]

    @property
    def read_as(self) -> str:
        """Which heads go by another name here: “Forename is First name”; empty if none does."""
        return ", ".join(
            f"“{name}” is {TITLES[what]}"
            for what, name in self.names.items()
            if plain_head(name) != plain_head(TITLES[what])
        )

    def is_repeated_by(self, cells: Sequence[object]) -> bool:
        """Whether a later row says the head again, as printed reports do."""
        return all(
            place < len(cells)
            and isinstance(cell := cells[place], str)
            and plain_head(cell) == plain_head(self.names[what])
            for what, place in self.columns.items()
        )


def find_head(rows: Sequence[tuple[int, Sequence[object]]]) -> Head | None:
    """The row among the first ten that names the most columns; none if no row names two."""
    best: tuple[int, Sequence[object]] | None = None
    for number, cells in rows:
        if number > HEAD_ROWS:
            break
        found = len(recognised(cells))
        if found >= 2 and (best is None or found > len(recognised(best[1]))):
            best = number, cells
    return _head(*best) if best else None


def _head(number: int, cells: Sequence[object]) -> Head:
    """Fixed names first; of the other names of one field, the one that is meant most surely."""
    texts = [str(getattr(cell, "value", cell)).strip() for cell in cells]
    claims: dict[str, list[tuple[int, int]]] = {}  # field to rank and place
    for place, text in enumerate(texts):
        if known := _RANKS.get(plain_head(text)):
            claims.setdefault(known[0], []).append((known[1], place))
    columns = {what: min(found)[1] for what, found in claims.items()}
    twice = {
        what: [texts[place] for rank, place in sorted(found) if rank == min(found)[0]]
        for what, found in claims.items()
        if sum(rank == min(found)[0] for rank, _ in found) > 1
    }
    used = set(columns.values())
    ignored = [text for place, text in enumerate(texts) if text and place not in used]
    width = max((place + 1 for place, text in enumerate(texts) if text), default=0)
    names = {what: texts[place] for what, place in columns.items()}
    bare = frozenset(place for place, text in enumerate(texts) if not text)
    return Head(number, columns, names, ignored, bare, twice, width)
