"""`send_alerts`: write what a day owes to the outbox, then deliver what waits."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from compliance.alerts import letters_due, write_letters
from outbox.delivery import deliver
from outbox.models import Run
from people.access import today
from people.models import School


class Command(BaseCommand):
    """Any number of runs tells each person once."""

    help = (
        "Write the day's messages to the outbox and deliver what waits. Run it daily; running it "
        "again, or after a missed week, tells each person once, the present state.\n\n"
        "Example: python manage.py send_alerts --on 2026-11-23 --dry-run"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("--on", metavar="DAY", help="as if today were this day: 2026-11-23")
        parser.add_argument("--dry-run", action="store_true", help="say what would be written")

    def handle(self, *args: Any, **options: Any) -> None:
        on = _day(options["on"])
        written = 0
        for school in School.objects.all():
            if options["dry_run"]:
                letters = letters_due(school, on)
                for letter in letters:
                    about = ", ".join(f"{row.requirement} ({row.step})" for row in letter.about)
                    self.stdout.write(f"{school.urn} {letter.to}: {about}")
                written += len(letters)
            else:
                written += len(write_letters(school, on))
        if options["dry_run"]:
            self.stdout.write(f"{written} messages would be written; nothing was.")
            return
        counts = deliver()
        Run.objects.create(name="alerts", day=on, note=f"{written} written")
        found = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
        self.stdout.write(f"{written} messages written. Delivered: {found or 'nothing waited'}.")


def _day(text: str | None) -> date:
    if not text:
        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(
            f"“{text}” is not a day. Write --on 2026-11-23.", returncode=2
        ) from None
