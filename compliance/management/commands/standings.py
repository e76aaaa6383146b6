"""Where everyone at a school stands, for a terminal or a program."""

import json
import sys
from argparse import ArgumentParser
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand

from compliance.due import Standing, standings
from compliance.facts import read, words_of
from compliance.why import full_date, why
from people.access import today
from people.models import School

LATE_FIRST = ("overdue", "lapsed", "due_soon", "to_do", "paused", "excused", "current")
COLUMNS = ("standing", "due", "done", "requirement", "person")


class Refused(Exception):
    """What was asked cannot be answered: one sentence, and the exit status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class Command(BaseCommand):
    """`standings --school URN`; the day defaults to today in Europe/London."""

    help = (
        "Says where everyone at a school stands on every requirement. "
        "For example: manage.py standings --school 900001 --on 2026-03-14"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--school", required=True, metavar="URN")
        parser.add_argument("--on", metavar="DAY", help="the day asked about; today if left out")
        parser.add_argument(
            "--known-at", metavar="MOMENT", help="leave out what was written down later (UTC)"
        )
        parser.add_argument("--json", action="store_true", help="one JSON list, for a program")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self._answer(**options)
        except Refused as refused:
            self.stderr.write(str(refused))
            sys.exit(refused.status)

    def _answer(self, **options: Any) -> None:
        on = _day(options["on"]) if options["on"] else today()
        known_at = _moment(options["known_at"]) if options["known_at"] else None
        school = School.objects.filter(urn=options["school"]).first()
        if school is None:
            raise Refused(f"There is no school with the URN “{options['school']}” here.", 1)
        found = standings(read(school.urn, known_at), on)
        if options["json"]:
            rows = [_row(standing, on) for standing in found]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        self._print_table(school, found, on)

    def _print_table(self, school: School, found: list[Standing], on: date) -> None:
        asked = [standing for standing in found if standing.status != "not_required"]
        late = {standing.person for standing in asked if standing.is_late}
        people = "1 person is" if len(late) == 1 else f"{len(late)} people are"
        self.stdout.write(f"{school.name}, as at {full_date(on)}: {people} late.")
        if not asked:
            self.stdout.write("Nothing is asked of anybody on that day.")
            return
        asked.sort(key=lambda s: (LATE_FIRST.index(s.status), s.due_on or date.max))
        table = [COLUMNS, *(_cells(standing) for standing in asked)]
        widths = [max(len(row[n]) for row in table) for n in range(len(COLUMNS))]
        for row in table:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"“{text}” is no day: write it as 2026-03-14.", 2) from None


def _moment(text: str) -> datetime:
    """In UTC where no offset is given."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"“{text}” is no moment: write it as 2026-03-14T12:00:00Z.", 2) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _row(standing: Standing, on: date) -> dict[str, str | None]:
    return {
        "person": standing.person,
        "requirement": standing.requirement,
        "status": standing.status,
        "due_on": standing.due_on.isoformat() if standing.due_on else None,
        "done_on": standing.done_on.isoformat() if standing.done_on else None,
        "why": why(standing, words_of(standing), on),
    }


def _cells(standing: Standing) -> tuple[str, ...]:
    return (
        standing.status.replace("_", " "),
        standing.due_on.isoformat() if standing.due_on else "never again",
        standing.done_on.isoformat() if standing.done_on else "not yet",
        standing.requirement,
        standing.person,
    )
