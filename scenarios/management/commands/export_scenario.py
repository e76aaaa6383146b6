"""A scenario of the site as a file that Twine opens."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from scenarios.drafts import story_of
from scenarios.story import BadStory
from scenarios.twee import write_twee
from scenarios.twine import write_twine

WRITE = {"twee": write_twee, "html": write_twine}


class Command(BaseCommand):
    """`export_scenario SLUG [--as twee|html]`, to standard output."""

    help = (
        "Print a scenario as Twee 3 or Twine 2 HTML: the edition in force, or the draft where "
        "nothing has been published. For example: "
        "manage.py export_scenario the-edge-of-the-game --as html > game.html"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--as", dest="form", choices=WRITE, default="twee")

    def handle(self, *_args: Any, slug: str, form: str, **_options: Any) -> None:
        try:
            story = story_of(slug)
        except BadStory as refused:
            story, why = None, f"“{slug}” holds no story yet. {refused}"
        else:
            why = f"There is no scenario called “{slug}”."
        if story is None:
            self.stderr.write(why)
            sys.exit(1)
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")  # Windows would write in its own code page
        self.stdout.write(WRITE[form](story), ending="")
