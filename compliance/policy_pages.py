"""What the page of one policy says to those who keep it."""

from dataclasses import dataclass
from datetime import datetime

from compliance.policy_approval import approval_words
from compliance.policy_evidence import Evidence
from compliance.policy_register import Kept
from compliance.roster import names_of
from compliance.why import full_date
from register.models import Edition

Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class EditionLine:
    """An edition with who approved it and how many signatures stand under it."""

    edition: Edition
    grade: str
    approved: str
    signatures: int
    text_url: str


def title(found: Evidence) -> str:
    """“13 of 16 people have signed”, and what else could be the answer."""
    wanted = len(found.wanted)
    if not wanted:
        return f"Nobody is asked for “{found.item.title}”"
    if found.signed == wanted:
        return "Everybody has signed" if wanted > 1 else "The one person asked has signed"
    has = "has" if found.signed == 1 else "have"
    return f"{found.signed} of {wanted} people {has} signed"


def lead(found: Evidence, now: datetime) -> str:
    """Which policy, which edition, as at when."""
    edition = found.edition
    which = (
        "No edition was in force."
        if edition is None
        else (
            f"Edition {edition.number} has been in force since {full_date(edition.published_on)}."
        )
    )
    return f"{found.item.title}. {which}{_share(found)} {found.as_at.words(now)}"


def _share(found: Evidence) -> str:
    """How many signed this edition, and how many one before that still counts; “” if all did."""
    number = found.edition.number if found.edition else 1
    this = sum(line.has_signed and line.edition == number for line in found.wanted)
    earlier = found.signed - this
    if not earlier:
        return ""
    first = f" {this} signed it;" if this else ""
    return f"{first} {earlier} signed an edition before it, which still counts."


def grade_words(edition: Edition) -> str:
    """“: please re-read”; nothing of a first edition, which changes nothing."""
    return f": {edition.get_grade_display()}" if edition.number > 1 else ""


def editions(found: Evidence) -> list[EditionLine]:
    """Every edition that the school goes by, and any other that people signed (shared, before it
    had an annex), the newest first, with the signatures that stand. Two queries at most.
    """
    under: dict[tuple[int | None, str | None], int] = {}
    for line in (*found.lines, *found.closed):
        for signature in line.signatures:
            key = signature.record.edition, signature.record.digest
            under[key] = under.get(key, 0) + 1
    shown = [*found.editions, *_signed_elsewhere(found, {digest for _, digest in under if digest})]
    names = names_of({each.approved_by for each in shown})
    return [
        EditionLine(
            each,
            grade_words(each),
            approval_words(each, names),
            under.get((each.number, each.digest), 0),
            f"{found.item.address}editions/{each.number}/?text={each.digest}",
        )
        for each in shown
    ]


def _signed_elsewhere(found: Evidence, digests: set[str]) -> list[Edition]:
    """Editions that people signed and that are none of the school's own."""
    missing = digests - {each.digest for each in found.editions}
    if not missing:
        return []
    rows = Edition.objects.filter(item=found.item.slug, digest__in=missing).order_by("-number")
    return list({row.digest: row for row in rows}.values())


def facts(kept: Kept) -> Rows:
    """Owner, approval, review and place in the list, row by row."""
    edition, rows = kept.edition, []
    if kept.owner:
        rows.append({"label": "Owner", "value": f"{kept.owner_words}: {kept.owner_names}"})
    if edition:
        what = f"{edition.number}, since {full_date(edition.published_on)}"
        rows.append({"label": "Edition", "value": f"{what}{grade_words(edition)}"})
        if edition.what_changed:
            rows.append({"label": "What changed", "value": edition.what_changed})
    if kept.approved:
        rows.append({"label": "Approved by", "value": kept.approved})
    if kept.review_on:
        value = f"{kept.review_words} ({kept.review}), {kept.cycle}".rstrip(", ")
        rows.append({"label": "Next review", "value": value})
    if kept.statutory_as:
        rows.append({"label": "In the list of statutory policies", "value": kept.statutory_as})
    if kept.statement:
        rows.append({"label": "What people sign", "value": f"“{kept.statement}”"})
    if edition:
        rows.append({"label": "Its digest", "value": edition.digest})
    return rows
