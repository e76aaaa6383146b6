"""`import_staff`: a school's list of staff, from CSV or XLSX. Everything or nothing."""

import json
import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from people.actions import SYSTEM
from people.models import School
from people.refusals import Refusal, Refused
from people.staff_file import MOST_BYTES
from people.staff_import import (
    ListChanged,
    Preview,
    applied_words,
    apply_file,
    look,
    outcome_words,
)
from people.staff_plan import Fate, Kind, Plan

REFUSED, UNREADABLE = 1, 2
LONG = 100_000  # bytes; what is smaller is done before anybody asks
SAYS = {Kind.NEW: "New", Kind.CHANGED: "Changed", Kind.LEAVING: "Leaving"}


class Command(BaseCommand):
    """A refused file leaves no row in any table; the same file again adds nobody."""

    help = (
        "Bring in a school's list of staff from CSV or XLSX: everything or nothing.\n\n"
        "Example: python manage.py import_staff staff.xlsx --school 900001 --dry-run\n\n"
        "Heads, in any order: First name, Last name, Email, Role, Start date, End date, Staff "
        "number.\nOther columns are listed and ignored. Nobody who is missing from the file is "
        "touched.\nA DSL, deputy or headteacher waits until another lead confirms them on the site."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--school", required=True, metavar="URN")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, only")
        parser.add_argument("--json", action="store_true", help="one JSON object, for a program")

    def handle(self, *_args: Any, **options: Any) -> None:
        school = School.objects.filter(urn=options["school"]).first()
        if school is None:
            self._stop(f"There is no school with the URN “{options['school']}” here.", REFUSED)
        data, name = self._read(options["file"]), options["file"].name
        if len(data) > LONG:
            self.stderr.write(f"Reading {name} ...")
        try:
            preview = self._do(school, data, name, options)
        except Refused as refused:
            self._refuse(refused, options)
        except ListChanged:
            self._stop("The list changed at this very moment. Run it again.", REFUSED)
        written = not options["dry_run"] and preview.applied is None and preview.plan.does_something
        if options["json"]:
            self._print_json(_told(preview) | {"applied": written}, options)
        else:
            self._print(preview, school, written=written)

    def _read(self, file: Path) -> bytes:
        try:
            with file.open("rb") as source:
                return source.read(MOST_BYTES + 1)
        except OSError as error:
            self._stop(f"{file} cannot be opened ({error.strerror}).", UNREADABLE)

    def _do(self, school: School, data: bytes, name: str, options: dict[str, Any]) -> Preview:
        if not options["dry_run"]:
            return apply_file(school=school, data=data, name=name, by=SYSTEM)
        preview = look(school, data)
        if preview.plan.refused:
            raise Refused(preview.plan.refused)
        return preview

    def _refuse(self, refused: Refused, options: dict[str, Any]) -> NoReturn:
        """Each refusal is a sentence on stderr; the last line says that nothing happened."""
        if options["json"]:
            nothing = {"applied": False, "refused": [_row(one) for one in refused.refusals]}
            self._print_json(_told(Preview("", Plan())) | nothing, options)
        for refusal in refused.refusals:
            self.stderr.write(str(refusal))
        self._stop("Nothing was imported.", UNREADABLE if refused.unreadable else REFUSED)

    def _print_json(self, told: dict[str, Any], options: dict[str, Any]) -> None:
        about = {"school": options["school"], "file": options["file"].name}
        about["dry_run"] = options["dry_run"]
        self.stdout.write(json.dumps(about | told, ensure_ascii=False, indent=1))

    def _print(self, preview: Preview, school: School, *, written: bool) -> None:
        found = preview.plan
        if preview.applied:
            words = applied_words(preview.applied)
            self.stdout.write(f"This file was already applied {words}. Nothing was done.")
            return
        for line in [*found.notes, *_warned(found.warnings), *_ignored(found.ignored)]:
            self.stdout.write(line)
        for kind, word in SAYS.items():
            for fate in found.of(kind):
                self.stdout.write(f"{word}: {fate.name}, {'; '.join(fate.words)} (row {fate.row})")
        for name in found.not_in_file:
            self.stdout.write(f"Not in this file, and left as they are: {name}")
        if found.held:
            self.stdout.write(
                "What waits for a second person is confirmed by another lead on the site, at "
                "/school/people/waiting/."
            )
        people = len(found.fates)
        self.stdout.write(f"{people:,} {'person' if people == 1 else 'people'} found.")
        done = "written" if written else "nothing was written"
        self.stdout.write(f"{school.name}: {outcome_words(found)}; {done}.")

    def _stop(self, sentence: str, status: int) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(status)


def _warned(warnings: list[str]) -> list[str]:
    return [f"Please look: {words}" for words in warnings]


def _ignored(heads: list[str]) -> list[str]:
    return [f"Columns that are not used: {', '.join(heads)}."] if heads else []


def _told(preview: Preview) -> dict[str, Any]:
    """What a program reads."""
    found = preview.plan
    return {
        "already_applied": applied_words(preview.applied) if preview.applied else None,
        "people": len(found.fates),
        **{str(kind): [_fate(fate, preview.refs) for fate in found.of(kind)] for kind in SAYS},
        "unchanged": len(found.of(Kind.SAME)),
        "not_in_file": found.not_in_file,
        "waiting": [
            {"row": fate.row, "name": fate.name, "role": act.role} for fate, act in found.held
        ],
        "refused": [],
        "notes": found.notes,
        "warnings": found.warnings,
        "ignored_columns": found.ignored,
    }


def _fate(fate: Fate, refs: dict[int, str]) -> dict[str, Any]:
    return {
        "row": fate.row,
        "name": fate.name,
        "person": fate.person or refs.get(fate.row),
        "words": list(fate.words),
    }


def _row(refusal: Refusal) -> dict[str, Any]:
    return {
        "row": refusal.row,
        "column": refusal.column or None,
        "value": refusal.value,
        "reason": refusal.reason,
        "remedy": refusal.remedy,
    }
