"""`send_alerts`: write what a day owes to the outbox, then deliver what waits."""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from compliance.alerts import letters_due, write_letters
from compliance.reviews import write_edition_letters, write_review_letters
from outbox.delivery import deliver
from outbox.models import Message, Run
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

    def handle(self, *_args: Any, **options: Any) -> None:
        on = self._day(options["on"])
        if options["dry_run"]:
            self._say_what_is_due(on)
            return
        before = Message.objects.count()
        for school in School.objects.all():
            write_letters(school, on)
            write_edition_letters(school, on)
            write_review_letters(school, on)
        written = Message.objects.count() - before
        counts = deliver()
        Run.objects.create(name="alerts", day=on, note=f"{written} written")
        found = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
        self.stdout.write(
            f"{_messages(written)} written. Delivered: {found or 'nothing was waiting'}."
        )

    def _say_what_is_due(self, on: date) -> None:
        found = 0
        for school in School.objects.all():
            for letter in letters_due(school, on):
                about = ", ".join(
                    f"{row.requirement} of {row.person} ({row.step})"
                    if letter.to_lead
                    else f"{row.requirement} ({row.step})"
                    for row in letter.about
                )
                self.stdout.write(f"{school.urn} {letter.to}: {about}")
                found += 1
            for message in self._about_policies(school, on):
                self.stdout.write(f"{school.urn} {message.to}: {message.subject}")
                found += 1
        self.stdout.write(f"{_messages(found)} would be written; nothing was.")

    @transaction.atomic
    def _about_policies(self, school: School, on: date) -> list[Message]:
        """What would be written of editions and reviews; nothing of it stays."""
        known = set(Message.objects.filter(school=school.urn).values_list("pk", flat=True))
        written = write_edition_letters(school, on) + write_review_letters(school, on)
        transaction.set_rollback(True)
        return [message for message in written if message.pk not in known]

    def _day(self, text: str | None) -> date:
        try:
            return date.fromisoformat(text) if text is not None else today()
        except ValueError:
            self.stderr.write(f"“{text}” is no day: write it as --on 2026-11-23.")
            sys.exit(2)


def _messages(number: int) -> str:
    return "1 message" if number == 1 else f"{number} messages"
