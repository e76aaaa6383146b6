"""`prepare`: what `start.py run` does before it serves, in one process."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Any number of times; what is there is kept."""

    help = (
        "Bring the database up to date, make the demo school if there is no school, and say who "
        "can step in.\n\nExample: python manage.py prepare"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("demo", if_empty=True, stdout=self.stdout, stderr=self.stderr)
