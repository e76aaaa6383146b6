"""Rows of a spreadsheet of training held to what the school knows: who, what, and on which day."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from compliance.history_file import Line, Table
from compliance.models import Requirement
from compliance.requirements import items_for
from compliance.written_days import EXAMPLE, NoDay, written_day
from people.access import posts_as_they_stand, today
from people.models import School, User
from register.models import Record

MOST_WORDS = 500  # what a record's reason holds
YEARS_BACK = 60
_TURNS_ROUND = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # bidi controls
Event = tuple[str, str, date]  # person, item, day


@dataclass(frozen=True, slots=True)
class Row:
    """Training that somebody did on a day, before Inset or elsewhere; `source`: how we know."""

    number: int
    person: str
    name: str
    item: str
    title: str
    on: date
    source: str
    evidence: str  # a file's name, empty where there is none

    @property
    def event(self) -> Event:
        return self.person, self.item, self.on


@dataclass(frozen=True, slots=True)
class Bad:
    """What is wrong with a row: where, what stands there, why, and what to do."""

    number: int
    column: str
    value: str
    why: str
    remedy: str

    def __str__(self) -> str:
        value = f" “{self.value}”" if self.value else ""
        return f"Row {self.number}, {self.column}:{value} {self.why}. {self.remedy}"


class Refused(Exception):
    """One cell of a row that cannot be taken."""

    def __init__(self, column: str, value: str, why: str, remedy: str) -> None:
        super().__init__(why)
        self.told = column, value, why, remedy


@dataclass(frozen=True, slots=True)
class Batch:
    """A file held to the school: what would be written, what is there already, what is wrong."""

    rows: list[Row]
    known: list[Row]
    bad: list[Bad]
    ignored: list[str]


def check_rows(school: School, table: Table) -> Batch:
    """Hold every row to the school. Four queries. Nothing is written."""
    people, items = _People.of(school), _Items.of(school)
    batch = Batch([], [], [], table.ignored)
    for line in table.lines:
        try:
            batch.rows.append(_row(line, people, items))
        except Refused as refused:
            batch.bad.append(Bad(line.number, *refused.told))
    there = standing_events(school, {row.person for row in batch.rows})
    fresh = {}
    for row in batch.rows:
        if row.event in there or row.event in fresh:
            batch.known.append(row)
        else:
            fresh[row.event] = row
    return Batch(list(fresh.values()), batch.known, batch.bad, batch.ignored)


def standing_events(school: School, people: Iterable[str]) -> set[Event]:
    """What the school's records that still stand say of these people. One query."""
    records = Record.objects.filter(chain=school.urn, person__in=list(people)).not_void()
    return set(records.values_list("person", "item", "happened_on"))


def _row(line: Line, people: "_People", items: "_Items") -> Row:
    user = people.named(line)
    item = items.named(line)
    provider, note = _words(line, "provider"), _words(line, "note")
    source = ": ".join(part for part in (provider, note) if part)
    if len(source) > MOST_WORDS:
        raise Refused(
            "note", f"{note[:40]}…", f"is longer than {MOST_WORDS} letters", "Shorten it."
        )
    return Row(
        line.number,
        user.ref,
        user.get_full_name(),
        item,
        items.titles[item],
        _done_on(line),
        source,
        line["evidence"],
    )


def _words(line: Line, column: str) -> str:
    text = " ".join(line[column].split())
    if any(unicodedata.category(sign) == "Cc" or sign in _TURNS_ROUND for sign in text):
        raise Refused(column, "", "holds a sign that cannot be seen", "Type it again.")
    return text


def _done_on(line: Line) -> date:
    text = line["done on"]
    try:
        day = written_day(text)
    except NoDay as error:
        raise Refused("done on", text, error.why, error.remedy) from None
    if day > today():
        raise Refused("done on", text, "is still to come", "Bring it in once it is done.")
    if day.year < today().year - YEARS_BACK:
        raise Refused("done on", text, f"is more than {YEARS_BACK} years ago", EXAMPLE)
    return day


def _same(text: str) -> str:
    """Names and titles as they are compared: any case, any spacing, one spelling of accents."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@dataclass(frozen=True, slots=True)
class _People:
    """Everyone who has or had a post at the school, by what a spreadsheet may call them."""

    school: School
    by: Mapping[str, Mapping[str, list[User]]]

    @classmethod
    def of(cls, school: School) -> "_People":
        refs = {post.person for post in posts_as_they_stand(chain=school.urn)}
        by: dict[str, dict[str, list[User]]] = {
            column: {} for column in ("person", "staff number", "email", "first name", "last name")
        }
        for user in User.objects.filter(ref__in=refs):
            called = {
                "staff number": [user.staff_number],
                "email": [user.email or ""],
                "first name": [user.first_name],
                "last name": [user.last_name],
                "person": [user.ref, user.staff_number, user.email or "", user.get_full_name()],
            }
            for column, words in called.items():
                for word in {_same(word) for word in words if word}:
                    by[column].setdefault(word, []).append(user)
        return cls(school, by)

    def named(self, line: Line) -> User:
        """The one person that all filled-in columns of the row name."""
        found: dict[str, User] | None = None
        for column in ("person", "staff number", "email", "last name", "first name"):
            if not (text := line[column]):
                continue
            called = {user.ref: user for user in self.by[column].get(_same(text), [])}
            if not called:
                why = f"is nobody who has or had a post at {self.school.name}"
                raise Refused(column, text, why, "Correct it, or add the person first.")
            found = called if found is None else {r: u for r, u in found.items() if r in called}
            if not found:
                why = "is somebody else than the rest of the row says"
                raise Refused(column, text, why, "Correct whichever is wrong.")
        return self._only(found, line)

    def _only(self, found: Mapping[str, User] | None, line: Line) -> User:
        if not found:
            raise Refused("person", "", "nobody is named", "Say who it was.")
        if len(found) > 1:
            text = line["person"] or f"{line['first name']} {line['last name']}".strip()
            raise Refused(
                "person",
                text,
                f"could be {len(found)} people",
                "Add their e-mail address or staff number.",
            )
        return next(iter(found.values()))


@dataclass(frozen=True, slots=True)
class _Items:
    """What can be done, by slug and by title."""

    titles: Mapping[str, str]
    by_title: Mapping[str, list[str]]

    @classmethod
    def of(cls, school: School) -> "_Items":
        asked = Requirement.objects.filter(chain=school.urn).order_by("entry_id")
        rules = list(asked.values_list("item", "title"))
        titles = dict(rules) | dict(items_for(school).values_list("slug", "title"))
        by_title: dict[str, list[str]] = {}
        for slug, title in [*rules, *titles.items()]:
            slugs = by_title.setdefault(_same(title), [])
            if slug not in slugs:
                slugs.append(slug)
        return cls(titles, by_title)

    def named(self, line: Line) -> str:
        """The item's slug."""
        text = line["item"]
        if not text:
            raise Refused("item", "", "no training is named", "Say what was done.")
        if text.lower() in self.titles:
            return text.lower()
        slugs = self.by_title.get(_same(text), [])
        if len(slugs) == 1:
            return slugs[0]
        if slugs:
            either = " or ".join(slugs)
            raise Refused("item", text, "is the title of several things", f"Write {either}.")
        near = get_close_matches(_same(text), list(self.by_title), n=1)
        title = self.titles[self.by_title[near[0]][0]] if near else ""
        remedy = f"Did you mean “{title}”?" if near else "Add it to the requirements first."
        raise Refused("item", text, "is nothing that is known here", remedy)
