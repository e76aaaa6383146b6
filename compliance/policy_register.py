"""The register of policies: every policy and document of a school, past review first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from compliance.asat import AsAt
from compliance.policy_access import items_kept
from compliance.policy_approval import approval_words
from compliance.review_days import PAST, review_day, review_step, review_words
from compliance.roster import Roster, names_of, roster
from compliance.why import full_date
from people.models import School
from people.roles import ROLES
from policies.models import REVIEWED, Word
from policies.owners import listed, owners_of
from policies.texts import Text, texts_of
from register.models import SHARED, Edition, Item


@dataclass(frozen=True, slots=True)
class Kept:
    """A policy or document as the register says it."""

    item: Item
    edition: Edition | None  # in force on the day
    coming: Edition | None  # published, and not in force yet
    owner: str  # the post
    owner_names: str
    approved: str
    cycle: str
    review_on: date | None
    review: str  # “in 9 days”
    step: str | None
    statutory_as: str
    statement: str
    asked: int
    signed: int
    waiting: int  # questions and refusals that nobody answered

    @property
    def is_past(self) -> bool:
        return self.step == PAST

    @property
    def owner_words(self) -> str:
        words = ROLES[self.owner].words if self.owner in ROLES else self.owner
        return words[:1].upper() + words[1:]

    @property
    def share(self) -> float:
        return 100 * self.signed / self.asked if self.asked else 0.0

    @property
    def mark(self) -> str:
        """The mark beside the review: late, due soon or in date."""
        return "overdue" if self.is_past else "due_soon" if self.step else "current"

    @property
    def review_words(self) -> str:
        if self.review_on is None:
            return ""
        day = full_date(self.review_on)
        return f"Past review since {day}" if self.is_past else f"By {day}"


def register_of(school: School, on: date) -> list[Kept]:
    """What the school goes by: past review first, then what is reviewed next, then documents.

    Fifteen queries at most, however many there are.
    """
    found = _kept(school, list(items_kept(school)), on, _counts(roster(school, AsAt(on))))
    return sorted(found, key=lambda kept: (not kept.is_past, kept.review_on or date.max))


def kept_all(school: School, on: date) -> list[Kept]:
    """All of them, without counting signatures. Eight queries."""
    return _kept(school, list(items_kept(school)), on, {})


def kept_of(school: School, item: Item, on: date) -> Kept:
    """One of them, without counting signatures. Seven queries."""
    return _kept(school, [item], on, {})[0]


def _kept(
    school: School, items: list[Item], on: date, counts: Mapping[str, tuple[int, int]]
) -> list[Kept]:
    series = _series(items, school)
    in_force = {slug: _last(found, on) for slug, found in series.items()}
    texts = texts_of(each.digest for each in in_force.values() if each)
    posts = {text.owner for text in texts.values()} or {"dsl"}
    owners = owners_of(school, posts)
    approvers = {each.approved_by for each in in_force.values() if each}
    names = names_of({ref for refs in owners.values() for ref in refs} | approvers)
    waiting = words_waiting(school)
    found = []
    for item in items:
        edition = in_force.get(item.slug)
        text = texts.get(edition.digest) if edition else None
        last = series[item.slug][-1] if series.get(item.slug) else None
        asked, signed = counts.get(item.slug, (0, 0))
        review_on = _review_on(edition, text)
        found.append(
            Kept(
                item=item,
                edition=edition,
                coming=last if last and last.published_on > on else None,
                owner=text.owner if text else "",
                owner_names=listed([names[ref] for ref in owners[text.owner] if ref in names])
                if text
                else "",
                approved=approval_words(edition, names) if edition and text else "",
                cycle=dict(REVIEWED).get(text.review_months, "") if text else "",
                review_on=review_on,
                review=review_words(review_on, on) if review_on else "",
                step=review_step(review_on, on) if review_on else None,
                statutory_as=text.statutory_as if text else "",
                statement=text.statement if text else "",
                asked=asked,
                signed=signed,
                waiting=waiting.get(item.slug, 0),
            )
        )
    return found


def _series(items: list[Item], school: School) -> dict[str, list[Edition]]:
    """The editions that the school goes by, oldest first. One query."""
    slugs = [item.slug for item in items]
    rows = Edition.objects.filter(item__in=slugs, chain__in=[school.urn, SHARED])
    by_chain: dict[tuple[str, str], list[Edition]] = {}
    for row in rows.order_by("number"):
        by_chain.setdefault((row.item, row.chain), []).append(row)
    return {
        slug: by_chain.get((slug, school.urn)) or by_chain.get((slug, SHARED), []) for slug in slugs
    }


def _last(found: list[Edition], on: date) -> Edition | None:
    return next((each for each in reversed(found) if each.published_on <= on), None)


def _review_on(edition: Edition | None, text: Text | None) -> date | None:
    if edition is None or text is None:
        return None
    return edition.review_on or review_day(text, edition.published_on)


def _counts(known: Roster) -> Mapping[str, tuple[int, int]]:
    """Of how many people an item is wanted, and how many owe nothing more, by its slug."""
    wanted: dict[str, set[str]] = {}
    owing: dict[str, set[str]] = {}
    for row in known.rows:
        for each in row.standings:
            if each.status in ("not_required", "excused"):
                continue
            wanted.setdefault(each.rule.item, set()).add(row.ref)
            if each.done_on is None or each.is_late or each.waiting is not None:
                owing.setdefault(each.rule.item, set()).add(row.ref)
    return {slug: (len(refs), len(refs - owing.get(slug, set()))) for slug, refs in wanted.items()}


def words_waiting(school: School) -> dict[str, int]:
    """How many questions and refusals nobody has answered, by the item's slug. One query."""
    answered = Word.objects.filter(chain=school.urn, kind=Word.Kind.ANSWER).values("about")
    asked = Word.objects.filter(chain=school.urn).exclude(kind=Word.Kind.ANSWER)
    found: dict[str, int] = {}
    for slug in asked.exclude(pk__in=answered).values_list("item", flat=True):
        found[slug] = found.get(slug, 0) + 1
    return found


def past_review(known: Roster) -> list[Item]:
    """The policies that are past their review, by title. No query where there are none."""
    if not known.past_review:
        return []
    return list(Item.objects.filter(slug__in=known.past_review).order_by("title"))
