"""What a page says, in one line, so that a test need not know where its template breaks."""

from typing import Any


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())
