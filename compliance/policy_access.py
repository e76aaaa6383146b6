"""Who keeps the school's policies: leads see who signed, the office the sheets for signing on
paper, an owner what is asked of them. What is not yours is not there."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from compliance.models import Requirement
from people.access import Membership, check_leads, membership
from people.models import School
from people.roles import OWNERS
from register.models import SHARED, Edition, Item


@dataclass(frozen=True, slots=True)
class Keeper:
    """A reader with something to do for the school's policies."""

    here: Membership
    school: School

    @property
    def leads(self) -> bool:
        """Whether they see who signed."""
        return self.here.leads

    @property
    def keeps_paper(self) -> bool:
        """Whether they print sheets and enter what was signed on them."""
        return self.leads or "office" in self.here.roles

    def answers(self, owner: str) -> bool:
        """Whether they see and answer what is asked of a policy whose owner holds this post."""
        return self.leads or owner in self.here.roles


def check_keeper(request: HttpRequest) -> Keeper:
    """Raise 404 unless the reader leads, or holds a post that may own a policy."""
    here = membership(request)
    if here.school is None or not here.roles.intersection(OWNERS):
        raise Http404("This page is for those who keep the school’s policies.")
    return Keeper(here, here.school)


def check_keeps_paper(request: HttpRequest) -> Keeper:
    """Raise 404 unless they lead or are the office."""
    keeper = check_keeper(request)
    if not keeper.keeps_paper:
        raise Http404("Sheets for signing are for the leads and the office.")
    return keeper


def check_sees_evidence(request: HttpRequest) -> Keeper:
    """Raise 404 unless they lead."""
    here = check_leads(request)
    assert here.school is not None
    return Keeper(here, here.school)


def items_kept(school: School) -> QuerySet[Item]:
    """Policies that the school goes by, and documents that it asks for or uploaded, by title."""
    asked = Requirement.objects.filter(chain=school.urn).values("item")
    own = Edition.objects.filter(chain=school.urn).values("item")
    shared = Edition.objects.filter(chain=SHARED).values("item")
    policies = Q(kind=Item.Kind.POLICY) & (Q(slug__in=own) | Q(slug__in=shared))
    documents = Q(kind=Item.Kind.DOCUMENT) & (Q(slug__in=own) | Q(slug__in=asked))
    return Item.objects.filter(policies | documents).order_by("title")


def item_kept(keeper: Keeper, slug: str) -> Item:
    """The policy or document; 404 for anything that the school does not have."""
    item = items_kept(keeper.school).filter(slug=slug).first()
    if item is None:
        raise Http404("There is no such policy at this school.")
    return item
