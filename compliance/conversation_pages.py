"""What the pages about conversations say, and what of them a person's timeline keeps."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from compliance.conversations import Step, conversations_of
from compliance.corrections_pages import name_of, titles_of
from compliance.models import Conversation
from compliance.roster import names_of
from compliance.timeline import Happened
from compliance.why import full_date
from people.models import School


@dataclass(frozen=True, slots=True)
class Line:
    """A conversation, in words. `own`: it is the reader's, so that a colleague answers."""

    ref: str
    name: str
    title: str
    words: str
    waits: bool
    own: bool
    url: str  # where it is written down


def lines(school: School, reader: str) -> list[Line]:
    """Those of the school: what waits first, then the newest held. Three queries."""
    rows = [row for row in conversations_of(school.urn) if row.step != Step.TAKEN_BACK]
    names = _names(rows)
    titles = titles_of({row.item for row in rows})
    waiting = [row for row in rows if row.step != Step.HELD]
    held = [row for row in reversed(rows) if row.step == Step.HELD]
    return [_line(row, names, titles, reader) for row in [*waiting, *held]]


def _line(
    row: Conversation, names: Mapping[str, str], titles: Mapping[str, str], reader: str
) -> Line:
    return Line(
        ref=row.ref,
        name=name_of(row.person, names),
        title=titles.get(row.item, row.item),
        words=words(row, names),
        waits=row.step != Step.HELD,
        own=row.person == reader,
        url=reverse("hold_conversation", args=[row.person, row.item]),
    )


def words(row: Conversation, names: Mapping[str, str]) -> str:
    """Where it stands, in a sentence."""
    who = name_of(row.with_whom, names) if row.with_whom else ""
    if row.step == Step.HELD and row.day:
        return f"Held with {who} on {full_date(row.day)}."
    if row.step == Step.AGREED and row.day:
        return f"Agreed with {who} for {full_date(row.day)}."
    return f"Asked for on {full_date(timezone.localdate(row.recorded_at))}."


def happened(urn: str, person: str, known_at: datetime | None = None) -> list[Happened]:
    """What was asked and answered, for the person's timeline; that it was held is their record.

    One query; two more where there is something to say.
    """
    rows = Conversation.objects.filter(chain=urn, person=person).exclude(step=Step.HELD)
    if known_at:
        rows = rows.filter(recorded_at__lte=known_at)
    found = list(rows.order_by("entry_id"))
    if not found:
        return []
    names, titles = _names(found), titles_of({row.item for row in found})
    return list(_told(found, names, titles))


def _told(
    rows: Iterable[Conversation], names: Mapping[str, str], titles: Mapping[str, str]
) -> Iterator[Happened]:
    for row in rows:
        what = f"“{titles.get(row.item, row.item)}”"
        if row.step == Step.AGREED:
            said = f"{name_of(row.by, names)} agreed to talk {what} through on {_day(row.day)}."
        elif row.step == Step.TAKEN_BACK:
            said = f"No longer asks to talk {what} through."
        else:
            said = f"Asked to do {what} as a conversation instead."
        yield Happened(timezone.localdate(row.recorded_at), said)


def _day(day: date | None) -> str:
    return full_date(day) if day else "a day"


def _names(rows: Iterable[Conversation]) -> dict[str, str]:
    refs = {ref for row in rows for ref in (row.person, row.by, row.with_whom) if ref}
    return names_of(refs) if refs else {}
