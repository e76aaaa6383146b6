"""`worker`: delivers messages, issues certificates, and runs the day's jobs."""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from config.timetable import due_jobs


class Command(BaseCommand):
    """One worker is enough; a second does no harm."""

    help = (
        "Deliver messages, issue certificates and run the timetable until stopped.\n\n"
        "Example: python manage.py worker"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then end")
        parser.add_argument("--every", type=int, default=10, metavar="SECONDS")

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            close_old_connections()
            for job in due_jobs():
                self._run(job)
            if options["once"]:
                return
            time.sleep(max(1, options["every"]))

    def _run(self, job: Any) -> None:
        """One job; a failure is written down and the others go on."""
        try:
            job(lambda *words: call_command(*words, stdout=self.stdout))
        except Exception as error:  # the worker must outlive any one job
            self.stderr.write(f"{job.__name__} did not finish: {type(error).__name__}: {error}")
