"""A school's own annex to a policy that several schools share: read and signed as one text.

An edition with an annex stands in the school's own chain, and its bytes hold both. When the
shared policy has a new edition, the school's follows in the same transaction, with the annex as it
is.
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cms.markdown import to_html
from compliance.review_days import review_day
from people.access import today
from people.models import School
from policies.texts import text_from, text_of
from register import content
from register.actions import publish_edition
from register.editions import editions_of
from register.ledger import lock
from register.models import SHARED, Edition, Item

MOST_WORDS = 20_000  # letters of an annex
SECTION = "annex"  # the id of its section


def annex_in_force(item: str, urn: str) -> str:
    """The words of the school's annex as they were typed; "" without one."""
    newest = Edition.objects.filter(item=item, chain=urn).order_by("number").last()
    return text_of(newest.digest).annex if newest else ""


def chains_with_an_annex(item: str) -> list[str]:
    """URNs of the schools whose editions of a shared policy hold an annex. One query."""
    own = Edition.objects.filter(item=item).exclude(chain=SHARED)
    return sorted(set(own.values_list("chain", flat=True)))


def with_annex(shared: bytes, words: str, school: School) -> bytes:
    """The bytes of both: the shared policy's sections and after them the school's own."""
    data = json.loads(shared)
    if words:
        title = f"At {school.name}"
        data["sections"].append({"id": SECTION, "title": title, "body": to_html(words)})
    data["annex"] = words
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1).encode()


@transaction.atomic
def publish_annex(
    *, school: School, item: Item, words: str, grade: str, what_changed: str, by: str, **more: Any
) -> Edition:
    """The shared policy in force with the school's annex (words, in plain paragraphs) as the
    school's next edition, from today. No words: the school goes on without one.

    `more`: redo_days, approved_by, approved_on, meeting. Raises ValidationError with one sentence.
    """
    lock(school.urn, SHARED)
    words = words.strip()
    bases = list(Edition.objects.filter(item=item.slug, chain=SHARED).order_by("number"))
    there = [each for each in bases if each.published_on <= today()]
    if item.kind != Item.Kind.POLICY or not there:
        raise ValidationError("No policy of this name is shared between schools.")
    if text_of(there[-1].digest).is_file:
        raise ValidationError(
            "This policy is a PDF, and nothing can be added to that. Ask for it as a text."
        )
    if words == annex_in_force(item.slug, school.urn):
        raise ValidationError("This is your annex already. Nothing has changed.")
    told = {"grade": grade, "what_changed": what_changed, "by": by, **more}
    edition = _publish(school, there[-1], words, on=today(), **told)
    for coming in bases:
        if coming.published_on > today():
            _follow(school, coming, words)
    return edition


def follow(edition: Edition, chains: Iterable[str]) -> None:
    """After a shared policy's new edition: each school's with its annex. Hold the chains before."""
    for school in School.objects.filter(urn__in=list(chains)):
        if editions_of(edition.item, school.urn).filter(chain=school.urn).exists():
            _follow(school, edition, annex_in_force(edition.item, school.urn))


def _follow(school: School, edition: Edition, words: str) -> None:
    _publish(
        school,
        edition,
        words,
        on=edition.published_on,
        grade=edition.grade,
        redo_days=edition.redo_days,
        what_changed=edition.what_changed,
        approved_by=edition.approved_by,
        approved_on=edition.approved_on,
        meeting=edition.meeting,
        by=edition.by,
    )


def _publish(
    school: School, base: Edition, words: str, *, on: date, approved_by: str = "", **told: Any
) -> Edition:
    shared = content.fetch(base.digest).data
    is_file = text_of(base.digest).is_file  # which takes no annex
    data = shared if is_file else with_annex(shared, words, school)
    return publish_edition(
        item=base.item,
        chain=school.urn,
        title=base.title,
        data=data,
        media_type="application/json",
        label=base.label,
        published_on=on,
        approved_by=approved_by or told["by"],
        review_on=base.review_on or review_day(text_from(json.loads(shared)), on),
        **told,
    )
