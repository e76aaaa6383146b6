"""What a trust's safeguarding lead sees: every school in one list, worst first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from compliance.asat import AsAt
from compliance.summaries import Summary, summaries
from people.access import check_factor, posts_as_they_stand, today
from people.chain_heads import with_heads
from people.models import School, Trust
from people.roles import LEADS, TRUST_LEAD
from register.models import SHARED


@dataclass(frozen=True, slots=True)
class Line:
    """A school in the list; `may_open` where the reader leads there."""

    urn: str
    name: str
    summary: Summary
    may_open: bool


@dataclass(frozen=True, slots=True)
class TrustPage:
    """The page: its answer first. `table` is HTML."""

    title: str
    lead: str
    schools: int
    late: int
    due_soon: int
    people: int
    table: SafeString
    open_first: Line | None


def check_trust_lead(request: HttpRequest) -> tuple[Trust, frozenset[str]]:
    """The trust that the reader leads for today, and the schools of it where they lead.

    Raises 404 for everybody else. Two queries.
    """
    held = [post for post in posts_as_they_stand(person=request.user.ref) if post.holds(today())]
    for_trust = {post.chain for post in held if post.role == TRUST_LEAD}
    trust = Trust.objects.filter(schools__in=for_trust).order_by("id").first()
    if trust is None:
        raise Http404("This page is for whoever leads on safeguarding for a trust.")
    check_factor(request)
    return trust, frozenset(post.chain for post in held if post.role in LEADS)


def trust_page(trust: Trust, may_open: Collection[str], as_at: AsAt, now: datetime) -> TrustPage:
    """The schools of the trust on a day. One query where all were reckoned before."""
    schools = with_heads(School.objects.filter(trust=trust))
    rows = list(schools.values_list("urn", "name", "head", "shared_head"))
    found = summaries(
        [(urn, head) for urn, _, head, _ in rows], (SHARED, rows[0][3] if rows else None), as_at
    )
    lines = [Line(urn, name, found[urn], urn in may_open) for urn, name, _, _ in rows]
    lines.sort(key=lambda line: (line.summary.badness, line.name))
    return TrustPage(
        title=_title(lines),
        lead=f"{_start(lines)} {as_at.words(now)}".lstrip(),
        schools=len(lines),
        late=sum(line.summary.late for line in lines),
        due_soon=sum(line.summary.due_soon for line in lines),
        people=sum(line.summary.people for line in lines),
        table=_table(tuple(lines)),
        open_first=lines[0] if lines and lines[0].may_open else None,
    )


def _title(lines: list[Line]) -> str:
    late = sum(line.summary.late > 0 for line in lines)
    if late == 0:
        return "Nobody is late at any school"
    schools = "school" if len(lines) == 1 else "schools"
    return f"{late} of {len(lines)} {schools} {'has' if late == 1 else 'have'} someone late"


def _start(lines: list[Line]) -> str:
    """Where to begin: the worst school, and how bad it is."""
    if not lines or not lines[0].summary.late:
        return ""
    worst = lines[0].summary
    people = "person" if worst.people == 1 else "people"
    return f"Start with {lines[0].name}, where it is {worst.late} of {worst.people} {people}."


@lru_cache(maxsize=32)
def _table(lines: tuple[Line, ...]) -> SafeString:
    """The rows, rendered once for what they say: a hundred take as long as the rest of the page."""
    return mark_safe(render_to_string("compliance/trust_rows.html", {"lines": lines}))  # noqa: S308
