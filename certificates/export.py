"""Certificates as issued, in one ZIP with an index: for a headteacher's files or a visitor.

What is asked for and is not there is said in the index, person by person.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from certificates.issuing import verify_url, waiting, why_held
from certificates.models import Certificate
from certificates.shown import Shown, shown
from compliance.why import full_date
from people.access import people_of
from people.models import School, User
from register import content, ledger
from register.content import ContentChanged
from register.models import Content, Entry, Item, Record
from register.plain_cells import plain_cell

HEADS = (
    "name",
    "ref",
    "item title",
    "completed on",
    "edition",
    "number",
    "digest",
    "verify address",
)
Progress = Callable[[int, int], None]  # done, of how many


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody asked for: `people` by ref (None: everyone), an item's slug ("": any).

    `since` is a day: completed on it or later.
    """

    school: School
    people: frozenset[str] | None = None
    item: str = ""
    since: date | None = None

    def narrowed(self, found: Any) -> Any:
        """Certificates or records, only those that were asked for."""
        found = found.filter(chain=self.school.urn)
        if self.people is not None:
            found = found.filter(person__in=self.people)
        if self.item:
            found = found.filter(item=self.item)
        if self.since:
            found = found.filter(happened_on__gte=self.since)
        return found


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that was asked for and is not in the file; `words` say what and why."""

    name: str
    ref: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Pack:
    """What goes into the file, as it stood at a moment (`head`: the ledger's newest entry then)."""

    wanted: Wanted
    item_title: str
    rows: list[Shown]
    missing: list[Missing]
    at: datetime
    head: Entry | None

    @property
    def name(self) -> str:
        return f"certificates-{self.wanted.school.urn}-{timezone.localdate(self.at)}.zip"

    @property
    def people(self) -> int:
        """How many people the certificates are of."""
        return len({row.certificate.person for row in self.rows})


def gather(wanted: Wanted) -> Pack:
    """The certificates that were asked for and what is missing, now. A few queries."""
    found = shown(wanted.narrowed(Certificate.objects).order_by("happened_on", "entry_id"))
    rows = [row for row in found if row.printed and row.stands]
    rows.sort(key=lambda row: row.printed.person_name.casefold())
    item = Item.objects.filter(slug=wanted.item).first() if wanted.item else None
    item_title = item.title if item else wanted.item
    return Pack(
        wanted=wanted,
        item_title=item_title,
        rows=rows,
        missing=_missing(wanted, item_title, found),
        at=timezone.now(),
        head=ledger.head(wanted.school.urn),
    )


def _missing(wanted: Wanted, item_title: str, found: list[Shown]) -> list[Missing]:
    """By name: certificates that no longer stand, those not made yet, and people without any."""
    told = [(row.certificate.person, _fallen(row)) for row in found]
    told += [(record.person, _not_made(record)) for record in wanted.narrowed(waiting())]
    said = [(ref, words) for ref, words in told if words]
    asked = people_of(wanted.school.urn) if wanted.people is None else wanted.people
    nothing = f"No certificate{f' of “{item_title}”' if item_title else ''}"
    if wanted.since:
        nothing += f" for anything completed since {full_date(wanted.since)}"
    said += [(ref, f"{nothing}.") for ref in set(asked) - {ref for ref, _ in told}]
    users = User.objects.in_bulk({ref for ref, _ in said}, field_name="ref")
    missing = [Missing(_name(users.get(ref)), ref, words) for ref, words in said]
    return sorted(missing, key=lambda one: (one.name.casefold(), one.words))


def _fallen(row: Shown) -> str:
    """Why a certificate that was issued is left out; "" if it is not."""
    if row.made_void_on:
        since = full_date(row.made_void_on)
        return f"Certificate {row.number} no longer stands: made void on {since}."
    return "" if row.printed else f"What certificate {row.number} printed has been erased."


def _not_made(record: Record) -> str:
    done = f"Completed “{record.title}” on {full_date(record.happened_on)}"
    return f"{done}; its certificate is not made yet. {why_held(record.pk)}".rstrip()


def _name(user: User | None) -> str:
    return user.get_full_name() if user else "Somebody whose name has been erased"


def write(pack: Pack, out: BinaryIO, progress: Progress | None = None) -> Pack:
    """Write the ZIP; returns the pack as written, without certificates whose PDF was damaged.

    Files are named by number. One PDF at a time is in memory. Raises OSError if `out` does.
    """
    rows, missing = [], list(pack.missing)
    with ZipFile(out, "w") as file:
        for done, row in enumerate(pack.rows, start=1):
            try:
                pdf = content.fetch(row.certificate.pdf).data
            except (ContentChanged, Content.DoesNotExist):
                missing.append(_damaged(row))
            else:
                rows.append(row)
                _put(file, pack.at, f"certificates/{row.number}.pdf", pdf, ZIP_STORED)
            if progress:
                progress(done, len(pack.rows))
        written = Pack(**(vars(pack) | {"rows": rows, "missing": missing}))
        for name, text in _indexes(written).items():
            _put(file, pack.at, name, text.encode(), ZIP_DEFLATED)
    return written


def _damaged(row: Shown) -> Missing:
    assert row.printed
    words = f"The kept copy of certificate {row.number} is damaged. Restore it from a backup."
    return Missing(row.printed.person_name, row.certificate.person, words)


def _put(file: ZipFile, at: datetime, name: str, data: bytes, how: int) -> None:
    info = ZipInfo(name, timezone.localtime(at).timetuple()[:6])
    info.external_attr = 0o644 << 16
    file.writestr(info, data, how)


def _indexes(pack: Pack) -> dict[str, str]:
    words = {
        "pack": pack,
        "school": pack.wanted.school,
        "wanted": pack.wanted,
        "at": timezone.localtime(pack.at),
        "base_url": settings.BASE_URL,
    }
    indexes = {
        "README.txt": render_to_string("certificates/export_readme.txt", words),
        "index.html": render_to_string("certificates/export_index.html", words),
        "index.csv": _csv(HEADS, map(_cells, pack.rows)),
    }
    if pack.head:
        indexes["head.json"] = _anchor(pack.head, pack.at)
    if pack.missing:
        rows = [(one.name, one.ref, one.words) for one in pack.missing]
        indexes["missing.csv"] = _csv(("name", "ref", "what is missing"), rows)
    return indexes


def _anchor(head: Entry, at: datetime) -> str:
    """The head of the ledger as `verify_register --anchor` reads it."""
    told = {"school": head.chain, "seq": head.seq, "hash": head.hash}
    return json.dumps(told | {"at": at.isoformat(timespec="seconds")}, indent=2) + "\n"


def _cells(row: Shown) -> tuple[str, ...]:
    assert row.printed
    return (
        row.printed.person_name,
        row.certificate.person,
        row.printed.title,
        row.printed.completed_on.isoformat(),
        str(row.printed.edition_number),
        row.number,
        row.certificate.pdf,
        verify_url(row.number),
    )


def _csv(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """With a mark at the front by which Excel knows that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([plain_cell(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()
