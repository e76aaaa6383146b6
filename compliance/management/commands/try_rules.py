"""Reckons made-up cases, so that a rule can be tried before it is adopted."""

import json
import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path

from django.core.management.base import BaseCommand

from compliance.cases import BadCase, Case, answer, read_cases
from compliance.due import standings


class Command(BaseCommand):
    help = (
        "Says where people would stand, from a JSON file with one case or a list of cases.\n"
        "Touches no database. Example:\n\n"
        "  python manage.py try_rules tests/golden/due-dates.json"
    )
    requires_system_checks = []

    def create_parser(self, *args, **kwargs):
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.json", type=Path)

    def handle(self, *_args, file: Path, **_options):
        try:
            data = _read(file)
            answers = [_answers(case) for case in read_cases(data)]
        except BadCase as refused:
            self.stderr.write(str(refused))
            sys.exit(2)
        self.stdout.write(json.dumps(answers if isinstance(data, list) else answers[0], indent=1))


def _read(file: Path) -> object:
    """The file's JSON; raises BadCase with a sentence where there is none."""
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadCase(f"{file} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        raise BadCase(f"{file} is not JSON: {error}.") from None


def _answers(case: Case) -> list[dict[str, str | None]]:
    return [answer(each) for each in standings(case.facts, case.on, case.known_at)]
