"""`prune`: what is no evidence and has had its time is deleted."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.retention import prune
from outbox.models import Run
from people.access import today
from people.looks import forget_old_looks
from people.tries import forget_old_tries
from people.visits import forget_old


class Command(BaseCommand):
    """The worker runs it once a day; running it again does no harm."""

    help = (
        "Delete quiz attempts after 12 months, who looked at whom after 24, reflections on the day "
        "that their writer chose, and who asked at the desk on other days. Records and their "
        "scores stay.\n\n"
        "Example: python manage.py prune"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        on = today()
        gone = prune(on) | {
            "looks": forget_old_looks(),
            "visits at the desk": forget_old(),
            "tries": forget_old_tries(),
        }
        Run.objects.create(name="prune", day=on)
        said = ", ".join(f"{count} {what}" for what, count in gone.items())
        self.stdout.write(f"Deleted: {said}.")
