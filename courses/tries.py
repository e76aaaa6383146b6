"""How often a quiz may be tried, and when. Pure: what was sent goes in, what may be comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from courses.marking import Quiz

_SPACE = UUID("5d1b8f3e-9a3c-4c63-8d8e-0f6f3f1a7c55")


@dataclass(frozen=True, slots=True)
class Sent:
    """A try that was sent."""

    key: UUID
    passed: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class NextTry:
    """The try that comes next: its key, how many are left with it (None: no end), and the moment
    from which it may be sent (None: now)."""

    key: UUID
    left: int | None
    opens_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        return self.left != 0 and not self.waits(now)

    def waits(self, now: datetime) -> bool:
        """Whether there is another try, later."""
        return self.left != 0 and self.opens_at is not None and now < self.opens_at


def next_try(quiz: Quiz, sent: Sequence[Sent], of: str) -> NextTry:
    """What comes after these tries of one person at one text, the oldest first.

    Tries count since the last pass: a refresher begins afresh. `of` names person and text. The key
    follows from the try before it, so that all windows of a person send the same one.
    """
    last = sent[-1] if sent else None
    since_pass: list[Sent] = []
    for each in sent:
        since_pass = [] if each.passed else [*since_pass, each]
    waits = quiz.wait_minutes and since_pass
    return NextTry(
        key=uuid5(_SPACE, f"{of}:{last.key if last else ''}"),
        left=max(0, quiz.tries - len(since_pass)) if quiz.tries else None,
        opens_at=since_pass[-1].at + timedelta(minutes=quiz.wait_minutes) if waits else None,
    )
