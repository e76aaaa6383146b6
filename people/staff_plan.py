"""What a staff file would do to a school's list: each row's fate, said before anything is written.

Pure: rows and what the school knows go in, fates come out. A blank cell changes nothing, and
nobody who is missing from the file is touched. Rules and reasons: docs/decisions/010.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from people.refusals import Refusal
from people.roles import ROLES, SEE_OTHERS, TRUST_LEAD, a_role
from people.staff_days import full_day
from people.staff_heads import TITLES
from people.staff_known import Doubt, Known, KnownPost, Matcher, Roll
from people.staff_row import StaffRow, name_key
from people.staff_rows import Sheet

IDENTITY = ("first_name", "last_name", "email", "staff_number")


class Kind(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    LEAVING = "leaving"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class PostAct:
    """A row to be written about a post: a new one where `ref` is none."""

    ref: str | None
    role: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one row of the file."""

    row: int
    kind: Kind
    name: str
    person: str | None  # the ref, where it is somebody known
    identity: tuple[tuple[str, str], ...] = ()  # what is set, by field
    joins: bool = False  # known to Inset, and from now on to this school
    posts: tuple[PostAct, ...] = ()
    held: tuple[PostAct, ...] = ()  # asked for, until a second person says yes
    words: tuple[str, ...] = ()


@dataclass(slots=True)
class Plan:
    """Everything that a file would do. Where anything is refused, it does nothing."""

    fates: list[Fate] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    not_in_file: list[str] = field(default_factory=list)  # names

    def of(self, kind: Kind) -> list[Fate]:
        """The fates of one kind, in the order of the file."""
        return [fate for fate in self.fates if fate.kind == kind]

    @property
    def held(self) -> list[tuple[Fate, PostAct]]:
        """What waits for a second person."""
        return [(fate, act) for fate in self.fates for act in fate.held]

    @property
    def does_something(self) -> bool:
        return any(fate.kind != Kind.SAME for fate in self.fates)

    @property
    def digest(self) -> str:
        """The plan as it was shown, in one value: another one means that the list has changed."""
        told = repr([(f.row, f.person, f.identity, f.posts, f.held, f.words) for f in self.fates])
        return hashlib.sha256(told.encode()).hexdigest()


def plan(sheet: Sheet, roll: Roll, today: date) -> Plan:
    """Each row's fate at this school on this day."""
    found = Plan(notes=list(sheet.notes), warnings=list(sheet.warnings))
    found.refused = list(sheet.refused)
    if sheet.head:
        found.ignored = list(sheet.head.ignored)
    dated = sheet.head is not None and "starts_on" in sheet.head.columns
    matcher = Matcher(roll)
    taken: dict[str, list[StaffRow]] = defaultdict(list)
    for row in sheet.rows:
        try:
            known = matcher.who(row)
            if known:
                taken[known.ref].append(row)
            fate = _Fate(row, known, roll, today, dated).settle()
        except Doubt as doubt:
            found.refused.append(_refusal(row, doubt))
        else:
            found.fates.append(fate)
    found.refused += _one_person_twice(taken, roll)
    found.refused.sort(key=lambda refusal: refusal.row or 0)
    if not dated and any(act.ref is None for fate in found.fates for act in fate.posts + fate.held):
        found.notes.append(f"There is no Start date: new posts start today, {full_day(today)}.")
    found.warnings += [
        f"Row {fate.row}, {fate.name}: {words}."
        for fate in found.of(Kind.SAME)
        for words in fate.words
    ]
    found.not_in_file = sorted(
        known.name
        for known in roll.people
        if known.ref not in taken and any(_lasts(post, today) for post in known.posts)
    )
    return found


def _refusal(row: StaffRow, doubt: Doubt) -> Refusal:
    values = {
        "email": row.email,
        "staff_number": row.staff_number,
        "first_name": row.name,
        "role": ", ".join(ROLES[slug].words for slug in row.roles),
        "ends_on": full_day(row.ends_on) if row.ends_on else "",
    }
    value = values.get(doubt.what, "")
    return Refusal(doubt.reason, doubt.remedy, row.row, TITLES[doubt.what], value)


def _one_person_twice(taken: dict[str, list[StaffRow]], roll: Roll) -> list[Refusal]:
    names = {known.ref: known.name for known in [*roll.people, *roll.elsewhere.values()]}
    return [
        Refusal(
            f"rows {', '.join(str(other.row) for other in rows)} are all {names[ref]}, who is in "
            "Inset once.",
            "Keep one row; several roles go into one cell, with a semicolon between them.",
            row.row,
            TITLES["first_name"],
            row.name,
        )
        for ref, rows in taken.items()
        if len(rows) > 1
        for row in rows
    ]


def _lasts(post: KnownPost, today: date) -> bool:
    return post.ends_on is None or post.ends_on >= today


# --- what becomes of it -------------------------------------------------------------------------


class _Fate:
    """Settles one row."""

    def __init__(
        self, row: StaffRow, known: Known | None, roll: Roll, today: date, dated: bool
    ) -> None:
        self.row, self.known, self.roll = row, known, roll
        self.today, self.dated = today, dated
        self.posts: list[PostAct] = []
        self.held: list[PostAct] = []
        self.words: list[str] = []
        self.leaves = False

    def settle(self) -> Fate:
        known, row = self.known, self.row
        joins = known is not None and known is self.roll.elsewhere.get(row.email)
        identity = () if joins else self._identity()
        if joins and known and row.staff_number not in ("", known.staff_number):
            self.words.append("their staff number is left as it is: Inset keeps one for a person")
        for role in row.roles:
            self._post(role)
        new = known is None or joins
        if new:
            kind = Kind.NEW
        elif self.leaves:
            kind = Kind.LEAVING
        else:
            kind = Kind.CHANGED if identity or self.posts or self.held else Kind.SAME
        return Fate(
            row=row.row,
            kind=kind,
            name=known.name if known and not identity else row.name,
            person=known.ref if known else None,
            identity=identity,
            joins=joins,
            posts=tuple(self.posts),
            held=tuple(self.held),
            words=tuple(self.words),
        )

    def _identity(self) -> tuple[tuple[str, str], ...]:
        """What is set: everything of somebody new, what differs of somebody known."""
        row, known = self.row, self.known
        told = {what: getattr(row, what) for what in IDENTITY}
        if known is None:
            return tuple(told.items())
        if name_key(row.first_name, row.last_name) == known.key:
            told["first_name"] = told["last_name"] = ""  # capitals and spaces change nothing
        if known.elsewhere:
            told["staff_number"] = ""  # each school has numbers of its own; Inset keeps one
        changed = {what: new for what, new in told.items() if new and new != getattr(known, what)}
        self._check_may_change(changed, known)
        for what, new in changed.items():
            old = getattr(known, what)
            label = TITLES[what]
            self.words.append(f"{label}: {old} becomes {new}" if old else f"{label}: {new}")
        return tuple(changed.items())

    def _check_may_change(self, changed: dict[str, str], known: Known) -> None:
        """An address is a way in: nobody comes by somebody else's through a file."""
        if not changed or not (known.elsewhere or (known.sees_others and "email" in changed)):
            return
        what = "email" if "email" in changed else next(iter(changed))
        kept = getattr(known, what) or "none"
        raise Doubt(
            "first_name" if what == "last_name" else what,
            f"a file cannot change this for {known.name} (now: {kept}).",
            "Leave the cell as it is in Inset or empty, and change it on their own page.",
        )

    def _post(self, role: str) -> None:
        held = [post for post in self.known.posts if post.role == role] if self.known else []
        lasting = [post for post in held if _lasts(post, self.today)]
        starts_on = self.row.starts_on
        if lasting:
            post = next((one for one in lasting if one.starts_on == starts_on), lasting[0])
            if not (post.ends_on and starts_on and starts_on > post.ends_on):
                return self._amend(post)
        elif held:
            post = max(held, key=lambda one: one.ends_on or date.max)
            if starts_on is None or (post.ends_on and starts_on <= post.ends_on):
                return self._over(post)
        return self._open(role)

    def _over(self, post: KnownPost) -> None:
        """A post that has ended: the file may put its last day right, but opens it no more."""
        assert post.ends_on is not None
        if self.row.ends_on:
            return self._amend(post)
        self.words.append(
            f"was {a_role(post.role)} until {full_day(post.ends_on)}, and stays so: to come back, "
            "they need a new start date"
        )
        return None

    def _amend(self, post: KnownPost) -> None:
        row = self.row
        starts_on, ends_on = row.starts_on or post.starts_on, row.ends_on or post.ends_on
        if (starts_on, ends_on) == (post.starts_on, post.ends_on):
            return
        if ends_on and ends_on < starts_on:
            raise Doubt(
                "ends_on" if row.ends_on else "starts_on",
                f"the last day is before the first, {full_day(starts_on)}.",
                "Put one of the two right.",
            )
        words = ROLES[post.role].words
        if starts_on != post.starts_on:
            self.words.append(
                f"{words}: starts on {full_day(starts_on)} instead of {full_day(post.starts_on)}"
            )
        if ends_on != post.ends_on:
            assert ends_on is not None
            instead = f" instead of {full_day(post.ends_on)}" if post.ends_on else ""
            self.words.append(f"{words}: last day {full_day(ends_on)}{instead}")
            self.leaves = self.leaves or post.ends_on is None
        wider = starts_on < post.starts_on or bool(
            ends_on and post.ends_on and ends_on > post.ends_on
        )
        self._write(PostAct(post.ref, post.role, starts_on, ends_on), grants=wider)

    def _open(self, role: str) -> None:
        starts_on = self.row.starts_on or (None if self.dated else self.today)
        if starts_on is None:
            raise Doubt(
                "starts_on",
                f"this is empty, and {self.row.name} is not {a_role(role)} here yet.",
                "Write the day on which they start or started.",
            )
        ends_on = self.row.ends_on
        if ends_on and ends_on < starts_on:
            raise Doubt("ends_on", "the last day is before the first.", "Put one of the two right.")
        until = f" to {full_day(ends_on)}" if ends_on else ""
        self.words.append(f"{ROLES[role].words} from {full_day(starts_on)}{until}")
        self._write(PostAct(None, role, starts_on, ends_on), grants=True)

    def _write(self, act: PostAct, *, grants: bool) -> None:
        if act.role not in SEE_OTHERS or not grants:
            self.posts.append(act)
            return
        if act.role == TRUST_LEAD:  # sees every school of the trust: no school's yes is enough
            raise Doubt(
                "role",
                f"a school's file cannot make anybody a {ROLES[act.role].words}.",
                "Take it out of the cell: the trust gives it by hand.",
            )
        self.words[-1] += ", once a second person has confirmed it"
        if self.known is None or (self.known.ref, act.role) not in self.roll.waiting:
            self.held.append(act)


def count_words(counts: Sequence[tuple[int, str]]) -> str:
    """“3 new, 1 changed and 2 leaving”, leaving out what is none."""
    words = [f"{number:,} {what}" for number, what in counts if number]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
