"""Who may see what: `check_x` raises with a reason, `can_x` wraps it (reliability.md section 6).

A view loads what is somebody else's through one of these, by how much it shows of them:
`check_leads` where everybody stands, `look_at` one person in detail (which is written down),
`check_may` what a role keeps. One's own needs `membership` alone.
"""

from dataclasses import dataclass
from datetime import date

from allauth.core.exceptions import ReauthenticationRequired
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from people.chain_heads import Heads, own_heads, with_heads
from people.looks import record_look
from people.models import Look, Post, School, User
from people.proofs import SIGNING, SIGNING_SHARED, factor_passed, is_shared, proved_within
from people.roles import LEADS, SEE_OTHERS, WITNESSES

# A school as pages show it; what else it has is read when asked for.
SHOWN = School.objects.select_related("crest").only(
    "name", "phone", "accent", "trust", "made_by_demo", "crest__file_hash"
)


class FactorNeeded(PermissionDenied):
    """They may, once they have shown a second factor: people.middleware sends them to do so."""


class StillThem(ReauthenticationRequired):
    """It is a while since they showed who they are: asked again, then carried on with."""


@dataclass(frozen=True, slots=True)
class Membership:
    """A signed-in person at one of their schools, today.

    `waiting` are roles by which they would see others, and which this session does not have until
    a second factor is passed. Nothing looks at them but the menu and the way to that factor.
    """

    user: User
    school: School | None
    roles: frozenset[str]
    schools: tuple[str, ...]
    waiting: frozenset[str] = frozenset()
    left: bool = False  # had a post, and has none any more
    last_day: date | None = None  # where every post that they have is known to end
    posts: tuple[Post, ...] = ()  # all that they have or had at the school
    heads: Heads = ()  # of the school's chain and of the shared one, as they were when asked

    @property
    def leads(self) -> bool:
        """Whether they see the training of others: DSL, deputy or headteacher."""
        return bool(self.roles & LEADS)


def edits_pages(user: User) -> bool:
    """Whether a group of theirs may come into the editor, for a link to it: the editor asks again.
    One query, on every page; `has_perm` asks two."""
    if not user.is_active or user.is_superuser:
        return user.is_active
    groups = User.groups.through.objects.filter(user=user)
    return groups.filter(group__permissions__codename="access_admin").exists()


def today() -> date:
    """The day in Europe/London."""
    return timezone.localdate()


def posts_as_they_stand(**where: object) -> list[Post]:
    """Posts, each as its last row says, without those withdrawn. One query."""
    last: dict[str, Post] = {}
    for post in Post.objects.filter(**where).order_by("entry_id"):
        last[post.ref] = post
    return [post for post in last.values() if not post.withdrawn]


def schools_of(ref: str) -> tuple[str, ...]:
    """Where somebody holds, or will hold, a post: URNs in order. One query."""
    return tuple(sorted({post.chain for post in _not_ended(today(), person=ref)}))


def _not_ended(on: date, **where: object) -> list[Post]:
    return [post for post in posts_as_they_stand(**where) if not post.has_ended(on)]


def membership(request: HttpRequest) -> Membership:
    """The reader's school and roles; asked once a request. Two queries.

    For somebody signed in: put `login_required` before it.
    """
    known: Membership | None = getattr(request, "_membership", None)
    if known is None or known.user != request.user:
        request._membership = known = _membership(request)  # type: ignore[attr-defined]
    return known


def _membership(request: HttpRequest) -> Membership:
    user, on = request.user, today()
    # A post that starts later counts for one's own training, never for seeing others'.
    known = posts_as_they_stand(person=user.ref)
    posts = [post for post in known if not post.has_ended(on)]
    held = [post for post in posts if post.holds(on)]
    schools = tuple(sorted({post.chain for post in posts}))
    urn = request.session.get("school")
    if urn not in schools:
        urn = min((post.chain for post in held or posts), default=None)
    roles = frozenset(post.role for post in held if post.chain == urn)
    if "desk" in request.session:  # let in by a witness: for one's own reading, nothing else
        roles = frozenset()
    school = with_heads(SHOWN.filter(urn=urn)).first() if urn else None
    waiting = frozenset() if factor_passed(request) else roles & SEE_OTHERS
    return Membership(
        user,
        school,
        roles - waiting,
        schools,
        waiting,
        left=bool(known) and not posts and not user.is_superuser,
        last_day=_last_day(posts),
        posts=tuple(post for post in known if post.chain == urn),
        heads=own_heads(school) if school else (),
    )


def _last_day(posts: list[Post]) -> date | None:
    days = [post.ends_on for post in posts if post.ends_on]
    return max(days) if days and len(days) == len(posts) else None


def check_factor(request: HttpRequest) -> None:
    """Raise FactorNeeded unless this session has passed a second factor.

    For what shows others' records or unpublished work without asking `membership` for a role.
    """
    if not factor_passed(request):
        raise FactorNeeded("One more step, before you see what belongs to others.")


def check_still_them(request: HttpRequest, within: float | None = None) -> None:
    """Before a signature, a completion or a first factor: raise StillThem where nobody has shown
    who they are for `within` seconds (twelve hours; fifteen minutes on a shared device).
    """
    limit = SIGNING_SHARED if is_shared(request) else SIGNING
    if not proved_within(request, min(limit, within or limit)):
        raise StillThem


def check_leads(request: HttpRequest) -> Membership:
    """Raise 404 unless the reader leads at their school: what is not yours is not there."""
    here = membership(request)
    if here.school is None or not here.leads:
        raise Http404("This page is for the safeguarding leads and the headteacher.")
    return here


def check_may(request: HttpRequest, roles: frozenset[str]) -> Membership:
    """Raise 404 unless the reader has one of these roles at their school today."""
    here = membership(request)
    if here.school is None or not here.roles & roles:
        raise Http404("This page is not one of yours.")
    return here


def check_may_witness(request: HttpRequest) -> Membership:
    """Raise 404 unless the reader may say at the desk who somebody is."""
    here = membership(request)
    if here.school is None or not here.roles & WITNESSES:
        raise Http404("The desk is looked after by the office and the safeguarding leads.")
    return here


def look_at(
    request: HttpRequest, ref: str, page: Look.Page = Look.Page.RECORD
) -> tuple[Membership, User]:
    """A lead and the person whose page they open, who can see that they did. 404 for all others."""
    here = check_leads(request)
    person = check_person_of(here, ref)
    assert here.school is not None
    record_look(school=here.school.urn, by=here.user.ref, person=ref, page=page)
    return here, person


def people_of(urn: str, on: date | None = None) -> dict[str, list[Post]]:
    """Everyone who holds (or will hold) a post at the school, with those posts. One query."""
    found: dict[str, list[Post]] = {}
    for post in _not_ended(on or today(), chain=urn):
        found.setdefault(post.person, []).append(post)
    return found


def people_ever_of(urn: str) -> set[str]:
    """Everyone who has or had a post at the school, by ref. One query."""
    return {post.person for post in posts_as_they_stand(chain=urn)}


def check_person_of(here: Membership, ref: str) -> User:
    """The person, if they have or had a post at the reader's school; else 404."""
    assert here.school is not None
    known = posts_as_they_stand(chain=here.school.urn, person=ref)
    user = User.objects.filter(ref=ref).first() if known else None
    if user is None:
        raise Http404("Nobody of that reference is at this school.")
    return user
