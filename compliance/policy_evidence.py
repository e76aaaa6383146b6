"""Evidence of a policy or a document as at a day: who signed which edition, when and how, who has
not, who was told, who asked or declined, and who was asked until a day and never signed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from compliance import facts as known_facts
from compliance.asat import AsAt
from compliance.due import Facts, Person, Standing, in_force, standings
from compliance.facts import Rule
from compliance.models import Evidence as Scan
from compliance.policy_told import Told, told_of
from compliance.roster import NAMELESS, ORDER, kind, mark_words, names_of
from compliance.why import full_date
from people.models import School
from people.roles import ROLES
from policies.pages import reference, text_address
from policies.said import Said, said
from register.editions import editions_of
from register.models import Edition, Item, Record, RecordQuerySet


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that stands, in words, with what it rests on."""

    record: Record
    what: str  # “Edition 2”
    how: str
    text_url: str
    reference: str
    scan: str  # the digest of the sheet that was signed on paper, "" without one

    @property
    def on(self) -> str:
        return full_date(self.record.happened_on)


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who is asked, or was until the day `until`."""

    ref: str
    name: str
    roles: str
    standing: Standing
    signatures: Sequence[Signature]  # the newest first
    told: Sequence[Told]
    said: Sequence[Said]
    until: date | None = None
    left: bool = False

    @property
    def status(self) -> str:
        return self.standing.status

    @property
    def kind(self) -> str:
        return kind(self.standing)

    @property
    def words(self) -> str:
        return mark_words(self.standing)

    @property
    def edition(self) -> int | None:
        """The number of the newest signature's edition."""
        return self.signatures[0].record.edition if self.signatures else None

    @property
    def has_signed(self) -> bool:
        """Whether nothing more is wanted of them at present."""
        standing = self.standing
        return bool(standing.done_on) and not standing.is_late and standing.waiting is None

    @property
    def why_closed(self) -> str:
        """“Left on Friday 17 July 2026”, “No longer asked since ...”; "" of those asked."""
        if self.until is None:
            return ""
        if self.left:
            return f"Left: the last day was {full_date(self.until)}"
        return f"No longer asked since {full_date(self.until + timedelta(days=1))}"


@dataclass(frozen=True)
class Evidence:
    """All that is known of one item at a school on a day."""

    school: School
    item: Item
    as_at: AsAt
    editions: Sequence[Edition]  # in force by then, the newest first
    lines: Sequence[Line]
    closed: Sequence[Line]
    said: Sequence[Said]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def edition(self) -> Edition | None:
        """The one in force on the day."""
        return self.editions[0] if self.editions else None

    @property
    def wanted(self) -> list[Line]:
        """Those of whom it is wanted: nobody excused."""
        return [line for line in self.lines if line.kind != "excused"]

    @property
    def signed(self) -> int:
        return sum(line.has_signed for line in self.wanted)

    @property
    def never(self) -> list[Line]:
        """Asked, never signed, and asked no longer."""
        return [line for line in self.closed if not line.signatures]


def evidence(school: School, item: Item, as_at: AsAt) -> Evidence:
    """What is known of the item at the school. Fifteen queries at most, however many people."""
    read = known_facts.read(school.urn, as_at.known_at)
    rules = [rule for rule in known_facts.rules_of(read) if rule.item == item.slug]
    rows = replace(read, requirements=rules, records=list(read.records))
    asked = _asked(rows, as_at.on)
    closed = _closed(rows, as_at.on, asked)
    records = _records(school, item, as_at)
    words = said(item.slug, school.urn, known_at=as_at.known_at)
    refs = {record.by for record in records} | {record.witness or "" for record in records}
    names = names_of({*asked, *closed} | refs)
    more = _More(school, item, as_at, rules, records, words, names)
    roles = {person.id: person for person in read.people}
    order = {ref: place for place, ref in enumerate(names)}
    lines = [more.line(roles[ref], standing) for ref, standing in asked.items()]
    lines.sort(key=lambda line: (ORDER.index(line.kind), order.get(line.ref, len(order))))
    gone = [
        more.line(roles[ref], standing, until, _has_left(roles[ref], as_at.on))
        for ref, (standing, until) in closed.items()
    ]
    gone.sort(key=lambda line: (-(line.until or date.min).toordinal(), order.get(line.ref, 0)))
    return Evidence(school, item, as_at, _editions(school, item, as_at), lines, gone, words, names)


def _asked(rows: Facts, on: date) -> dict[str, Standing]:
    """Of whom it is asked on the day, each with the standing that presses most."""
    return _pressing(standings(rows, on))


def _pressing(found: Iterable[Standing]) -> dict[str, Standing]:
    asked: dict[str, Standing] = {}
    for each in found:
        before = asked.get(each.person)
        if each.status == "not_required":
            continue
        if before is None or ORDER.index(kind(each)) < ORDER.index(kind(before)):
            asked[each.person] = each
    return asked


def _closed(
    rows: Facts, on: date, asked: Mapping[str, Standing]
) -> dict[str, tuple[Standing, date]]:
    """Of whom it was asked once and is no longer: where they stood on the last day."""
    records: dict[str, list[Any]] = defaultdict(list)
    for record in rows.records:
        records[record.person].append(record)
    spans = _spans([rule for rule in rows.requirements if isinstance(rule, Rule)])
    found = {}
    for person in rows.people:
        if person.id in asked or not (until := _last_asked(person, spans, on)):
            continue
        then = standings(replace(rows, people=[person], records=records[person.id]), until)
        if standing := _pressing(then).get(person.id):
            found[person.id] = (standing, until)
    return found


def _spans(rules: Sequence[Rule]) -> list[tuple[Rule, date | None]]:
    """Each row of the rules with its last day: the day before the row that followed it."""
    spans = []
    for place, rule in enumerate(rules):
        later = [each.applies_from for each in rules[place + 1 :] if each.id == rule.id]
        ends = [day - timedelta(days=1) for day in later] + [rule.applies_to or date.max]
        last = min(ends)
        spans.append((rule, None if last == date.max else last))
    return spans


def _last_asked(person: Person, spans: Sequence[tuple[Rule, date | None]], on: date) -> date | None:
    """The last day before `on` on which one of the rules asked something of the person."""
    found = []
    for rule, last in spans:
        for post in person.posts:
            begins = max(post.starts_on, rule.applies_from)
            ends = min(day for day in (post.ends_on, last, on - timedelta(days=1)) if day)
            if post.role in rule.roles and begins <= ends < on:
                found.append(ends)
    return max(found, default=None)


def _has_left(person: Person, on: date) -> bool:
    return not any(post.ends_on is None or on <= post.ends_on for post in person.posts)


def _records(school: School, item: Item, as_at: AsAt) -> list[Record]:
    """What stands by then of all who signed here, or at another school of the trust."""
    chains = School.objects.filter(Q(urn=school.urn) | Q(trust__schools=school.urn))
    found: RecordQuerySet = Record.objects.filter(
        chain__in=chains.values("urn"), item=item.slug, happened_on__lte=as_at.on
    )
    if as_at.known_at:
        found = found.filter(recorded_at__lte=as_at.known_at)
    rows = list(found.select_related("entry").defer("entry__body").order_by("entry_id"))
    void = {row.voids for row in rows}
    return [row for row in rows if row.kind != Record.Kind.VOID and row.pk not in void]


def _editions(school: School, item: Item, as_at: AsAt) -> list[Edition]:
    found = editions_of(item.slug, school.urn).filter(published_on__lte=as_at.on)
    if as_at.known_at:
        found = found.filter(recorded_at__lte=as_at.known_at)
    return list(found.reverse())


class _More:
    """What goes with a person's standing: signatures, messages, words."""

    def __init__(
        self,
        school: School,
        item: Item,
        as_at: AsAt,
        rules: Sequence[Rule],
        records: Sequence[Record],
        words: Sequence[Said],
        names: Mapping[str, str],
    ) -> None:
        self.item, self.names, self.urn, self.on = item, names, school.urn, as_at.on
        self.records: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            self.records[record.person].append(record)
        self.words: dict[str, list[Said]] = defaultdict(list)
        for each in words:
            self.words[each.word.person].append(each)
        titles = {rule.words.title for rule in in_force(rules, as_at.on)}
        slugs = {rule.id for rule in rules}
        self.told = told_of(school, item.slug, slugs, titles, as_at)
        kept = Scan.objects.filter(chain=school.urn, record__in=[each.pk for each in records])
        self.scans = dict(kept.values_list("record", "digest"))

    def line(
        self, person: Person, standing: Standing, until: date | None = None, left: bool = False
    ) -> Line:
        """The person's row."""
        return Line(
            ref=person.id,
            name=self.names.get(person.id, NAMELESS),
            roles=_roles(person, until or self.on),
            standing=standing,
            signatures=[self._signature(each) for each in reversed(self.records[person.id])],
            told=self.told.get(person.id, ()),
            said=self.words[person.id],
            until=until,
            left=left,
        )

    def _signature(self, record: Record) -> Signature:
        return Signature(
            record=record,
            what=f"Edition {record.edition}" if record.edition else "No edition named",
            how=how_words(record, self.names),
            text_url=text_address(record, self.item.kind),
            reference=reference(record.entry),
            scan=self.scans.get(record.pk, ""),
        )


def how_words(record: Record, names: Mapping[str, str]) -> str:
    """How it was signed: by themselves, before a witness, or on paper that somebody entered."""
    by = names.get(record.by, NAMELESS)
    witness = names.get(record.witness or "", NAMELESS)
    if record.how == "paper":
        on = full_date(timezone.localdate(record.recorded_at))
        agreed = f", agreed by {witness}" if record.witness else ""
        return f"on paper; entered by {by} on {on}{agreed}"
    if record.kind == Record.Kind.DECLARED:
        return f"declared by {by}" + (f", agreed by {witness}" if record.witness else "")
    if record.witness:
        return f"at the desk, in front of {witness}"
    return "by themselves" if record.by == record.person else f"written down by {by}"


def _roles(person: Person, on: date) -> str:
    """The roles of the day, in words; of somebody still to come, the roles to be."""
    held = {post.role for post in person.posts if post.ends_on is None or on <= post.ends_on}
    words = ", ".join(role.words for slug, role in ROLES.items() if slug in held)
    return words[:1].upper() + words[1:]
