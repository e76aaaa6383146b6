"""`load_content`: the repository's modules, policies and scenarios, into the site."""

import sys
from argparse import RawDescriptionHelpFormatter
from collections.abc import Callable
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

import courses.content
import policies.content
import scenarios.content
from cms.models import ItemPage
from compliance.publishing import newest_edition, publish_page
from people.actions import SYSTEM
from register.models import Edition

ROOMS = [courses.content, policies.content, scenarios.content]


class Command(BaseCommand):
    """Drafts; with `--publish`, first editions. The same content again changes nothing."""

    help = (
        "Bring modules, policies and scenarios from the repository's content files into the site "
        "as drafts; with --publish, what was never published becomes its first edition.\n\n"
        "Example: python manage.py load_content induction --publish"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("names", nargs="*", metavar="NAME", help="all of them, if left out")
        parser.add_argument("--publish", action="store_true", help="publish first editions")

    def handle(self, *_args: Any, **options: Any) -> None:
        known = loaders()
        if unknown := [name for name in options["names"] if name not in known]:
            there_is = ", ".join(sorted(known))
            self._stop(f"There is no content called “{unknown[0]}”. There is: {there_is}.", 2)
        said = []
        with transaction.atomic():  # all of them or none
            for name in options["names"] or known:
                try:
                    page = known[name](name)
                    said.append(f"{name}: {_publish(page) if options['publish'] else 'draft'}")
                except ValidationError as error:
                    self._stop(f"{name} cannot be loaded: {' '.join(error.messages)}", 1)
        for line in said:
            self.stdout.write(line)

    def _stop(self, sentence: str, status: int) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(status)


def _publish(page: ItemPage) -> str:
    item = page.carried_item()
    if item and newest_edition(item.slug):
        return "a draft, if anything changed. A person chooses the grade of a later edition."
    edition = publish_page(
        page=page, grade=Edition.Grade.CORRECTION, what_changed="First edition.", by=SYSTEM
    )
    return f"edition {edition.number}"


def loaders() -> dict[str, Callable[[str], ItemPage]]:
    """Every content file by name, with what loads it."""
    return {name: room.load for room in ROOMS for name in room.names()}
