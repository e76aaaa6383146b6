"""What a person writes for themselves in a module. Nobody else reads it, in no page or export.

Whoever makes somebody's own copy of their data asks `of`; nothing else may.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from courses.models import Reflection
from courses.retention import months_after
from people.staff_days import full_day

MOST = 4000  # letters
MONTHS = 12
KEEP = [(1, "1 month"), (3, "3 months"), (MONTHS, "12 months")]


class TooLong(ValueError):
    """More than `MOST` letters; `block` is where."""

    def __init__(self, block: str) -> None:
        super().__init__(f"This is longer than {MOST} letters. Shorten it, and save again.")
        self.block = block


def of(person: str) -> QuerySet[Reflection]:
    """Everything that a person has written, for them alone; the latest first."""
    return Reflection.objects.filter(person=person).order_by("-written_at", "-pk")


def in_module(*, person: str, item: str) -> dict[str, Reflection]:
    """What they wrote in a module, by the id of the block that asked. One query."""
    return {each.block: each for each in of(person).filter(item=item)}


@transaction.atomic
def write(
    *, item: str, said: Iterable[tuple[str, str, str]], on: date, by: str, months: int = MONTHS
) -> None:
    """Keep what was written: (block, its question, the words) of each. No words: it is deleted.

    Words that are kept already stay as they are, with their day. Raises TooLong, and then nothing
    is changed.
    """
    mine = in_module(person=by, item=item)
    for block, prompt, words in said:
        words = tidy(words)
        if len(words) > MOST:
            raise TooLong(block)
        before = mine.get(block)
        if not words and before:
            before.delete()
        elif words and (before is None or before.words != words):
            _keep(item, block, prompt, words, months_after(on, months), by)


def change(*, reflection: Reflection, words: str, months: int, on: date) -> None:
    """Other words, and so many months from the day on."""
    reflection.words, reflection.delete_on = tidy(words), months_after(on, months)
    reflection.written_at = timezone.now()
    reflection.save()


def _keep(item: str, block: str, prompt: str, words: str, delete_on: date, by: str) -> None:
    told = {"prompt": prompt, "words": words, "delete_on": delete_on}
    told |= {"written_at": timezone.now()}
    Reflection.objects.update_or_create(person=by, item=item, block=block, defaults=told)


def tidy(words: str) -> str:
    """Line ends as one kind, no NUL, nothing around it."""
    return words.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


def as_text(mine: Iterable[Reflection], titles: Mapping[str, str]) -> str:
    """One's own copy, as plain text."""
    return "\n\n".join(
        f"{titles.get(each.item, each.item)}, {full_day(timezone.localdate(each.written_at))}\n"
        f"{each.prompt}\n\n{each.words}\n"
        for each in mine
    )
