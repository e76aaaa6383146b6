"""A school's certificates as issued, in one ZIP with an index."""

import os
import sys
import tempfile
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from certificates.export import Pack, Wanted, gather, write
from certificates.issuing import issue_missing
from people.models import School

REFUSED, UNREADABLE = 1, 2
EVERY = 5  # seconds between two words on how far it is


class Command(BaseCommand):
    help = "Write a school's certificates as issued, with an index, into one ZIP."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = (
            "Example: manage.py export_certificates --school 900001 --since 2026-09-01 autumn.zip\n"
            "Certificates that are missing are issued first. The file appears when it is whole."
        )
        parser.add_argument("--school", required=True, metavar="URN")
        parser.add_argument("--since", metavar="DAY", help="completed on this day or later")
        parser.add_argument("out", metavar="OUT.zip", help="the file to write")

    def handle(self, *_args: Any, **options: Any) -> None:
        since = self._day(options["since"])
        out = Path(options["out"])
        school = School.objects.filter(urn=options["school"]).first()
        if school is None:
            self._stop(f"There is no school with the URN “{options['school']}” here.", REFUSED)
        try:
            pack = self._export(Wanted(school=school, since=since), out)
        except OSError as error:
            self._stop(f"{out} cannot be written ({error.strerror}).", UNREADABLE)
        people = "1 person" if pack.people == 1 else f"{pack.people} people"
        number = len(pack.rows)
        certificates = "1 certificate" if number == 1 else f"{number} certificates"
        self.stdout.write(f"{out}: {certificates} of {people} at {school.name}.")
        if pack.missing:
            self.stdout.write(f"What is missing is in index.html: {len(pack.missing)} to look at.")

    def _export(self, wanted: Wanted, out: Path) -> Pack:
        """Half a file is never seen: it is written beside its place, and moved there when safe."""
        if out.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        handle, part = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                issue_missing(school=wanted.school.urn, progress=self._progress("made"))
                pack = write(gather(wanted), file, self._progress("in the file"))
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, out)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
        return pack

    def _progress(self, words: str) -> Any:
        said = time.monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal said
            if time.monotonic() - said >= EVERY:
                said = time.monotonic()
                self.stderr.write(f"{done} of {total} certificates {words}")

        return progress

    def _day(self, text: str | None) -> date | None:
        try:
            return date.fromisoformat(text) if text is not None else None
        except ValueError:
            self._stop(f"“{text}” is no day: write it as 2026-03-14.", UNREADABLE)

    def _stop(self, sentence: str, status: int) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(status)
