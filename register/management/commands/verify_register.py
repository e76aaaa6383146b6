"""`verify_register`: is the register what it was?"""

import json
import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils import timezone

from register.verify import Head, Wrong, holds, verify

FOUND_WRONG, UNREADABLE = 1, 2
LONG = 20_000  # entries; shorter chains are checked before anybody asks how far it is


class Command(BaseCommand):
    help = "Recompute every chain and hold every fact to its entry; one line per chain."
    requires_system_checks = []  # it says itself what is wrong

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = (
            "Example: manage.py verify_register --school 900001 --write-anchor march.json\n"
            "Keep the anchor away from this machine: with it a later\n"
            "verify_register --anchor march.json finds an end cut off or a history rewritten."
        )
        parser.add_argument("--school", metavar="URN", help="this school's chain alone")
        parser.add_argument("--anchor", metavar="FILE", help="heads kept from an earlier run")
        parser.add_argument(
            "--write-anchor",
            metavar="FILE",
            help="keep the heads: one object with --school, otherwise a list of one per chain",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        school = options["school"]
        anchors = self._read(options["anchor"], school) if options["anchor"] else []
        try:
            found = list(verify(school, progress=self._progress))
            if school and not (found or anchors):
                raise Wrong(f"The register holds nothing for the school {school}.")
            for anchor in anchors:
                holds(anchor)
        except Wrong as wrong:
            self._stop(str(wrong), FOUND_WRONG)
        if options["write_anchor"]:
            self._write(options["write_anchor"], found, single=bool(school))
        for head in found:
            self.stdout.write(f"{head.chain} {head.seq} {head.hash}")

    def _read(self, name: str, school: str | None) -> list[Head]:
        try:
            told = json.loads(Path(name).read_text(encoding="utf-8"))
            anchors = [_head(one) for one in (told if isinstance(told, list) else [told])]
        except OSError as error:
            self._stop(f"The anchor {name} cannot be opened ({error.strerror}).", UNREADABLE)
        except (ValueError, TypeError, KeyError):
            self._stop(
                f"{name} is not an anchor: JSON with school, seq, hash and at, as written by "
                "verify_register --write-anchor.",
                UNREADABLE,
            )
        wanted = [anchor for anchor in anchors if school in (None, anchor.chain)]
        if not wanted:
            self._stop(f"The anchor {name} says nothing of the school {school}.", UNREADABLE)
        return wanted

    def _write(self, name: str, found: list[Head], *, single: bool) -> None:
        at = timezone.now().isoformat(timespec="seconds")
        heads = [{"school": h.chain, "seq": h.seq, "hash": h.hash, "at": at} for h in found]
        text = json.dumps(heads[0] if single else heads, indent=2) + "\n"
        part = Path(f"{name}.part")
        try:
            part.write_text(text, encoding="utf-8")
            os.replace(part, name)  # never half an anchor in place of a whole one
        except OSError as error:
            self._stop(f"The anchor {name} cannot be written ({error.strerror}).", UNREADABLE)

    def _progress(self, chain: str, seen: int, total: int) -> None:
        if total > LONG:
            self.stderr.write(f"{chain}: {seen:,} of {total:,} entries")

    def _stop(self, sentence: str, status: int) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(status)


def _head(told: dict[str, Any]) -> Head:
    head = Head(told["school"], told["seq"], told["hash"])
    if [type(part) for part in head] != [str, int, str] or not isinstance(told["at"], str):
        raise TypeError("An anchor is text, a whole number, text and text.")
    return head
