"""`record`: training done before Inset or elsewhere, from a spreadsheet; a lead approves it."""

import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.db.models import Q

from compliance import evidence
from compliance.history import ask_to_bring_in
from compliance.history_file import MOST_BYTES, FileRefused, Table, read_table
from compliance.history_rows import Batch, check_rows
from people.access import people_of
from people.actions import SYSTEM
from people.models import School, User


class Refused(Exception):
    """What was asked cannot be done: one sentence, and the exit status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class Command(BaseCommand):
    """All rows or none; the same file again adds nothing."""

    help = (
        "Bring in training that was done before Inset or elsewhere, from a CSV file with columns "
        "for the person (Person; or Staff number, Email, First name and Last name), the Training "
        "and the day (Done on), and if you like Provider, Note and "
        "Evidence (a PDF, PNG or JPEG beside the file). The rows wait until a "
        "safeguarding lead or the headteacher approves them, in one press, under Our school, "
        "Requirements, What waits for a second person. They are then on record as declared.\n\n"
        "Example: python manage.py record before-2026.csv --school 900001 --dry-run"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("file", metavar="FILE.csv")
        parser.add_argument("--school", required=True, metavar="URN")
        parser.add_argument(
            "--by", metavar="PERSON", help="who declares it: their reference or e-mail address"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, no more")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self._bring_in(**options)
        except Refused as refused:
            self.stderr.write(str(refused))
            sys.exit(refused.status)

    def _bring_in(self, **options: Any) -> None:
        school = School.objects.filter(urn=options["school"]).first()
        if school is None:
            raise Refused(f"There is no school with the URN “{options['school']}” here.", 1)
        by = _who(school, options["by"]) if options["by"] else SYSTEM
        path = Path(options["file"])
        batch = check_rows(school, _table(path))
        self._say(batch)
        if not batch.rows:
            self.stdout.write("Nothing to bring in: every row is on record already.")
        elif options["dry_run"]:
            self.stdout.write("This was a dry run: nothing was written.")
        else:
            self._ask(school, batch, path, by)

    def _say(self, batch: Batch) -> None:
        for head in batch.ignored:
            self.stdout.write(f"The column “{head}” is not used.")
        if batch.bad:
            for bad in batch.bad:
                self.stderr.write(str(bad))
            number = "One row has" if len(batch.bad) == 1 else f"{len(batch.bad)} rows have"
            raise Refused(f"{number} to be put right first. Nothing was written.", 1)
        for row in batch.rows:
            source = f" ({row.source})" if row.source else ""
            self.stdout.write(f"{row.on}  {row.name}: {row.title}{source}")
        if batch.known:
            self.stdout.write(f"On record already, or twice in the file: {len(batch.known)}.")

    @transaction.atomic
    def _ask(self, school: School, batch: Batch, path: Path, by: str) -> None:
        names = sorted({row.evidence for row in batch.rows if row.evidence})
        kept = {name: _kept(path.parent / Path(name).name) for name in names}
        said = f"The file {path.name}"
        try:
            ask_to_bring_in(school=school, rows=batch.rows, by=by, reason=said, files=kept)
        except ValidationError:
            self.stdout.write("These rows were sent before, and wait for a lead's approval.")
            return
        number = "One record waits" if len(batch.rows) == 1 else f"{len(batch.rows)} records wait"
        self.stdout.write(f"{number} for a lead's approval at /school/approvals/.")


def _who(school: School, text: str) -> str:
    """The ref of a colleague who holds a post at the school."""
    user = User.objects.filter(Q(ref=text) | Q(email=text.lower()), is_active=True).first()
    if user is None or user.ref not in people_of(school.urn):
        raise Refused(f"Nobody at {school.name} has the reference or address “{text}”.", 1)
    return user.ref


def _kept(path: Path) -> str:
    """The digest of a file of evidence that lies beside the spreadsheet."""
    try:
        with path.open("rb") as file:
            return evidence.keep(file.read(evidence.MOST_BYTES + 1), path.name)
    except OSError:
        raise Refused(
            f"“{path.name}” is named as evidence, and is not beside the file.", 1
        ) from None
    except ValidationError as error:
        raise Refused(error.messages[0], 1) from None


def _table(path: Path) -> Table:
    try:
        with path.open("rb") as file:
            return read_table(file.read(MOST_BYTES + 1))
    except OSError:
        raise Refused(f"The file {path.name} cannot be opened.", 2) from None
    except FileRefused as error:
        raise Refused(str(error), 2) from None
