"""Letters about policies: to owners before a review, and to those who signed an earlier edition
that there is one to read again. Each is written once, by its key.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from compliance import facts
from compliance.due import standings
from compliance.policy_register import Kept, kept_all
from compliance.policy_told import edition_key
from compliance.review_days import PAST
from compliance.why import full_date
from outbox.actions import post_message
from outbox.models import Message
from people.models import School, User
from policies.owners import owners_of
from register.ledger import lock
from register.models import SHARED, Edition, Item

TOLD_FOR = 30  # days: an edition older than that is no news


def write_review_letters(school: School, on: date) -> list[Message]:
    """Remind owners 60, 30 and 7 days before a review, and once when it is past; then the head
    hears too. A run that comes late tells the present step only.
    """
    near = [kept for kept in kept_all(school, on) if kept.step]
    if not near:
        return []
    owners = owners_of(school, {kept.owner for kept in near} | {"headteacher"}, on=on)
    heads = owners["headteacher"]
    users = User.objects.in_bulk(
        [ref for refs in owners.values() for ref in refs], field_name="ref"
    )
    with transaction.atomic():
        lock(school.urn)
        return [
            _remind(school, kept, users[to])
            for kept in near
            for to in sorted({*owners[kept.owner], *(heads if kept.is_past else ())})
            if to in users
        ]


def _remind(school: School, kept: Kept, to: User) -> Message:
    assert kept.review_on
    day, title = full_date(kept.review_on), kept.item.title
    if kept.step == PAST:
        subject, first = f"{title}: past its review", f"“{title}” was to be reviewed by {day}."
    else:
        subject = f"{title}: review by {day}"
        first = f"“{title}” is to be reviewed by {day}, {kept.review}."
    return post_message(
        key=f"review:{school.urn}:{kept.item.slug}:{kept.review_on}:{kept.step}:{to.ref}",
        school=school.urn,
        to=to.ref,
        subject=subject,
        body=(
            f"Dear {to.first_name},\n\n{first} {kept.owner_names} answers for it at "
            f"{school.name}.\n\n"
            "If the words should change, write a draft and have it approved. If they should not, "
            "set the next review and publish it as a correction: nobody signs again.\n\n"
            f"See all policies: {settings.BASE_URL}/school/policies/\n\n{school.name}\n"
        ),
    )


def write_edition_letters(school: School, on: date) -> list[Message]:
    """Tell those who did an earlier edition that there is one to read again (grade *please
    re-read*), within a month of its first day. Nobody who is not asked for it hears of it.
    """
    news = {each.item: each for each in _to_read_again(school, on)}
    if not news:
        return []
    items = Item.objects.in_bulk(list(news))
    due = list(_who_did_an_earlier_one(school, news, on))
    users = User.objects.in_bulk([ref for ref, _ in due], field_name="ref")
    with transaction.atomic():
        lock(school.urn)
        return [
            _tell(school, edition, items[edition.item], users[ref])
            for ref, edition in due
            if ref in users and edition.item in items
        ]


def _to_read_again(school: School, on: date) -> list[Edition]:
    """The newest editions in force, where they are to be read again and are new."""
    rows = Edition.objects.filter(chain__in=[school.urn, SHARED], published_on__lte=on)
    own = {row.item for row in rows if row.chain == school.urn}
    newest = {
        row.item: row
        for row in rows.order_by("number")
        if row.chain == school.urn or row.item not in own
    }
    since = on - timedelta(days=TOLD_FOR)
    reread = Edition.Grade.REREAD
    return [
        row
        for row in newest.values()
        if row.grade == reread and row.published_on >= since and row.number > 1
    ]


def _who_did_an_earlier_one(
    school: School, news: dict[str, Edition], on: date
) -> Iterator[tuple[str, Edition]]:
    read = facts.read(school.urn)
    rules = [rule for rule in read.requirements if rule.item in news]
    seen = set()
    for row in standings(replace(read, requirements=rules), on):
        edition, done = news[row.rule.item], row.counted
        if row.status in ("not_required", "excused", "paused") or done is None:
            continue
        earlier = done.item == edition.item and done.edition and done.edition < edition.number
        if earlier and (row.person, edition.item) not in seen:
            seen.add((row.person, edition.item))
            yield row.person, edition


def _tell(school: School, edition: Edition, item: Item, to: User) -> Message:
    way_in = f"Read what is different: {settings.BASE_URL}{item.address}"
    if not to.email:
        way_in = "You can read it at the front desk. Ask the office when it suits."
    return post_message(
        key=edition_key(school.urn, edition.item, edition.number, to.ref),
        school=school.urn,
        to=to.ref,
        subject=f"Please read again: {edition.title}",
        body=(
            f"Dear {to.first_name},\n\n"
            f"“{edition.title}” has had a new edition since {full_date(edition.published_on)}. You "
            "know an earlier one, and that still counts: nothing new is late.\n\n"
            f"What changed: {edition.what_changed}\n\n{way_in}\n\n{school.name}\n"
        ),
    )
