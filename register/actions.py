"""What is written into the register: editions, records and the making void of one."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from register import content, ledger
from register.editions import editions_of
from register.models import SHARED, Bookmark, Edition, Record

REDO_DAYS = 14  # docs/due-dates.md: a change of substance is done again within a fortnight


class CannotVoid(ValueError):
    """This record cannot be made void, or not by this person. The message says why."""


@transaction.atomic
def publish_edition(
    *,
    item: str,
    chain: str,
    title: str,
    data: bytes,
    media_type: str,
    grade: str,
    published_on: date,
    approved_by: str,
    by: str,
    redo_days: int | None = None,
    what_changed: str = "",
    label: str = "",
    **more: Any,
) -> Edition:
    """Keep these bytes as the next edition of the item (its slug) in a school's chain or SHARED.

    Numbers run through all the editions that one school can see. `redo_days` counts for a grade
    of must_redo only (14 if left out). `more` is any other column of an edition (meeting,
    approved_on, review_on, withdraws). Publishing what the newest edition already is (same bytes,
    title, day, grade) is a second press of the button: that edition is returned.
    """
    if grade != Edition.Grade.MUST_REDO:
        redo_days = None
    elif redo_days is None:
        redo_days = REDO_DAYS
    ledger.lock(chain, SHARED)
    digest = content.keep(data, media_type)
    seen = Edition.objects.filter(item=item) if chain == SHARED else editions_of(item, chain)
    newest = seen.order_by("number").last()
    told = {
        "title": title,
        "digest": digest,
        "grade": grade,
        "redo_days": redo_days,
        "published_on": published_on,
    }
    if (
        newest
        and newest.chain == chain
        and all(getattr(newest, name) == value for name, value in told.items())
    ):
        return newest
    number = newest.number + 1 if newest else 1
    edition = Edition(
        item=item,
        number=number,
        what_changed=what_changed,
        approved_by=approved_by,
        label=label,
        **told,
        **more,
    )
    return ledger.append(chain, f"edition:{item}:{number}", edition, by=by)


@transaction.atomic
def write_record(
    *,
    chain: str,
    person: str,
    item: str,
    kind: str,
    happened_on: date,
    by: str,
    edition: Edition | None = None,
    **more: Any,
) -> Record:
    """Write down that a person did or signed an item (its slug) on a day; returns the record.

    Number, digest and title are taken from the edition. `more` is any other column of a record
    (title, statement, who, score, out_of, how, witness, reason).

    The same person, item, kind, edition and day is the same event: as long as that record is not
    void it is returned and nothing is written, even if the score is another one this time. What
    was written first stands, and a second press is harmless.
    """
    if kind == Record.Kind.VOID:
        raise ValueError("A record is made void by void_record.")
    if edition:
        more = {"digest": edition.digest, "title": edition.title} | more
    event = {
        "person": person,
        "item": item,
        "kind": kind,
        "edition": edition.number if edition else None,
        "happened_on": happened_on,
    }
    ledger.lock(chain)
    void = Exists(Record.objects.filter(voids=OuterRef("entry_id")))
    same = Record.objects.filter(chain=chain, **event).annotate(void=void).order_by("entry_id")
    if stands := next((record for record in same if not record.void), None):
        return stands
    named = [kind, person, item, event["edition"] or "", happened_on, len(same)]
    key = ":".join(str(part) for part in named)
    return ledger.append(chain, key, Record(**event, **more), by=by)


@transaction.atomic
def void_record(*, chain: str, record: Record, reason: str, by: str) -> Record:
    """Make a record void, for a reason; returns the record that does it. The first one stays.

    Raises CannotVoid with a sentence for the person who tried.
    """
    ledger.lock(chain)
    if record.chain != chain:
        raise CannotVoid("This record belongs to another school, which can make it void.")
    if by == record.person:
        raise CannotVoid("Nobody makes their own record void. Please ask a colleague to do it.")
    if record.kind == Record.Kind.VOID:
        raise CannotVoid("This is not a record of training, so it cannot be made void.")
    if Record.objects.filter(voids=record.pk).exists():
        raise CannotVoid("This record has been made void already.")
    if not reason.strip():
        raise CannotVoid("Please say why the record is made void.")
    void = Record(
        person=record.person,
        item=record.item,
        kind=Record.Kind.VOID,
        edition=record.edition,
        happened_on=timezone.localdate(),
        voids=record.pk,
        reason=reason.strip(),
    )
    return ledger.append(chain, f"void:{record.pk}", void, by=by)


def move_bookmark(
    *,
    person: str,
    item: str,
    edition: int | None,
    place: str,
    place_words: str,
    done: int,
    total: int,
) -> Bookmark:
    """Remember where a person is in an item. A convenience: it proves nothing."""
    told = {"edition": edition, "place": place, "place_words": place_words}
    told |= {"done": done, "total": total}
    bookmark = Bookmark(person=person, item=item, **told)
    Bookmark.objects.bulk_create(
        [bookmark],
        update_conflicts=True,
        unique_fields=["person", "item"],
        update_fields=[*told, "moved_at"],
    )
    return bookmark
