"""What the pages about putting right say: records that stand, exemptions, and what was asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from compliance import corrections, proposals
from compliance.models import Evidence, Exemption, Proposal, Requirement
from compliance.roster import names_of
from compliance.timeline import Happened
from compliance.why import full_date
from people.actions import SYSTEM
from people.models import School
from register.models import Item, Record

KINDS = {"completed": "Did", "signed": "Signed", "declared": "Declared"}


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record that stands, in words."""

    pk: int
    words: str
    declared: bool
    waiting: str  # the proposal to make it void, where one waits
    evidence: list[Evidence]


@dataclass(frozen=True, slots=True)
class Excused:
    """An exemption that stands, in words."""

    ref: str
    words: str
    reason: str


def record_lines(school: School, person: str) -> list[RecordLine]:
    """The records of a person that stand at the school, the newest first. Five queries."""
    records = corrections.records_of(school, person)
    titles = titles_of({record.item for record in records})
    waiting = {
        each.about: each.ref
        for each in proposals.waiting(school.urn, kind=corrections.KIND, person=person)
    }
    files: dict[int, list[Evidence]] = {}
    for each in Evidence.objects.filter(chain=school.urn, person=person).order_by("entry_id"):
        files.setdefault(each.record, []).append(each)
    return [
        RecordLine(
            record.pk,
            record_words(record, titles),
            record.kind == Record.Kind.DECLARED,
            waiting.get(str(record.pk), ""),
            files.get(record.pk, []),
        )
        for record in records
    ]


def record_words(record: Record, titles: Mapping[str, str]) -> str:
    """“Signed “Code of conduct”, edition 3, on Monday 2 November 2026”."""
    title = record.title or titles.get(record.item, record.item)
    edition = f", edition {record.edition}" if record.edition else ""
    how = " in a conversation" if record.how == "conversation" else ""
    return f"{KINDS[record.kind]} “{title}”{edition}{how}, on {full_date(record.happened_on)}"


def titles_of(slugs: set[str]) -> dict[str, str]:
    """Titles of items by slug. One query."""
    return dict(Item.objects.filter(slug__in=slugs).values_list("slug", "title"))


def excused(school: School, person: str) -> list[Excused]:
    """The exemptions of a person that stand. Two queries."""
    titles = _rule_titles(school.urn)
    last = {row.ref: row for row in _exemptions(school.urn, person)}
    return [
        Excused(row.ref, _excused_words(row, titles), row.reason)
        for row in last.values()
        if not row.withdrawn
    ]


def _exemptions(urn: str, person: str) -> list[Exemption]:
    return list(Exemption.objects.filter(chain=urn, person=person).order_by("entry_id"))


def _rule_titles(urn: str) -> dict[str, str]:
    rows = Requirement.objects.filter(chain=urn).order_by("entry_id")
    return dict(rows.values_list("slug", "title"))


def _excused_words(row: Exemption, titles: Mapping[str, str]) -> str:
    until = f" to {full_date(row.ends_on)}" if row.ends_on else ", with no last day set"
    title = titles.get(row.requirement, row.requirement)
    return f"“{title}”, from {full_date(row.starts_on)}{until}"


# For the timeline of a person: what was asked and decided, and what became of exemptions.


def name_of(ref: str, names: Mapping[str, str]) -> str:
    """A person by name; the command line where nobody pressed a button."""
    return names.get(ref, "the command line" if ref == SYSTEM else "somebody whose name was erased")


def put_right_happened(urn: str, person: str, known_at: datetime | None = None) -> list[Happened]:
    """Corrections asked for and decided, and exemptions ended or taken back, for ever.

    `known_at` hides what was written down after that moment.
    """
    asked = proposals.asked(urn, known_at, kind=corrections.KIND, person=person)
    rows = [r for r in _exemptions(urn, person) if known_at is None or r.recorded_at <= known_at]
    refs = {each.proposal.by for each in asked} | {row.by for row in rows}
    refs |= {each.decision.by for each in asked if each.decision}
    if not refs:
        return []
    names = names_of(refs)
    about = [int(each.proposal.about) for each in asked]
    records = Record.objects.in_bulk(about)
    titles = titles_of({record.item for record in records.values()})
    said = [h for each in asked for h in _asked(each, records, titles, names)]
    return said + list(_ended(rows, _rule_titles(urn), names))


def _asked(
    each: proposals.Asked,
    records: Mapping[int, Record],
    titles: Mapping[str, str],
    names: Mapping[str, str],
) -> Iterator[Happened]:
    proposal, decision = each.proposal, each.decision
    record = records[int(proposal.about)]
    title = record.title or titles.get(record.item, record.item)
    what = f"the record of {full_date(record.happened_on)} for “{title}”"
    who = name_of(proposal.by, names)
    yield Happened(_day(proposal), f"{who} asked for {what} to be made void: {proposal.reason}")
    if decision is None or decision.verdict == proposals.APPROVED:
        return  # the record that made it void says who agreed
    second = name_of(decision.by, names)
    if decision.verdict == proposals.DECLINED:
        said = f"{second} declined to make {what} void: {decision.reason}"
    else:
        said = f"{second} no longer asks for {what} to be made void."
    yield Happened(_day(decision), said)


def _ended(
    rows: list[Exemption], titles: Mapping[str, str], names: Mapping[str, str]
) -> Iterator[Happened]:
    taken_back = {row.ref for row in rows if row.withdrawn}
    for row in rows:
        if not row.ended_because:
            if row.ref in taken_back:
                said = f"Excused {_excused_words(row, titles)}: {row.reason} Taken back later."
                yield Happened(row.starts_on, said)
            continue
        who, words = name_of(row.by, names), _excused_words(row, titles)
        if row.withdrawn:
            said = f"{who} took back the exemption from {words}: {row.ended_because}"
        else:
            said = f"{who} ended the exemption from {words}: {row.ended_because}"
        yield Happened(_day(row), said)


def _day(fact: Proposal | Exemption | proposals.Decision) -> date:
    return timezone.localdate(fact.recorded_at)
