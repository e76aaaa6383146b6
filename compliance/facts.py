"""Reads from the database what `due` reckons with. The only reader; five queries at most.

A thing with a life (a post, leave, an exemption) is several rows with one reference: read in the
order they were written, the last row wins. So opening, closing and "as it was known then" are one
rule. A requirement's rows are all read: `due.in_force` picks by the day, so that the past keeps
its rules. Rows are read as tuples: model instances cost five times as much.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, cast

from django.db.models import CharField, QuerySet, Value

from compliance import models
from compliance.due import (
    Edition,
    Exemption,
    Facts,
    Leave,
    Person,
    Post,
    Record,
    Renewal,
    Requirement,
    Standing,
)
from compliance.why import RuleWords
from people import models as people_models
from people.access import Membership
from people.chain_heads import Heads
from people.models import School
from people.roles import plural_words
from register import models as register_models
from register.models import SHARED

# In place of `recorded_at`. Comparing it fails: a moment must be given to `read`, which asks the
# database, and not to `due.standings`.
NOT_READ = cast(datetime, None)
Editions = dict[tuple[str, str], list[Edition]]  # by chain and item


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Requirement):
    """A requirement with the words for it: what it is called, who wants it, where that is said."""

    words: RuleWords


@dataclass(frozen=True, slots=True)
class KnownEdition(Edition):
    """An edition with the day by which it is to be looked at again, None of what is no policy."""

    review_on: date | None = None


def editions_of(facts: Facts) -> Mapping[str, Sequence[KnownEdition]]:
    """The editions by item, as `read` gave them."""
    return cast(Mapping[str, Sequence[KnownEdition]], facts.editions)


def rules_of(facts: Facts) -> Sequence[Rule]:
    """The requirements with their words, as `read` gave them: every row of those that changed."""
    return cast(Sequence[Rule], facts.requirements)


def words_of(standing: Standing) -> RuleWords:
    """The words of the requirement that a standing is about, as `read` gave it."""
    return cast(Rule, standing.rule).words


def read(
    school_urn: str,
    known_at: datetime | None = None,
    people: Collection[str] | None = None,
    item: str | None = None,
) -> Facts:
    """What is known (at a moment, if given) of everyone who has or had a post at the school.

    `people`: only these refs. `item`: only the requirements that ask or asked for it, and what
    counts for them. People are in order of ref, requirements in order of slug. Training recorded
    at another school of the same trust counts; elsewhere it does not.
    The moment is honoured here, so `due.standings` must not be given one as well.
    """
    known: dict[str, Any] = {} if known_at is None else {"recorded_at__lte": known_at}
    here = {"chain": school_urn, **known}
    whose = {} if people is None else {"person__in": list(people)}
    posts = people_models.Post.objects.filter(chain=school_urn)
    theirs: dict[str, Any] = {"person__in": posts.values("person")} if people is None else whose
    rules = _requirements(here)
    if item is not None:
        asking = {rule.id for rule in rules if rule.item == item}
        rules = [rule for rule in rules if rule.id in asking]
        theirs |= {"item__in": {each for rule in rules for each in (rule.item, *rule.covered_by)}}
    rows = _records(**known, **theirs)
    elsewhere = _schools_of_trust(school_urn, {row[-1] for row in rows} - {school_urn})
    series = _Series(_editions({school_urn, SHARED} | elsewhere, known), school_urn)
    return Facts(
        people=_people(here | whose),
        requirements=rules,
        records=series.records(rows, elsewhere),
        editions=series.here(),
    )


def read_own(here: Membership) -> Facts:
    """What `read` says of the reader alone. It is the page that is asked for most: their posts are
    known already, and what the school asks is remembered. Two queries, two more where it is not.
    """
    assert here.school is not None
    urn, ref = here.school.urn, here.user.ref
    rows = _records(person=ref)
    elsewhere = _schools_of_trust(urn, {row[-1] for row in rows} - {urn})
    rules, editions = _asked(urn, here.heads)
    series = _Series(editions | (_editions(elsewhere, {}) if elsewhere else {}), urn)
    posts = [Post(post.role, post.starts_on, post.ends_on) for post in here.posts]
    leave, exemptions = _away_and_excused(chain=urn, person=ref)
    return Facts(
        people=[Person(ref, posts, leave, exemptions)] if posts else [],
        requirements=rules,
        records=series.records(rows, elsewhere),
        editions=series.here(),
    )


def _away_and_excused(**where: str) -> tuple[list[Leave], list[Exemption]]:
    """One person's leave and exemptions, as their last rows say. One query."""
    told = "entry_id", "ref", "starts_on", "ends_on", "withdrawn"
    none = Value(None, output_field=CharField())
    rows = people_models.Leave.objects.filter(**where).values_list(*told, none, none)
    rows = rows.union(
        models.Exemption.objects.filter(**where).values_list(*told, "requirement", "reason"),
        all=True,
    )
    leave, exemptions = [], []
    for _, ref, starts_on, ends_on, withdrawn, what, reason in _last(rows):
        if not withdrawn and what is None:
            leave.append(Leave(starts_on, ends_on, ref))
        elif not withdrawn:
            exemptions.append(Exemption(what, starts_on, ends_on, reason, ref))
    return leave, exemptions


@lru_cache(maxsize=200)
def _asked(urn: str, _heads: Heads) -> tuple[list[Rule], Editions]:
    """What a school asks, and in which editions, in a state of the ledger. Two queries."""
    return _requirements({"chain": urn}), _editions({urn, SHARED}, {})


def _records(**where: Any) -> list[tuple]:
    """Records as rows, the chain last.

    Not narrowed by chain: the index is by person, and a database that preferred the one by chain
    would read every record of a trust. Not with `recorded_at`: it is asked of the database, and
    making moments of it would take as long as all the rest.
    """
    return list(
        register_models.Record.objects.filter(**where).values_list(
            "entry_id",
            "person",
            "item",
            "edition",
            "happened_on",
            "voids",
            "chain",
        )
    )


def _schools_of_trust(urn: str, chains: Collection[str]) -> set[str]:
    """Those of the chains that are schools of the same trust. No query where there are none."""
    if not chains:
        return set()
    found = School.objects.filter(urn__in=chains, trust__schools=urn)
    return set(found.values_list("urn", flat=True))


def _people(where: dict[str, Any]) -> list[Person]:
    """Everyone with a post, with the posts, leave and exemptions as their last rows say."""
    posts: dict[str, list[Post]] = {}
    leave: dict[str, list[Leave]] = {}
    exemptions: dict[str, list[Exemption]] = {}
    for _, ref, starts_on, ends_on, withdrawn, what, reason, person, kind in _last_rows(where):
        if withdrawn:
            continue
        if kind == "post":
            posts.setdefault(person, []).append(Post(what, starts_on, ends_on))
        elif kind == "leave":
            leave.setdefault(person, []).append(Leave(starts_on, ends_on, ref))
        else:
            excused = Exemption(what, starts_on, ends_on, reason, ref)
            exemptions.setdefault(person, []).append(excused)
    return [
        Person(ref, posts[ref], leave.get(ref, ()), exemptions.get(ref, ()))
        for ref in sorted(posts)
    ]


def _last_rows(where: dict[str, Any]) -> Iterable[tuple]:
    """The last row of each post, leave and exemption, in one query."""
    no_reason = Value(None, output_field=CharField())
    rows = _lives(people_models.Post, "post", "role", no_reason, where).union(
        _lives(people_models.Leave, "leave", "kind", no_reason, where),
        _lives(models.Exemption, "exemption", "requirement", "reason", where),
        all=True,
    )
    return _last(rows)


def _lives(
    model: type[register_models.Fact], kind: str, what: str, reason: Any, where: dict[str, Any]
) -> QuerySet:
    return model.objects.filter(**where).values_list(
        "entry_id",
        "ref",
        "starts_on",
        "ends_on",
        "withdrawn",
        what,
        reason,
        "person",
        Value(kind, output_field=CharField()),
    )


def _last(rows: Iterable[tuple]) -> Iterable[tuple]:
    """Of rows that begin with their number and the ref of what they are about, the last of each."""
    return {row[1]: row for row in sorted(rows, key=itemgetter(0))}.values()


RULE_COLUMNS = (
    "slug",
    "item",
    "roles",
    "first_due_days",
    "renewal",
    "months",
    "due_day",
    "applies_from",
    "applies_to",
    "since",
    "window_days",
    "covered_by",
    "title",
    "force",
    "source",
    "source_edition",
)


def _requirements(where: dict[str, Any]) -> list[Rule]:
    rows = models.Requirement.objects.filter(**where).order_by("entry_id")
    told = sorted(rows.values_list(*RULE_COLUMNS), key=lambda row: row[0])
    return [_rule(*row) for row in told]


def rule_of(row: models.Requirement) -> Rule:
    """A row of a requirement, written down or only proposed, as `read` would give it."""
    return _rule(*(getattr(row, name) for name in RULE_COLUMNS))


def _rule(
    slug: str,
    item: str,
    roles: str,
    first_due_days: int,
    renewal: str,
    months: int | None,
    due_day: str | None,
    *rest: Any,
) -> Rule:
    applies_from, applies_to, since, window_days, covered_by, title, force, source, edition = rest
    return Rule(
        id=slug,
        item=item,
        roles=frozenset(_split(roles)),
        first_due_days=first_due_days,
        renewal=_renewal(renewal, months, due_day),
        applies_from=applies_from,
        applies_to=applies_to,
        since=since,
        window_days=window_days,
        covered_by=tuple(_split(covered_by)),
        words=RuleWords(title, plural_words(_split(roles)), force, source, edition),
    )


def _renewal(kind: str, months: int | None, due_day: str | None) -> Renewal:
    month, _, day = (due_day or "0-0").partition("-")
    return Renewal(kind, months or 0, (int(month), int(day)))  # type: ignore[arg-type]


def _split(slugs: str | None) -> list[str]:
    return [slug.strip() for slug in (slugs or "").split(",") if slug.strip()]


def _editions(chains: set[str], known: dict[str, Any]) -> Editions:
    """Editions by chain and item."""
    found: Editions = {}
    rows = register_models.Edition.objects.filter(chain__in=chains, **known).values_list(
        "chain", "item", "number", "published_on", "grade", "redo_days", "review_on"
    )
    for chain, item, number, published_on, grade, redo_days, review_on in rows:
        must_redo = grade == register_models.Edition.Grade.MUST_REDO
        edition = KnownEdition(number, published_on, must_redo, redo_days or 0, review_on)
        found.setdefault((chain, item), []).append(edition)
    return found


@dataclass(frozen=True, slots=True)
class _Series:
    """Whose editions of an item a school goes by: its own if it has any, else the shared ones.

    Two schools of a trust may each have a third edition, of two texts. A number from a series that
    is not ours says nothing here, so such a record counts as naming none.
    """

    editions: Editions
    urn: str

    def of(self, chain: str, item: str) -> str:
        return chain if (chain, item) in self.editions else SHARED

    def here(self) -> dict[str, list[Edition]]:
        items = {item for _, item in self.editions}
        return {item: self.editions.get((self.of(self.urn, item), item), []) for item in items}

    def records(self, rows: list[tuple], elsewhere: set[str]) -> list[Record]:
        return [self._record(row) for row in rows if row[-1] == self.urn or row[-1] in elsewhere]

    def _record(self, row: tuple) -> Record:
        ref, person, item, edition, happened_on, voids, chain = row
        if chain != self.urn and self.of(chain, item) != self.of(self.urn, item):
            edition = None
        return Record(ref, person, item, edition, happened_on, NOT_READ, voids)
