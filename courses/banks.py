"""Bringing question banks into the site as drafts; nothing that readers see changes."""

import json

from django.db import transaction

from courses.dumped_banks import DumpedBank
from courses.models import QuestionBank

NEW, CHANGED, SAME = "a new draft bank", "changed: a new draft of it", "as it was"


def outcome(bank: DumpedBank) -> str:
    """What saving this bank would do: NEW, CHANGED or SAME. One query."""
    found = QuestionBank.objects.filter(source=bank.source).first()
    if found is None:
        return NEW
    return SAME if found.source_digest == bank.digest else CHANGED


@transaction.atomic
def save_banks(banks: list[DumpedBank]) -> None:
    """Save all of them, or none. What is the same is left alone, whatever editors made of it;
    what has changed becomes a draft, and what is live stays live."""
    for bank in banks:
        if outcome(bank) != SAME:
            _save(bank)


def _save(bank: DumpedBank) -> None:
    found = QuestionBank.objects.filter(source=bank.source).first()
    shown = {
        "title": bank.title,
        "about": bank.about,
        "questions": json.dumps(bank.questions),
        "source_digest": bank.digest,
    }
    if found is None:
        found = QuestionBank(source=bank.source, live=False, **shown)
        found.save()
    draft = found.get_latest_revision_as_object()
    for name, value in shown.items():
        setattr(draft, name, value)
    draft.save_revision(clean=False)
    QuestionBank.objects.filter(pk=found.pk).update(source_digest=bank.digest)
