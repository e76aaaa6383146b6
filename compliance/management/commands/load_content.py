"""`load_content`: the repository's modules, policies and scenarios, into the site."""

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

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
        parser.add_argument("names", nargs="*", metavar="NAME", help="all of them, if left out")
        parser.add_argument("--publish", action="store_true", help="publish first editions")

    def handle(self, *args: Any, **options: Any) -> None:
        known = loaders()
        unknown = [name for name in options["names"] if name not in known]
        if unknown:
            raise CommandError(
                f"There is no content called “{unknown[0]}”. There is: {', '.join(sorted(known))}.",
                returncode=2,
            )
        for name in options["names"] or known:
            page = known[name](name)
            self.stdout.write(f"{name}: {self._publish(page) if options['publish'] else 'draft'}")

    def _publish(self, page: ItemPage) -> str:
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
