"""A story from a file into the site, always as a draft, with what was and was not carried."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from scenarios.arrivals import read_story_path
from scenarios.case import DISPROVED
from scenarios.drafts import save_imported
from scenarios.findings import answers, not_carried
from scenarios.imported import Imported
from scenarios.story import BadStory

KINDS = {
    "macro_moves": ("move in code", "moves in code"),
    "scripts": ("script", "scripts"),
    "styles": ("stylesheet", "stylesheets"),
    "setters": ("setter", "setters"),
    "external_links": ("link to another site", "links to other sites"),
}


class Command(BaseCommand):
    """`import_scenario FILE [--dry-run]`; all the stories of the file, or none."""

    help = (
        "Bring the story in a Twee 3 or Twine 2 file (or in one of ours, .toml or .json) into the "
        "site as a draft; nothing that readers see changes. "
        "For example: manage.py import_scenario my-story.twee --dry-run"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="report, and save nothing")

    def handle(self, *_args: Any, file: Path, dry_run: bool, **_options: Any) -> None:
        try:
            stories = read_story_path(file)
        except BadStory as refused:
            self.stderr.write(str(refused))
            sys.exit(2)
        with transaction.atomic():
            for read in stories:
                where = "Nothing was saved." if dry_run else _saved(read, file.stem)
                self.stdout.write("\n".join([_heading(read, file.stem), where, *report(read), ""]))


def _heading(read: Imported, stem: str) -> str:
    passages = _counted(len(read.story.passages), "passage", "passages")
    return f"{title_of(read, stem)}: {passages}, {_counted(read.links, 'link', 'links')}."


def title_of(read: Imported, stem: str) -> str:
    """The story's own title, or the name of its file."""
    return read.story.title.strip() or stem


def _saved(read: Imported, stem: str) -> str:
    page, is_new = save_imported(read, title=title_of(read, stem))
    if is_new:
        return f"Saved as a new draft, “{page.slug}”."
    return f"Saved as the draft of “{page.slug}”, which is the same story; its history is kept."


def report(read: Imported) -> list[str]:
    """What was and was not carried, then what forbids publishing, each as a sentence."""
    left = [_counted(n, *KINDS[kind]) for kind, n in not_carried(read).items() if n]
    faults = [f"{code}: {a.why}" for code, a in answers(read).items() if a.answer == DISPROVED]
    return [
        f"Not carried over: {', '.join(left)}." if left else "Everything was carried over.",
        *(f"Line {remark.line}: {remark.text}" for remark in read.remarks),
        *(["Before it can be published:", *faults] if faults else []),
    ]


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
