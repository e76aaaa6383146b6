"""`import_quiz`: the question banks of django-quiz-app, from its dumpdata."""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from courses.banks import outcome, save_banks
from courses.dumped_banks import DumpedBank, banks, counted, is_carried, remarks
from courses.quiz_dump import ANSWER, Dump, Refused, Unreadable, read_dump

KINDS = {"choice": "multiple choice", "true_false": "true or false", "essay": "essay"}


class Command(BaseCommand):
    """All of the file, or nothing. The same file again changes nothing."""

    help = (
        "Bring the questions of django-quiz-app into question banks, as drafts. FILE is what\n"
        "  python manage.py dumpdata quiz multichoice true_false essay > quiz.json\n"
        "wrote there. Sittings and people are not brought over.\n\n"
        "Example: python manage.py import_quiz quiz.json --dry-run"
    )

    def create_parser(self, *args: Any, **kwargs: Any) -> Any:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="report, and save nothing")

    def handle(self, *_args: Any, file: Path, dry_run: bool, **_options: Any) -> None:
        try:
            dump = read_dump(file.read_bytes())
        except OSError:
            self._stop(f"There is no file “{file}” that can be read.", 2)
        except Unreadable as unreadable:
            self._stop(str(unreadable), 2)
        except Refused as refused:
            self._stop(str(refused), 1)
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="replace")  # a redirect on Windows knows few letters
        made = banks(dump)
        said = [_read(dump), *(f"{bank.title}: {_line(bank)}." for bank in made), _carried(dump)]
        if not dry_run:
            save_banks(made)
        if found := remarks(dump):
            said += ["", "Please look at these:", *(f"- {remark}" for remark in found)]
        said += ["", "Dry run: nothing was saved." if dry_run else WHERE]
        self.stdout.write("\n".join(said))

    def _stop(self, sentence: str, status: int) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(status)


WHERE = "The banks are under “Question banks” in the editor. Publish one there once it is read."


def _line(bank: DumpedBank) -> str:
    return f"{counted(len(bank.questions), 'question')}, {outcome(bank)}"


def _read(dump: Dump) -> str:
    kinds = [
        f"{number} {words}"
        for kind, words in KINDS.items()
        if (number := sum(each.kind == kind for each in dump.questions))
    ]
    unknown = sum(not each.kind for each in dump.questions)
    kinds += [f"{unknown} of no known kind"] if unknown else []
    return (
        f"Read {counted(len(dump.quizzes), 'quiz', 'quizzes')}, "
        f"{counted(len(dump.questions), 'question')} ({', '.join(kinds) or 'none'}) and "
        f"{counted(dump.counts[ANSWER], 'answer')}."
    )


def _carried(dump: Dump) -> str:
    carried = sum(map(is_carried, dump.questions))
    return f"{carried} of {counted(len(dump.questions), 'question')} can be brought over."
