"""What can be proved of the stories in a file, as JSON for a program."""

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from scenarios.arrivals import read_story_path
from scenarios.findings import findings
from scenarios.story import BadStory


class Command(BaseCommand):
    help = (
        "Says what can be proved of the story in a Twee 3 or Twine 2 file (or in one of ours,\n"
        ".toml or .json): one JSON object, or a list where the file holds several stories.\n"
        "Touches no database. Example:\n\n"
        "  python manage.py check_scenario my-story.twee"
    )
    requires_system_checks = []

    def create_parser(self, *args: Any, **kwargs: Any) -> Any:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        try:
            found = [findings(read) for read in read_story_path(file)]
        except BadStory as refused:
            self.stderr.write(str(refused))
            sys.exit(2)
        self.stdout.write(json.dumps(found if len(found) > 1 else found[0], indent=1))
