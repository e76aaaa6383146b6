"""Publish an edition: the only door, with the grade of change and who is affected.

Pages that carry an item are published here to every school on the installation; a document that
a school uploads (KCSIE Part one, say) is published to that school alone.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from wagtail.models import Page, PagePermissionTester, Revision

from cms.models import ItemPage, NotReady
from compliance import facts
from compliance.annexes import chains_with_an_annex, follow
from compliance.due import standings
from compliance.models import Requirement
from compliance.review_days import review_day
from compliance.why import full_date
from courses.facts import in_the_middle
from people.access import Membership, people_of, today
from people.models import School, User
from people.roles import DOCUMENTS
from policies.files import check_pdf
from policies.texts import text_from
from register.actions import publish_edition
from register.editions import editions_of
from register.ledger import lock
from register.models import SHARED, Edition, Item


class NothingChanged(ValidationError):
    """The draft is what is in force already."""


class DraftMoved(ValidationError):
    """Somebody saved a newer draft while this one was being looked at."""


@dataclass(frozen=True, slots=True)
class Affected:
    """Who would notice a new edition: names, in the order of an office; numbers of other schools
    on this installation."""

    again: list[str]  # have done an earlier edition, and would do this one if it must be done again
    first: list[str]  # have not done any yet, and will meet this one
    elsewhere: int  # have done an earlier edition at another school
    begun: list[str] = field(default_factory=list)  # are in the middle of the edition in force
    begun_elsewhere: int = 0


def pages(**where: Any) -> list[ItemPage]:
    """Every page that carries an item (or those of them), by title."""
    found = Page.objects.type(ItemPage).filter(**where).order_by("title").specific()
    return [page for page in found if isinstance(page, ItemPage)]


def may_publish(user: User, page: ItemPage) -> bool:
    """Whether Wagtail's own permission to publish this page is theirs; the door asks it."""
    return PagePermissionTester(user, page).can_publish()


def check_may_publish(user: User, page: ItemPage) -> None:
    """Raise PermissionDenied with a sentence when it is not."""
    if not may_publish(user, page):
        raise PermissionDenied(
            "You may write drafts of this page. Ask a colleague who publishes for the school."
        )


def may_publish_documents(here: Membership) -> bool:
    """Whether they publish documents for their school: the DSL and the headteacher do."""
    return bool(here.roles & DOCUMENTS)


def check_may_publish_documents(here: Membership) -> None:
    """Raise PermissionDenied with a sentence when they do not."""
    if not may_publish_documents(here):
        raise PermissionDenied("The DSL or the headteacher publishes documents for the school.")


def documents_of(school: School) -> list[Item]:
    """The documents that a school asks for or has published itself, by title. No other school's."""
    asked = Requirement.objects.filter(chain=school.urn).values("item")
    published = Edition.objects.filter(chain=school.urn).values("item")
    documents = Item.objects.filter(kind=Item.Kind.DOCUMENT)
    return list(
        (documents.filter(slug__in=asked) | documents.filter(slug__in=published)).order_by("title")
    )


def draft_of(page: ItemPage) -> tuple[Revision | None, ItemPage]:
    """The latest draft: its revision, and the page as it stands there."""
    revision = page.get_latest_revision()
    return revision, revision.as_object() if revision else page


def newest_edition(item: str, chain: str = SHARED) -> Edition | None:
    """The newest edition that a school sees, whether or not its day has come."""
    return editions_of(item, chain).last()


def newest_editions(items: Iterable[str], chain: str = SHARED) -> dict[str, Edition]:
    """The newest edition of each item (its slug), where there is one. One query."""
    editions = Edition.objects.filter(item__in=items, chain__in=[chain, SHARED])
    return {edition.item: edition for edition in editions.order_by("number")}


def affected(
    item: str, school: School | None, *, chain: str = SHARED, on: date | None = None
) -> Affected:
    """Whom a new edition in this chain would meet. A few queries for each school that asks."""
    on = on or today()
    asking = Requirement.objects.filter(item=item).values("chain")
    schools = School.objects.filter(urn__in=asking)
    if chain != SHARED:
        schools = schools.filter(urn=chain)
    begun = in_the_middle(item)
    here = set(people_of(school.urn, on)) if school and begun else set()
    again: list[str] = []
    first: list[str] = []
    elsewhere = 0
    for urn in schools.values_list("urn", flat=True):
        done, not_done = _asked(urn, item, on)
        if school is not None and urn == school.urn:
            again, first = _names(done), _names(not_done - begun)
        else:
            elsewhere += len(done)
    return Affected(again, first, elsewhere, _names(begun & here), len(begun - here))


def _asked(urn: str, item: str, on: date) -> tuple[set[str], set[str]]:
    """Refs of those asked for the item: who has done it, and who has not."""
    rows = standings(facts.read(urn, item=item), on)
    required = [r for r in rows if r.rule.item == item and r.status != "not_required"]
    done = {row.person for row in required if row.done_on}
    return done, {row.person for row in required} - done


def _names(refs: set[str]) -> list[str]:
    users = User.objects.filter(ref__in=refs).order_by("last_name", "first_name")
    return [user.get_full_name() for user in users]


def address_of(page: ItemPage) -> str:
    """The page's address on this site, from the root."""
    return page.get_url_parts()[2]


@transaction.atomic
def publish_page(
    *,
    page: ItemPage,
    grade: str,
    what_changed: str,
    by: str,
    user: User | None = None,
    revision_id: int | None = None,
    redo_days: int | None = None,
    label: str = "",
    on: date | None = None,
    approved_by: str | None = None,
    approved_on: date | None = None,
    meeting: str = "",
    withdraws: bool = False,
) -> Edition:
    """Make the latest draft the edition in force: edition, item and revision in one transaction.

    `approved_by` is a ref, or words such as “the governing body”; `by` if left out. `meeting`
    says in which meeting. A policy's edition also says by when it is to be looked at again.
    `withdraws`: nobody goes on in an earlier edition.
    Raises DraftMoved when `revision_id` is given (0: there was none) and no longer the latest,
    NothingChanged when the draft is what is in force, NotReady when it lacks something; all are
    ValidationErrors.
    """
    carried = page.carried_item()
    annexed = chains_with_an_annex(carried.slug) if carried and page.item_kind == "policy" else []
    lock(*annexed, SHARED)  # of two presses at once, the second sees what the first did
    page.refresh_from_db()
    if revision_id not in (None, page.latest_revision_id or 0):
        raise DraftMoved("A newer draft was saved meanwhile. Look at it, then publish.")
    revision = page.get_latest_revision() or page.save_revision()
    draft = revision.as_object()
    if faults := draft.not_ready():
        raise NotReady(faults)
    item, data = _item_of(page, draft), draft.snapshot_bytes()
    _check_changed(data, newest_edition(item.slug))
    edition = publish_edition(
        item=item.slug,
        chain=SHARED,
        title=draft.title,
        data=data,
        media_type="application/json",
        grade=grade,
        redo_days=redo_days,
        what_changed=what_changed,
        label=label,
        published_on=on or today(),
        approved_by=approved_by or by,
        approved_on=approved_on,
        meeting=meeting.strip() or None,
        review_on=review_on(draft, on or today()),
        withdraws=withdraws or None,
        by=by,
    )
    draft.publish(revision, through_the_door=True, user=user, changed=True)
    page.refresh_from_db()
    _keep_up(item, draft.snapshot(), address_of(page))
    follow(edition, annexed)
    return edition


def review_on(page: ItemPage, on: date) -> date | None:
    """By when a policy that is in force from a day is to be looked at again; None of others."""
    if page.item_kind != Item.Kind.POLICY:
        return None
    return review_day(text_from(page.snapshot()), on)


def check_review(page: ItemPage, on: date) -> None:
    """Raise ValidationError where the next review of what is published would be past already."""
    day = review_on(page, on)
    if day and day <= on:
        raise ValidationError(
            f"Its next review is set for {full_date(day)}, before it would be in force. Set a "
            "later day under “Where this comes from” in the editor, or leave that day out."
        )


def is_in_force(data: bytes, newest: Edition | None) -> bool:
    """Whether these bytes are those of the newest edition."""
    return newest is not None and newest.digest == hashlib.sha256(data).hexdigest()


def _check_changed(data: bytes, newest: Edition | None) -> None:
    if newest and is_in_force(data, newest):
        name = f"“{newest.label}”" if newest.label else f"edition {newest.number}"
        raise NothingChanged(
            f"This is in force already, as {name} of {full_date(newest.published_on)}. Nothing "
            "has changed since."
        )


def _item_of(page: ItemPage, draft: ItemPage) -> Item:
    """The page's item, made on its first publication with the page's slug for good.

    An item that has lost its page, or was asked for before there was one, is taken up again.
    """
    found = page.carried_item()
    if found:
        return found
    item = Item.objects.filter(slug=draft.slug).first()
    if item is None:
        item = Item(slug=draft.slug, kind=page.item_kind)
    elif item.page_id or item.kind != page.item_kind:
        raise ValidationError(
            f"Something else is called “{draft.slug}”. Change the last part of the page's "
            "address, then publish."
        )
    item.page_id = page.pk
    return item


def _keep_up(item: Item, shown: dict[str, Any], address: str) -> None:
    """What lists say of the item today."""
    item.title, item.why, item.minutes = shown["title"], shown["why"], shown["minutes"]
    item.address = address
    item.save()


@transaction.atomic
def publish_document(
    *,
    school: School,
    slug: str,
    title: str,
    data: bytes,
    label: str,
    grade: str,
    what_changed: str,
    by: str,
    why: str = "",
    minutes: int = 0,
    redo_days: int | None = None,
    on: date | None = None,
) -> Edition:
    """A PDF as the school's next edition of a document, under the name that it is known by.

    `title`, `why` and `minutes` (to read) are for a document that is new here. Raises
    ValidationError with one sentence when the file is not a PDF, too large, unnamed, or in force
    already, or when something else has that slug.
    """
    check_pdf(data)
    if not label.strip():
        raise ValidationError("Say which edition this is, as on its cover: “2025”, say.")
    lock(school.urn, SHARED)
    item, _ = Item.objects.get_or_create(
        slug=slug,
        defaults={
            "kind": Item.Kind.DOCUMENT,
            "title": title,
            "why": why,
            "minutes": minutes,
            "address": f"/reading/{slug}/",
        },
    )
    if item.kind != Item.Kind.DOCUMENT:
        raise ValidationError(f"“{slug}” is a {item.get_kind_display()}, not a document.")
    _check_changed(data, newest_edition(slug, school.urn))
    return publish_edition(
        item=slug,
        chain=school.urn,
        title=item.title,
        data=data,
        media_type="application/pdf",
        grade=grade,
        redo_days=redo_days,
        what_changed=what_changed,
        label=label.strip(),
        published_on=on or today(),
        approved_by=by,
        by=by,
    )
