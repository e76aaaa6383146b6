"""The rules of a school as its leads keep them: the list, a change, and a change that takes two."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import slugify

from compliance import proposals
from compliance.actions import adopt_row, draft_requirement, last_row
from compliance.bundles import BUNDLES
from compliance.models import Proposal, Requirement
from people.access import today
from people.models import School
from register.ledger import body_of
from register.models import SHARED, Edition, Item

KIND = Proposal.Kind.RULE
# Items without a page of their own, which a lead may name while adding a requirement.
NAMED = (Item.Kind.SESSION, Item.Kind.OUTSIDE, Item.Kind.CONVERSATION)


@dataclass(frozen=True, slots=True)
class Kept:
    """A requirement with every row of it, the oldest first."""

    slug: str
    rows: Sequence[Requirement]

    @property
    def last(self) -> Requirement:
        return self.rows[-1]

    def holds(self, on: date) -> Requirement:
        """The row that holds on the day, as `due.in_force` picks it."""
        begun = [row for row in self.rows if row.applies_from <= on]
        return begun[-1] if begun else min(reversed(self.rows), key=lambda row: row.applies_from)

    def to_come(self, on: date) -> Requirement | None:
        """A change that is written down and has not begun."""
        held = self.holds(on)
        return self.last if self.last is not held and self.last.applies_from > on else None

    def is_over(self, on: date) -> bool:
        ends_on = self.holds(on).applies_to
        return ends_on is not None and ends_on < on and self.to_come(on) is None


def kept(urn: str, **where: Any) -> list[Kept]:
    """The requirements of a school by title. One query."""
    found: dict[str, list[Requirement]] = {}
    for row in Requirement.objects.filter(chain=urn, **where).order_by("entry_id"):
        found.setdefault(row.slug, []).append(row)
    return sorted(
        (Kept(slug, rows) for slug, rows in found.items()), key=lambda each: each.last.title
    )


def told(row: Requirement) -> dict[str, Any]:
    """What a row says, as `draft_requirement` takes it."""
    said = {field.attname: getattr(row, field.attname) for field in Requirement.told()}
    return said | {
        "roles": row.roles.split(","),
        "covered_by": row.covered_by.split(",") if row.covered_by else [],
    }


def new_slug(urn: str, title: str) -> str:
    """A slug for a requirement of this title that the school has not used."""
    used = set(Requirement.objects.filter(chain=urn).values_list("slug", flat=True))
    return _unused(slugify(title)[:70] or "requirement", used)


def asked_like(school: School, row: Requirement) -> Kept | None:
    """A requirement of the school that says the same under another slug: a second press, say."""
    said = told(row) | {"slug": ""}
    return next((k for k in kept(school.urn) if told(k.last) | {"slug": ""} == said), None)


def items_for(school: School) -> QuerySet[Item]:
    """What a school may ask for, by title: everything but what only other schools have named or
    published."""
    asked: dict[bool, set[str]] = {True: set(), False: set()}
    for chain, item, covered in Requirement.objects.values_list("chain", "item", "covered_by"):
        asked[chain == school.urn] |= {item, *(covered or "").split(",")}
    offered = {rule.item or rule.slug for bundle in BUNDLES.values() for rule in bundle.rules}
    theirs = asked[False] - asked[True] - offered
    there = Edition.objects.filter(chain__in=[school.urn, SHARED]).values("item")
    elsewhere = Edition.objects.exclude(item__in=there).exclude(item__in=asked[True] | offered)
    found = Item.objects.exclude(kind__in=NAMED, slug__in=theirs)
    return found.exclude(slug__in=elsewhere.values("item")).order_by("title")


def named_item(title: str, kind: str) -> Item:
    """Something without a page of its own: found by its title, or new and not yet saved."""
    known = Item.objects.filter(kind__in=NAMED, title__iexact=title.strip()).first()
    if known:
        return known
    base = slugify(title)[:70] or "training"
    slugs = set(Item.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return Item(slug=_unused(base, slugs), kind=kind, title=title.strip())


def _unused(base: str, used: set[str]) -> str:
    numbered = (f"{base}-{number}" for number in range(2, len(used) + 3))
    return next(slug for slug in (base, *numbered) if slug not in used)


def end(*, school: School, each: Kept, last_day: date, by: str) -> Requirement:
    """Ask it no more after a day: the rule that holds, with its last day; a change to come goes.

    Raises ValidationError with one sentence: the past keeps its rules.
    """
    held = each.holds(today())
    if last_day < today():
        raise ValidationError("The past keeps its rules. Choose today or a later day.")
    if last_day < held.applies_from:
        raise ValidationError("A requirement cannot end before it begins.")
    row = draft_requirement(school=school, **(told(held) | {"applies_to": last_day}))
    return adopt_row(school=school, row=row, by=by)


def ask_to_change(*, school: School, row: Requirement, reason: str, by: str) -> Proposal:
    """A change that takes two: kept as it is, with the row that it follows."""
    before = last_row(school.urn, row.slug)
    body = {"rule": json.loads(body_of(row)), "after": before.pk if before else None}
    return proposals.propose(
        school=school, kind=KIND, about=row.slug, reason=reason, by=by, body=body
    )


def row_asked_for(body: dict[str, Any]) -> Requirement:
    """The row that a proposal's body would write."""
    row = Requirement(**body["rule"])
    for field in Requirement.told():
        setattr(row, field.attname, field.to_python(getattr(row, field.attname)))
    return row


def change_as_asked(school: School, proposal: Proposal, by: str) -> Requirement:
    """Do it, in the approver's name. Raises ValidationError where the rule has changed since."""
    body = proposals.proposed(proposal)
    row, before = row_asked_for(body), last_row(school.urn, proposal.about)
    if before and before.pk != body["after"]:
        raise ValidationError(
            "The rule was changed after this was asked for. Decline it, and ask again."
        )
    return adopt_row(school=school, row=row, by=by, asked_by=proposal.by)
