"""`demo`: the demo school, or a population of the asked size with a history."""

import sys
from argparse import RawDescriptionHelpFormatter
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from config.demo import make_demo
from people.access import people_of
from people.models import School, User
from people.roles import ROLES


class Command(BaseCommand):
    """Refuses a database that holds a school it did not make."""

    help = (
        "Make the demo school, or a population of the asked size with a history, the same for the "
        "same seed: for trying out and for benchmarks.\n\n"
        "Example: python manage.py demo --schools 3 --people 80 --years 4 --seed 7"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("--schools", type=int, default=2, metavar="N")
        parser.add_argument("--people", type=int, default=0, metavar="N", help="at each school")
        parser.add_argument("--years", type=int, default=3, metavar="N", help="of history")
        parser.add_argument("--seed", type=int, default=1, metavar="N")
        parser.add_argument("--if-empty", action="store_true", help="only where there is no school")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and School.objects.exists():
            self._say_who()
            return
        self._check(options)
        self.stderr.write("Making the demo school: content, people and a term of history ...")
        with transaction.atomic():
            make_demo(
                schools=options["schools"],
                people=options["people"],
                years=options["years"],
                seed=options["seed"],
                say=self.stderr.write,
            )
        self._say_who()

    def _check(self, options: dict[str, Any]) -> None:
        for name, least, most in (
            ("schools", 1, 1000),
            ("people", 0, 5000),
            ("years", 1, 30),
        ):
            if not least <= options[name] <= most:
                self._stop(f"--{name} takes a number from {least} to {most}.", 2)
        theirs = School.objects.filter(made_by_demo=False).first()
        if theirs:
            self._stop(
                f"This database holds {theirs.name}, which is not a demo school. Set DATA_DIR to "
                "another folder, or DATABASE_URL to another database, and make the demo there.",
                1,
            )
        if School.objects.exists():
            self._stop(
                "The demo school is here already. To begin again, set DATA_DIR to an empty folder.",
                1,
            )

    def _stop(self, sentence: str, status: int) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(status)

    def _say_who(self) -> None:
        """Who can step in as whom, the leads first."""
        for school in School.objects.filter(made_by_demo=True)[:2]:
            self.stdout.write(f"{school.name} ({school.urn})")
            posts = people_of(school.urn)
            users = User.objects.in_bulk(list(posts)[:60], field_name="ref")
            for ref, held in list(posts.items())[:20]:
                roles = " and ".join(ROLES[post.role].words for post in held)
                self.stdout.write(f"  {users[ref].get_full_name()}, {roles}")
        self.stdout.write(f"Step in at {settings.BASE_URL}/demo/")
